"""What the user writes and what crosses borders: frozen models that import nothing of ours."""
