"""Keys of a campaign file that say how files are merged."""

DIRECTIVES = ("extends", "remove")
"""They are no part of the campaign that results."""
