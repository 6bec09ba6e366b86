"""Quantities: a number with a unit, as a user writes it, held as a float in one unit a dimension.

Conversion factors are exact by definition or CODATA 2022 (Tiesinga et al., NIST, 2024).
"""

import math
import re
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

#: dimension -> unit -> factor to the first unit of the dimension, which is the one kept inside
DIMENSIONS: dict[str, dict[str, float]] = {
    "temperature": {"K": 1.0},
    "time step": {"fs": 1.0, "ps": 1e3, "ns": 1e6, "us": 1e9},
    "duration": {"ps": 1.0, "fs": 1e-3, "ns": 1e3, "us": 1e6},
    "wall time": {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0},
    "length": {"Å": 1.0, "nm": 10.0, "pm": 0.01, "bohr": 0.529177210544},
    "area": {"Å^2": 1.0, "nm^2": 100.0},
    "inverse length": {"1/Å": 1.0, "1/nm": 0.1, "1/bohr": 1 / 0.529177210544},
    "energy": {"eV": 1.0, "meV": 1e-3, "Ry": 13.605693122990, "Ha": 27.211386245981},
    "force": {"eV/Å": 1.0, "meV/Å": 1e-3, "eV/nm": 0.1},
    "pressure": {
        "GPa": 1.0, "MPa": 1e-3, "kPa": 1e-6, "Pa": 1e-9, "bar": 1e-4, "kbar": 0.1,
        "atm": 1.01325e-4,
    },
    "fraction": {"%": 0.01},
    "memory": {"GB": 1.0, "MB": 1e-3},
}  # fmt: skip

BOUNDS: dict[str, tuple[float, float]] = {
    "temperature": (1e-3, 1e6),
    "time step": (1e-3, 1e6),
    "duration": (1e-6, 1e9),
    "wall time": (1e-3, 1e9),
    "length": (1e-6, 1e6),
    "area": (1e-6, 1e9),
    "inverse length": (1e-6, 1e6),
    "energy": (1e-15, 1e6),
    "force": (1e-12, 1e6),
    "pressure": (1e-12, 1e6),
    "fraction": (1e-12, 1e3),
    "memory": (1e-6, 1e9),
}
"""Least and largest modulus in the unit inside: beyond them lies a slip, and no simulation.

What is exactly zero is not judged here. The bounds also keep counts of steps, cells and frames
within what can be counted.
"""

_TIMES = ("time step", "duration", "wall time")
"""Dimensions whose units people choose by the size of the number."""

NUMBER = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_QUANTITY = re.compile(rf"({NUMBER})\s*(.*)$")
_COMMA = re.compile(r"[0-9],[0-9]")
"""A decimal comma, thousands or two values: ``10,000 bar`` must not become 10 and 0 bar."""
_SEVERAL = re.compile(r"(?:^|\.|[;…–—~-]|\b(?:to|and)\b)\s*\.?[0-9][0-9.]*(?!\s*/)(?![0-9.])")
"""Behind a number: another one, with a sign or word for a range or no more than a space between."""
_EXACT = Context(prec=60, traps=[])


def normalised_unit(text: str) -> str:
    """Give a unit in our spelling: one sign for Å, ``^2`` for the square, no spaces.

    Parameters
    ----------
    text : str
        A unit as a person may write it: ``A``, ``angstrom``, ``Å²``, ``A^-1``, ``eV / A``, ``µs``.

    Returns
    -------
    str
        The spelling used in `DIMENSIONS`, or the text unchanged where nothing applies.
    """
    unit = re.sub(r"\s+", "", text).replace("\u212b", "Å").replace("A\u030a", "Å")
    unit = unit.replace("µ", "u").replace("\u03bc", "u").replace("²", "^2").replace("**", "^")
    unit = re.sub(r"(?i)angstroms?|ångströms?", "Å", unit)
    unit = re.sub(r"\bA\b", "Å", unit)
    inverse = re.fullmatch(r"(.+?)(?:\^?-1|⁻¹)", unit)
    return f"1/{inverse[1]}" if inverse else unit


def dimension_of(unit: str) -> str | None:
    """Name the first dimension that has this unit (in our spelling), if any."""
    return next((name for name, units in DIMENSIONS.items() if unit in units), None)


