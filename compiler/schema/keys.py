"""What a key of a campaign is for, as text for a reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel

from saggar.compiler.incar.table import TAGS
from saggar.compiler.loading.directives import DIRECTIVES
from saggar.compiler.loading.examples import flow
from saggar.compiler.loading.slots import ROOT, Slot, describe, example_value
from saggar.compiler.nearest import did_you_mean, nearest
from saggar.compiler.schema.forms import written_default
from saggar.compiler.schema.incar import takes
from saggar.schemas.base import documentation, user_key
from saggar.schemas.engines.incar import IncarNotation
from saggar.schemas.errors import CampaignError
from saggar.schemas.machine import Machine
from saggar.schemas.units import QuantityList

_SIGNS = ((Ge, "ge", "at least"), (Gt, "gt", "above"), (Le, "le", "at most"), (Lt, "lt", "below"))


def explain_key(path: str) -> str:
    """Say what a key takes.

    Parameters
    ----------
    path : str
        Keys with dots between them, such as ``production.segment``; where a campaign has names of
        its own, any name may stand: ``phases.c-ZrO2.file`` or ``phases.*.file``. Where engines
        have different sections, every section that has the key counts. Keys of a machine profile
        may begin with ``machine.``, and must where a campaign has the same.

    Returns
    -------
    str
        Description, type with unit, limits, default and an example, as text of several lines.

    Raises
    ------
    CampaignError
        If neither a campaign nor a machine profile has such a key.
    """
    if path in DIRECTIVES:
        return _directive_text(path)
    steps, root = _steps_from_root(path)
    places: tuple[_Place, ...] = (_Place(None, root),)
    for index, step in enumerate(steps):
        above = [slot for place in places for slot in _sections(place.slot)]
        places = tuple(_Place(slot, below) for slot in above for below in _below(slot, step))
        if not places:
            whole = "a campaign" if root is ROOT else "a machine profile"
            where = ".".join(steps[:index]) or whole
            known = dict.fromkeys(key for slot in above for key in slot.keys)
            hint = did_you_mean(step, known, allowed="keys") if known else "it takes no keys"
            elsewhere = (
                _keys_called(steps[-1]) if index == 0 and nearest(step, known) is None else ()
            )
            if elsewhere:
                hint = f"did you mean {' or '.join(elsewhere)}?"
            raise CampaignError(f"{where} has no key {step!r}; {hint}")
    if root is MACHINE:
        path = f"{'.'.join(steps)} (in a machine profile)"
    return "\n\n".join(_text(path, place) for place in _as_one_choice(steps[-1], places))


def _steps_from_root(path: str) -> tuple[list[str], Slot]:
    """Give the keys, and whether they are those of a campaign or of a machine profile."""
    first, *rest = path.split(".")
    if first == _MACHINE and rest:
        return rest, MACHINE
    is_machine = first in MACHINE.keys and first not in ROOT.keys
    return [first, *rest], MACHINE if is_machine else ROOT


def _as_one_choice(key: str, places: "tuple[_Place, ...]") -> "tuple[_Place, ...]":
    """Join the places of a key of which each engine takes its own name to a choice of names."""
    if key != "engine" or len(places) < 2:
        return places
    words = tuple(word for place in places for word in place.slot.words)
    owner = places[0].owner
    return (_Place(owner, Slot(Literal[words])),)


def _directive_text(key: str) -> str:
    known = DIRECTIVES[key]
    lines = [key, "", known.text, f"Takes: {known.takes}", "Optional, without a value by default"]
    return "\n".join([*lines, f"Example: {key}: {flow(known.example)}"])


MACHINE = Slot(Machine)
_MACHINE = "machine"
"""First key of paths into a machine profile, where a campaign has the same keys."""

_MOST_PROPOSED = 4


def _keys_called(name: str) -> tuple[str, ...]:
    """Give the keys whose last part is nearest to a name, those near the top first."""
    paths = [*_paths(ROOT), *(f"{_MACHINE}.{path}" for path in _paths(MACHINE))]
    last = {path: path.rsplit(".", 1)[-1] for path in paths}
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
    key, slot = path.split(" ", maxsplit=1)[0].rsplit(".", 1)[-1], place.slot
    if any(isinstance(note, IncarNotation) for note in slot.notes):
        return _tag_text(path, key)
    of_engine = f" (engine: {place.engine})" if place.engine and key != "engine" else ""
    lines = [f"{path}{of_engine}", "", *dict.fromkeys(_descriptions(key, place))]
    lines.append(f"Takes: {describe(slot)}{_limits(slot)}")
    if slot.model is not None:
        lines.append(f"Keys: {', '.join(slot.keys)}")
    lines.append(_default(key, place.owner))
    lines += [f"Example: {key}: {each}" for each in _examples(slot)]
    return "\n".join(lines)


def _examples(slot: Slot) -> Iterator[str]:
    """Write a value; where several are taken, several as a list and as text as well."""
    value = example_value(slot)
    if any(isinstance(note, QuantityList) for note in slot.notes):
        if isinstance(value, str):
            number, unit = value.split(maxsplit=1)
            yield value
            value = [value, f"{3 * int(number)} {unit}"]
        *most, last = value
        yield f'{flow(value)}, or "{", ".join([*(each.split()[0] for each in most), last])}"'
    else:
        yield flow(value)


def _tag_text(path: str, name: str) -> str:
    taken = takes(name)
    if taken is None and name != "*":
        raise CampaignError(f"VASP has no tag {name!r}; {did_you_mean(name, TAGS)}")
    lines = [path, "", f"Takes: {taken or 'what VASP takes'}"]
    return "\n".join([*lines, f"Source: VASP wiki, page {name}"] if taken else lines)


def _descriptions(key: str, place: _Place) -> Iterator[str]:
    """Give the text of the key, and that of the section that it opens."""
    owner, slot = place.owner, place.slot
    if key == "engine" and len(slot.words) > 1:
        yield "Which model or program; it decides on the other keys of the section."
        return
    if owner is not None and owner.model is not None:
        texts = {user_key(name): text for name, text in documentation(owner.model).items()}
        if key in texts:
            yield " ".join(texts[key].split())
    if slot.model is not None and slot.model.__doc__:
        yield " ".join(slot.model.__doc__.strip().split("\n\n")[0].split())


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
