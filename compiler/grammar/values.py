"""One argument: whether a word is what the table asks for."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from saggar.compiler.grammar import numbers
from saggar.compiler.grammar.arguments import Integer, Real, Slot, Text, Word
from saggar.compiler.grammar.problem import Severity

Value = float | int | str

_INT_MAX = 2**31 - 1


class Fault(NamedTuple):
    """What is wrong with a word."""

    message: str
    severity: Severity = "error"


def read_value(slot: Slot, word: str, counts: Mapping[str, int]) -> tuple[Value, Fault | None]:
    """Read a word as an argument.

    Parameters
    ----------
    slot : Slot
        What is asked for.
    word : str
        What stands there.
    counts : mapping of str to int
        How many ``grouping`` methods and species (``type``) there are, where known.

    Returns
    -------
    value : float, int or str
        The word itself where it cannot be read.
    fault : Fault or None
        None where all is well.
    """
    if isinstance(slot, Text):
        return word, None
    if isinstance(slot, Word):
        return word, _word_fault(slot, word)
    if isinstance(slot, Integer):
        return _read_integer(slot, word, counts)
    return _read_real(slot, word)


def _word_fault(slot: Word, word: str) -> Fault | None:
    if word in slot:
        return None
    allowed = ", ".join(slot.words)
    severity: Severity = "error" if slot.enforced else "warning"
    return Fault(f"{slot.name} is {word!r}; allowed: {allowed}", severity)


def _read_integer(
    slot: Integer, word: str, counts: Mapping[str, int]
) -> tuple[Value, Fault | None]:
    value = numbers.integer(word)
    if value is None:
        return word, Fault(f"{slot.name} is {word!r}; {_whole(slot, word)}")
    if abs(value) > _INT_MAX:
        return value, Fault(f"{slot.name} is {word}; GPUMD counts to {_INT_MAX}")
    allowed = _integers_allowed(slot, value)
    if allowed:
        return value, Fault(f"{slot.name} is {word}; {allowed}", _severity(slot))
    known = counts.get(slot.refers)
    if known is not None and value >= known:
        return value, Fault(f"{slot.name} is {word}; there are {known}, counted from 0")
    if numbers.is_octal(word):
        return value, Fault(
            f"{slot.name} is {word!r}, which GPUMD reads in base 8 as {value}; write {value}, or "
            f"{word.lstrip('0') or '0'} without the leading zero",
            "warning",
        )
    return value, None


def _whole(slot: Integer, word: str) -> str:
    value = numbers.real(word)
    if value is not None and math.isfinite(value) and value == int(value):
        return f"GPUMD reads whole numbers without point or exponent: write {int(value)}"
    return "allowed is a whole number" + _bounds(slot)


def _integers_allowed(slot: Integer, value: int) -> str:
    if slot.allowed and value not in slot.allowed:
        return "allowed: " + ", ".join(map(str, slot.allowed))
    if slot.least is not None and value < slot.least:
        return f"it must be{_bounds(slot)}"
    if slot.most is not None and value > slot.most:
        return f"it must be{_bounds(slot)}"
    if value % slot.multiple_of:
        return f"it must be a multiple of {slot.multiple_of}"
    return ""


def _read_real(slot: Real, word: str) -> tuple[Value, Fault | None]:
    value = numbers.real(word)
    if value is None:
        return word, Fault(f"{slot.name} is {word!r}; allowed is a number{_bounds(slot)}")
    if not math.isfinite(value):
        return value, Fault(
            f"{slot.name} is {word}; GPUMD accepts it and computes nonsense: write a number"
        )
    below = slot.least is not None and value < slot.least
    above = slot.most is not None and value > slot.most
    if below or above or (slot.above is not None and value <= slot.above):
        return value, Fault(f"{slot.name} is {word}; it must be{_bounds(slot)}", _severity(slot))
    return value, None


def _severity(slot: Integer | Real) -> Severity:
    return "error" if slot.enforced else "warning"


def _bounds(slot: Integer | Real) -> str:
    unit = f" {slot.unit}" if isinstance(slot, Real) and slot.unit else ""
    if isinstance(slot, Real) and slot.above is not None:
        return f" above {slot.above:g}{unit}"
    if slot.least is not None and slot.most is not None:
        return f" from {slot.least:g} to {slot.most:g}{unit}"
    if slot.least is not None:
        return f" at least {slot.least:g}{unit}"
    return "" if slot.most is None else f" at most {slot.most:g}{unit}"
