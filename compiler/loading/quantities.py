"""What a user is told of a quantity that cannot be read.

The number that was written is proposed again only where nothing but the spelling of the unit
differs. Where the unit is missing all that it may be are offered, and where it is another one the
value is converted: a hint that is followed must not change the physics.
"""

import math
import re
from collections.abc import Callable, Iterable

from saggar.compiler.loading.fault import Fault, Located, kind_of, shown
from saggar.compiler.loading.foreign_units import Converted, converted, respelt
from saggar.compiler.loading.slots import Slot, example
from saggar.compiler.nearest import nearest
from saggar.schemas.units import DIMENSIONS, QuantityList, dimension_of, normalised_unit

_NUMBERS = re.compile(
    r"(?:(?<![\w)])[-+])?(?:[0-9]+(?:\.[0-9]+)?|(?<![.0-9])\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
)
_LINKS = re.compile(r"\b(?:to|and)\b|[\s;,.…–—~-]+")
_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3} [0-9]{3}(?! ?[0-9])")


def missing_unit(error: Located) -> Fault:
    """Word a number without a unit."""
    hint = _units_to_choose(str(error.value), error)
    return _fault("SG110", error, ", without a unit", hint)


def _units_to_choose(written: str, error: Located) -> str:
    """Offer the units that may be meant; a share may have been meant as one."""
    dimension = error.context["dimension"]
    number = error.context["number"]
    if not math.isfinite(float(number)):
        return _instance(error.slot)
    if dimension == "fraction" and "," not in written and 0 < abs(float(number)) <= 1:
        return f'write "{float(number) * 100:.12g} %" for a share of {number}, or "{number} %"'
    texts = [f'"{written.strip()} {unit}"' for unit in DIMENSIONS[dimension]]
    return f"write {_or(texts)}{', whichever is meant' if len(texts) > 1 else ''}"


def unknown_unit(error: Located) -> Fault:
    """Word a unit that the language does not take."""
    unit = error.context["unit"]
    return _fault("SG111", error, f": {unit!r} is no unit that is known", _meant(error))


def other_dimension(error: Located) -> Fault:
    """Word a unit that measures something else; times are converted."""
    number, unit = error.context["number"], error.context["unit"]
    problem = f": {unit!r} is a unit of {dimension_of(normalised_unit(unit)) or 'something else'}"
    value = converted(number, unit, error.context["dimension"])
    hint = _instance(error.slot) if value is None else _in_unit_taken(error, value)
    return _fault("SG112", error, problem, hint)


def _meant(error: Located) -> str:
    """Say what the value is in a unit that is taken, how the unit is spelt, or what may be meant.

    A unit that exists comes before another spelling: 1 mPa is no MPa.
    """
    number, unit = error.context["number"], error.context["unit"]
    dimension = error.context["dimension"]
    value = converted(number, unit, dimension)
    spelling = respelt(unit, dimension)
    if value is not None and (value.fits or spelling is None):
        return _in_unit_taken(error, value)
    if spelling is not None:
        several = "," in str(error.value)
        return f"write the unit as {spelling}" if several else f'write "{number} {spelling}"'
    close = nearest(normalised_unit(unit), DIMENSIONS[dimension])
    return f"did you mean {close!r}?" if close else _instance(error.slot)


def _in_unit_taken(error: Located, value: Converted) -> str:
    written = f"{error.context['number']} {error.context['unit']}"
    if not value.fits:
        dimension = error.context["dimension"]
        return f"{written} are {value.text}, beyond any {dimension}; {_instance(error.slot)}"
    if "," in str(error.value):
        return f"{written} are {value.text}: write every value so"
    return f'write "{value.text}", which is {written}'


def no_quantity(error: Located) -> Fault:
    """Word what is no number with a unit at all."""
    return _fault("SG113", error, ", no number with a unit", _instance(error.slot))


def several_numbers(error: Located) -> Fault:
    """Word several numbers that no comma with a space parts."""
    written = str(error.value)
    message = f"{error.name} is {shown(written)}: several numbers without a comma between them"
    return Fault(error.path, False, "SG113", message, _listed(error, written))


def comma(error: Located) -> Fault:
    """Word a comma within a number."""
    written = str(error.value)
    message = f"{error.name} is {shown(written)}: a comma within a number means different things"
    one, several = re.sub(r"(?<=\d),(?=\d)", "", written), re.sub(r",(?=\d)", ", ", written)
    if not _takes_several(error.slot):
        decimal = re.sub(r"(?<=\d),(?=\d)", ".", written)
        hint = f'write "{one}" without it, or "{decimal}" with a decimal point'
        return Fault(error.path, False, "SG113", message, hint)
    hint = f'write a decimal point, "{one}" for one number, or "{several}" for several'
    return Fault(error.path, False, "SG113", message, hint)


def _listed(error: Located, written: str) -> str:
    """Write out several numbers as the place takes them, or one where spaces part thousands."""
    thousands = _THOUSANDS.match(written.strip())
    one = written.replace(thousands[0], thousands[0].replace(" ", "")) if thousands else ""
    if not _takes_several(error.slot):
        return f'write "{one}"' if one else f"it takes one number; {_instance(error.slot)}"
    unit = _common_unit(written, error.context["dimension"])
    if not unit:
        return _instance(error.slot)
    several = f'"{", ".join(_NUMBERS.findall(written))} {unit}"'
    return f'write "{one}" for one number, or {several} for several' if one else (
        f"write every value: {several}"
    )  # fmt: skip


def _common_unit(written: str, dimension: str) -> str:
    """Give the only unit that stands behind any of several numbers, if the dimension has it."""
    rest = _NUMBERS.sub(" ", written)
    units = {normalised_unit(each) for each in _LINKS.split(rest) if each}
    return next(iter(units)) if len(units) == 1 and units <= DIMENSIONS[dimension].keys() else ""


def _takes_several(slot: Slot) -> bool:
    return any(isinstance(note, QuantityList) for note in slot.notes)


def _instance(slot: Slot) -> str:
    return f"write for instance {example(slot)}"


def _fault(code: str, error: Located, problem: str, hint: str) -> Fault:
    dimension = error.context["dimension"]
    article = "an" if dimension[0] in "aeiou" else "a"
    units = _or(DIMENSIONS[dimension])
    what = kind_of(error.value) if code == "SG113" else shown(error.value)
    message = f"{error.name} is {what}{problem}; it takes {article} {dimension} in {units}"
    return Fault(error.path, False, code, message, hint)


def _or(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


QUANTITY_WORDINGS: dict[str, Callable[[Located], Fault]] = {
    "unit_missing": missing_unit,
    "unit_unknown": unknown_unit,
    "unit_dimension": other_dimension,
    "quantity": no_quantity,
    "several": several_numbers,
    "comma": comma,
}
"""Wording of each kind of error of `saggar.schemas.units` but that of ranges."""
