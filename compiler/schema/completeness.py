"""Which keys a whole campaign must have, and which go together, as JSON Schema.

This stands apart from what each key takes: it holds only for a file that extends no other.
"""

from typing import Any, get_args, get_origin

from pydantic import BaseModel

from saggar.compiler.loading.slots import Slot
from saggar.schemas.active_learning import Exploration
from saggar.schemas.base import user_key
from saggar.schemas.interfaces import Interfaces
from saggar.schemas.production import BulkRuns, InterfaceRuns, Production
from saggar.schemas.sampling import InitialData

Schema = dict[str, Any]


def _given(*keys: str) -> Schema:
    return {"required": list(keys)}


_LENGTH: Schema = {"oneOf": [_given("duration"), _given("durations")]}

RELATIONS: dict[type[BaseModel], tuple[Schema, ...]] = {
    InitialData: (
        {
            "if": {"anyOf": [_given("perturb"), _given("sample")]},
            "then": _given("select"),
            "else": {"not": _given("select")},
        },
    ),
    Production: (
        {"anyOf": [_given("bulk"), _given("interfaces")]},
        {
            "if": {"properties": {"ensemble": {"enum": ["nve", "nvt"]}}, **_given("ensemble")},
            "then": {"not": _given("pressure")},
        },
    ),
    BulkRuns: (_LENGTH,),
    InterfaceRuns: (_LENGTH, {"oneOf": [_given("set"), _given("cells")]}),
    Interfaces: ({"if": _given("sets"), "then": _given("films", "substrates")},),
    Exploration: (
        {
            "if": {"properties": {"ensemble": {"const": "npt"}}, **_given("ensemble")},
            "then": _given("pressures"),
            "else": {"not": _given("pressures")},
        },
    ),
}
"""Keys that need or exclude each other: what the validators of these sections require (SG115)."""


def completeness(slot: Slot) -> Schema:
    """Give what a place must have within; an empty schema where nothing can be missing."""
    if slot.model is not None:
        return _of_section(slot.model)
    engines = [each for each in slot.branches if each.model is not None]
    if engines:
        return {"required": ["engine"], "anyOf": [_of_engine(each) for each in engines]}
    if get_origin(slot.kind) is dict:
        below = completeness(Slot.of(get_args(slot.kind)[1]))
        return {"additionalProperties": below} if below else {}
    if get_origin(slot.kind) is tuple:
        below = completeness(slot.item(0))
        return {"items": below} if below else {}
    return {}


def _of_section(model: type[BaseModel]) -> Schema:
    fields = model.model_fields.items()
    required = [user_key(name) for name, info in fields if info.is_required()]
    below = {key: completeness(Slot(model).field(key)) for key in Slot(model).keys}
    parts: dict[str, Any] = {
        "required": required,
        "properties": {key: each for key, each in below.items() if each},
        "allOf": list(RELATIONS.get(model, ())),
    }
    return {keyword: part for keyword, part in parts.items() if part}


def _of_engine(slot: Slot) -> Schema:
    engine = {"engine": {"enum": list(slot.field("engine").words)}}
    section = _of_section(slot.model) if slot.model else {}
    return {**section, "properties": {**engine, **section.get("properties", {})}}
