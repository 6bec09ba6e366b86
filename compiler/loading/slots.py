"""What each place of a campaign takes, read off the models: keys, words, an example.

pydantic names a place by a path of keys into which it mixes the branches of unions. `follow` walks
the models along such a path, so that the branches fall out and what is left is a path of keys.
"""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from saggar.compiler.loading.examples import INTEGERS, KEYS, NUMBERS, SECTIONS, flow
from saggar.compiler.positions import KeyPath
from saggar.schemas.base import NAME_PATTERN, user_key
from saggar.schemas.campaign import Campaign
from saggar.schemas.units import DIMENSIONS, Quantity, QuantityList


class _Example(NamedTuple):
    """Marks a key with the example that hints propose."""

    value: Any


class Slot(NamedTuple):
    """A type without its annotations, and the annotations.

    Attributes
    ----------
    kind : Any
        A class, a `Literal`, a generic such as ``dict[str, Phase]``, or a union of several.
    notes : tuple
        What stood in `Annotated`: quantities, bounds, patterns.
    """

    kind: Any
    notes: tuple[Any, ...] = ()

    @classmethod
    def of(cls, annotation: Any) -> "Slot":
        """Give the slot of an annotation; None, which nobody can write, falls out of unions."""
        return _slot(annotation)

    @property
    def branches(self) -> "tuple[Slot, ...]":
        """The slots of a union; none where there is no choice."""
        return tuple(map(_slot, get_args(self.kind))) if _is_union(self.kind) else ()

    @property
    def model(self) -> type[BaseModel] | None:
        """The model class, where the place takes a section."""
        return (
            self.kind if isinstance(self.kind, type) and issubclass(self.kind, BaseModel) else None
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that a section takes, as a user writes them."""
        return tuple(user_key(name) for name in self.model.model_fields) if self.model else ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words that the place takes, if it takes words."""
        branches = get_args(self.kind) if _is_union(self.kind) else (self.kind,)
        literal = (get_args(each) for each in branches if get_origin(each) is Literal)
        return tuple(str(word) for words in literal for word in words)

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines among which a section chooses."""
        branches = get_args(self.kind) if _is_union(self.kind) else ()
        return tuple(word for each in branches for word in _slot(each).field("engine").words)

    @property
    def quantity(self) -> Quantity | None:
        """The quantity, or the quantity of each item, where the place takes one."""
        for note in self.notes:
            if isinstance(note, Quantity):
                return note
            if isinstance(note, QuantityList):
                return note.each
        return None

    def field(self, key: str) -> "Slot":
        """Give the slot of a key of a section."""
        fields = self.model.model_fields if self.model else {}
        named = {user_key(name): info for name, info in fields.items()}
        if key not in named:
            return Slot(Any)
        slot = _slot_of_field(named[key])
        chosen = KEYS.get((self.model, key)) if self.model else None
        return slot if chosen is None else Slot(slot.kind, (*slot.notes, _Example(chosen)))

    def item(self, step: str | int) -> "Slot":
        """Give the slot of an entry of a mapping by name, or of an item of a list."""
        arguments = get_args(self.kind)
        if get_origin(self.kind) is dict:
            return _slot(arguments[1])
        if get_origin(self.kind) is tuple:
            index = step if isinstance(step, int) and arguments[-1] is not Ellipsis else 0
            return _slot(arguments[min(index, len(arguments) - 1)])
        return Slot(Any)

    def branch(self, tag: str | int) -> "Slot | None":
        """Give the branch of a union that pydantic calls by this name, if it is one."""
        if not _is_union(self.kind):
            return None
        for argument in get_args(self.kind):
            slot = _slot(argument)
            if slot.model is not None:
                if str(tag) in slot.field("engine").words:
                    return slot
            elif str(tag).startswith(_branch_name(slot.kind)):
                return slot
        return None


ROOT = Slot(Campaign)


def follow(location: tuple[str | int, ...], root: Slot = ROOT) -> tuple[KeyPath, Slot, str]:
    """Walk the models along a location that pydantic gives.

    Parameters
    ----------
    location : tuple
        `loc` of an error.
    root : Slot, optional
        The model that was validated; a campaign by default.

    Returns
    -------
    path : KeyPath
        The keys alone.
    slot : Slot
        What the place takes.
    branch : str
        The last branch of a union on the way, such as ``tuple[constrained-str, ...]``.
    """
    path: KeyPath = ()
    slot, branch = root, ""
    for step in location:
        if step == "[key]":
            continue
        below = slot.branch(step)
        if below is not None:
            slot, branch = below, str(step)
            continue
        path = (*path, step)
        slot = slot.field(str(step)) if slot.model else slot.item(step)
    return path, slot, branch


def example(slot: Slot) -> str:
    """Write a value that the place would take, in the notation that YAML and people share."""
    return flow(example_value(slot))


def example_value(slot: Slot) -> Any:
    """Give a value that the place would take: plain data, quantities as text."""
    chosen = [note.value for note in slot.notes if isinstance(note, _Example)]
    if chosen:
        return chosen[0]
    if slot.quantity:
        return f"{_typical(slot.quantity)} {slot.quantity.unit}"
    if slot.model:
        return SECTIONS.get(slot.model) or dict(_required(slot))
    words = [word for each in (slot, *slot.branches) for word in _words(each)]
    return words[0] if words else _example_of_value(slot)


def _words(slot: Slot) -> tuple[Any, ...]:
    return get_args(slot.kind) if get_origin(slot.kind) is Literal else ()


def _example_of_value(slot: Slot) -> Any:
    arguments = [_slot(kind) for kind in get_args(slot.kind) if kind is not Ellipsis]
    origin = get_origin(slot.kind)
    if origin is tuple:
        return [example_value(item) for item in arguments]
    if origin is dict:
        return {"name": example_value(arguments[1])}
    if slot.kind in (int, float):
        return _number(slot)
    return example_value(arguments[0]) if arguments else _EXAMPLES.get(slot.kind, "...")


_EXAMPLES: dict[Any, Any] = {bool: True, str: "text"}


def _number(slot: Slot) -> float:
    """Give the first example within the bounds, or the least allowed."""
    bounds = [note for each in slot.notes for note in getattr(each, "metadata", [each])]

    def within(number: float) -> bool:
        return all(
            (getattr(bound, "gt", None) is None or number > bound.gt)
            and (getattr(bound, "ge", None) is None or number >= bound.ge)
            and (getattr(bound, "lt", None) is None or number < bound.lt)
            and (getattr(bound, "le", None) is None or number <= bound.le)
            for bound in bounds
        )

    numbers: tuple[float, ...] = INTEGERS if slot.kind is int else NUMBERS
    least = (bound.ge for bound in bounds if getattr(bound, "ge", None) is not None)
    return next((number for number in numbers if within(number)), next(least, numbers[0]))


def _required(slot: Slot) -> Iterator[tuple[str, Any]]:
    if slot.model is None:
        return
    for name, info in slot.model.model_fields.items():
        if info.is_required():
            yield user_key(name), example_value(slot.field(user_key(name)))


def _typical(quantity: Quantity) -> str:
    return {"temperature": "300", "duration": "100"}.get(quantity.dimension, "1")


def describe(slot: Slot) -> str:
    """Say in words what the place takes."""
    if slot.quantity:
        units = " or ".join(DIMENSIONS[slot.quantity.dimension])
        several = any(isinstance(note, QuantityList) for note in slot.notes)
        return f"{'one or several values' if several else 'a number'} with a unit ({units})"
    if slot.engines:
        return f"a section with the keys of its engine: {', '.join(slot.engines)}"
    if _is_union(slot.kind):
        parts = [describe(_slot(argument)) for argument in get_args(slot.kind)]
        return " or ".join(dict.fromkeys(parts))
    if slot.words:
        return f"{'one of ' if len(slot.words) > 1 else ''}{', '.join(slot.words)}"
    if slot.model:
        return f"a section with {_some(slot.keys)}"
    return _describe_value(slot)


def _describe_value(slot: Slot) -> str:
    if get_origin(slot.kind) is tuple:
        return _describe_list(slot)
    if any(getattr(note, "pattern", None) == NAME_PATTERN for note in slot.notes):
        return "a name"
    return _DESCRIPTIONS.get(get_origin(slot.kind) or slot.kind, "another value")


_DESCRIPTIONS: dict[Any, str] = {
    int: "a whole number without a unit", float: "a number without a unit", bool: "true or false",
    str: "text", dict: "a section of names and their values",
}  # fmt: skip


def _describe_list(slot: Slot) -> str:
    arguments = get_args(slot.kind)
    number = "" if arguments[-1] is Ellipsis else f"{len(arguments)} "
    return f"a list of {number}items, each {describe(_slot(arguments[0]))}"


def _some(keys: tuple[str, ...]) -> str:
    shown = ", ".join(keys[:4])
    return shown if len(keys) <= 4 else f"{shown} ..."


def _slot_of_field(info: FieldInfo) -> Slot:
    slot = _slot(info.annotation)
    return Slot(slot.kind, (*slot.notes, *info.metadata))


def _slot(annotation: Any) -> Slot:
    notes: tuple[Any, ...] = ()
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            notes = (*notes, *more)
        elif _is_union(annotation) and type(None) in get_args(annotation):
            rest = [each for each in get_args(annotation) if each is not type(None)]
            annotation = Union[tuple(rest)]  # noqa: UP007 - of one or several
        else:
            return Slot(annotation, notes)


def _is_union(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, UnionType)


def _branch_name(kind: Any) -> str:
    """Give how pydantic's name of a branch begins."""
    origin = get_origin(kind)
    if origin is Literal:
        return "literal["
    return f"{getattr(origin or kind, '__name__', 'function')}["
