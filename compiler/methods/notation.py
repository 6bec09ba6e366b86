"""Values in the units in which the author of a campaign writes them."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from saggar.compiler.loading.slots import ROOT, Slot
from saggar.schemas.base import user_key
from saggar.schemas.campaign import Campaign
from saggar.schemas.units import DIMENSIONS, NUMBER, Quantity, normalised_unit

_QUANTITY = re.compile(rf"\s*{NUMBER}\s*(.*)")


class Notation:
    """Writes the values of a campaign.

    Parameters
    ----------
    campaign : Campaign
        Resolved.
    tree : mapping
        The campaign as it was written, keys as a user writes them; empty where that is not known.
        A value that it does not hold, or holds otherwise, is written in a unit that gives few
        figures.
    """

    def __init__(self, campaign: Campaign, tree: Mapping[str, Any]) -> None:
        self._campaign = campaign  # what is known by its identity must live
        self._units = dict(_units(campaign, ROOT, tree))

    def __call__(self, section: BaseModel, key: str) -> str:
        """Write a value of a section, such as ``100 ps`` or ``300, 600 and 1000 K``."""
        (field,) = (name for name in type(section).model_fields if user_key(name) == key)
        slot = Slot(type(section)).field(key)
        return _text(getattr(section, field), slot, self._units.get((id(section), key)))


def listed(texts: list[str]) -> str:
    """Join texts as in a sentence: ``a, b and c``."""
    *most, last = texts or ["none"]
    return f"{', '.join(most)} and {last}" if most else last


def plane(indices: tuple[int, int, int]) -> str:
    """Write Miller indices: ``(1 0 0)``."""
    return f"({' '.join(map(str, indices))})"


def _text(value: Any, slot: Slot, unit: str | None = None) -> str:
    quantity = slot.quantity
    if quantity is not None and value is not None:
        return _with_unit(_numbers(value), quantity, unit)
    if isinstance(value, tuple):
        return listed([_text(each, slot.item(index)) for index, each in enumerate(value)])
    return plain(value)


def plain(value: Any) -> str:
    """Write a value that has no unit."""
    if isinstance(value, tuple):
        return listed([plain(each) for each in value])
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _with_unit(numbers: tuple[float, ...], quantity: Quantity, unit: str | None) -> str:
    """Write quantities with one unit for all."""
    text = quantity.written(*numbers) if unit is None else quantity.written_in(unit, *numbers)
    *most, last = text.split(", ")
    number, unit = last.split(" ", 1)
    return f"{listed([*most, number])} {unit}"


def _numbers(value: Any) -> tuple[float, ...]:
    return value if isinstance(value, tuple) else (value,)


def _units(value: Any, slot: Slot, tree: Any) -> Iterator[tuple[tuple[int, str], str]]:
    """Give the author's unit of each value that was written, by section and key."""
    for section, key, below in _below(value, tree):
        inside = slot.item(key) if section is None else Slot(type(section)).field(str(key))
        written = tree[key]
        quantity = inside.quantity
        if section is None or quantity is None:
            yield from _units(below, inside, written)
        elif below is not None:
            unit = _unit_of(written, _numbers(below), quantity)
            if unit is not None:
                yield (id(section), str(key)), unit


def _below(value: Any, tree: Any) -> Iterator[tuple[BaseModel | None, str | int, Any]]:
    """Give what both a value and its text hold: the section, if it is one, the key, the part."""
    if isinstance(value, BaseModel) and isinstance(tree, dict):
        for name in type(value).model_fields:
            if user_key(name) in tree:
                yield value, user_key(name), getattr(value, name)
    elif isinstance(value, dict) and isinstance(tree, dict):
        yield from ((None, name, each) for name, each in value.items() if name in tree)
    elif isinstance(value, tuple) and isinstance(tree, list) and len(value) == len(tree):
        yield from ((None, index, each) for index, each in enumerate(value))


def _unit_of(written: Any, numbers: tuple[float, ...], quantity: Quantity) -> str | None:
    """Give the one unit of a text, if it says these numbers."""
    texts = written if isinstance(written, list) else str(written).split(",")
    found = [match for match in map(_QUANTITY.fullmatch, map(str, texts)) if match]
    units = {normalised_unit(match[1]) for match in found} - {""}
    known = DIMENSIONS[quantity.dimension]
    if len(found) != len(numbers) or len(units) != 1 or not units <= known.keys():
        return None
    (unit,) = units
    said = quantity.written_in(unit, *numbers).removesuffix(f" {unit}").split(", ")
    same = (math.isclose(float(a), float(_number(b))) for a, b in zip(said, texts, strict=True))
    return unit if all(same) else None


def _number(text: str) -> str:
    match = re.match(rf"\s*({NUMBER})", text)
    return match[1] if match else "nan"
