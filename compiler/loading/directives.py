"""Keys of a campaign file that say how files are merged."""

from typing import NamedTuple


class Directive(NamedTuple):
    """A key that is no part of the campaign that results.

    Attributes
    ----------
    text : str
        What it is for.
    takes : str
        What stands behind it.
    example : str or list of str
        Such a value.
    """

    text: str
    takes: str
    example: str | list[str]


DIRECTIVES = {
    "extends": Directive(
        "Campaign files over which this one is laid, relative to it; the later over the earlier. "
        "Sections are merged key by key; any other value, a list too, replaces that below.",
        "the path of a file, or a list of paths",
        "base.yaml",
    ),
    "remove": Directive(
        "Paths of keys that the extended files hold and this one does not want.",
        "a path of keys with dots between them, or a list of paths",
        ["production.bulk"],
    ),
}
"""Each by its key."""
