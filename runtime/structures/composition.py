"""What two cells of one structure have in common before any distance is measured."""

from collections.abc import Mapping
from math import gcd
from typing import Protocol

_VOLUME_WITHIN = 1e-3  # relative, per atom


class Composed(Protocol):
    """What has elements and a volume: a cell, or a summary of one."""

    @property
    def counts(self) -> Mapping[str, int]:
        """Number of atoms of each element."""

    @property
    def volume_A3(self) -> float:
        """Volume, A^3."""

    def __len__(self) -> int:
        """Give the number of atoms."""


def may_be_same(a: Composed, b: Composed) -> bool:
    """Tell whether two cells have one composition, and volumes per atom within one in a thousand.

    Parameters
    ----------
    a, b : Composed
        Cells of any number of atoms.

    Returns
    -------
    bool
        False where they cannot hold the same structure.
    """
    volumes = a.volume_A3 / len(a), b.volume_A3 / len(b)
    if abs(volumes[0] / volumes[1] - 1.0) > _VOLUME_WITHIN:
        return False
    return formula_unit(a) == formula_unit(b)


def formula_unit(cell: Composed) -> dict[str, int]:
    """Give the atoms of each element in a formula unit.

    Parameters
    ----------
    cell : Composed
        Structure.

    Returns
    -------
    dict of str to int
    """
    divisor = gcd(*cell.counts.values())
    return {symbol: count // divisor for symbol, count in cell.counts.items()}
