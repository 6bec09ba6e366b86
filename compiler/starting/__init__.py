"""Campaigns to begin with, written for the files at hand."""
