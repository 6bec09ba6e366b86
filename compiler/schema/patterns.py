r"""Regular expressions of quantities, in the dialect that JSON Schema and Python share (ECMA-262).

They accept what `saggar.schemas.units.in_unit` accepts: every spelling of the units of one
dimension, and no other unit.
"""

import re

from saggar.schemas.units import DIMENSIONS, Quantity

_MAGNITUDE = r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_NOT_ZERO = r"(?=[\d.]*[1-9])"


def quantity_pattern(quantity: Quantity) -> str:
    """Give the pattern of one quantity, such as ``100 ps``."""
    return rf"^\s*{_number(quantity)}{_units(quantity.dimension)}\s*$"


def quantities_pattern(quantity: Quantity) -> str:
    """Give the pattern of several quantities in one text, such as ``300, 900 K``.

    A comma has a space beside it or follows a unit; the last value has a unit.
    """
    number, units = _number(quantity), _units(quantity.dimension)
    comma = rf"(?:\s*,\s+|\s+,\s*|{units}\s*,\s*)"
    return rf"^\s*(?:{number}{comma})*{number}{units}\s*$"


def _number(quantity: Quantity) -> str:
    if quantity.above == 0:
        return rf"\+?{_NOT_ZERO}{_MAGNITUDE}"
    sign = r"\+?" if quantity.at_least == 0 else "[-+]?"
    return sign + _MAGNITUDE


def _units(dimension: str) -> str:
    """Give the pattern of the units with the space before; ``11/Å`` is no 1 1/Å."""
    spellings = (each for unit in DIMENSIONS[dimension] for each in _spellings(unit))
    return f"(?:{'|'.join(spellings)})"


def _spellings(unit: str) -> list[str]:
    """Give a pattern for each way to write a unit: ``1/Å`` is also ``Å^-1``."""
    if unit.startswith("1/"):
        length = _letters(unit.removeprefix("1/"))
        return [rf"\s+1\s*/\s*{length}", rf"\s*{length}\s*(?:\^?-1|\*\*-1|⁻¹)"]
    above, slash, below = unit.partition("/")
    if slash:
        return [rf"\s*{_letters(above)}\s*/\s*{_letters(below)}"]
    base, power, _ = unit.partition("^")
    return [r"\s*" + _letters(base) + (r"\s*(?:\^2|\*\*2|²)" if power else "")]


def _letters(unit: str) -> str:
    if unit == "Å":
        words = (_any_case("angstrom") + "[sS]?", _any_case("ångström") + "[sS]?")
        return f"(?:{'|'.join(('Å', chr(0x212B), 'A' + chr(0x30A), *words, 'A'))})"
    return f"(?:u|µ|μ){unit[1:]}" if unit == "us" else re.escape(unit)


def _any_case(word: str) -> str:
    return "".join(f"[{letter}{letter.upper()}]" for letter in word)
