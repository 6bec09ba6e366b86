"""Combinations of the terminations of a film and a substrate, and of their displacements.

In a sandwich of two crystals that both have an inversion, or both a mirror or glide plane
parallel to the interface, such an operation of the whole cell makes pairs of combinations equal
up to a displacement in the plane; one of each pair is kept, the others are counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.interfaces.assembling import common_basis
from saggar.runtime.interfaces.crystal import Crystal
from saggar.runtime.interfaces.displacements import distinct_shifts
from saggar.runtime.interfaces.identity import Candidate
from saggar.runtime.interfaces.orientations import InterfaceMatch
from saggar.runtime.interfaces.planes import Plane
from saggar.runtime.interfaces.polarity import dipole_e_A_per_A2, slab_charge_e
from saggar.runtime.interfaces.slabs import cut_slab
from saggar.runtime.interfaces.terminations import Cut, find_terminations, reversed_terminations
from saggar.schemas.interfaces import Build, Miller

_NEUTRAL_E = 1e-6
_IN_PLANE: tuple[Literal[1, -1], ...] = (1, -1)


@dataclass(frozen=True)
class Surface:
    """Terminations of one side of a plane of a crystal.

    Attributes
    ----------
    cuts : tuple of Cut, length n
        All of them.
    dipoles_e_A_per_A2, charges_e : tuple of float, length n
        Of the thinnest slab of each over one cell of the plane; further layers are neutral.
    reversed_by : mapping of int to tuple of int
        For an operation that reverses the normal and multiplies vectors in the plane by this
        sign: the position of the termination that each becomes.
    """

    cuts: tuple[Cut, ...]
    dipoles_e_A_per_A2: tuple[float, ...]
    charges_e: tuple[float, ...]
    reversed_by: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True)
class Combinations:
    """What one match can be built as.

    Attributes
    ----------
    candidates : tuple of Candidate
        The least polar first.
    charged : int
        Pairs of terminations left out since the charges of film and substrate do not cancel.
    equal : int
        Pairs of terminations left out since they are equal to one that is kept.
    """

    candidates: tuple[Candidate, ...]
    charged: int
    equal: int


def find_surface(
    crystal: Crystal, plane: Plane, charges: Mapping[str, float], *, stoichiometric: bool
) -> Surface:
    """Give the terminations of one side of a plane with their polarity.

    Parameters
    ----------
    crystal : Crystal
        Crystal.
    plane : Plane
        Lattice planes of it, seen from the side that becomes the top.
    charges : mapping of str to float, e
        Formal charge of each element.
    stoichiometric : bool
        Only slabs of whole repeats.

    Returns
    -------
    Surface

    Raises
    ------
    StructureError
        If an element has no charge.
    """
    cuts = find_terminations(crystal, plane, stoichiometric=stoichiometric)
    slabs = [cut_slab(crystal, plane, cut, 1) for cut in cuts]
    images = {
        sign: reversed_terminations(crystal, plane, cuts, in_plane=sign) for sign in _IN_PLANE
    }
    return Surface(
        cuts=cuts,
        dipoles_e_A_per_A2=tuple(dipole_e_A_per_A2(slab, charges) for slab in slabs),
        charges_e=tuple(slab_charge_e(slab, charges) for slab in slabs),
        reversed_by={sign: image for sign, image in images.items() if image is not None},
    )


def combine(
    names: tuple[str, str],
    match: InterfaceMatch,
    film: Surface,
    substrate: Surface,
    build: Build,
    *,
    pair: str = "",
    written: tuple[Miller, Miller] | None = None,
) -> Combinations:
    """Combine the terminations of a film and a substrate and their displacements.

    Parameters
    ----------
    names : (str, str)
        Of film and substrate.
    match : InterfaceMatch
        Planes and common cell.
    film, substrate : Surface
        Terminations of the planes of the match.
    build : Build
        Boundary, shifts and share of strain.
    pair : str
        Name of the declared pair of planes that the match is of.
    written : ((h, k, l), (h, k, l)), optional
        Its planes as they were written.

    Returns
    -------
    Combinations
        By the sum of the magnitudes of both dipoles, then by the numbers of the terminations,
        then by displacement.
    """
    everything = list(product(range(len(film.cuts)), range(len(substrate.cuts))))
    neutral = [
        (upper, lower)
        for upper, lower in everything
        if abs(_charge_e(match, film.charges_e[upper], substrate.charges_e[lower])) < _NEUTRAL_E
    ]
    kept = [both for both in neutral if both == min(_images(both, film, substrate, build))]

    def polarity(both: tuple[int, int]) -> tuple[float, tuple[int, int]]:
        upper, lower = both
        dipoles = film.dipoles_e_A_per_A2[upper], substrate.dipoles_e_A_per_A2[lower]
        return round(sum(map(abs, dipoles)), 6), both

    shifts = distinct_shifts(match.lattice, _common_basis(match, build), build.shifts)
    candidates = tuple(
        Candidate(*names, match, film.cuts[upper], substrate.cuts[lower], shift, pair, written)
        for upper, lower in sorted(kept, key=polarity)
        for shift in shifts
    )
    return Combinations(candidates, len(everything) - len(neutral), len(neutral) - len(kept))


def _charge_e(match: InterfaceMatch, film_e: float, substrate_e: float) -> float:
    lattice = match.lattice
    return lattice.film_cells * film_e + lattice.substrate_cells * substrate_e


def _images(
    both: tuple[int, int], film: Surface, substrate: Surface, build: Build
) -> list[tuple[int, int]]:
    """Give a pair of terminations and what operations of the whole sandwich make of it."""
    upper, lower = both
    if build.boundary == "vacuum":
        return [both]
    signs = film.reversed_by.keys() & substrate.reversed_by.keys()
    images = [(film.reversed_by[sign][upper], substrate.reversed_by[sign][lower]) for sign in signs]
    return [both, *images]


def _common_basis(match: InterfaceMatch, build: Build) -> NDArray[np.float64]:
    film = np.array(match.lattice.film_matrix) @ np.array(match.film_plane.basis_A)
    lower = np.array(match.lattice.substrate_matrix) @ np.array(match.substrate_plane.basis_A)
    return common_basis(film, lower, build.strain_on)
