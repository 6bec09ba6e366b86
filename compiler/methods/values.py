"""Every value of a resolved campaign as a person writes it, with the place that it comes from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from saggar.compiler.loading.slots import ROOT, Slot
from saggar.compiler.positions import KeyPath, dotted
from saggar.compiler.resolve import DEFAULT
from saggar.schemas.base import documentation, user_key
from saggar.schemas.campaign import Campaign
from saggar.schemas.units import Quantity

UNUSED_WITHOUT_SETS: tuple[KeyPath, ...] = (("interfaces", "build"), ("interfaces", "rank"))
"""Sections that nothing reads where every interface is given."""

_OF_THE_PAPER = re.compile(r"\((paper[^)]*)\)")


@dataclass(frozen=True)
class Value:
    """One value.

    Attributes
    ----------
    path : str
        Keys as a user writes them.
    text : str
        The value with its unit.
    origin : str
        ``file:line:column``, what the command line gave, or ``default``; with a default, the
        part of the paper that it is taken from where the key's description names one.
    """

    path: str
    text: str
    origin: str


def values_of(campaign: Campaign, origins: Mapping[str, str]) -> tuple[Value, ...]:
    """List the values of a campaign.

    Parameters
    ----------
    campaign : Campaign
        Resolved.
    origins : mapping of str to str
        Path of each leaf of the lock to where it was written.

    Returns
    -------
    tuple of Value
        In the order of the campaign; what was neither given nor has a default is left out, and
        how interfaces are built where none is.
    """
    unused = () if campaign.interfaces.sets else UNUSED_WITHOUT_SETS
    return tuple(
        Value(dotted(leaf.keys), leaf.text, _origin(origins.get(leaf.lock, DEFAULT), leaf.note))
        for leaf in _leaves(campaign, ROOT, (), "", "")
        if leaf.keys[:2] not in unused
    )


def written(section: BaseModel, key: str) -> str:
    """Write a value of a section, such as ``100 ps`` or ``300, 600 and 1000 K``."""
    (field,) = (name for name in type(section).model_fields if user_key(name) == key)
    return text_of(getattr(section, field), Slot(type(section)).field(key))


def text_of(value: Any, slot: Slot) -> str:
    """Write a value with the unit of its place."""
    quantity = slot.quantity
    if quantity is not None and value is not None:
        return _with_unit(value if isinstance(value, tuple) else (value,), quantity)
    if isinstance(value, tuple):
        return listed([text_of(each, slot.item(index)) for index, each in enumerate(value)])
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def listed(texts: list[str]) -> str:
    """Join texts as in a sentence: ``a, b and c``."""
    *most, last = texts or ["none"]
    return f"{', '.join(most)} and {last}" if most else last


def _with_unit(numbers: tuple[float, ...], quantity: Quantity) -> str:
    """Write quantities with one unit for all."""
    texts = quantity.written(*numbers).split(", ")
    last, unit = texts[-1].split(" ", 1)
    return f"{listed([*texts[:-1], last])} {unit}"


@dataclass(frozen=True)
class _Leaf:
    keys: KeyPath
    lock: str
    text: str
    note: str


def _leaves(value: Any, slot: Slot, keys: KeyPath, lock: str, note: str) -> Iterator[_Leaf]:
    if isinstance(value, BaseModel):
        yield from _of_section(value, keys, lock)
    elif isinstance(value, dict):
        for name, each in value.items():
            below = f"{lock}.{name}" if lock else name
            yield from _leaves(each, slot.item(name), (*keys, name), below, note)
    elif isinstance(value, tuple) and any(isinstance(each, BaseModel) for each in value):
        for index, each in enumerate(value):
            yield from _leaves(each, slot.item(index), (*keys, index), f"{lock}.{index}", note)
    elif value not in (None, "", ()):
        yield _Leaf(keys, lock, text_of(value, slot), note)


def _of_section(section: BaseModel, keys: KeyPath, lock: str) -> Iterator[_Leaf]:
    model = type(section)
    texts = documentation(model)
    for name in model.model_fields:
        key = user_key(name)
        below = f"{lock}.{name}" if lock else name
        slot = Slot(model).field(key)
        yield from _leaves(getattr(section, name), slot, (*keys, key), below, texts.get(name, ""))


def _origin(origin: str, note: str) -> str:
    source = _OF_THE_PAPER.search(note)
    return f"{origin} ({source[1]})" if origin == DEFAULT and source else origin
