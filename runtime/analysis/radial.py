"""Radial distribution functions and running coordination numbers."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.neighbors import pairs_within
from saggar.schemas.errors import SaggarError


@dataclass(frozen=True)
class RadialDistribution:
    """How atoms of one element stand around those of another.

    Attributes
    ----------
    distance_A : (n_bins,) float, A
        Middle of each shell.
    density_ratio : (n_bins,) float
        g(r): density of neighbours in the shell over their mean density in the cell.
    coordination : (n_bins,) float
        Mean number of neighbours up to the outer edge of the shell.
    frames : int
        Number of frames averaged.
    """

    distance_A: NDArray[np.float64]
    density_ratio: NDArray[np.float64]
    coordination: NDArray[np.float64]
    frames: int


def radial_distribution(
    cells: Iterable[Cell], center: str, neighbor: str, *, cutoff_A: float = 8.0, bins: int = 160
) -> RadialDistribution:
    """Return g(r) = < n(r) > / (4 pi / 3 (r_out^3 - r_in^3) N / V), averaged over frames.

    n(r) is the number of neighbours of one centre in a shell, all periodic images counted, N the
    number of neighbour atoms in the cell and V its volume. The cutoff may exceed the cell.

    Parameters
    ----------
    cells : iterable of Cell
        Frames, each with its own cell.
    center, neighbor : str
        Elements; they may be the same.
    cutoff_A : float, A
        Outer edge of the last shell.
    bins : int
        Number of shells of equal width.

    Returns
    -------
    RadialDistribution

    Raises
    ------
    SaggarError
        If there is no frame, or one lacks an element.
    """
    edges = np.linspace(0.0, cutoff_A, bins + 1)
    shells = 4.0 / 3.0 * np.pi * np.diff(edges**3)
    ratios, counts, frames = np.zeros(bins), np.zeros(bins), 0
    for cell in cells:
        around = _neighbors_per_center(cell, center, neighbor, edges)
        counts += around
        ratios += around / (shells * cell.counts[neighbor] / cell.volume_A3)
        frames += 1
    if frames == 0:
        raise SaggarError("no frames for a radial distribution")
    middles = 0.5 * (edges[1:] + edges[:-1])
    return RadialDistribution(middles, ratios / frames, np.cumsum(counts) / frames, frames)


def _neighbors_per_center(
    cell: Cell, center: str, neighbor: str, edges: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the mean number of neighbours in each shell."""
    for symbol in (center, neighbor):
        if symbol not in cell.counts:
            raise SaggarError(f"{cell.label}: no {symbol}; the elements are {cell.formula}")
    species = np.array(cell.species)
    part = cell.take(np.flatnonzero((species == center) | (species == neighbor)))
    is_center = np.array(part.species) == center
    is_neighbor = np.array(part.species) == neighbor
    pairs = pairs_within(part, float(edges[-1]))
    directions = is_center[pairs.first] & is_neighbor[pairs.second]
    weights = directions.astype(np.float64)
    weights += is_center[pairs.second] & is_neighbor[pairs.first]
    histogram = np.histogram(pairs.distance_A, bins=edges, weights=weights)[0]
    return np.asarray(histogram / cell.counts[center], dtype=np.float64)
