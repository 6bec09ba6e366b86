"""Contacts: how near film and substrate are, and gaps that a relaxation has found."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.interfaces.assembling import FILM, SUBSTRATE, Spaces, atoms_of
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.neighbors import Pairs, pairs_within
from saggar.schemas.errors import StructureError

LEAST_GAP_A = 0.5
"""Gap from which `spaces_as_relaxed` starts where atoms of the slabs have come between each
other, A."""

_SAME_A = 5e-3  # distances that are one in a table of two decimals


@dataclass(frozen=True)
class Contact:
    """The nearest atoms of film and substrate.

    Attributes
    ----------
    distance_A : float, A
        Between them.
    pair : (str, str)
        Elements of the film's and of the substrate's atom.
    """

    distance_A: float
    pair: tuple[str, str]


def closest_contact(cell: Cell, *, at_most_A: float = 12.0) -> Contact:
    """Find the nearest film and substrate atoms, across every interface.

    Parameters
    ----------
    cell : Cell
        Interface with groups, as built or relaxed.
    at_most_A : float, A
        Distance up to which is looked.

    Returns
    -------
    Contact
        Of pairs within 0.005 A of the smallest distance, the elements first in the alphabet.

    Raises
    ------
    StructureError
        If a group is missing, or film and substrate are farther apart than is looked.
    """
    for label in (FILM, SUBSTRATE):
        atoms_of(cell, label)
    reach = 2.5
    while True:
        pairs = _across(cell, min(reach, at_most_A))
        if len(pairs.first):
            return _nearest(cell, pairs)
        if reach >= at_most_A:
            raise StructureError(
                f"{cell.label}: film and substrate are more than {at_most_A:g} A apart"
            )
        reach *= 1.5


def comes_nearer_than(cell: Cell, distance_A: float) -> bool:
    """Tell whether a film atom and a substrate atom are nearer to each other than a distance.

    Parameters
    ----------
    cell : Cell
        Interface with groups, as built or relaxed.
    distance_A : float, A
        The distance, above 0.

    Returns
    -------
    bool
    """
    return bool((_across(cell, distance_A).distance_A < distance_A).any())


def _across(cell: Cell, reach_A: float) -> Pairs:
    """Give pairs of a film atom, first, and a substrate atom."""
    pairs = pairs_within(cell, reach_A)
    groups = cell.group if cell.group is not None else np.empty(0)
    of_first, of_second = groups[pairs.first], groups[pairs.second]
    across = of_first != of_second
    turned = (of_first == SUBSTRATE)[across]
    first, second, shift = pairs.first[across], pairs.second[across], pairs.shift[across]
    return Pairs(
        np.where(turned, second, first),
        np.where(turned, first, second),
        np.where(turned[:, None], -shift, shift),
        pairs.distance_A[across],
    )


def _nearest(cell: Cell, pairs: Pairs) -> Contact:
    smallest = float(pairs.distance_A.min())
    equal = np.flatnonzero(pairs.distance_A <= smallest + _SAME_A)
    named = {(cell.species[pairs.first[n]], cell.species[pairs.second[n]]) for n in equal}
    return Contact(smallest, min(named))


def find_gaps_A(cell: Cell) -> tuple[float, float]:
    """Measure the spaces between film and substrate, as built or relaxed.

    A gap is the distance along the normal between the outermost atom of one slab and that of the
    other, the same measure as the gap that a campaign declares. Atoms may stand in any image, and
    a slab may be split by the faces of the cell: heights count from the mean height of its slab.

    Parameters
    ----------
    cell : Cell
        Interface with groups, a and b in the plane.

    Returns
    -------
    (float, float), A
        Below the film, and between the film and the next substrate: vacuum, where the boundary is
        one. Negative where atoms of the slabs have come between each other.

    Raises
    ------
    StructureError
        If a group is missing.
    """
    third = cell.fractional[:, 2]
    film, film_at = _about_mean(third[atoms_of(cell, FILM)])
    substrate, substrate_at = _about_mean(third[atoms_of(cell, SUBSTRATE)])
    up = (film_at - substrate_at) % 1.0
    height_A = float(cell.thicknesses_A[2])
    below = up + film.min() - substrate.max()
    above = 1.0 - up + substrate.min() - film.max()
    return float(below) * height_A, float(above) * height_A


def _about_mean(third: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Give periodic coordinates about their circular mean, within half a period, and the mean."""
    turns = np.exp(2j * np.pi * third).mean()
    middle = float(np.angle(turns) / (2.0 * np.pi))
    return (third - middle + 0.5) % 1.0 - 0.5, middle


def spaces_as_relaxed(relaxed: Cell, spaces: Spaces) -> Spaces:
    """Give spaces with the gaps of a relaxed cell.

    Parameters
    ----------
    relaxed : Cell
        Interface with groups.
    spaces : Spaces
        As it was built.

    Returns
    -------
    Spaces
        Each gap that of the relaxed cell, and at least 0.5 A; vacuum as it was.

    Raises
    ------
    StructureError
        If a group is missing.
    """
    below, above = (max(gap, LEAST_GAP_A) for gap in find_gaps_A(relaxed))
    return replace(
        spaces, gap_A=below, upper_gap_A=above if spaces.boundary == "sandwich" else None
    )


def widen(spaces: Spaces, built: Cell, at_least_A: float) -> Spaces:
    """Widen gaps until no atoms of film and substrate are nearer than a distance.

    With d the distance, and for a pair that is nearer r its part in the plane and z that along
    the normal, the gap between the pair's slabs grows by sqrt(d^2 - r^2) - z; the pair that asks
    for most decides. Pairs that are apart stay apart, since no gap shrinks.

    Parameters
    ----------
    spaces : Spaces
        As `built` was assembled.
    built : Cell
        Interface with groups, c along z; every film atom is above the substrate's below it.
    at_least_A : float, A
        The distance.

    Returns
    -------
    Spaces
        Vacuum as it was.
    """
    pairs = _across(built, at_least_A)
    vectors = (
        built.positions[pairs.first] - built.positions[pairs.second] - pairs.shift @ built.lattice
    )
    up = vectors[:, 2]
    in_plane = np.einsum("ij,ij->i", vectors[:, :2], vectors[:, :2])
    asked = np.sqrt(np.maximum(at_least_A**2 - in_plane, 0.0)) - np.abs(up)
    below = float(asked[up > 0.0].max(initial=0.0))
    above = float(asked[up < 0.0].max(initial=0.0))
    upper = spaces.above_A + above if spaces.boundary == "sandwich" else None
    return replace(spaces, gap_A=spaces.gap_A + below, upper_gap_A=upper)
