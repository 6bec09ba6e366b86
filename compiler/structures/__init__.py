"""Structures as checks see them: what is known of a cell without its coordinates."""
