"""Plane lattices: reduction, symmetry, sublattices and vectors up to a length."""

from dataclasses import dataclass
from functools import cache
from itertools import product
from math import sqrt

import numpy as np
from numpy.typing import NDArray

_SAME = 1e-4  # relative difference of lengths and angles below which two metrics are one


@dataclass(frozen=True, eq=False)
class Sublattices:
    """Sublattices of a plane lattice, each by a reduced right-handed basis.

    Attributes
    ----------
    matrices : (n, 2, 2) int
        Basis vectors as rows, in units of the lattice's own basis; determinant = index > 0.
    metrics : (n, 2, 2) float, A^2
        Dot products of the basis vectors; the first is the shorter.
    areas_A2 : (n,) float, A^2
        Areas of the cells.
    """

    matrices: NDArray[np.int64]
    metrics: NDArray[np.float64]
    areas_A2: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LatticeVectors:
    """Vectors of a plane lattice in one half plane, by length.

    Attributes
    ----------
    coefficients : (n, 2) int
        In units of the lattice's basis. Of each pair x, -x one is listed.
    lengths_A : (n,) float, A
        Ascending.
    cell_area_A2 : float, A^2
        Area of the lattice's cell.
    """

    coefficients: NDArray[np.int64]
    lengths_A: NDArray[np.float64]
    cell_area_A2: float


