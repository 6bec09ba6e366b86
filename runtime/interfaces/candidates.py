"""Pairs of supercells of two plane lattices that fit within limits: the complete search.

A match is a linear map M that takes a sublattice of one lattice (the base) onto a sublattice of
the other. The search finds every map within the limits:

1. Every sublattice of the base with a cell that the area limit allows is listed once, as a
   Hermite normal form. It has one reduced basis (u, v).
2. M takes u and v to lattice vectors p = M u and q = M v of the other lattice. If M stretches no
   vector by less than `low` or more than `high`, then low |u| <= |p| <= high |u|, and q likewise
   against v. All lattice vectors of those lengths are taken, q with either sign; -M is M turned
   by 180 degrees, so that p is taken from a half plane.
3. For each pair (p, q) the strain is computed exactly from the two metric tensors.

Nothing rests on the reduced basis of the other sublattice: (p, q) need not be reduced, which is
what a comparison of two reduced cells misses where lengths or angles are nearly degenerate.

Two supercells that share M also share it with every common multiple. M is told apart from its
multiples by the four mixed minors of [N_base | N_other] and its two determinants: the smallest
common cell is the one where these six integers have no common divisor.
"""

from functools import lru_cache
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.strain import common_area_A2, principal_stretches
from saggar.runtime.interfaces.sublattices import (
    LatticeVectors,
    Sublattices,
    determinants,
    metrics_of,
    sublattices_up_to,
    vectors_up_to,
)

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
CellPairs = tuple[Integers, Integers]

_EDGE = 1e-10  # relative; equality with a limit counts as within it
_TIE = 1e-6  # relative; vectors whose lengths differ by less are equally short
_BLOCK = 500_000  # pairs of vectors examined at a time, which bounds the memory
_LENGTH_STEP_A = 8.0


def common_cells(film_metric: Floats, substrate_metric: Floats, limits: MatchLimits) -> CellPairs:
    """All smallest common supercells of two plane lattices within limits.

    Parameters
    ----------
    film_metric, substrate_metric : (2, 2) float, A^2
        Metric tensors of the two lattices.
    limits : MatchLimits
        Limits on area and strain.

    Returns
    -------
    tuple of (n, 2, 2) int
        Corresponding supercell vectors of film and substrate as rows. The substrate's
        determinants are positive; the film's are negative where the film lies turned over.
        Each map is there once, up to its sign, and so are all its symmetry equivalents.
    """
    low, high = limits.stretch_bounds
    if limits.strained == "substrate":
        film, substrate = _search(film_metric, substrate_metric, (low, high), limits)
    else:
        substrate, film = _search(substrate_metric, film_metric, (1.0 / high, 1.0 / low), limits)
    film, substrate = _smallest_cells(film, substrate)
    stretches = principal_stretches(
        metrics_of(film, film_metric), metrics_of(substrate, substrate_metric)
    )
    film_area = np.abs(determinants(film)) * _area(film_metric)
    area = common_area_A2(film_area, stretches, limits.strained)
    within = area <= limits.max_area_A2 * (1.0 + _EDGE)
    return _substrate_right_handed(film[within], substrate[within])


def length_ratios(base_metrics: Floats, other_metrics: Floats) -> tuple[Floats, Floats]:
    """Changes of the shortest vectors of reduced cells and of the angles between them.

    The shortest vectors are u, v and, where it is as short as v within 1e-6, the diagonal
    v - sign(u.v) u: all vectors that a reduced basis of this cell could be made of.

    Parameters
    ----------
    base_metrics, other_metrics : (n, 2, 2) float, A^2
        Metric tensors of a reduced cell and of the cell that corresponds to it.

    Returns
    -------
    tuple
        Ratios of lengths, other over base, (n, 3); changes of the angles between the vectors,
        radians, (n, 3). Without the diagonal, its values repeat those of u and v.
    """
    side = np.where(base_metrics[:, 0, 1] < 0.0, 1.0, -1.0)
    one, nought = np.ones_like(side), np.zeros_like(side)
    lengths_v = np.sqrt(base_metrics[:, 1, 1])
    vectors = np.stack([one, nought, nought, one, side, one], axis=-1).reshape(-1, 3, 2)
    base, other = (
        vectors @ metrics @ vectors.transpose(0, 2, 1) for metrics in (base_metrics, other_metrics)
    )
    third = np.abs(np.sqrt(base[:, 2, 2]) / lengths_v - 1.0) < _TIE
    ratios = np.sqrt(np.diagonal(other, axis1=1, axis2=2) / np.diagonal(base, axis1=1, axis2=2))
    turns = np.abs(_angles(other) - _angles(base))
    return (
        np.where(third[:, None], ratios, ratios[:, [0, 1, 1]]),
        np.where(third[:, None], turns, turns[:, :1]),
    )


def _search(
    base_metric: Floats, other_metric: Floats, bounds: tuple[float, float], limits: MatchLimits
) -> CellPairs:
    """Return base and other cells of all maps whose stretches from base lie within bounds."""
    base = _sublattices(_key(base_metric), _largest_index(base_metric, limits))
    if len(base.matrices) == 0:
        return base.matrices, base.matrices
    lengths = np.sqrt(np.diagonal(base.metrics, axis1=1, axis2=2))
    longest = float(lengths.max()) * bounds[1] * (1.0 + _EDGE)
    vectors = _vectors(_key(other_metric), ceil(longest / _LENGTH_STEP_A))
    first = np.searchsorted(vectors.lengths_A, lengths * bounds[0] * (1.0 - _EDGE), side="left")
    last = np.searchsorted(vectors.lengths_A, lengths * bounds[1] * (1.0 + _EDGE), side="right")
    counts = last - first
    found: list[CellPairs] = []
    for rows in _blocks(counts.prod(axis=1)):
        owners, p, q = _vector_pairs(rows, first, counts)
        pairs = _pairs_of_fitting_area(base, vectors, owners, p, q, bounds, limits)
        found.append(_within_strain(*pairs, base_metric, other_metric, bounds, limits))
    return np.concatenate([b for b, _ in found]), np.concatenate([o for _, o in found])


