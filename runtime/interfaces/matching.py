"""Cells that two plane lattices have in common within limits on area and strain."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from saggar.runtime.interfaces.candidates import Integers, common_cells, length_ratios
from saggar.runtime.interfaces.equivalence import distinct_maps, rotations_deg
from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.strain import (
    common_area_A2,
    mismatch,
    principal_stretches,
)
from saggar.runtime.interfaces.sublattices import (
    determinants,
    metrics_of,
    seen_from_behind,
)
from saggar.schemas.errors import SaggarError

IntegerMatrix = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
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

    The search is complete (see `candidates`). Maps that differ by a multiple of the cell or by a
    rotation or reflection that either lattice has are one match; of them the one is given that
    needs no turning over, if any, and then the one with the smallest rotation. Both lattices
    may have more symmetry than the crystals above and below: two crystals that fit after a
    turn by a symmetry of the plane lattice alone are one match too.

    Parameters
    ----------
    film_basis, substrate_basis : (2, 2) or (2, 3) float, A
        Basis vectors u, v as rows, seen from where v lies counter-clockwise of u. A primitive
        basis finds every match; any basis of the same lattice finds the same ones.
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
    film, substrate = plane_basis(film_basis, "film"), plane_basis(substrate_basis, "substrate")
    cells = common_cells(film @ film.T, substrate @ substrate.T, limits)
    kept = distinct_maps(*cells, film, substrate)
    matches = [_describe(*pair, film, substrate, limits) for pair in zip(*kept, strict=True)]
    return tuple(sorted(matches, key=_by_area))


def plane_basis(basis: ArrayLike, name: str) -> NDArray[np.float64]:
    """Give basis vectors in their own plane, the first along x, the second above it.

    Parameters
    ----------
    basis : (2, 2) or (2, 3) float, A
        Basis vectors as rows.
    name : str
        What messages call the lattice.

    Returns
    -------
    (2, 2) float, A

    Raises
    ------
    SaggarError
        If there are not two independent finite vectors.
    """
    rows = np.asarray(basis, dtype=np.float64)
    if rows.shape not in {(2, 2), (2, 3)} or not np.isfinite(rows).all():
        raise SaggarError(
            f"lattice matching: the {name}'s basis has shape {rows.shape}; "
            "give two rows of two or three finite numbers"
        )
    (aa, ab), (_, bb) = rows @ rows.T
    height2 = bb - ab**2 / aa if aa > 0.0 else 0.0
    if height2 <= 1e-12 * bb:
        raise SaggarError(f"lattice matching: the {name}'s two basis vectors are parallel")
    return np.array([[np.sqrt(aa), 0.0], [ab / np.sqrt(aa), np.sqrt(height2)]])


def _describe(
    film_cell: Integers,
    substrate_cell: Integers,
    film: NDArray[np.float64],
    substrate: NDArray[np.float64],
    limits: MatchLimits,
) -> LatticeMatch:
    film_metric = metrics_of(film_cell, film @ film.T)
    substrate_metric = metrics_of(substrate_cell, substrate @ substrate.T)
    stretches = principal_stretches(film_metric, substrate_metric)
    strains = np.sort(mismatch(stretches, limits.strained))
    lengths = np.sort(mismatch(_length_stretches(film_metric, substrate_metric, limits), limits.strained))
    film_area = float(np.sqrt(np.linalg.det(film_metric)))
    turned_over = bool(determinants(film_cell) < 0)
    angle = float(rotations_deg(film_cell, substrate_cell, film, substrate))
    turn = -1 if not -90.0 < round(angle, 6) <= 90.0 else 1
    return LatticeMatch(
        film_matrix=_as_tuples(turn * (seen_from_behind(film_cell) if turned_over else film_cell)),
        substrate_matrix=_as_tuples(substrate_cell),
        turned_over=turned_over,
        area_A2=float(common_area_A2(film_area, stretches, limits.strained)),
        stretches=(float(stretches[0]), float(stretches[1])),
        strains=(float(strains[0]), float(strains[1])),
        length_strains=(float(lengths[0]), float(lengths[-1])),
        max_strain=float(np.abs(strains if limits.measure == "principal" else lengths).max()),
        rotation_deg=angle if turn == 1 else angle - float(np.copysign(180.0, angle)),
    )


def _length_stretches(
    film_metric: NDArray[np.float64], substrate_metric: NDArray[np.float64], limits: MatchLimits
) -> NDArray[np.float64]:
    """Ratios, substrate over film, of the shortest vectors of the reduced cell."""
    if limits.strained == "substrate":
        return length_ratios(film_metric[None], substrate_metric[None])[0][0]
    return 1.0 / length_ratios(substrate_metric[None], film_metric[None])[0][0]


def _by_area(match: LatticeMatch) -> tuple[object, ...]:
    return (
        round(match.area_A2, 6),
        round(match.max_strain, 8),
        match.turned_over,
        round(match.rotation_deg, 6),
        match.film_matrix,
        match.substrate_matrix,
    )


def _as_tuples(matrix: Integers) -> IntegerMatrix:
    (a, b), (c, d) = matrix.tolist()
    return (a, b), (c, d)


def _determinant(matrix: IntegerMatrix) -> int:
    (a, b), (c, d) = matrix
    return a * d - b * c
