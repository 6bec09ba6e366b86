"""Pairs of atoms within a distance, with every periodic image, by a linked cell list."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.cell import Cell


@dataclass(frozen=True)
class Pairs:
    """Pairs of an atom and a periodic image of another (or of itself), each counted once.

    Attributes
    ----------
    first, second : (n_pairs,) int
        Atom indices; the image in question is that of `second`.
    shift : (n_pairs, 3) int
        Cell vectors to add to the position of `second` to reach the image.
    distance_A : (n_pairs,) float, A
        Distance between `first` and the image of `second`.
    """

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    shift: NDArray[np.int64]
    distance_A: NDArray[np.float64]


@dataclass(frozen=True)
class _Points:
    """Atoms of the cell, then the images that lie within the cutoff of one of its faces."""

    fractional: NDArray[np.float64]
    atom: NDArray[np.intp]
    shift: NDArray[np.int64]


def pairs_within(cell: Cell, cutoff_A: float) -> Pairs:
    """Return all pairs closer than a cutoff, in a cell of any size and shape.

    Images up to the cutoff beyond each face are laid out explicitly, so that the result is exact
    also where the cutoff exceeds the cell. Of the two directions of a pair one is kept: that in
    which `first` < `second`, or, for an atom and its own image, the lexicographically positive
    shift.

    Parameters
    ----------
    cell : Cell
        Structure with n atoms.
    cutoff_A : float, A
        Largest distance, above 0.

    Returns
    -------
    Pairs
        Distances at most `cutoff_A`.
    """
    points, wrapping = _points_around(cell, cutoff_A)
    center, other = _candidate_pairs(points, len(cell), cutoff_A / cell.thicknesses_A)
    first, second = points.atom[center], points.atom[other]
    vectors = (points.fractional[other] - points.fractional[center]) @ cell.lattice
    squares = np.einsum("ij,ij->i", vectors, vectors)
    kept = np.flatnonzero(squares <= cutoff_A**2)
    shift = points.shift[other[kept]] - wrapping[second[kept]] + wrapping[first[kept]]
    return Pairs(first[kept], second[kept], shift, np.sqrt(squares[kept]))


def _points_around(cell: Cell, cutoff_A: float) -> tuple[_Points, NDArray[np.int64]]:
    """Lay out wrapped atoms and their images near the cell; also return what wrapping removed."""
    raw = cell.fractional
    wrapping = np.floor(raw).astype(np.int64)
    fractional, atom = raw - wrapping, np.arange(len(cell))
    shift = np.zeros((len(cell), 3), dtype=np.int64)
    for axis, margin in enumerate(cutoff_A / cell.thicknesses_A):
        reach = int(np.ceil(margin))
        parts = [np.arange(len(atom))]
        steps = [np.zeros(len(atom), dtype=np.int64)]
        for step in (*range(-reach, 0), *range(1, reach + 1)):
            moved = fractional[:, axis] + step
            inside = np.flatnonzero((moved >= -margin) & (moved <= 1.0 + margin))
            parts.append(inside)
            steps.append(np.full(len(inside), step))
        chosen, moves = np.concatenate(parts), np.concatenate(steps)
        fractional, atom, shift = fractional[chosen], atom[chosen], shift[chosen]
        fractional[:, axis] += moves
        shift[:, axis] += moves
    return _Points(fractional, atom, shift), wrapping


def _candidate_pairs(
    points: _Points, n_atoms: int, margins: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pair each atom of the cell with the points of the 27 bins around it, one way only."""
    low = points.fractional.min(axis=0)
    bins = np.floor((points.fractional - low) / margins).astype(np.int64) + 1
    shape = bins.max(axis=0) + 2
    flat = (bins[:, 0] * shape[1] + bins[:, 1]) * shape[2] + bins[:, 2]
    order = np.argsort(flat, kind="stable")
    sorted_bins = flat[order]
    columns = (np.arange(-1, 2)[:, None] * shape[1] + np.arange(-1, 2)) * shape[2]
    around = flat[:n_atoms, None] + columns.ravel()
    start = np.searchsorted(sorted_bins, around - 1, side="left").ravel()
    counts = np.searchsorted(sorted_bins, around + 1, side="right").ravel() - start
    center = np.repeat(np.arange(n_atoms), counts.reshape(n_atoms, -1).sum(axis=1))
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    other = order[np.repeat(start, counts) + offsets]
    kept = np.flatnonzero(_one_way(points, center, other))
    return center[kept], other[kept]


def _one_way(
    points: _Points, center: NDArray[np.intp], other: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Keep i < j, and of an atom and its own images those with a positive shift."""
    partner = points.atom[other]
    sign = points.shift @ np.array([1 << 40, 1 << 20, 1])
    kept: NDArray[np.bool_] = (partner > center) | ((partner == center) & (sign[other] > 0))
    return kept