def _largest_index(base_metric: Floats, limits: MatchLimits) -> int:
    """Bound the base's index; where both are strained, the area is at least that of the mean."""
    share = 1.0
    if limits.strained == "both":
        _, largest_ratio = limits.area_ratio_bounds
        share = (0.5 * (1.0 + 1.0 / sqrt(largest_ratio))) ** 2
    return int(limits.max_area_A2 * (1.0 + _EDGE) / (share * _area(base_metric)))


def _blocks(sizes: Integers) -> list[Integers]:
    """Split rows, empty ones left out, into runs of about _BLOCK items."""
    rows = np.flatnonzero(sizes)
    if len(rows) == 0:
        return [rows]
    return np.split(rows, np.flatnonzero(np.diff(np.cumsum(sizes[rows]) // _BLOCK)) + 1)


def _vector_pairs(
    rows: Integers, first: Integers, counts: Integers
) -> tuple[Integers, Integers, Integers]:
    """List all pairs (p, q) of vector numbers for each of these sublattices."""
    sizes = counts[rows].prod(axis=1)
    owners = np.repeat(rows, sizes)
    offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    p, q = np.divmod(offsets, counts[owners, 1])
    return owners, first[owners, 0] + p, first[owners, 1] + q


def _pairs_of_fitting_area(
    base: Sublattices,
    vectors: LatticeVectors,
    owners: Integers,
    p: Integers,
    q: Integers,
    bounds: tuple[float, float],
    limits: MatchLimits,
) -> CellPairs:
    """Keep the pairs of vectors whose area can fit; list q with both signs."""
    other = np.stack([vectors.coefficients[p], vectors.coefficients[q]], axis=1)
    area = np.abs(determinants(other)) * vectors.cell_area_A2
    low, high = limits.area_ratio_bounds
    if bounds != limits.stretch_bounds:  # the base is the substrate
        low, high = 1.0 / high, 1.0 / low if low > 0.0 else np.inf
    ratio = area / base.areas_A2[owners]
    fits = (ratio >= low * (1.0 - _EDGE)) & (ratio <= high * (1.0 + _EDGE)) & (ratio > 0.0)
    other, owners = other[fits], owners[fits]
    flipped = other * np.array([[1], [-1]])
    return np.tile(base.matrices[owners], (2, 1, 1)), np.concatenate([other, flipped])


def _within_strain(
    base: Integers,
    other: Integers,
    base_metric: Floats,
    other_metric: Floats,
    bounds: tuple[float, float],
    limits: MatchLimits,
) -> CellPairs:
    base_metrics, other_metrics = metrics_of(base, base_metric), metrics_of(other, other_metric)
    low, high = bounds[0] * (1.0 - _EDGE), bounds[1] * (1.0 + _EDGE)
    if limits.measure == "principal":
        ratios = principal_stretches(base_metrics, other_metrics)
        fits = (ratios >= low).all(axis=1) & (ratios <= high).all(axis=1)
    else:
        ratios, turns = length_ratios(base_metrics, other_metrics)
        fits = (ratios >= low).all(axis=1) & (ratios <= high).all(axis=1)
        fits &= (turns <= limits.turn_bound_rad * (1.0 + _EDGE)).all(axis=1)
    return base[fits], other[fits]


def _smallest_cells(film: Integers, substrate: Integers) -> CellPairs:
    minors = film.transpose(0, 2, 1) @ np.array([[0, 1], [-1, 0]]) @ substrate
    numbers = np.column_stack(
        [minors.reshape(-1, 4), determinants(film), determinants(substrate)]
    )
    smallest = np.gcd.reduce(numbers, axis=1) == 1
    return film[smallest], substrate[smallest]


def _substrate_right_handed(film: Integers, substrate: Integers) -> CellPairs:
    flips = np.ones((len(film), 2, 1), dtype=np.int64)
    flips[:, 1, 0] = np.sign(determinants(substrate))
    return film * flips, substrate * flips


def _angles(metrics: Floats) -> Floats:
    """Angles u-v, u-w and v-w, radians, from the (n, 3, 3) dot products of u, v, w."""
    lengths = np.sqrt(np.diagonal(metrics, axis1=1, axis2=2))
    left, right = [0, 0, 1], [1, 2, 2]
    cosines = metrics[:, left, right] / (lengths[:, left] * lengths[:, right])
    return np.asarray(np.arccos(np.clip(cosines, -1.0, 1.0)))


def _area(metric: Floats) -> float:
    return sqrt(float(metric[0, 0] * metric[1, 1] - metric[0, 1] ** 2))


def _key(metric: Floats) -> tuple[float, float, float]:
    return float(metric[0, 0]), float(metric[0, 1]), float(metric[1, 1])


def _from_key(key: tuple[float, float, float]) -> Floats:
    aa, ab, bb = key
    return np.array([[aa, ab], [ab, bb]])


@lru_cache(maxsize=2048)
def _sublattices(key: tuple[float, float, float], largest_index: int) -> Sublattices:
    return sublattices_up_to(_from_key(key), largest_index)


@lru_cache(maxsize=2048)
def _vectors(key: tuple[float, float, float], steps: int) -> LatticeVectors:
    return vectors_up_to(_from_key(key), steps * _LENGTH_STEP_A)
