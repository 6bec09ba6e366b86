"""Orderings: how partly occupied sites are filled."""
