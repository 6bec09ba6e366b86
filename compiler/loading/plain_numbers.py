"""What a user is told of text where a number without a unit is due."""

import re

from saggar.compiler.loading.fault import Fault, Located, shown
from saggar.compiler.loading.slots import Slot, describe, example
from saggar.schemas.units import NUMBER, dimension_of, normalised_unit

_NUMBER = re.compile(NUMBER)
_WITH_UNIT = re.compile(rf"({NUMBER})\s*([^\W\d_][^\s\d]*|%)")
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}(?:([_' ,])[0-9]{3})(?:\1[0-9]{3})*|[-+]?[0-9]+(?:_[0-9]+)+")
_SIGN_LAST = re.compile(r"([0-9]+(?:\.[0-9]+)?)([-+])")

_MULTIPLES = {"k": 1e3, "thousand": 1e3, "M": 1e6, "million": 1e6, "%": 0.01}


def is_plain(slot: Slot) -> bool:
    """Tell whether a place takes a number without a unit."""
    return slot.kind in (int, float) and slot.quantity is None


def unit_not_due(error: Located) -> Fault | None:
    """Word a number with a unit (SG116); None where the text is something else."""
    text = error.value.strip() if isinstance(error.value, str) else ""
    match = _WITH_UNIT.fullmatch(text)
    if match is None or not is_plain(error.slot):
        return None
    message = f"{error.name} is {shown(text)}; it takes {describe(error.slot)}"
    number = _meant(match[1], match[2])
    hint = f"write {number}" if _fits(number, error.slot) else _instance(error.slot)
    return Fault(error.path, False, "SG116", message, hint)


def as_number(slot: Slot, text: str) -> str:
    """Say how text that holds a number is written without changing what is meant.

    Returns
    -------
    str
        A hint, or nothing where it is not certain which number is meant.
    """
    text = text.strip()
    if not is_plain(slot):
        return ""
    if _NUMBER.fullmatch(text) and _fits(text, slot):
        return f"write {text} without quotes"
    sign_last = _SIGN_LAST.fullmatch(text)
    if sign_last:
        number = sign_last[1] if sign_last[2] == "+" else f"-{sign_last[1]}"
        return f"write {number}" if _fits(number, slot) else ""
    if _GROUPED.fullmatch(text) and (slot.kind is int or "," not in text):
        return f"write {re.sub('[^0-9+-]', '', text)}"
    return ""


def _meant(number: str, unit: str) -> str:
    """Give the number without its unit, if nothing but a name was counted; else nothing."""
    if unit in _MULTIPLES:
        return f"{float(number) * _MULTIPLES[unit]:.12g}"
    return number if dimension_of(normalised_unit(unit)) is None else ""


def _fits(number: str, slot: Slot) -> bool:
    return bool(re.fullmatch(r"[-+]?[0-9]+", number)) or (slot.kind is float and number != "")


def _instance(slot: Slot) -> str:
    return f"write for instance {example(slot)}"
