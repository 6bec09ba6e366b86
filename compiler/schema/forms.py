"""What each key takes, as JSON Schema: type, words, units, bounds, default, description."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from saggar.compiler.loading.slots import Slot, example_value
from saggar.compiler.schema.incar import tags_schema
from saggar.compiler.schema.patterns import quantities_pattern, quantity_pattern
from saggar.schemas.base import ELEMENTS, NAME_PATTERN, Element, documentation, user_key
from saggar.schemas.engines.incar import IncarNotation
from saggar.schemas.units import DIMENSIONS, Quantity, QuantityList

Schema = dict[str, Any]

_ELEMENT_NOTES = get_args(Element)[1:]

_TYPES: dict[Any, str] = {int: "integer", float: "number", bool: "boolean", str: "string"}

_BOUNDS: tuple[tuple[type, str, str], ...] = (
    (Ge, "ge", "minimum"),
    (Gt, "gt", "exclusiveMinimum"),
    (Le, "le", "maximum"),
    (Lt, "lt", "exclusiveMaximum"),
)


class Forms:
    """Builds the schema of each place, and under `sections` that of each section once.

    Nothing is required here, so that a file that extends another may say as little as it likes.
    """

    def __init__(self) -> None:
        self.sections: dict[str, Schema] = {}

    def of(self, slot: Slot) -> Schema:
        """Give the schema of a place."""
        if slot.quantity is not None:
            return _of_quantity(slot)
        if slot.model is not None:
            return self._section(slot.model)
        branches = slot.branches
        if branches:
            return {"anyOf": [self.of(each) for each in branches]}
        return self._of_kind(slot)

    def _of_kind(self, slot: Slot) -> Schema:
        origin = get_origin(slot.kind)
        if _takes_tags(slot):
            return tags_schema()
        if origin is Literal:
            return {"enum": list(get_args(slot.kind))}
        if origin is dict:
            return self._mapping(slot)
        if _is_element(slot):
            return self._element()
        return self._list(slot) if origin is tuple else _of_value(slot)

    def properties(self, model: type[BaseModel]) -> dict[str, Schema]:
        """Give the schema of each key of a section."""
        texts = documentation(model)
        return {
            user_key(name): self._field(model, info, texts.get(name, ""), user_key(name))
            for name, info in model.model_fields.items()
        }

    def _field(self, model: type[BaseModel], info: FieldInfo, text: str, key: str) -> Schema:
        slot = Slot(model).field(key)
        takes = _takes(slot)
        schema = {"description": " ".join(filter(None, (text, takes)))} if text or takes else {}
        schema |= self.of(slot)
        default = written_default(slot, info)
        if default is not None:
            return {**schema, "default": default}
        return schema if "examples" in schema else {**schema, "examples": [example_value(slot)]}

    def _section(self, model: type[BaseModel]) -> Schema:
        name = model.__name__
        if name not in self.sections:
            self.sections[name] = {}  # before its fields, one of which may hold it again
            self.sections[name] = {
                "type": "object",
                "description": (model.__doc__ or "").strip().split("\n\n")[0],
                "properties": self.properties(model),
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{name}"}

    def _element(self) -> Schema:
        self.sections["Element"] = {"enum": list(ELEMENTS), "description": "A chemical symbol."}
        return {"$ref": "#/$defs/Element"}

    def _mapping(self, slot: Slot) -> Schema:
        keys = Slot.of(get_args(slot.kind)[0])
        schema: Schema = {"type": "object"}
        below = self.of(slot.item("name"))
        if _is_element(keys):
            schema |= {"propertyNames": self._element(), "additionalProperties": below}
        else:
            names = {"maxLength": 64}
            schema |= {"patternProperties": {NAME_PATTERN: below}, "propertyNames": names}
            schema["additionalProperties"] = False
        least = [note.min_length for note in slot.notes if isinstance(note, MinLen)]
        return schema | ({"minProperties": least[0]} if least else {})

    def _list(self, slot: Slot) -> Schema:
        arguments = get_args(slot.kind)
        if arguments[-1] is Ellipsis:
            return {"type": "array", "items": self.of(slot.item(0))}
        items = [self.of(slot.item(index)) for index in range(len(arguments))]
        length = len(items)
        return {
            "type": "array", "prefixItems": items, "items": False,
            "minItems": length, "maxItems": length,
        }  # fmt: skip


def _of_quantity(slot: Slot) -> Schema:
    quantity = slot.quantity
    assert quantity is not None
    one = {"type": "string", "pattern": quantity_pattern(quantity)}
    if not _is_several(slot):
        return {**one, "examples": [example_value(slot)]}
    text = {"type": "string", "pattern": quantities_pattern(quantity)}
    several = {"type": "array", "items": one, "minItems": 1}
    return {"anyOf": [text, several], "examples": [example_value(slot)]}


def _of_value(slot: Slot) -> Schema:
    return {"type": _TYPES[slot.kind], **dict(_constraints(slot.notes))}


def _constraints(notes: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    for note in notes:
        for each in getattr(note, "metadata", None) or [note]:
            for kind, attribute, keyword in _BOUNDS:
                if isinstance(each, kind):
                    yield keyword, getattr(each, attribute)
            if isinstance(each, MaxLen):
                yield "maxLength", each.max_length
        if getattr(note, "pattern", None):
            yield "pattern", note.pattern
        if getattr(note, "max_length", None) and hasattr(note, "pattern"):
            yield "maxLength", note.max_length


def _is_element(slot: Slot) -> bool:
    return any(note in _ELEMENT_NOTES for note in slot.notes)


def _takes_tags(slot: Slot) -> bool:
    """Tell whether a place takes INCAR tags."""
    return get_origin(slot.kind) is dict and any(
        isinstance(note, IncarNotation) for note in slot.item("name").notes
    )


def _is_several(slot: Slot) -> bool:
    return any(isinstance(note, QuantityList) for note in slot.notes)


def _takes(slot: Slot) -> str:
    """Say which quantity a place takes and in which units."""
    if slot.quantity is None:
        return ""
    dimension = slot.quantity.dimension
    *most, last = DIMENSIONS[dimension]
    units = f"{', '.join(most)} or {last}" if most else last
    article = "An" if dimension[0] in "aeiou" else "A"
    return f"Values of {dimension} in {units}." if _is_several(slot) else (
        f"{article} {dimension} in {units}.")  # fmt: skip


def written_default(slot: Slot, info: FieldInfo) -> Any:
    """Give a default as a user would write it; None where there is none worth writing."""
    value = info.default
    if value is PydanticUndefined or value is None or isinstance(value, BaseModel):
        return None
    if slot.quantity is not None:
        return _written(slot.quantity, value)
    return list(value) if isinstance(value, tuple) else value


def _written(quantity: Quantity, value: float | tuple[float, ...]) -> str | list[str]:
    if isinstance(value, tuple):
        return [quantity.written(each) for each in value]
    return quantity.written(value)
