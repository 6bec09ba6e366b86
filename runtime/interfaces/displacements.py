"""In-plane displacements of a film on a substrate that give different interfaces.

Moving the film by a vector of its own plane lattice or of the substrate's changes nothing. All
sums of such vectors form a lattice, the displacement (DSC) lattice of grain boundary theory; over
the common cell its index is the number of film cells times that of substrate cells, since the
common cell is the smallest. Displacements are counted in that lattice's cell.
"""

from itertools import product
from math import gcd

import numpy as np
from numpy.typing import ArrayLike

from saggar.runtime.interfaces.matching import IntegerMatrix, LatticeMatch
from saggar.runtime.interfaces.sublattices import Integers, metrics_of, reduced_bases
from saggar.schemas.errors import SaggarError

Shift = tuple[float, float]


def distinct_shifts(
    match: LatticeMatch, common_basis_A: ArrayLike, count: int
) -> tuple[Shift, ...]:
    """Give a grid of displacements of the film, none the same as another.

    Parameters
    ----------
    match : LatticeMatch
        Common cell.
    common_basis_A : (2, 2) float, A
        Its vectors as rows.
    count : int
        Displacements along each of the two shortest vectors of the displacement lattice.

    Returns
    -------
    tuple of (float, float)
        In fractions of the vectors of the common cell, each in [0, 1); the first is (0, 0).

    Raises
    ------
    SaggarError
        If the count is below 1.

    References
    ----------
    Bollmann, Crystal Defects and Crystalline Interfaces (1970), chapter 12; Sutton and Balluffi,
    Interfaces in Crystalline Materials (1995), section 1.5.
    """
    if count < 1:
        raise SaggarError(f"interface: {count} shifts along a vector; give at least 1")
    basis, divisor = displacement_lattice(match)
    metrics = metrics_of(np.asarray(basis @ np.asarray(common_basis_A), dtype=np.float64))
    (steps,) = reduced_bases(np.eye(2, dtype=np.int64)[None], metrics[None])
    shortest = (steps @ basis) / (divisor * count)
    shifts = (
        np.round(np.array([i, j]) @ shortest, 12) % 1.0 for i, j in product(range(count), repeat=2)
    )
    return tuple((float(first), float(second)) for first, second in shifts)


def displacement_lattice(match: LatticeMatch) -> tuple[Integers, int]:
    """Give a basis of the displacement lattice in fractions of the common cell's vectors.

    In units of the common cell, the film's lattice has the rows of N^-1 = adj(N)/det N as basis
    and the substrate's likewise; over the common denominator both are integers.

    Parameters
    ----------
    match : LatticeMatch
        Common cell.

    Returns
    -------
    (2, 2) int and int
        Basis vectors as rows, and what to divide them by.
    """
    film, substrate = match.film_cells, match.substrate_cells
    rows = [
        *_scaled(_adjugate(match.film_matrix), substrate),
        *_scaled(_adjugate(match.substrate_matrix), film),
    ]
    return np.array(_integer_basis(rows), dtype=np.int64), film * substrate


def _adjugate(matrix: IntegerMatrix) -> IntegerMatrix:
    (a, b), (c, d) = matrix
    return (d, -b), (-c, a)


def _scaled(matrix: IntegerMatrix, factor: int) -> list[tuple[int, int]]:
    return [(factor * first, factor * second) for first, second in matrix]


def _integer_basis(rows: list[tuple[int, int]]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Reduce spanning vectors to a basis (p, q), (0, r) by Euclid's steps on the first entry."""
    pivot, rest = (0, 0), 0
    for row in rows:
        other = row
        while other[0]:
            factor = pivot[0] // other[0]
            remainder = pivot[0] - factor * other[0], pivot[1] - factor * other[1]
            pivot, other = other, remainder
        rest = gcd(rest, other[1])
    sign = 1 if pivot[0] > 0 else -1
    return (sign * pivot[0], sign * pivot[1]), (0, rest)
