"""Values of INCAR tags: logicals, numbers, texts, and lists of logicals or numbers."""

import math
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

Scalar = bool | int | float

LOGICALS = {".TRUE.": True, ".FALSE.": False}
"""Fortran's logicals, letter case aside."""

MOST_DIGITS = 18
"""Digits of a whole number; more fit into no integer of a compiler."""

JSON_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": ["boolean", "number", "string"]},
        {"type": "array", "items": {"type": ["boolean", "number"]}, "minItems": 1},
    ]
}


@dataclass(frozen=True)
class IncarNotation:
    """Annotation of the value of a tag: what it takes, independently of the tag.

    ``.TRUE.`` and ``.FALSE.`` are read as logicals and 4.0 as 4, so that two ways to write a value
    are one value.
    """

    def read(self, value: object) -> Scalar | str | tuple[Scalar, ...]:
        """Turn what was written into a value of Fortran's types.

        Raises
        ------
        PydanticCustomError
            If it is nothing of the kind, an empty list, or a number that no compiler holds.
        """
        if isinstance(value, str):
            return LOGICALS.get(value.strip().upper(), value)
        if isinstance(value, list | tuple) and value:
            return tuple(_entry(each, {"item": index}) for index, each in enumerate(value))
        return _entry(value, {})

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return JSON_SCHEMA


def _entry(value: object, place: dict[str, int]) -> Scalar:
    """Read a logical or a number; `place` names the item of a list."""
    if isinstance(value, str):
        value = LOGICALS.get(value.strip().upper(), value)
    if not isinstance(value, bool | int | float):
        raise PydanticCustomError(
            "incar_value",
            "a tag takes true or false, a number, a text, or a list of numbers or logicals",
            {"hint": "write for instance 4, true, Fast or [4, 0]", **place},
        )
    if math.isfinite(value) and abs(value) < 10**MOST_DIGITS:
        return int(value) if value == int(value) and not isinstance(value, bool) else value
    raise PydanticCustomError(
        "range",
        "a number of a tag is finite and has at most {digits} digits",
        {"digits": MOST_DIGITS, "hint": "write a smaller number", **place},
    )


IncarValue = Annotated[bool | int | float | str | tuple[Scalar, ...], IncarNotation()]
"""The value of a tag."""
