"""Fills every default of a campaign and notes where each value comes from."""

import os
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from saggar.compiler.diagnostics import Diagnostic, diagnostic_at
from saggar.compiler.load import Loaded
from saggar.compiler.loading.unreadable import (
    Unreadable,
    as_far_as_readable,
    is_readable,
    readable,
)
from saggar.compiler.nearest import did_you_mean
from saggar.compiler.positions import ON_COMMAND_LINE, KeyPath, Mark, dotted
from saggar.schemas.base import user_key
from saggar.schemas.campaign import Campaign
from saggar.schemas.interfaces import InterfaceSet

DEFAULT = "default"
"""Origin of a value that the user did not write."""


class Resolved(NamedTuple):
    """A campaign without anything left open.

    Attributes
    ----------
    campaign : Campaign
        Sets of interfaces hold what they take from others; `like` is gone.
    origins : dict of str to str
        Dotted path of each leaf of the lock (``production.bulk.duration_ps``; items of lists of
        sections by number) to ``file:line:column`` of its value with the file relative to the
        folder of the campaign, followed by the place of the value that it overrides if it does;
        or the ``--set`` that gives it; or ``default``.
    diagnostics : tuple of Diagnostic
        SG203 if `like` names no set, SG204 if sets take from each other in a circle; such a set
        has what could be found.
    """

    campaign: Campaign
    origins: dict[str, str]
    diagnostics: tuple[Diagnostic, ...] = ()


def resolve(loaded: Loaded) -> Resolved:
    """Resolve a campaign.

    Parameters
    ----------
    loaded : Loaded
        A campaign as written.

    Returns
    -------
    Resolved
        ``Campaign.model_validate(campaign.lock(), by_alias=False, by_name=True)`` gives the same
        campaign again.
    """
    campaign, taken = _with_inherited_sets(loaded)
    origins = {
        path: DEFAULT if place is None else _written_at(loaded, taken.get(place, place))
        for path, place in _leaves(campaign, (), "", written=True)
    }
    sets = loaded.campaign.interfaces.sets
    wrong = tuple(as_far_as_readable(partial(_wrong_inheritance, loaded, sets)))
    return Resolved(campaign, origins, wrong)


def _written_at(loaded: Loaded, path: KeyPath) -> str:
    folder = loaded.path.parent
    written = _place(loaded.positions.of_value(path), folder)
    before = loaded.positions.overridden_by(path)
    return written if before is None else f"{written} (overrides {_place(before, folder)})"


def _place(mark: Mark, folder: Path) -> str:
    """Write a place without naming the folders of this machine."""
    if mark.file.startswith(ON_COMMAND_LINE):
        return mark.place
    file = Path(os.path.relpath(mark.file, folder)).as_posix()
    return f"{file}:{mark.line}:{mark.column}"


def _leaves(
    value: Any, user: KeyPath, lock: str, *, written: bool
) -> Iterator[tuple[str, KeyPath | None]]:
    """Give the lock's path of each leaf with the user's path, or None for a default."""
    below: list[tuple[str, KeyPath, Any, bool]] = []
    if not is_readable(value):
        pass
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            given = written and name in value.model_fields_set
            below.append((name, (*user, user_key(name)), getattr(value, name), given))
    elif isinstance(value, dict):
        below = [(key, (*user, key), each, written) for key, each in dict.items(value)]
    elif isinstance(value, tuple) and _holds_sections(value):
        below = [(str(i), (*user, i), each, written) for i, each in enumerate(value)]
    if not below:
        yield lock, user if written else None
    for name, path, each, given in below:
        yield from _leaves(each, path, f"{lock}.{name}" if lock else name, written=given)


def _holds_sections(items: tuple[Any, ...]) -> bool:
    return any(is_readable(each) and isinstance(each, BaseModel) for each in items)


def _with_inherited_sets(loaded: Loaded) -> tuple[Campaign, Mapping[KeyPath, KeyPath]]:
    """Give the campaign with complete sets, and for each value taken over its path in its set."""
    campaign = loaded.campaign
    sets = campaign.interfaces.sets
    taken: dict[KeyPath, KeyPath] = {}
    complete = {
        name: readable(partial(_complete, name, sets, taken), Unreadable()) for name in sets
    }
    if not complete:
        return campaign, taken
    interfaces = campaign.interfaces.model_copy(update={"sets": complete})
    return campaign.model_copy(update={"interfaces": interfaces}), taken


def _complete(
    name: str, sets: Mapping[str, InterfaceSet], taken: dict[KeyPath, KeyPath]
) -> InterfaceSet:
    """Follow `like` from a set to its ancestors; the nearest that gives a value wins."""
    own = sets[name]
    values = {field: getattr(own, field) for field in own.model_fields_set - {"like"}}
    ancestor, seen = own.like, {name}
    while ancestor is not None and ancestor in sets and ancestor not in seen:
        seen.add(ancestor)
        for field in sets[ancestor].model_fields_set - {"like"} - values.keys():
            values[field] = getattr(sets[ancestor], field)
            _note(taken, name, ancestor, field, values[field])
        ancestor = sets[ancestor].like
    return InterfaceSet.model_construct(_fields_set=set(values), **values)


def _note(taken: dict[KeyPath, KeyPath], name: str, ancestor: str, field: str, value: Any) -> None:
    key = user_key(field)
    here: KeyPath = ("interfaces", "sets", name, key)
    there: KeyPath = ("interfaces", "sets", ancestor, key)
    for _, place in _leaves(value, (), "", written=True):
        if place is not None:
            taken[(*here, *place)] = (*there, *place)


def _wrong_inheritance(loaded: Loaded, sets: Mapping[str, InterfaceSet]) -> Iterator[Diagnostic]:
    for name, each in sets.items():
        path: KeyPath = ("interfaces", "sets", name, "like")
        if each.like is not None and each.like not in sets:
            message = f"{dotted(path)} is {each.like}, which is no set of interfaces"
            hint = did_you_mean(each.like, [key for key in sets if key != name], allowed="sets")
            yield diagnostic_at(loaded.positions, path, "SG203", message, hint=hint)
        circle = _circle(name, sets)
        if circle:
            message = f"{dotted(path)} closes a circle: {' -> '.join(circle)}"
            hint = "write the limits out in one of these sets and delete its `like`"
            yield diagnostic_at(loaded.positions, path, "SG204", message, hint=hint)


def _circle(name: str, sets: Mapping[str, InterfaceSet]) -> list[str]:
    """Give the circle of sets that a set is part of, or nothing."""
    chain = [name]
    while (following := sets[chain[-1]].like) in sets:
        chain.append(str(following))
        if following == name:
            return chain
        if chain.count(chain[-1]) > 1:
            return []
    return []
