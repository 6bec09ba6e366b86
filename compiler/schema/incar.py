"""INCAR tags for editors and for `explain`: what each takes, from the table of tags."""

from typing import Any

from saggar.compiler.incar.roles import ELSEWHERE, KEYS, reason_against
from saggar.compiler.incar.table import TAGS
from saggar.compiler.incar.tag import ANY, SPECIES, Tag
from saggar.schemas.engines.incar import JSON_SCHEMA, LOGICALS

_TYPES = {"logical": "boolean", "whole": "integer", "real": "number"}

_LOGICAL = {"enum": [True, False, *LOGICALS, *map(str.lower, LOGICALS)]}


def tags_schema() -> dict[str, Any]:
    """Describe the section of tags.

    Returns
    -------
    dict
        JSON Schema: the tags of labels with what each takes, for editors to complete; those of
        other calculations, of which `check` warns, by their names alone. It is left to `check` how
        many entries lists by species have, and in which spelling words stand.
    """
    own = {name: tag for name, tag in sorted(TAGS.items()) if tag.subject not in ELSEWHERE}
    others = "|".join(sorted(TAGS.keys() - own.keys()))
    return {
        "type": "object",
        "properties": {name: _schema_of(tag) for name, tag in own.items()},
        "patternProperties": {f"^({others})$": JSON_SCHEMA},
        "additionalProperties": False,
    }


def takes(name: str) -> str | None:
    """Say what a tag takes, or why a campaign cannot give it; None where VASP has no such tag."""
    if name in KEYS:
        return f"nothing: models.reference.{KEYS[name]} stands for it"
    why = reason_against(name)
    if why is not None:
        return f"nothing: {why}"
    return TAGS[name].takes if name in TAGS else None


def _schema_of(tag: Tag) -> dict[str, Any]:
    entry = _entry(tag)
    description = f"Takes {tag.takes}."
    if tag.count == 1:
        return {"description": description, **entry}
    several: dict[str, Any] = {"type": "array", "items": entry, "minItems": 1}
    if tag.count not in (ANY, SPECIES):
        return {"description": description, **several, "minItems": tag.count,
                "maxItems": tag.count}  # fmt: skip
    return {"description": description, "anyOf": [entry, several]}


def _entry(tag: Tag) -> dict[str, Any]:
    if tag.kind == "logical":
        return _LOGICAL
    if tag.kind == "text":
        return {"type": "string"}
    if tag.kind == "word":
        return {"type": "string", "examples": [tag.allowed[0]]}
    bounds = {"minimum": tag.least, "maximum": tag.most, "exclusiveMinimum": tag.above}
    number = {"type": _TYPES[tag.kind], **{key: n for key, n in bounds.items() if n is not None}}
    if tag.kind == "real" and tag.allowed:
        return {"anyOf": [number, {"type": "string"}]}
    return {"enum": list(tag.allowed)} if tag.allowed else number
