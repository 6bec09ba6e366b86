"""Pairs of supercells of two plane lattices that fit within limits: the complete search.

A match is a linear map M that takes a sublattice of one lattice (the base) onto a sublattice of
the other. The search finds every map within the limits:

1. Every sublattice of the base with a cell that the area limit allows is listed once, as a
   Hermite normal form. It has a reduced basis (u, v).
2. M takes u and v to lattice vectors p = M u and q = M v of the other lattice. If M stretches no
   vector by less than `low` or more than `high`, then low |u| <= |p| <= high |u|, and q likewise
   against v. All lattice vectors of those lengths are taken, q with either sign; -M is M turned
   by 180 degrees, so that p is taken from a half plane.
3. For each pair (p, q) the strain is computed from the two metrics.

Nothing rests on a reduced basis of the other sublattice: (p, q) need not be reduced, which is
what a comparison of two reduced cells misses where lengths or angles are nearly degenerate. With
the ``length`` measure, step 2 is the definition of the limit; u and v are then those of the
crystal that is not strained (of the substrate, where both are).

Two supercells that share M also share it with every common multiple. The pair is the smallest
with this M if and only if the 2 x 2 minors of the 2 x 4 matrix [N_film | N_substrate] have no
common divisor: the rows then are a basis of all integer vectors in their span.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.strain import common_areas_A2, length_ratios, principal_stretches
from saggar.runtime.interfaces.sublattices import (
    Floats,
    Integers,
    LatticeVectors,
    Sublattices,
    areas_A2,
    determinants,
    numbered,
    sublattices_up_to,
    supercell_metrics,
    vectors_up_to,
)

_EDGE = 1e-10  # relative; equality with a limit counts as within it
_MARGIN = 1e-7  # relative; wider than the limits when vectors are looked up by length
_BLOCK = 100_000  # items examined at a time, which bounds the memory


@dataclass(frozen=True, eq=False)
class CommonCells:
    """Corresponding supercells of pairs of lattices.

    Attributes
    ----------
    pairs : (n,) int
        Number of the pair of lattices.
    film, substrate : (n, 2, 2) int
        Supercell vectors as rows, in units of the bases. The substrate's determinants are
        positive; the film's are negative where the film lies turned over.
    """

    pairs: Integers
    film: Integers
    substrate: Integers

    def take(self, chosen: NDArray[np.intp] | NDArray[np.bool_]) -> "CommonCells":
        """Return the cells with these numbers, or where a mask is true.

        Parameters
        ----------
        chosen : (m,) int or (n,) bool

        Returns
        -------
        CommonCells
        """
        return CommonCells(self.pairs[chosen], self.film[chosen], self.substrate[chosen])


def common_cells(
    film_metrics: Floats, substrate_metrics: Floats, pairs: Integers, limits: MatchLimits
) -> CommonCells:
    """Find all smallest common supercells of pairs of plane lattices within limits.

    Parameters
    ----------
    film_metrics, substrate_metrics : (n_films, 3), (n_substrates, 3) float, A^2
        u.u, u.v, v.v of the lattices.
    pairs : (n_pairs, 2) int
        Numbers of the film and the substrate of each pair.
    limits : MatchLimits
        Limits on area and strain.

    Returns
    -------
    CommonCells
        Each map is there once, up to its sign, and so are all its symmetry equivalents.
    """
    if limits.strained == "substrate":
        search = _Search(film_metrics, substrate_metrics, pairs, limits)
        found = [CommonCells(number, base, other) for number, base, other in search.cells()]
    else:
        search = _Search(substrate_metrics, film_metrics, pairs[:, ::-1], limits)
        found = [CommonCells(number, other, base) for number, base, other in search.cells()]
    cells = CommonCells(
        np.concatenate([block.pairs for block in found]),
        np.concatenate([block.film for block in found]),
        np.concatenate([block.substrate for block in found]),
    )
    cells = cells.take(_is_smallest(cells))
    films, substrates = pairs[cells.pairs].T
    film = supercell_metrics(cells.film, film_metrics[films])
    substrate = supercell_metrics(cells.substrate, substrate_metrics[substrates])
    areas = common_areas_A2(areas_A2(film), principal_stretches(film, substrate), limits.strained)
    return _substrate_right_handed(cells.take(areas <= limits.max_area_A2 * (1.0 + _EDGE)))


@dataclass(frozen=True, eq=False)
class _Search:
    """Maps from base lattices to other lattices; `pairs` holds base first."""

    base_metrics: Floats
    other_metrics: Floats
    pairs: Integers
    limits: MatchLimits

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest ratio of other lengths to base lengths."""
        low, high = self.limits.stretch_bounds
        return (low, high) if self.limits.strained == "substrate" else (1.0 / high, 1.0 / low)

    @property
    def area_bounds(self) -> tuple[float, float]:
        """Smallest and largest ratio of other areas to base areas."""
        low, high = self.limits.area_ratio_bounds
        return (low, high) if self.limits.strained == "substrate" else (1.0 / high, 1.0 / low)

    def cells(self) -> Iterator[tuple[Integers, Integers, Integers]]:
        """Yield pair numbers, base cells and other cells, in blocks."""
        largest = self.limits.max_area_A2 / (self._area_share() * areas_A2(self.base_metrics))
        base = sublattices_up_to(
            self.base_metrics, np.floor(largest * (1.0 + _EDGE)).astype(np.int64)
        )
        vectors = vectors_up_to(self.other_metrics, self._reach_A(base))
        sizes = np.diff(base.starts)[self.pairs[:, 0]]
        for block in _blocks(sizes):
            owners, steps = numbered(sizes[block])
            numbers = block[owners]
            rows = base.starts[self.pairs[numbers, 0]] + steps
            yield from self._block_cells(base, vectors, numbers, rows)

    def _block_cells(
        self, base: Sublattices, vectors: LatticeVectors, numbers: Integers, rows: Integers
    ) -> Iterator[tuple[Integers, Integers, Integers]]:
        """Yield the cells for these pairs of lattices with these sublattices of their base."""
        others = self.pairs[numbers, 1]
        low, high = self.bounds
        first, last = (
            [
                vectors.first_not_below(others, np.sqrt(base.metrics[rows, of]) * bound)
                for of in (0, 2)
            ]
            for bound in (low * (1.0 - _MARGIN), high * (1.0 + _MARGIN))
        )
        p_counts, q_counts = last[0] - first[0], last[1] - first[1]
        for block in _blocks(p_counts * q_counts):
            owners, steps = numbered((p_counts * q_counts)[block])
            owners = block[owners]
            p, q = np.divmod(steps, q_counts[owners])
            other = np.stack(
                [
                    vectors.coefficients[first[0][owners] + p],
                    vectors.coefficients[first[1][owners] + q],
                ],
                axis=1,
            )
            yield self._fitting(base, numbers[owners], rows[owners], other)

    def _fitting(
        self, base: Sublattices, numbers: Integers, rows: Integers, other: Integers
    ) -> tuple[Integers, Integers, Integers]:
        """Keep the pairs of vectors that fit, the second with either sign."""
        low, high = self.area_bounds
        areas = np.abs(determinants(other)) * areas_A2(self.other_metrics)[self.pairs[numbers, 1]]
        ratios = areas / areas_A2(base.metrics)[rows]
        fits = (ratios >= low * (1.0 - _EDGE)) & (ratios <= high * (1.0 + _EDGE)) & (areas > 0.0)
        numbers, rows, other = numbers[fits], rows[fits], other[fits]
        metrics = supercell_metrics(other, self.other_metrics[self.pairs[numbers, 1]])
        as_found = self._within_strain(base.metrics[rows], metrics)
        negated = self._within_strain(base.metrics[rows], metrics * np.array([1.0, -1.0, 1.0]))
        chosen = np.concatenate([np.flatnonzero(as_found), np.flatnonzero(negated)])
        cells = other[chosen]
        cells[np.count_nonzero(as_found) :, 1] *= -1
        return numbers[chosen], base.matrices[rows[chosen]], cells

    def _within_strain(self, base: Floats, other: Floats) -> NDArray[np.bool_]:
        low, high = self.bounds
        if self.limits.measure == "principal":
            ratios, turns = principal_stretches(base, other), np.zeros((len(base), 1))
        else:
            ratios, turns = length_ratios(base, other)
        fits = (ratios >= low * (1.0 - _EDGE)) & (ratios <= high * (1.0 + _EDGE))
        turned = turns > self.limits.turn_bound_rad * (1.0 + _EDGE)
        return np.asarray(fits.all(axis=1) & ~turned.any(axis=1))

    def _area_share(self) -> float:
        """Smallest area of the common cell over that of the base's cell.

        Where both are strained, with areas A and B, the common cell has at least
        (sqrt(A) + sqrt(B))^2/4, as s1 + s2 >= 2 sqrt(s1 s2).
        """
        if self.limits.strained != "both":
            return 1.0
        return float((0.5 * (1.0 + np.sqrt(self.area_bounds[0]))) ** 2)

    def _reach_A(self, base: Sublattices) -> Floats:
        """Length up to which each other lattice's vectors are needed."""
        longest = np.zeros(len(self.base_metrics))
        lattices, _ = numbered(np.diff(base.starts))
        np.maximum.at(longest, lattices, np.sqrt(base.metrics[:, 2]))
        reach = np.zeros(len(self.other_metrics))
        np.maximum.at(reach, self.pairs[:, 1], longest[self.pairs[:, 0]])
        return reach * self.bounds[1] * (1.0 + 2.0 * _MARGIN)


def _blocks(sizes: Integers) -> list[Integers]:
    """Split the numbers of groups of these sizes into runs of about _BLOCK items."""
    return np.split(np.arange(len(sizes)), np.flatnonzero(np.diff(np.cumsum(sizes) // _BLOCK)) + 1)


def _is_smallest(cells: CommonCells) -> NDArray[np.bool_]:
    mixed = cells.film.transpose(0, 2, 1) @ np.array([[0, 1], [-1, 0]]) @ cells.substrate
    minors = np.column_stack(
        [mixed.reshape(-1, 4), determinants(cells.film), determinants(cells.substrate)]
    )
    return np.asarray(np.gcd.reduce(minors, axis=1) == 1)


def _substrate_right_handed(cells: CommonCells) -> CommonCells:
    flips = np.ones((len(cells.pairs), 2, 1), dtype=np.int64)
    flips[:, 1, 0] = np.sign(determinants(cells.substrate))
    return CommonCells(cells.pairs, cells.film * flips, cells.substrate * flips)
