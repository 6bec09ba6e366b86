"""Reads what is sound of a campaign that has faults.

Values that the schema refused are replaced by a mark, and the tree is read once more by the same
schema made tolerant: it takes the mark for every value, and gives an `Unreadable` in its place.
Rules of a section about several of its keys are applied once more; where they look at what is
unreadable, they say nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError, SchemaValidator, core_schema

from saggar.compiler.loading.slots import Slot, follow
from saggar.compiler.loading.unreadable import (
    Incomplete,
    Unreadable,
    UnreadableValueError,
    below,
    readable,
    unreadable_at,
)
from saggar.compiler.nearest import nearest
from saggar.compiler.positions import KeyPath, value_at

_Model = TypeVar("_Model", bound=BaseModel)

_MARK = "\x00"
"""Stands for what cannot be read; no text of a campaign holds this character."""


@dataclass(frozen=True)
class SoundPart(Generic[_Model]):
    """What can be read in spite of faults.

    Attributes
    ----------
    read : model
        Holds an `Unreadable` wherever a value is faulty, or missing, or may have been meant by an
        unknown key; an `Incomplete` where a name is faulty.
    contradictions : tuple of ErrorDetails
        Rules of sections about several of their keys, which these break, as pydantic gives errors.
    """

    read: _Model
    contradictions: tuple[ErrorDetails, ...]


def read_sound_part(
    model: type[_Model],
    tree: Mapping[str, Any],
    errors: Iterable[ErrorDetails],
    noted: Iterable[KeyPath],
    context: Mapping[str, str],
) -> SoundPart[_Model]:
    """Read what is sound.

    Parameters
    ----------
    model : type
        What the tree holds.
    tree : mapping
        Plain values.
    errors : iterable of ErrorDetails
        What the model refuses of it.
    noted : iterable of KeyPath
        Further places that are faulty.
    context : mapping
        For validators.
    """
    marked = _Marked(deepcopy(dict(tree)), Slot(model))
    for error in errors:
        marked.take(error)
    for path in noted:
        marked.mark(path)
    reading = _Reading()
    validator = SchemaValidator(reading.tolerant(model.__pydantic_core_schema__))
    read = validator.validate_python(
        _with_tuples(marked.tree), strict=True, by_alias=True, by_name=False, context=dict(context)
    )
    found = tuple(reading.contradictions(read))
    for each in found:
        for path in concerned(each):
            read = unreadable_at(read, path)
    return SoundPart(read, found)


def concerned(error: ErrorDetails) -> tuple[KeyPath, ...]:
    """Give the paths of the keys of a section that contradict each other; none for other errors."""
    keys = error.get("ctx", {}).get("keys", ())
    return tuple((*error["loc"], key) for key in keys)


def _with_tuples(value: Any) -> Any:
    """Give a tree in which lists are tuples, which a strict model takes."""
    if isinstance(value, dict):
        return {key: _with_tuples(each) for key, each in value.items()}
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value


@dataclass
class _Marked:
    """A tree in which faulty places are marked."""

    tree: dict[str, Any]
    root: Slot

    def take(self, error: ErrorDetails) -> None:
        """Mark what an error makes unreadable."""
        path, _, _ = follow(error["loc"], self.root)
        if concerned(error) or not path:
            return
        if error["type"] == "extra_forbidden":
            self._leave_unknown(error["loc"], path)
        elif error["loc"][-1] == "[key]":
            self._delete(path)
            self.mark((*path[:-1], _MARK))
        elif error["type"] == "missing" and isinstance(path[-1], int):
            self.mark(path[:-1])
        else:
            self.mark(path)

    def mark(self, path: KeyPath) -> None:
        """Mark a place; sections that lead there are made where there are none."""
        place: Any = self.tree
        for step in path[:-1]:
            if isinstance(place, dict):
                place = place.setdefault(step, {})
            else:
                place = value_at(place, (step,))
        if path and (isinstance(place, dict) or value_at(place, path[-1:]) is not None):
            place[path[-1]] = _MARK

    def _leave_unknown(self, location: tuple[str | int, ...], path: KeyPath) -> None:
        """Leave an unknown key; the key that it may have been meant to be is unreadable."""
        _, section, _ = follow(location[:-1], self.root)
        meant = nearest(str(path[-1]), section.keys)
        if meant is not None and value_at(self.tree, (*path[:-1], meant)) is None:
            self.mark((*path[:-1], meant))

    def _delete(self, path: KeyPath) -> None:
        section = value_at(self.tree, path[:-1])
        if isinstance(section, dict):
            section.pop(path[-1], None)


@dataclass
class _Reading:
    """One reading by a tolerant schema: the sections that contradict themselves."""

    refused: list[tuple[BaseModel, PydanticCustomError]] = field(default_factory=list)

    def tolerant(self, schema: Any) -> Any:
        """Give a core schema of pydantic that takes the mark at every key, entry and item."""
        if isinstance(schema, list | tuple):
            return [self.tolerant(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        if not isinstance(schema.get("type"), str):
            return {name: self.tolerant(each) for name, each in schema.items()}
        made = {
            key: self.tolerant(each) if key in _SCHEMAS else each for key, each in schema.items()
        }
        match made.get("type"):
            case "model":
                # built here: for a model, pydantic would take the validator that the class has
                build = _building(made["cls"])
                return core_schema.no_info_after_validator_function(
                    build, made["schema"], ref=made.get("ref")
                )
            case "model-field":
                made["schema"] = _at_field(made["schema"])
            case "dict":
                made["values_schema"] = _wrapped(_unless_marked, made["values_schema"])
                return _wrapped(_names_apart, made)
            case "tuple":
                made["items_schema"] = [
                    _wrapped(_unless_marked, each) for each in made["items_schema"]
                ]
            case "default" if "default_factory" in made:
                made["default_factory"] = _guarded(made["default_factory"])
            case "function-after":
                rule = self._noting(made["function"]["function"])
                made["function"] = {**made["function"], "function": rule}
        return made

    def _noting(self, judge: Callable[..., Any]) -> Callable[..., Any]:
        """Give a rule that notes what it refuses about a section instead of raising."""

        def rule(value: Any, *info: Any) -> Any:
            try:
                return judge(value, *info)
            except UnreadableValueError:
                return value
            except PydanticCustomError as error:
                if not isinstance(value, BaseModel):
                    raise
                self.refused.append((value, error))
                return value

        return rule

    def contradictions(self, value: Any, path: KeyPath = ()) -> Iterator[ErrorDetails]:
        """Give what was refused of a section and of all below it, with its place."""
        for section, error in self.refused:
            if section is value:
                context = dict(error.context or {})
                yield ErrorDetails(
                    type=error.type, loc=path, msg=error.message(), input=None, ctx=context
                )
        for key, each in below(value):
            yield from self.contradictions(each, (*path, key))


_SCHEMAS = (
    "choices", "definitions", "fields", "items_schema", "keys_schema", "schema", "values_schema",
)  # fmt: skip
"""Parts of a core schema that are schemas, or hold some by name."""


def _building(model: type[BaseModel]) -> Callable[[Any], BaseModel]:
    """Give what makes a model of its fields, extra keys and names of fields that are written."""
    return lambda parts: model.model_construct(_fields_set=parts[2], **parts[0])


def _at_field(schema: Any) -> Any:
    """Let a field take the mark; its default stays outermost, where pydantic looks for it."""
    if schema["type"] == "default":
        return {**schema, "schema": _wrapped(_unless_marked, schema["schema"])}
    return _wrapped(_unless_marked, schema)


def _wrapped(read: Callable[..., Any], schema: Any) -> Any:
    return core_schema.no_info_wrap_validator_function(read, schema)


def _unless_marked(value: Any, read: Callable[[Any], Any]) -> Any:
    """Read a value; what is marked, and what follows from it alone, is unreadable."""
    if isinstance(value, str) and value == _MARK:
        return Unreadable()
    try:
        return read(value)
    except (ValidationError, UnreadableValueError):
        return Unreadable()


def _names_apart(value: Any, read: Callable[[Any], Any]) -> Any:
    """Read a section of names; where one is marked, it is known to be incomplete."""
    if not (isinstance(value, dict) and _MARK in value):
        return read(value)
    return Incomplete(read({name: each for name, each in value.items() if name != _MARK}))


def _guarded(default: Callable[..., Any]) -> Callable[..., Any]:
    """Give a default that is unreadable where what it follows from is."""
    return lambda *given: readable(lambda: default(*given), Unreadable())
