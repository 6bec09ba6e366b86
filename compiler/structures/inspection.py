"""What only the coordinates of a cell tell: atoms too close, and where elements lie."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from saggar.schemas.base import Frozen

if TYPE_CHECKING:
    from saggar.runtime.structures.cell import Cell

CLOSEST_RATIO = 0.7
"""Least distance over the sum of covalent radii (paper, Molecular Dynamics)."""

SLAB_A = 2.0
"""Resolution of the profiles: about one atomic layer."""

Profile = dict[str, tuple[int, ...]]
"""Number of atoms of each element in each of the equally thick slabs along a cell vector."""


class Clash(Frozen):
    """The two atoms that are closest, measured by their radii, where that is too close."""

    first: str
    """Such as ``atom 3 (O)``, counted from 1."""
    second: str
    distance_A: float
    limit_A: float
    """Least distance that is allowed."""
    pairs: int
    """All that are too close."""


class Inspection(Frozen):
    """What the coordinates of a cell tell."""

    clash: Clash | None
    """None where all atoms keep their distance."""
    profiles: tuple[Profile, Profile, Profile]
    """Along a, b and c."""


def inspect(cell: "Cell") -> Inspection:
    """Look at distances and heights of the atoms of a cell.

    Parameters
    ----------
    cell : Cell
        Structure.
    """
    along_a, along_b, along_c = (_profile(cell, axis) for axis in range(3))
    return Inspection(clash=_clash(cell), profiles=(along_a, along_b, along_c))


def _clash(cell: "Cell") -> Clash | None:
    from saggar.runtime.structures.sanity import close_pairs

    pairs = close_pairs(cell, CLOSEST_RATIO)
    if not pairs:
        return None
    first, second = (
        f"atom {index + 1} ({cell.species[index]})" for index in (pairs[0].first, pairs[0].second)
    )
    return Clash(
        first=first,
        second=second,
        distance_A=pairs[0].distance_A,
        limit_A=pairs[0].limit_A,
        pairs=len(pairs),
    )


def _profile(cell: "Cell", axis: int) -> Profile:
    """Count the atoms of each element in slabs along a cell vector."""
    slabs = max(2, round(float(cell.thicknesses_A[axis]) / SLAB_A))
    counts = {symbol: [0] * slabs for symbol in cell.counts}
    for symbol, height in zip(cell.species, cell.fractional[:, axis].tolist(), strict=True):
        counts[symbol][int(height % 1.0 * slabs) % slabs] += 1
    return {symbol: tuple(each) for symbol, each in counts.items()}


def profile_overlap(profile: Profile, first: Collection[str], second: Collection[str]) -> float:
    """Give the overlap of two sets of elements along a cell vector.

    Parameters
    ----------
    profile : Profile
        Of a cell, across the planes of the other two vectors.
    first, second : collection of str
        Elements; the cell holds some of either.

    Returns
    -------
    float
        Sum over slabs of the smaller of the two shares that lie there: 0 apart, 1 evenly mixed.
    """
    one, other = (_shares(profile, elements) for elements in (first, second))
    return sum(map(min, one, other))


def _shares(profile: Profile, elements: Collection[str]) -> list[float]:
    """Give the share of atoms of some elements that lies in each slab."""
    columns = zip(*(profile[symbol] for symbol in elements if symbol in profile), strict=True)
    counts = [sum(column) for column in columns]
    total = sum(counts)
    return [count / total for count in counts]