@cache
def hermite_normal_forms(index: int) -> NDArray[np.int64]:
    """All sublattices of a plane lattice with this index, each exactly once.

    Parameters
    ----------
    index : int
        Area of the sublattice's cell in cells of the lattice, at least 1.

    Returns
    -------
    (n, 2, 2) int
        Bases [[a, b], [0, d]] with a d = index and 0 <= b < d; n is the sum of the divisors.

    References
    ----------
    Cohen, A Course in Computational Algebraic Number Theory, section 2.4.
    """
    forms = [
        [[index // d, b], [0, d]]
        for d in range(1, index + 1)
        if index % d == 0
        for b in range(d)
    ]
    matrices = np.array(forms, dtype=np.int64)
    matrices.setflags(write=False)
    return matrices


def reduced_bases(
    matrices: NDArray[np.int64], metric: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Reduce bases so that |u| <= |v| and |u.v| <= u.u/2, right-handed as the lattice's basis.

    Parameters
    ----------
    matrices : (n, 2, 2) int
        Bases as rows, in units of the lattice's basis.
    metric : (2, 2) float, A^2
        Metric tensor of the lattice's basis.

    Returns
    -------
    (n, 2, 2) int
        Reduced bases of the same lattices; positive determinants.

    References
    ----------
    Lagrange's reduction: Cohen, A Course in Computational Algebraic Number Theory,
    algorithm 1.3.14.
    """
    u, v = matrices[:, 0].copy(), matrices[:, 1].copy()
    while True:
        swap = _dot(v, v, metric) < _dot(u, u, metric) * (1.0 - 1e-12)
        u[swap], v[swap] = v[swap], u[swap]
        overlap = _dot(u, v, metric) / _dot(u, u, metric)
        steps = np.where(np.abs(overlap) > 0.5 + 1e-9, np.rint(overlap), 0.0).astype(np.int64)
        if not steps.any():
            break
        v -= steps[:, None] * u
    handed = np.sign(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])
    return np.stack([u, v * handed[:, None]], axis=1)


def sublattices_up_to(metric: NDArray[np.float64], largest_index: int) -> Sublattices:
    """All sublattices of a plane lattice up to an index.

    Parameters
    ----------
    metric : (2, 2) float, A^2
        Metric tensor of the lattice's basis.
    largest_index : int
        Largest area of a sublattice's cell, in cells of the lattice.

    Returns
    -------
    Sublattices
        By ascending index; none where `largest_index` is 0.
    """
    forms = [hermite_normal_forms(index) for index in range(1, largest_index + 1)]
    stacked = np.concatenate(forms) if forms else np.empty((0, 2, 2), dtype=np.int64)
    matrices = reduced_bases(stacked, metric)
    areas = determinants(matrices) * sqrt(float(np.linalg.det(metric)))
    return Sublattices(matrices, metrics_of(matrices, metric), areas)


def metrics_of(matrices: NDArray[np.int64], metric: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metric tensors N G N^T of supercells.

    Parameters
    ----------
    matrices : (..., 2, 2) int
        Supercell vectors as rows, in units of the lattice's basis.
    metric : (2, 2) float, A^2
        Metric tensor of the lattice's basis.

    Returns
    -------
    (..., 2, 2) float, A^2
    """
    return np.asarray(matrices @ metric @ np.swapaxes(matrices, -1, -2))


def vectors_up_to(metric: NDArray[np.float64], length_A: float) -> LatticeVectors:
    """All vectors of a plane lattice up to a length, the zero vector left out.

    The coefficient of one basis vector is at most the length over the height of the cell on the
    other: |x1| <= length sqrt(G22/det G).

    Parameters
    ----------
    metric : (2, 2) float, A^2
        Metric tensor of the lattice's basis.
    length_A : float, A
        Largest length.

    Returns
    -------
    LatticeVectors
    """
    determinant = float(np.linalg.det(metric))
    most_x = int(length_A * sqrt(metric[1, 1] / determinant))
    most_y = int(length_A * sqrt(metric[0, 0] / determinant))
    x, y = np.meshgrid(np.arange(most_x + 1), np.arange(-most_y, most_y + 1), indexing="ij")
    grid = np.stack([x.ravel(), y.ravel()], axis=1)
    grid = grid[(grid[:, 0] > 0) | (grid[:, 1] > 0)]
    lengths = np.sqrt(_dot(grid, grid, metric))
    order = np.argsort(lengths, kind="stable")
    order = order[: np.searchsorted(lengths[order], length_A, side="right")]
    return LatticeVectors(grid[order], lengths[order], sqrt(determinant))


def lattice_symmetry(metric: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rotations and reflections that a plane lattice has.

    Of a reduced basis, the images are again shortest vectors, so that their coefficients are -1,
    0 or 1; every such unimodular matrix that keeps the metric within 1e-4 is a symmetry.

    Parameters
    ----------
    metric : (2, 2) float, A^2
        Metric tensor of the lattice's basis.

    Returns
    -------
    (2, 4, 8 or 12, 2, 2) int
        Images of the basis vectors as rows, in units of the basis.
    """
    (basis,) = reduced_bases(np.eye(2, dtype=np.int64)[None], metric)
    reduced = metrics_of(basis, metric)
    small = np.array(list(product((-1, 0, 1), repeat=4))).reshape(-1, 2, 2)
    small = small[np.abs(determinants(small)) == 1]
    lengths = np.sqrt(np.diag(reduced))
    error = np.abs(metrics_of(small, reduced) - reduced) / np.outer(lengths, lengths)
    kept = small[error.max(axis=(1, 2)) < _SAME]
    a, b, c, d = basis.ravel()
    inverse = np.array([[d, -b], [-c, a]])  # the basis has determinant 1
    return np.asarray(inverse @ kept @ basis, dtype=np.int64)


def determinants(matrices: NDArray[np.int64]) -> NDArray[np.int64]:
    """Exact determinants of integer matrices.

    Parameters
    ----------
    matrices : (..., 2, 2) int

    Returns
    -------
    (...,) int
    """
    return np.asarray(
        matrices[..., 0, 0] * matrices[..., 1, 1] - matrices[..., 0, 1] * matrices[..., 1, 0]
    )


def seen_from_behind(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give a matrix over the basis (u, v) over the basis (-u, v), right-handed from behind."""
    return values * np.array([-1, 1])


def _dot(
    left: NDArray[np.int64], right: NDArray[np.int64], metric: NDArray[np.float64]
) -> NDArray[np.float64]:
    (aa, ab), (_, bb) = metric
    x1, y1 = left.T
    x2, y2 = right.T
    return np.asarray(aa * x1 * x2 + ab * (x1 * y2 + y1 * x2) + bb * y1 * y2)
