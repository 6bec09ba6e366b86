"""Differences of two studies by meaning, and what follows from them."""
