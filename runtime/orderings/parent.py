"""A crystal with partly filled places, before any choice of how they are filled."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.cif import Sites
from saggar.runtime.structures.neighbors import pairs_within
from saggar.runtime.structures.sanity import repeat
from saggar.runtime.structures.symmetry import find_space_group
from saggar.schemas.errors import StructureError

_SHARED_A = 0.1  # rows of a site list this close name one place
_FULL, _OVERFULL = 0.99, 1.01  # sums of two or three occupancies printed with two digits

VACANCY = ""
"""What stands for an empty place."""


@dataclass(frozen=True, eq=False)
class Parent:
    """The average structure: places and what fills them.

    Attributes
    ----------
    places : Cell
        One entry for each place; its species is a key of `contents`, an element where the place
        is always filled by it, or such as ``Li 0.5`` and ``Li 0.5 + Y 0.25``.
    contents : mapping of str to mapping of str to float
        Occupancy of each element, and of `VACANCY`, on places of each kind; each adds up to 1.
    """

    places: Cell
    contents: Mapping[str, Mapping[str, float]]

    @property
    def label(self) -> str:
        """What messages call the structure."""
        return self.places.name

    @property
    def partly_filled(self) -> dict[str, NDArray[np.intp]]:
        """Indices of the places of each kind that are not always filled by one element.

        Places of different orbits with the same content are one kind: their occupancies say
        nothing of how atoms are shared among the orbits.
        """
        kinds = np.array(self.places.species)
        return {
            kind: np.flatnonzero(kinds == kind)
            for kind in self.places.counts
            if len(self.contents[kind]) > 1
        }

    def repeated(self, repeats: tuple[int, int, int]) -> "Parent":
        """Give a supercell.

        Parameters
        ----------
        repeats : tuple of int
            Copies along a, b, c.
        """
        return replace(self, places=repeat(self.places, repeats))


def parent_of(sites: Sites) -> Parent:
    """Bring together the rows of a site list that share one place.

    Parameters
    ----------
    sites : Sites
        Sites of one unit cell with their occupancies.

    Returns
    -------
    Parent
        Places in the order of `sites`. Occupancies that add up to 0.99 or more leave no vacancy,
        since they are printed with few digits.

    Raises
    ------
    StructureError
        If every place is filled by one element, so that there is nothing to order, or the
        occupancies of a place add up to more than 1.
    """
    contents = [_content(sites, rows) for rows in _rows_of_places(sites)]
    kinds = [_kind(content) for _, content in contents]
    places = Cell.from_fractional(
        kinds, sites.fractional[[row for row, _ in contents]], sites.lattice, name=sites.name
    )
    parent = Parent(places, {k: c for k, (_, c) in zip(kinds, contents, strict=True)})
    if not parent.partly_filled:
        raise StructureError(
            f"{sites.name}: every place is filled by one element; there is nothing to order: "
            "remove `ordering`, or give a file with occupancies"
        )
    return parent


def _rows_of_places(sites: Sites) -> list[list[int]]:
    """Group the rows that name one place, each with the row that comes first in front."""
    cell = Cell.from_fractional(sites.species, sites.fractional, sites.lattice)
    pairs = pairs_within(cell, _SHARED_A)
    leader = np.arange(len(cell))
    for first, second in sorted(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)):
        leader[second] = min(leader[second], leader[first])
    return [np.flatnonzero(leader == row).tolist() for row in np.unique(leader)]


def _content(sites: Sites, rows: list[int]) -> tuple[int, dict[str, float]]:
    content: dict[str, float] = {}
    for row in rows:
        symbol = sites.species[row]
        content[symbol] = content.get(symbol, 0.0) + float(sites.occupancy[row])
    filled = sum(content.values())
    if filled > _OVERFULL:
        x, y, z = sites.fractional[rows[0]]
        raise StructureError(
            f"{sites.name}: the place at {x:.4f} {y:.4f} {z:.4f} is filled to {filled:g} "
            f"({_kind(content)}); occupancies of one place add up to at most 1: correct them"
        )
    if filled < _FULL:
        content[VACANCY] = 1.0 - filled
    return rows[0], content


def _kind(content: Mapping[str, float]) -> str:
    if len(content) == 1:
        return next(iter(content))
    return " + ".join(f"{symbol} {share:.4g}" for symbol, share in content.items() if symbol)


def place_permutations(
    parent: Parent, indices: NDArray[np.intp], *, tolerance_A: float
) -> tuple[NDArray[np.intp], bool]:
    """Give how the space group of the average structure exchanges some of its places.

    Parameters
    ----------
    parent : Parent
        Structure with n places.
    indices : (k,) int
        Places that no operation takes to others than these.
    tolerance_A : float, A
        Displacement up to which an operation counts as a symmetry.

    Returns
    -------
    permutations : (m, k) int
        Position in `indices` of the image of each place, distinct rows.
    chiral : bool
        Whether all operations are proper, so that the average structure has a hand.

    Raises
    ------
    StructureError
        If no space group can be found.
    """
    group = find_space_group(parent.places, tolerance_A=tolerance_A)
    fractional = parent.places.fractional[indices]
    kinds = np.array(parent.places.species)[indices]
    rows = []
    for rotation, translation in zip(group.rotations, group.translations, strict=True):
        images = fractional @ rotation.T + translation
        offsets = images[:, None, :] - fractional
        offsets -= np.rint(offsets)
        distances = np.linalg.norm(offsets @ parent.places.lattice, axis=2)
        distances[kinds[:, None] != kinds] = np.inf
        rows.append(distances.argmin(axis=1))
    return np.unique(rows, axis=0), group.symmetry.chiral