def in_unit(text: str, dimension: str) -> float:
    """Read one quantity.

    Parameters
    ----------
    text : str
        A number and a unit, for instance ``100 ps``.
    dimension : str
        A key of `DIMENSIONS`.

    Returns
    -------
    float
        The value in the dimension's first unit, correctly rounded: 0.57 ns is 570 ps.

    Raises
    ------
    PydanticCustomError
        If there is no number, no unit, or a unit of another dimension.
    """
    units = DIMENSIONS[dimension]
    if _COMMA.search(text):
        raise _error("comma", dimension, f"{text!r} has a comma within a number")
    match = _QUANTITY.match(text.strip())
    if match is None:
        raise _error("quantity", dimension, f"{text!r} is not a number with a unit")
    number, unit = match[1], normalised_unit(match[2])
    if not unit:
        raise _error("unit_missing", dimension, f"{text!r} has no unit", number)
    if unit not in units:
        other = dimension_of(unit)
        if other is None and _SEVERAL.search(match[2]):
            raise _error("several", dimension, f"{text!r} holds several numbers")
        kind, problem = (
            ("unit_dimension", f"a unit of {other}") if other else ("unit_unknown", "no unit here")
        )
        raise _error(kind, dimension, f"{text!r}: {match[2]!r} is {problem}", number, match[2])
    return float(_EXACT.multiply(_EXACT.create_decimal(number), Decimal(repr(units[unit]))))


def _require_bounded(value: float, dimension: str, written: object) -> None:
    least, most = BOUNDS[dimension]
    if value == 0 or least <= abs(value) <= most:
        return
    few, unit = abs(value) < least, next(iter(DIMENSIONS[dimension]))
    bound = math.copysign(least if few else most, value) / DIMENSIONS[dimension][unit]
    word = "at least" if few == (value > 0) else "at most"
    raise _out_of_range(written, word, bound, unit)


def _out_of_range(written: object, word: str, bound: float, unit: str) -> PydanticCustomError:
    return PydanticCustomError(
        "range",
        "is {written}; it must be {word} {bound} {unit}",
        {"written": written, "word": word, "bound": _short(f"{bound:g}"), "unit": unit},
    )


def _error(
    kind: str, dimension: str, problem: str, number: str = "", unit: str = ""
) -> PydanticCustomError:
    units = DIMENSIONS[dimension]
    base = next(iter(units))
    return PydanticCustomError(
        kind,
        "{problem}; write {article} {dimension} in {units}{example}",
        {
            "problem": problem,
            "article": "an" if dimension[0] in "aeiou" else "a",
            "dimension": dimension,
            "units": " or ".join(units),
            "example": f'; for instance "{number} {base}"' if number else "",
            "number": number,
            "unit": unit,
        },
    )


def _shortest(number: float) -> str:
    """Write a number with at most 12 figures: ``1e-06`` is ``1e-6``, ``1e+30`` is ``1e30``."""
    return _short(f"{number:.12g}")


def _short(text: str) -> str:
    return re.sub(r"e([-+]?)0*", r"e\1", text).replace("e+", "e")


