"""What no campaign needs, refused before it can do harm."""

from typing import Any

from saggar.compiler.loading.text import Text
from saggar.compiler.positions import Mark

DEEPEST = 24
"""Levels of mappings and lists; the campaign language has at most seven."""

_LARGEST = 10**30


def number_fits(value: Any) -> bool:
    """Tell whether a whole number has a size that a campaign can mean."""
    return not isinstance(value, int) or abs(value) < _LARGEST


def check_text(text: Text, mark: Mark, value: str) -> None:
    """Refuse half of a surrogate pair, which no file can hold as UTF-8.

    Raises
    ------
    CampaignErrors
        SG012 with the character.
    """
    for character in value:
        if "\ud800" <= character <= "\udfff":
            text.refuse(
                mark,
                "SG012",
                f"the escape \\u{ord(character):04x} is half of a character",
                "write the character itself",
            )
