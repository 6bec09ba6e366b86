"""The frozen base model, identifiers, and the rule that ties a user's key to a field with a unit.

A field that holds a quantity carries its unit in its name (``duration_ps``). The user writes the
key without the unit and the value with it (``duration: 100 ps``); the lock writes the field's name
and a number (``"duration_ps": 100.0``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, Self, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema, PydanticCustomError

UNIT_SUFFIX = re.compile(
    r"(?<=[a-z])_(K|fs|ps|s|A|A2|per_A|eV|eV_per_A|GPa|GB|MB|core_hours|gpu_hours)$"
)
"""Unit at the end of a field's name; names in capitals, such as VDW_A2, have none."""

NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"

ELEMENTS = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se "
    "Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb "
    "Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu"
).split()


def user_key(field: str) -> str:
    """Give the key that a user writes for a field: its name without the unit."""
    return UNIT_SUFFIX.sub("", field)


class Frozen(BaseModel):
    """A strict, immutable model; unknown keys are errors."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=False,
        alias_generator=user_key,
        validate_by_name=True,
        validate_by_alias=True,
        allow_inf_nan=False,
        defer_build=True,
    )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe each field by the text under it."""
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for field, text in documentation(cls).items():
            for key in {field, user_key(field)} & properties.keys():
                known = properties[key].get("description")
                properties[key]["description"] = f"{text} It takes {known}." if known else text
        return schema

    @classmethod
    def with_defaults(cls) -> Self:
        """Give the model with every field at its default, all of which have one.

        It equals ``cls()`` but builds no validator; a section that is the default of a field of
        another one is validated as part of that.
        """
        return cast("Self", cls.model_construct())

    def lock(self) -> dict[str, Any]:
        """Give the JSON form under unit-suffixed keys, defaults included."""
        return self.model_dump(mode="json", by_alias=False)


def pretty_json(model: Frozen) -> str:
    """Write a model as indented JSON under its field names, keys in the order of the model."""
    return model.model_dump_json(indent=1, by_alias=False) + "\n"


def documentation(model: type[BaseModel]) -> dict[str, str]:
    """Read the text that stands under each field of a model.

    It is read from the source where it is wanted, since doing so for all models takes longer than
    checking a campaign.

    Parameters
    ----------
    model : type of BaseModel
        The model; fields of its bases count.

    Returns
    -------
    dict of str to str
        Field to text; fields without a text are left out.
    """
    texts: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        if owner not in (Frozen, BaseModel) and issubclass(owner, BaseModel):
            texts |= dict(_texts_under_fields(owner))
    return texts


def _texts_under_fields(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    import ast
    import inspect
    import textwrap

    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(definition, ast.ClassDef)
    for field, below in pairwise(definition.body):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        text = below.value if isinstance(below, ast.Expr) else None
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            yield field.target.id, inspect.cleandoc(text.value)


def _known_element(symbol: str) -> str:
    if symbol not in ELEMENTS:
        raise PydanticCustomError(
            "element",
            "{symbol} is not a chemical element (write Li, Zr, Cl ...)",
            {"symbol": symbol},
        )
    return symbol


def _whole_digest(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise PydanticCustomError("range", "a sha256 has 64 digits from 0 to 9 and a to f")
    return text


def contradiction(kind: str, problem: str, *, keys: tuple[str, ...]) -> PydanticCustomError:
    """Give the error of a section of which several keys do not go together.

    Parameters
    ----------
    kind : str
        ``range``, ``reference`` or ``missing_source``.
    problem : str
        What does not go together.
    keys : tuple of str
        The keys that are concerned, as a user writes them, written or not.
    """
    return PydanticCustomError(kind, "{problem}", {"problem": problem, "keys": keys})


Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=64)]
"""An identifier that is safe as a file name and in a path of keys."""

Element = Annotated[str, AfterValidator(_known_element)]
"""A chemical symbol."""


@dataclass(frozen=True)
class IsFile:
    """Marks texts that are the path of a file, relative to the file that names it."""

    is_text: bool = True
    """Whether the file is part of a run directory, which holds texts only."""


FilePath = Annotated[str, IsFile()]
"""The path of a file, relative to the campaign."""

WeightsPath = Annotated[str, IsFile(is_text=False)]
"""The path of a file of weights, relative to the campaign."""

Sha256 = Annotated[str, AfterValidator(_whole_digest)]
"""A digest as 64 hexadecimal digits."""
