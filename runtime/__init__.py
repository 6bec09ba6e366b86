"""Executes a compiled run directory."""
