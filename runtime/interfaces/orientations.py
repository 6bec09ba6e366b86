"""Interfaces of two crystals: which planes fit on which within limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.matching import LatticeMatch, match_lattice_pairs
from saggar.runtime.interfaces.planes import Plane, Vector


@dataclass(frozen=True)
class InterfaceMatch:
    """A plane of a film on a plane of a substrate, with the cell that they have in common.

    Attributes
    ----------
    film_plane, substrate_plane : Plane
        Planes whose indices point up, from the substrate to the film. Where the film has to be
        turned over, its plane is given from the other side.
    lattice : LatticeMatch
        Common cell; its matrices are in units of the vectors of these two planes.
    """

    film_plane: Plane
    substrate_plane: Plane
    lattice: LatticeMatch

    @property
    def area_A2(self) -> float:
        """Area of the common cell, A^2."""
        return self.lattice.area_A2

    @property
    def max_strain(self) -> float:
        """Largest magnitude of the strain, by the measure of the limits."""
        return self.lattice.max_strain

    @property
    def film_vectors(self) -> tuple[Vector, Vector]:
        """In-plane cell vectors in units of the film's primitive cell vectors."""
        return _combine(self.lattice.film_matrix, self.film_plane)

    @property
    def substrate_vectors(self) -> tuple[Vector, Vector]:
        """In-plane cell vectors in units of the substrate's primitive cell vectors."""
        return _combine(self.lattice.substrate_matrix, self.substrate_plane)


def match_planes(
    film_planes: Sequence[Plane], substrate_planes: Sequence[Plane], limits: MatchLimits
) -> tuple[InterfaceMatch, ...]:
    """Match every plane of a film with every plane of a substrate.

    Parameters
    ----------
    film_planes, substrate_planes : sequence of Plane
        Planes of the two crystals, such as from `lattice_planes`.
    limits : MatchLimits
        Largest area and strain.

    Returns
    -------
    tuple of InterfaceMatch
        The smallest area first, then the smallest strain, then the planes in the order given;
        empty if nothing fits.
    """
    pairs = list(product(range(len(film_planes)), range(len(substrate_planes))))
    found = match_lattice_pairs(
        [plane.basis_A for plane in film_planes],
        [plane.basis_A for plane in substrate_planes],
        pairs,
        limits,
    )
    matches = [
        _oriented(film_planes[film], substrate_planes[substrate], match)
        for (film, substrate), group in zip(pairs, found, strict=True)
        for match in group
    ]
    return tuple(sorted(matches, key=_by_area))


def _oriented(film: Plane, substrate: Plane, match: LatticeMatch) -> InterfaceMatch:
    return InterfaceMatch(film.turned_over() if match.turned_over else film, substrate, match)


def _by_area(match: InterfaceMatch) -> tuple[float, float]:
    return round(match.area_A2, 6), round(match.max_strain, 8)


def _combine(matrix: Sequence[tuple[int, int]], plane: Plane) -> tuple[Vector, Vector]:
    (a, b), (c, d) = matrix
    return _sum(a, b, plane), _sum(c, d, plane)


def _sum(a: int, b: int, plane: Plane) -> Vector:
    x, y, z = (a * u + b * v for u, v in zip(*plane.vectors, strict=True))
    return x, y, z
