"""Plane lattices: reduction, symmetry, sublattices and vectors up to a length.

Many lattices are treated at once. A metric stands as its three numbers u.u, u.v and v.v.
"""

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

_SAME = 1e-4  # relative difference of lengths and angles below which two metrics are one


@dataclass(frozen=True, eq=False)
class Sublattices:
    """Sublattices of plane lattices, each by a reduced right-handed basis.

    Attributes
    ----------
    starts : (n_lattices + 1,) int
        Sublattices ``starts[i]:starts[i + 1]`` are those of lattice i.
    matrices : (n, 2, 2) int
        Basis vectors as rows, in units of the lattice's own basis; determinant = index > 0.
    metrics : (n, 3) float, A^2
        u.u, u.v, v.v of the basis; u is the shorter.
    """

    starts: Integers
    matrices: Integers
    metrics: Floats


@dataclass(frozen=True, eq=False)
class LatticeVectors:
    """Vectors of plane lattices in one half plane, by lattice and then by length.

    Attributes
    ----------
    lattices : (n,) int
        Number of the lattice.
    coefficients : (n, 2) int
        In units of the lattice's basis. Of each pair x, -x one is listed.
    lengths_A : (n,) float, A
        Ascending within a lattice.
    """

    lattices: Integers
    coefficients: Integers
    lengths_A: Floats

    def first_not_below(self, lattices: Integers, lengths_A: Floats) -> Integers:
        """Find the first vector of a lattice that is not shorter than a length.

        Parameters
        ----------
        lattices : (m,) int
            Numbers of lattices.
        lengths_A : (m,) float, A
            Lengths; a relative margin of 1e-8 is theirs to leave.

        Returns
        -------
        (m,) int
            Positions in the list; the end of the lattice's vectors if all are shorter.
        """
        longest = max(self.lengths_A.max(initial=0.0), lengths_A.max(initial=0.0))
        step = 1.0 + 2.0 * float(longest)
        keys = self.lattices * step + self.lengths_A
        return np.searchsorted(keys, lattices * step + lengths_A)


def metrics_of(bases: NDArray[np.float64]) -> Floats:
    """Give u.u, u.v and v.v of bases.

    Parameters
    ----------
    bases : (..., 2, d) float, A
        Basis vectors as rows.

    Returns
    -------
    (..., 3) float, A^2
    """
    u, v = bases[..., 0, :], bases[..., 1, :]
    return np.stack([(u * u).sum(-1), (u * v).sum(-1), (v * v).sum(-1)], axis=-1)


def supercell_metrics(matrices: Integers, metrics: Floats) -> Floats:
    """Give the metrics of supercells.

    Parameters
    ----------
    matrices : (..., 2, 2) int
        Supercell vectors as rows, in units of the lattice's basis.
    metrics : (..., 3) float, A^2
        Metrics of the lattice's basis.

    Returns
    -------
    (..., 3) float, A^2
    """
    u, v = matrices[..., 0, :], matrices[..., 1, :]
    return np.stack([_dot(u, u, metrics), _dot(u, v, metrics), _dot(v, v, metrics)], axis=-1)


def areas_A2(metrics: Floats) -> Floats:
    """Give the areas sqrt(u.u v.v - (u.v)^2) of cells.

    Parameters
    ----------
    metrics : (..., 3) float, A^2

    Returns
    -------
    (...,) float, A^2
    """
    return np.asarray(np.sqrt(metrics[..., 0] * metrics[..., 2] - metrics[..., 1] ** 2))


