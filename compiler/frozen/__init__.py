"""Structures that are frozen beside a campaign: whether they belong to it, and reading them."""
