"""The whole document."""

from typing import Any

from saggar.compiler.loading.directives import DIRECTIVES
from saggar.compiler.loading.slots import ROOT
from saggar.compiler.schema.completeness import completeness
from saggar.compiler.schema.forms import Forms, Schema
from saggar.schemas.campaign import Campaign

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def campaign_schema() -> dict[str, Any]:
    """Describe a campaign file.

    Returns
    -------
    dict
        A JSON Schema (draft 2020-12), the same for the same release. Keys are those of a user.
        What it cannot say is left to `check`: references between sections, limits across keys,
        structures and physics.
    """
    forms = Forms()
    properties = {name: _directive(name) for name in DIRECTIVES} | forms.properties(Campaign)
    return {
        "$schema": DIALECT,
        "title": "saggar campaign",
        "description": (Campaign.__doc__ or "").strip(),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "if": {"required": ["extends"]},
        "else": completeness(ROOT),
        "$defs": dict(sorted(forms.sections.items())),
    }


def _directive(name: str) -> Schema:
    one = {"type": "string", "pattern": r"\S"}
    several = {"type": "array", "items": one}
    known = DIRECTIVES[name]
    return {"description": known.text, "anyOf": [one, several], "examples": [known.example]}
