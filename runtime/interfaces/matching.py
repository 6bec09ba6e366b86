"""Cells that two plane lattices have in common within limits on area and strain."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from saggar.runtime.interfaces.candidates import CommonCells, common_cells
from saggar.runtime.interfaces.equivalence import distinct_cells, rotations_deg
from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.strain import (
    common_areas_A2,
    length_ratios,
    mismatch,
    principal_stretches,
)
from saggar.runtime.interfaces.sublattices import (
    Floats,
    Integers,
    areas_A2,
    determinants,
    metrics_of,
    reduced_bases,
    supercell_metrics,
)
from saggar.schemas.errors import SaggarError

IntegerMatrix = tuple[tuple[int, int], tuple[int, int]]

_PARALLEL = 1e-6  # area over the product of the lengths


@dataclass(frozen=True, slots=True)
class LatticeMatch:
    """A cell that two plane lattices have in common.

    Attributes
    ----------
    film_matrix, substrate_matrix : 2 x 2 int
        Vectors of the common cell as rows, in units of the lattices' basis vectors; both
        determinants are positive. For a film that is turned over they are in units of (-u, v),
        which is right-handed seen from behind.
    turned_over : bool
        Whether the film's other face has to look up: no proper rotation makes the lattices fit
        as they are.
    area_A2 : float, A^2
        Area of the common cell, after straining.
    stretches : (float, float)
        Principal stretches from film to substrate, ascending.
    strains : (float, float)
        Principal strains relative to the strained crystal, ascending.
    length_strains : (float, float)
        Least and greatest change of the shortest vectors of the cell, relative to the strained
        crystal.
    max_strain : float
        Largest magnitude of the strains by the measure of the limits.
    rotation_deg : float
        Counter-clockwise turn of the film, in degrees in (-90, 90], if the first basis vectors
        of both lattices point along x beforehand. A further half turn gives the same lattices.
    """

    film_matrix: IntegerMatrix
    substrate_matrix: IntegerMatrix
    turned_over: bool
    area_A2: float
    stretches: tuple[float, float]
    strains: tuple[float, float]
    length_strains: tuple[float, float]
    max_strain: float
    rotation_deg: float

    @property
    def film_cells(self) -> int:
        """Cells of the film in the common cell."""
        return _determinant(self.film_matrix)

    @property
    def substrate_cells(self) -> int:
        """Cells of the substrate in the common cell."""
        return _determinant(self.substrate_matrix)


def match_lattices(
    film_basis: ArrayLike, substrate_basis: ArrayLike, limits: MatchLimits
) -> tuple[LatticeMatch, ...]:
    """Find all cells that two plane lattices have in common.

    The search is complete (the argument stands in `candidates`). Maps that differ by a multiple
    of the cell or by a rotation or reflection that either lattice has are one match; of them the
    one is given that needs no turning over, if any, and then the one with the smallest rotation.
    A plane lattice may have more symmetry than its crystal: orientations of two crystals that
    differ by a symmetry of a plane lattice alone are one match.

    Parameters
    ----------
    film_basis, substrate_basis : (2, 2) or (2, 3) float, A
        Basis vectors u, v as rows; v lies counter-clockwise of u, which says from where vectors
        in three dimensions are seen. Primitive bases are needed to find every match of the
        crystals; any basis of the same lattice finds the same ones.
    limits : MatchLimits
        Largest area and strain.

    Returns
    -------
    tuple of LatticeMatch
        The smallest area first, then the smallest strain; empty if nothing fits.

    Raises
    ------
    SaggarError
        If a basis is not two independent finite vectors.

    References
    ----------
    Zur and McGill, J. Appl. Phys. 55, 378 (1984).
    """
    (matches,) = match_lattice_pairs([film_basis], [substrate_basis], [(0, 0)], limits)
    return matches


def match_lattice_pairs(
    film_bases: Sequence[ArrayLike],
    substrate_bases: Sequence[ArrayLike],
    pairs: Sequence[tuple[int, int]],
    limits: MatchLimits,
) -> tuple[tuple[LatticeMatch, ...], ...]:
    """Find all common cells of many pairs of plane lattices, which is faster than one by one.

    Parameters
    ----------
    film_bases, substrate_bases : sequence of (2, 2) or (2, 3) float, A
        Basis vectors of each lattice, as for `match_lattices`.
    pairs : sequence of (int, int)
        Numbers of a film and a substrate, from 0.
    limits : MatchLimits
        Largest area and strain.

    Returns
    -------
    tuple of tuple of LatticeMatch
        For each pair what `match_lattices` gives.

    Raises
    ------
    SaggarError
        If a basis is not two independent finite vectors.
    """
    if not pairs:
        return ()
    films = np.stack([plane_basis(basis, "film") for basis in film_bases])
    substrates = np.stack([plane_basis(basis, "substrate") for basis in substrate_bases])
    numbers = np.array(pairs, dtype=np.int64)
    (film_steps, short_films), (substrate_steps, short_substrates) = map(
        _shortest, (films, substrates)
    )
    cells = common_cells(metrics_of(short_films), metrics_of(short_substrates), numbers, limits)
    cells = distinct_cells(cells, short_films, short_substrates, numbers)
    of_film, of_substrate = numbers[cells.pairs].T
    cells = replace(
        cells,
        film=cells.film @ film_steps[of_film],
        substrate=cells.substrate @ substrate_steps[of_substrate],
    )
    found: list[list[LatticeMatch]] = [[] for _ in pairs]
    for pair, match in _describe(cells, films, substrates, numbers, limits):
        found[pair].append(match)
    return tuple(tuple(group) for group in found)


def plane_basis(basis: ArrayLike, name: str) -> Floats:
    """Give basis vectors in their own plane, the first along x, the second above it.

    Parameters
    ----------
    basis : (2, 2) or (2, 3) float, A
        Basis vectors as rows; in two dimensions the second counter-clockwise of the first.
    name : str
        What messages call the lattice.

    Returns
    -------
    (2, 2) float, A

    Raises
    ------
    SaggarError
        If there are not two independent finite vectors, or two in the wrong order.
    """
    rows = np.asarray(basis, dtype=np.float64)
    if rows.shape not in {(2, 2), (2, 3)} or not np.isfinite(rows).all():
        raise SaggarError(
            f"lattice matching: the {name}'s basis has shape {rows.shape}; "
            "give two rows of two or three finite numbers"
        )
    aa, ab, bb = metrics_of(rows).tolist()
    area2 = aa * bb - ab**2
    if area2 <= _PARALLEL**2 * aa * bb:
        raise SaggarError(
            f"lattice matching: the {name}'s basis vectors {rows.tolist()} are parallel; "
            "give two independent ones"
        )
    if rows.shape == (2, 2) and np.linalg.det(rows) < 0.0:
        raise SaggarError(
            f"lattice matching: the {name}'s basis vectors {rows.tolist()} are left-handed, which "
            "would stand for the mirror image of the lattice; swap them"
        )
    length = aa**0.5
    return np.array([[length, 0.0], [ab / length, area2**0.5 / length]])


def _shortest(bases: Floats) -> tuple[Integers, Floats]:
    """Give reduced bases in units of the given ones, and in A."""
    identities = np.tile(np.eye(2, dtype=np.int64), (len(bases), 1, 1))
    steps = reduced_bases(identities, metrics_of(bases))
    return steps, steps @ bases


def _describe(
    cells: CommonCells, films: Floats, substrates: Floats, pairs: Integers, limits: MatchLimits
) -> list[tuple[int, LatticeMatch]]:
    """List pair numbers and matches by pair, area, strain, then what makes the order definite."""
    of_film, of_substrate = pairs[cells.pairs].T
    film = supercell_metrics(cells.film, metrics_of(films)[of_film])
    substrate = supercell_metrics(cells.substrate, metrics_of(substrates)[of_substrate])
    stretches = principal_stretches(film, substrate)
    strains = np.sort(mismatch(stretches, limits.strained))
    lengths = np.sort(mismatch(_length_stretches(film, substrate, limits), limits.strained))
    measured = strains if limits.measure == "principal" else lengths
    turned_over = determinants(cells.film) < 0
    angles = rotations_deg(cells, films, substrates, pairs)
    half_turn = (np.round(angles, 6) <= -90.0) | (np.round(angles, 6) > 90.0)
    film_cells = _right_handed(cells.film, turned_over)
    film_cells = film_cells * np.where(half_turn, -1, 1)[:, None, None]
    rotations = np.where(half_turn, angles - np.copysign(180.0, angles), angles)
    areas = common_areas_A2(areas_A2(film), stretches, limits.strained)
    max_strains = np.abs(measured).max(axis=1)
    matches = list(
        map(
            LatticeMatch,
            _integer_matrices(film_cells),
            _integer_matrices(cells.substrate),
            turned_over.tolist(),
            areas.tolist(),
            _float_pairs(stretches),
            _float_pairs(strains),
            _float_pairs(lengths[:, [0, -1]]),
            max_strains.tolist(),
            rotations.tolist(),
        )
    )
    definite = (*cells.substrate.reshape(-1, 4).T, *film_cells.reshape(-1, 4).T)
    ranks = (np.round(rotations, 6), turned_over, np.round(max_strains, 8), np.round(areas, 6))
    order = np.lexsort((*definite, *ranks, cells.pairs))
    return [(int(cells.pairs[number]), matches[number]) for number in order]


def _integer_matrices(matrices: Integers) -> list[IntegerMatrix]:
    rows = zip(*(column.tolist() for column in matrices.reshape(-1, 4).T), strict=True)
    return [((a, b), (c, d)) for a, b, c, d in rows]


def _float_pairs(rows: Floats) -> list[tuple[float, float]]:
    return list(zip(rows[:, 0].tolist(), rows[:, 1].tolist(), strict=True))


def _right_handed(film_cells: Integers, turned_over: NDArray[np.bool_]) -> Integers:
    """Write the cells of films that are turned over in units of (-u, v)."""
    signs = np.ones((len(film_cells), 1, 2), dtype=np.int64)
    signs[turned_over, 0, 0] = -1
    return film_cells * signs


def _length_stretches(film: Floats, substrate: Floats, limits: MatchLimits) -> Floats:
    """Ratios, substrate over film, of the shortest vectors of the unstrained crystal's cell."""
    if limits.strained == "substrate":
        return length_ratios(film, substrate)[0]
    return np.asarray(1.0 / length_ratios(substrate, film)[0])


def _determinant(matrix: IntegerMatrix) -> int:
    (a, b), (c, d) = matrix
    return a * d - b * c
