"""What a key of a campaign is for, as text for a reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel

from saggar.compiler.incar.table import TAGS
from saggar.compiler.loading.slots import ROOT, Slot, describe, example
from saggar.compiler.nearest import did_you_mean, nearest
from saggar.compiler.schema.forms import written_default
from saggar.compiler.schema.incar import takes
from saggar.schemas.base import documentation, user_key
from saggar.schemas.engines.incar import IncarNotation
from saggar.schemas.errors import CampaignError

_SIGNS = ((Ge, "ge", "at least"), (Gt, "gt", "above"), (Le, "le", "at most"), (Lt, "lt", "below"))


def explain_key(path: str) -> str:
    """Say what a key takes.

    Parameters
    ----------
    path : str
        Keys with dots between them, such as ``production.segment``; where a campaign has names of
        its own, any name may stand: ``phases.c-ZrO2.file`` or ``phases.*.file``. Where engines
        have different sections, every section that has the key counts.

    Returns
    -------
    str
        Description, type with unit, limits, default and an example, as text of several lines.

    Raises
    ------
    CampaignError
        If a campaign has no such key.
    """
    places: tuple[_Place, ...] = (_Place(None, ROOT),)
    steps = path.split(".")
    for index, step in enumerate(steps):
        above = [slot for place in places for slot in _sections(place.slot)]
        places = tuple(_Place(slot, below) for slot in above for below in _below(slot, step))
        if not places:
            where = ".".join(steps[:index]) or "a campaign"
            known = dict.fromkeys(key for slot in above for key in slot.keys)
            hint = did_you_mean(step, known, allowed="keys") if known else "it takes no keys"
            elsewhere = (
                _keys_called(steps[-1]) if index == 0 and nearest(step, known) is None else ()
            )
            if elsewhere:
                hint = f"did you mean {' or '.join(elsewhere)}?"
            raise CampaignError(f"{where} has no key {step!r}; {hint}")
    return "\n\n".join(_text(path, place) for place in places)


_MOST_PROPOSED = 4


def _keys_called(name: str) -> tuple[str, ...]:
    """Give the keys whose last part is nearest to a name, those near the top first."""
    last = {path: path.rsplit(".", 1)[-1] for path in _paths(ROOT)}
    meant = nearest(name, dict.fromkeys(last.values()))
    alike = [path for path, key in last.items() if key == meant]
    return tuple(sorted(alike, key=lambda path: path.count(".")))[:_MOST_PROPOSED]


def _paths(slot: Slot, above: str = "") -> Iterator[str]:
    """Give every key below a place; ``*`` stands for a chosen name or an item of a list."""
    for each in _sections(slot):
        is_list = get_origin(each.kind) is tuple and any(_sections_of_items(each))
        steps = each.keys or (("*",) if get_origin(each.kind) is dict or is_list else ())
        for step in steps:
            path = f"{above}.{step}" if above else step
            yield path
            for below in _below(each, step):
                yield from _paths(below, path)


def _sections_of_items(slot: Slot) -> Iterator[bool]:
    return (each.model is not None for each in _sections(slot.item(0)))


@dataclass(frozen=True)
class _Place:
    """What a key takes, and the section that has the key."""

    owner: Slot | None
    slot: Slot

    @property
    def engine(self) -> str:
        """The engine whose section this is, if engines have sections of their own here."""
        words = self.owner.field("engine").words if self.owner and self.owner.model else ()
        return words[0] if words else ""


def _sections(slot: Slot) -> tuple[Slot, ...]:
    """Give what stands at a place: a section, or each of those among which an engine chooses."""
    return slot.branches or (slot,)


def _below(slot: Slot, step: str) -> Iterator[Slot]:
    if step in slot.keys:
        yield slot.field(step)
    elif get_origin(slot.kind) is dict:
        yield slot.item(step)
    elif get_origin(slot.kind) is tuple and (step.isdigit() or step == "*"):
        yield slot.item(int(step) if step.isdigit() else 0)


def _text(path: str, place: _Place) -> str:
    key, slot = path.rsplit(".", 1)[-1], place.slot
    if any(isinstance(note, IncarNotation) for note in slot.notes):
        return _tag_text(path, key)
    of_engine = f" (engine: {place.engine})" if place.engine and key != "engine" else ""
    lines = [f"{path}{of_engine}", "", *_descriptions(key, place)]
    lines.append(f"Takes: {describe(slot)}{_limits(slot)}")
    if slot.model is not None:
        lines.append(f"Keys: {', '.join(slot.keys)}")
    lines.append(_default(key, place.owner))
    lines.append(f"Example: {key}: {example(slot)}")
    return "\n".join(lines)


def _tag_text(path: str, name: str) -> str:
    taken = takes(name)
    if taken is None and name != "*":
        raise CampaignError(f"VASP has no tag {name!r}; {did_you_mean(name, TAGS)}")
    lines = [path, "", f"Takes: {taken or 'what VASP takes'}"]
    return "\n".join([*lines, f"Source: VASP wiki, page {name}"] if taken else lines)


def _descriptions(key: str, place: _Place) -> Iterator[str]:
    """Give the text of the key, and that of the section that it opens."""
    owner, slot = place.owner, place.slot
    if owner is not None and owner.model is not None:
        texts = {user_key(name): text for name, text in documentation(owner.model).items()}
        if key in texts:
            yield " ".join(texts[key].split())
    if slot.model is not None and slot.model.__doc__:
        yield slot.model.__doc__.strip().split("\n\n")[0]


def _limits(slot: Slot) -> str:
    quantity = slot.quantity
    found = []
    if quantity is not None:
        bounds = ((quantity.above, "above"), (quantity.at_least, "at least"))
        found = [f"{word} {quantity.written(bound)}" for bound, word in bounds if bound is not None]
    notes = [each for note in slot.notes for each in getattr(note, "metadata", None) or [note]]
    found += [
        f"{word} {getattr(note, attribute):g}"
        for note in notes
        for kind, attribute, word in _SIGNS
        if isinstance(note, kind)
    ]
    return f", {' and '.join(found)}" if found else ""


def _default(key: str, owner: Slot | None) -> str:
    fields = owner.model.model_fields.items() if owner is not None and owner.model else ()
    info = next((each for name, each in fields if user_key(name) == key), None)
    if owner is None or info is None:
        return "A name of the campaign's own, or an item of a list"
    if info.is_required():
        return "Required"
    value = written_default(owner.field(key), info)
    if value is not None:
        return f"Default: {_as_written(value)}"
    if isinstance(info.default, BaseModel):
        return "Default: the defaults of its keys"
    return "Optional, without a value by default"


def _as_written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_as_written, value))}]"
    return str(value) if value != "" else '""'