def determinants(matrices: Integers) -> Integers:
    """Give the exact determinants of integer matrices.

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


def numbered(counts: Integers) -> tuple[Integers, Integers]:
    """List the items of groups of these sizes.

    Parameters
    ----------
    counts : (n,) int
        Number of items in each group.

    Returns
    -------
    tuple of (sum of counts,) int
        Group of each item and the item's number within it, from 0.
    """
    groups = np.repeat(np.arange(len(counts)), counts)
    return groups, np.arange(len(groups)) - np.repeat(np.cumsum(counts) - counts, counts)


@cache
def hermite_normal_forms(index: int) -> Integers:
    """List all sublattices of a plane lattice with this index, each exactly once.

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
    divisors = [d for d in range(1, index + 1) if index % d == 0]
    matrices = np.array([[[index // d, b], [0, d]] for d in divisors for b in range(d)])
    matrices.setflags(write=False)
    return matrices


def reduced_bases(matrices: Integers, metrics: Floats) -> Integers:
    """Reduce bases so that |u| <= |v| and |u.v| <= u.u/2, right-handed as the lattice's basis.

    Parameters
    ----------
    matrices : (n, 2, 2) int
        Bases as rows, in units of the lattice's basis.
    metrics : (n, 3) or (3,) float, A^2
        Metrics of the lattice's basis.

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
        swap = _dot(v, v, metrics) < _dot(u, u, metrics) * (1.0 - 1e-12)
        u[swap], v[swap] = v[swap], u[swap]
        overlap = _dot(u, v, metrics) / _dot(u, u, metrics)
        steps = np.where(np.abs(overlap) > 0.5 + 1e-9, np.rint(overlap), 0.0).astype(np.int64)
        if not steps.any():
            break
        v -= steps[:, None] * u
    bases = np.stack([u, v], axis=1)
    bases[:, 1] *= np.sign(determinants(bases))[:, None]
    return bases


def sublattices_up_to(metrics: Floats, largest_indices: Integers) -> Sublattices:
    """Give all sublattices of plane lattices up to an index.

    Parameters
    ----------
    metrics : (n_lattices, 3) float, A^2
        Metrics of the lattices' bases.
    largest_indices : (n_lattices,) int
        Largest area of a sublattice's cell, in cells of the lattice.

    Returns
    -------
    Sublattices
        By lattice, then by ascending index.
    """
    indices = range(1, int(largest_indices.max(initial=0)) + 1)
    forms = [hermite_normal_forms(index) for index in indices]
    numbers = np.cumsum([0, *map(len, forms)])[np.maximum(largest_indices, 0)]
    lattices, form = numbered(numbers)
    table = np.concatenate(forms) if forms else np.empty((0, 2, 2), dtype=np.int64)
    matrices = reduced_bases(table[form], metrics[lattices])
    return Sublattices(
        np.cumsum([0, *numbers]), matrices, supercell_metrics(matrices, metrics[lattices])
    )


def vectors_up_to(metrics: Floats, lengths_A: Floats) -> LatticeVectors:
    """Give all vectors of plane lattices up to a length, the zero vector left out.

    The coefficient along one basis vector is at most the length over the height of the cell on
    the other: |x| <= length sqrt(v.v)/area.

    Parameters
    ----------
    metrics : (n_lattices, 3) float, A^2
        Metrics of the lattices' bases.
    lengths_A : (n_lattices,) float, A
        Largest length for each lattice.

    Returns
    -------
    LatticeVectors
    """
    most = lengths_A[:, None] * np.sqrt(metrics[:, [2, 0]]) / areas_A2(metrics)[:, None]
    x_most, y_most = np.floor(most * (1.0 + 1e-9)).astype(np.int64).T
    lattices, number = numbered((x_most + 1) * (2 * y_most + 1))
    x, y = np.divmod(number, 2 * y_most[lattices] + 1)
    grid = np.stack([x, y - y_most[lattices]], axis=1)
    lengths = np.sqrt(_dot(grid, grid, metrics[lattices]))
    kept = (grid[:, 0] > 0) | (grid[:, 1] > 0)
    kept &= lengths <= lengths_A[lattices] * (1.0 + 1e-9)
    lattices, grid, lengths = lattices[kept], grid[kept], lengths[kept]
    order = np.lexsort((lengths, lattices))
    return LatticeVectors(lattices[order], grid[order], lengths[order])


def lattice_symmetries(metrics: Floats) -> list[Integers]:
    """Give the rotations and reflections of plane lattices, of each pair S, -S one.

    The images of a reduced basis are again shortest vectors, so that their coefficients are -1,
    0 or 1; every such unimodular matrix that keeps the metric within 1e-4 is a symmetry.

    Parameters
    ----------
    metrics : (n_lattices, 3) float, A^2
        Metrics of the lattices' bases.

    Returns
    -------
    list of (n, 2, 2) int
        For each lattice the images of the basis vectors as rows, in units of the basis; n is
        1 (oblique), 2 (rectangular), 4 (square) or 6 (hexagonal).
    """
    identities = np.tile(np.eye(2, dtype=np.int64), (len(metrics), 1, 1))
    bases = reduced_bases(identities, metrics)
    reduced = supercell_metrics(bases, metrics)
    trials = _small_unimodular_matrices()
    uu, vv = reduced[:, 0], reduced[:, 2]
    scales = np.stack([uu, np.sqrt(uu * vv), vv], axis=-1)
    errors = np.abs(supercell_metrics(trials, reduced[:, None]) - reduced[:, None])
    kept = np.asarray((errors < _SAME * scales[:, None]).all(axis=-1))
    inverses = bases[:, ::-1, ::-1].transpose(0, 2, 1) * np.array([[1, -1], [-1, 1]])
    operations = inverses[:, None] @ trials @ bases[:, None]  # the bases have determinant 1
    return [images[chosen] for images, chosen in zip(operations, kept, strict=True)]


@cache
def _small_unimodular_matrices() -> Integers:
    """List the unimodular matrices of -1, 0 and 1, of each pair S, -S one."""
    matrices = np.array(list(product((-1, 0, 1), repeat=4)), dtype=np.int64).reshape(-1, 2, 2)
    positive = matrices[len(matrices) // 2 :]  # -S stands as far from the other end
    return np.asarray(positive[np.abs(determinants(positive)) == 1])


def _dot(left: Integers, right: Integers, metrics: Floats) -> Floats:
    x1, y1 = left[..., 0], left[..., 1]
    x2, y2 = right[..., 0], right[..., 1]
    return np.asarray(
        metrics[..., 0] * (x1 * x2)
        + metrics[..., 1] * (x1 * y2 + y1 * x2)
        + metrics[..., 2] * (y1 * y2)
    )