@dataclass(frozen=True)
class Quantity:
    """Annotation of a float field that holds a quantity in its dimension's first unit.

    A campaign is validated with ``context={"units": "required"}``: then a bare number is an error.
    A lock is validated without, and holds numbers.
    """

    dimension: str
    above: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def unit(self) -> str:
        """The unit of the number inside."""
        return next(iter(DIMENSIONS[self.dimension]))

    def written(self, *numbers: float) -> str:
        """Write numbers inside as a user would: 1000 ps as ``1 ns``, 1e-4 GPa as ``1 bar``.

        The unit inside is kept where all are below 1000 of it and at least 0.1 (times) or 0.01;
        else that which needs no decimal point, or the fewest characters, is taken for all.
        """
        units = DIMENSIONS[self.dimension]
        scale = units[self.unit]
        least = 0.1 if self.dimension in _TIMES else 0.01
        if all(number == 0 or least <= abs(number) / scale < 1000 for number in numbers):
            return self.written_in(self.unit, *numbers)
        spelt = [(self.written_in(unit, *numbers), unit) for unit in units]
        return min(spelt, key=lambda each: ("." in each[0], len(each[0]) - len(each[1])))[0]

    def written_in(self, unit: str, *numbers: float) -> str:
        """Write numbers inside in a unit of the dimension, which stands once behind all."""
        factor = DIMENSIONS[self.dimension][unit]
        return f"{', '.join(_shortest(number / factor) for number in numbers)} {unit}"

    def read(self, value: object, info: core_schema.ValidationInfo) -> float:
        """Turn what was written into a number in range."""
        required = (info.context or {}).get("units") == "required"
        if isinstance(value, str):
            return self._in_range(in_unit(value, self.dimension), value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _error("quantity", self.dimension, f"{value!r} is not a number with a unit")
        if required:
            raise _error("unit_missing", self.dimension, f"{value!r} has no unit", f"{value}")
        return self._in_range(float(value), value)

    def _in_range(self, number: float, written: object) -> float:
        limits = (
            (self.above, number.__gt__, "above"),
            (self.at_least, number.__ge__, "at least"),
            (self.at_most, number.__le__, "at most"),
        )
        for limit, holds, word in limits:
            if limit is not None and not holds(limit):
                bound = limit / DIMENSIONS[self.dimension][self.unit]
                raise _out_of_range(written, word, bound, self.unit)
        _require_bounded(number, self.dimension, written)
        return number

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.with_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": rf"^\s*{NUMBER}\s*\S+.*$",
            "description": f"a {self.dimension} in {', '.join(DIMENSIONS[self.dimension])}",
            "examples": [f"1 {self.unit}"],
        }


@dataclass(frozen=True)
class QuantityList:
    """Annotation of a tuple of floats: ``"300, 900 K"`` or a list of quantities."""

    each: Quantity

    def read(self, value: object, info: core_schema.ValidationInfo) -> tuple[float, ...]:
        """Turn what was written into numbers in range, at least one."""
        items = self._split(value)
        if not items:
            raise _error("quantity", self.each.dimension, "an empty list")
        if not isinstance(value, list | tuple):
            return tuple(self.each.read(item, info) for item in items)
        return tuple(self._read_item(index, item, info) for index, item in enumerate(items))

    def _read_item(self, index: int, item: object, info: core_schema.ValidationInfo) -> float:
        """Read an item of a list; an error says which in its context, as ``item``."""
        try:
            return self.each.read(item, info)
        except PydanticCustomError as error:
            raise PydanticCustomError(
                error.type,
                error.message_template,
                {**(error.context or {}), "item": index},
            ) from None

    def _split(self, value: object) -> list[object]:
        if isinstance(value, list | tuple):
            return list(value)
        if not isinstance(value, str):
            return [value]
        if _COMMA.search(value):
            return [value]
        parts = [part.strip() for part in value.split(",")]
        unit = _QUANTITY.match(parts[-1])
        if unit is None or not unit[2]:
            return list(parts)
        return [part if re.search(r"[^0-9.eE+-]", part) else f"{part} {unit[2]}" for part in parts]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.with_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        dimension, unit = self.each.dimension, self.each.unit
        return {
            "anyOf": [
                {"type": "string", "pattern": rf"^\s*{NUMBER}.*$"},
                {"type": "array", "minItems": 1, "items": {"type": "string"}},
            ],
            "description": f"one or several values of {dimension}",
            "examples": [f"1, 2 {unit}"],
        }


Temperature = Annotated[float, Quantity("temperature", above=0)]
Temperatures = Annotated[tuple[float, ...], QuantityList(Quantity("temperature", above=0))]
Pressure = Annotated[float, Quantity("pressure")]
Pressures = Annotated[tuple[float, ...], QuantityList(Quantity("pressure"))]
Femtoseconds = Annotated[float, Quantity("time step", above=0)]
Picoseconds = Annotated[float, Quantity("duration", above=0)]
Seconds = Annotated[float, Quantity("wall time", above=0)]
Length = Annotated[float, Quantity("length", above=0)]
Area = Annotated[float, Quantity("area", above=0)]
InverseLength = Annotated[float, Quantity("inverse length", above=0)]
Energy = Annotated[float, Quantity("energy", above=0)]
Force = Annotated[float, Quantity("force", above=0)]
Modulus = Annotated[float, Quantity("pressure", above=0)]
Fraction = Annotated[float, Quantity("fraction", at_least=0)]
Fractions = Annotated[tuple[float, ...], QuantityList(Quantity("fraction", at_least=0))]
Gigabytes = Annotated[float, Quantity("memory", above=0)]
