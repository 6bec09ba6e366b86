"""Every value of a resolved campaign as a person writes it, with the place that it comes from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from saggar.compiler.methods.account import Account
from saggar.compiler.methods.notation import Notation, plain
from saggar.compiler.positions import KeyPath, dotted
from saggar.compiler.resolve import DEFAULT
from saggar.schemas.base import documentation, user_key

UNUSED_WITHOUT_SETS: tuple[KeyPath, ...] = (("interfaces", "build"), ("interfaces", "rank"))
"""Sections that nothing reads where every interface is given."""

UNUSED_WITHOUT_TRAINING: tuple[KeyPath, ...] = (
    ("models", "potential", "loss"),
    ("models", "potential", "batch"),
    ("models", "potential", "population"),
)
"""What nothing reads where the potential exists."""

UNUSED_BY: dict[str, tuple[KeyPath, ...]] = {
    "neppo": (
        ("models", "potential", "batch"),
        ("models", "potential", "population"),
        ("active_learning", "train", "generations"),
        ("final_training", "generations"),
    ),
    "nep": (("active_learning", "train", "gradient"), ("final_training", "gradient")),
}
"""What a trainer does not read."""

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


def values_of(account: Account, write: Notation) -> tuple[Value, ...]:
    """List the values of a study.

    Parameters
    ----------
    account : Account
        Its campaign, with the places of its values, and the effort with which cells were frozen.
    write : Notation
        Writes the values of this campaign.

    Returns
    -------
    tuple of Value
        In the order of the campaign; what was neither given nor has a default is left out, and so
        are how interfaces are built where none is, how a potential is trained that exists, and
        what the trainer does not read.
    """
    campaign, origins, unused = account.campaign, account.origins, _unused(account)
    values = tuple(
        Value(dotted(leaf.keys), leaf.text, _origin(origins.get(leaf.lock, DEFAULT), leaf.note))
        for leaf in _of_section(campaign, (), "", write)
        if not any(leaf.keys[: len(section)] == section for section in unused)
    )
    return _as_frozen(values, account, write)


def _unused(account: Account) -> tuple[KeyPath, ...]:
    """Give the sections and keys that nothing reads."""
    unused: tuple[KeyPath, ...] = ()
    if not account.campaign.interfaces.sets:
        unused += UNUSED_WITHOUT_SETS
    if account.campaign.models.potential.existing is not None:
        unused += UNUSED_WITHOUT_TRAINING
    trainers = {*(each.trainer for each in account.execution.loop), account.execution.final_trainer}
    return unused + (UNUSED_BY[trainers.pop()] if len(trainers) == 1 else ())


def _as_frozen(values: tuple[Value, ...], account: Account, write: Notation) -> tuple[Value, ...]:
    """Put the effort with which frozen cells were ranked in place of what the campaign asks for."""
    frozen = account.frozen
    if frozen is None or frozen.lock is None:
        return values
    keys: KeyPath = ("interfaces", "rank")
    used = {dotted(leaf.keys): leaf.text for leaf in _of_section(frozen.lock.rank, keys, "", write)}
    return tuple(
        value
        if used.get(value.path, value.text) == value.text
        else Value(
            value.path,
            used[value.path],
            f"{frozen.source.file} ({value.text} asked for, {value.origin})",
        )
        for value in values
    )


@dataclass(frozen=True)
class _Leaf:
    keys: KeyPath
    lock: str
    text: str
    note: str


def _of_section(section: BaseModel, keys: KeyPath, lock: str, write: Notation) -> Iterator[_Leaf]:
    model = type(section)
    texts = _notes_of(model)
    for name in model.model_fields:
        value, here = getattr(section, name), (*keys, user_key(name))
        below = f"{lock}.{name}" if lock else name
        if _has_parts(value):
            yield from _of_parts(value, here, below, texts.get(name, ""), write)
        elif value not in (None, "", ()):
            yield _Leaf(here, below, write(section, user_key(name)), texts.get(name, ""))


_notes_of = cache(documentation)
"""Texts under the fields of a model, read once for all sections of its kind."""


def _has_parts(value: Any) -> bool:
    models = isinstance(value, tuple) and any(isinstance(each, BaseModel) for each in value)
    return models or isinstance(value, BaseModel | dict)


def _of_parts(value: Any, keys: KeyPath, lock: str, note: str, write: Notation) -> Iterator[_Leaf]:
    if isinstance(value, BaseModel):
        yield from _of_section(value, keys, lock, write)
        return
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in parts:
        here, below = (*keys, key), f"{lock}.{key}"
        if _has_parts(each):
            yield from _of_parts(each, here, below, note, write)
        elif each not in (None, "", ()):
            yield _Leaf(here, below, plain(each), note)


def _origin(origin: str, note: str) -> str:
    source = _OF_THE_PAPER.search(note)
    return f"{origin} ({source[1]})" if origin == DEFAULT and source else origin
