"""Units that people write and the campaign language does not take, converted where they can be.

Factors are exact by definition or CODATA 2022 (Tiesinga et al., NIST, 2024), as those of
`saggar.schemas.units`.
"""

from decimal import Decimal
from typing import NamedTuple

from saggar.schemas.units import BOUNDS, DIMENSIONS, Quantity, normalised_unit

_AVOGADRO = 6.02214076e23
_JOULE_IN_EV = 1 / 1.602176634e-19

_PREFIXES = {
    "f": 1e-15, "p": 1e-12, "n": 1e-9, "u": 1e-6, "m": 1e-3, "c": 1e-2, "": 1.0, "k": 1e3,
    "M": 1e6, "G": 1e9, "T": 1e12,
}  # fmt: skip

_ROOTS: dict[str, dict[str, float]] = {
    "temperature": {"K": 1.0},
    "time step": {"s": 1e15},
    "duration": {"s": 1e12},
    "wall time": {"s": 1.0},
    "length": {"m": 1e10},
    "energy": {
        "eV": 1.0, "Ry": 13.605693122990, "Ha": 27.211386245981, "J": _JOULE_IN_EV,
        "J/mol": _JOULE_IN_EV / _AVOGADRO, "cal/mol": 4.184 * _JOULE_IN_EV / _AVOGADRO,
    },
    "force": {"eV/Å": 1.0, "N": _JOULE_IN_EV * 1e-10},
    "pressure": {"Pa": 1e-9, "bar": 1e-4},
    "memory": {"B": 1e-9},
}  # fmt: skip
"""dimension -> unit that takes prefixes -> factor to the unit kept inside."""

_OTHERS: dict[str, dict[str, float]] = {
    "wall time": {"day": 86400.0, "hour": 3600.0, "week": 604800.0},
    "force": {
        "Ry/bohr": 13.605693122990 / 0.529177210544, "Ha/bohr": 27.211386245981 / 0.529177210544,
    },
    "pressure": {"Torr": 1.01325e-4 / 760, "psi": 6.894757293168e-6},
    "memory": {"KiB": 1.024e-6, "MiB": 1.048576e-3, "GiB": 1.073741824},
}  # fmt: skip

_CELSIUS = ("C", "°C", "degC", "℃", "Celsius", "celsius")
_ZERO_CELSIUS_K = Decimal("273.15")

SPELLINGS = {
    "kelvin": "K", "°k": "K", "percent": "%", "per cent": "%", "second": "s", "sec": "s",
    "minute": "min", "hour": "h", "hr": "h", "day": "d", "hartree": "Ha", "rydberg": "Ry",
    "electronvolt": "eV", "ev/ang": "eV/Å", "ang": "Å", "ang^2": "Å^2", "1/ang": "1/Å",
}  # fmt: skip
"""Other names of units that the language takes, in small letters."""


class Converted(NamedTuple):
    """A quantity in a unit that the language takes.

    Attributes
    ----------
    text : str
        Number and unit, as a user may write them.
    fits : bool
        Whether it lies within the bounds of its dimension.
    """

    text: str
    fits: bool


def respelt(unit: str, dimension: str) -> str | None:
    """Give the unit of a dimension that is meant by another spelling of it.

    Parameters
    ----------
    unit : str
        As written: ``PS``, ``Kelvin``, ``hours``.
    dimension : str
        A key of `DIMENSIONS`.

    Returns
    -------
    str or None
        None if no unit, or more than one, has these letters; ``mpa`` may be MPa or mPa, but only
        units that the dimension has count.
    """
    units = DIMENSIONS[dimension]
    folded = normalised_unit(unit).casefold()
    alike = [each for each in units if each.casefold() == folded]
    if len(alike) == 1:
        return alike[0]
    known = SPELLINGS.get(folded) or SPELLINGS.get(folded.removesuffix("s"))
    return known if known in units else None


def converted(number: str, unit: str, dimension: str) -> Converted | None:
    """Convert a quantity from a unit that the language does not take.

    Parameters
    ----------
    number, unit : str
        As written: ``0.65`` and ``keV``, ``25`` and ``°C``.
    dimension : str
        A key of `DIMENSIONS`.

    Returns
    -------
    Converted or None
        None if the unit measures nothing of that dimension that is known.
    """
    if dimension == "temperature" and unit.strip() in _CELSIUS:
        value = float(Decimal(number) + _ZERO_CELSIUS_K)
    else:
        factor = _factor(normalised_unit(unit), dimension)
        if factor is None:
            return None
        value = float(f"{float(number) * factor:.12g}")
    least, most = BOUNDS[dimension]
    written = Quantity(dimension).written(value)
    return Converted(written, value == 0 or least <= abs(value) <= most)


def _factor(unit: str, dimension: str) -> float | None:
    others = _OTHERS.get(dimension, {})
    if unit in others:
        return others[unit]
    for root, factor in _ROOTS.get(dimension, {}).items():
        prefix = unit.removesuffix(root)
        if unit.endswith(root) and prefix in _PREFIXES:
            return _PREFIXES[prefix] * factor
    return None
