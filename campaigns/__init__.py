"""Campaigns that ship with the package."""
