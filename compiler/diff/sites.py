"""Sites of a structure, and their partners in another, by element and within a tolerance.

Sites are sorted into bins of about one site each, so that all partners are found in a time
proportional to the number of sites.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.box import thicknesses_A

_NONE = -1


@dataclass(frozen=True)
class Partners:
    """Sites of one structure that stand on given sites of another.

    Attributes
    ----------
    index : (n,) int
        The partner of each given site; -1 where it has none.
    distance_A : (n,) float, A
        Distance to it; infinite where there is none.
    count : int
        Number of sites among which partners were looked for.
    """

    index: NDArray[np.intp]
    distance_A: NDArray[np.float64]
    count: int

    @property
    def unmatched(self) -> NDArray[np.intp]:
        """Given sites without a partner."""
        return np.flatnonzero(self.index == _NONE)

    @property
    def unreached(self) -> NDArray[np.intp]:
        """Sites that are the partner of none."""
        reached = np.zeros(self.count, dtype=bool)
        reached[self.index[self.index != _NONE]] = True
        return np.flatnonzero(~reached)

    @property
    def one_to_one(self) -> "Partners":
        """The same, where of sites with one partner only the first keeps it."""
        _, firsts = np.unique(self.index, return_index=True)
        index, distance_A = np.full_like(self.index, _NONE), np.full_like(self.distance_A, np.inf)
        index[firsts], distance_A[firsts] = self.index[firsts], self.distance_A[firsts]
        return Partners(index, distance_A, self.count)

    @property
    def are_complete(self) -> bool:
        """Whether every site of either structure has one partner in the other."""
        return not (len(self.unmatched) or len(self.unreached))

    @property
    def largest_A(self) -> float:
        """Largest distance to a partner, A."""
        return float(self.distance_A.max())


class Sites:
    """Sites of a periodic structure.

    Parameters
    ----------
    species : tuple of str, length n
        Element of each.
    fractional : (n, 3) float
        Coordinates along the vectors of the lattice, wrapped or not.
    lattice : (3, 3) float, A
        Vectors as rows.
    """

    def __init__(
        self,
        species: tuple[str, ...],
        fractional: NDArray[np.float64],
        lattice: NDArray[np.float64],
    ) -> None:
        number = {symbol: index for index, symbol in enumerate(sorted(set(species)))}
        self.element = np.array([number[symbol] for symbol in species], dtype=np.intp)
        self.fractional = fractional
        self.lattice = lattice

    def __len__(self) -> int:
        return len(self.element)

    @property
    def rarest(self) -> NDArray[np.intp]:
        """Sites of the element of which there are fewest."""
        return np.flatnonzero(self.element == np.bincount(self.element).argmin())

    def under(self, other: "Sites", shift: NDArray[np.float64], within_A: float) -> Partners:
        """Find the sites on which those of another structure of the same elements stand.

        Parameters
        ----------
        other : Sites
            The given sites, in the same lattice.
        shift : (3,) float
            What is added to their fractional coordinates first.
        within_A : float, A
            Largest distance, far below that between atoms.

        Returns
        -------
        Partners
            The nearest of its element to each.
        """
        index, distance_A = self.nearest(other.element, other.fractional + shift, within_A)
        return Partners(index, distance_A, len(self))

    def nearest(
        self, element: NDArray[np.intp], fractional: NDArray[np.float64], within_A: float
    ) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Find the nearest site of its element to each point.

        Parameters
        ----------
        element : (n,) int
            Place of the element of each in the alphabet of those of the structure.
        fractional : (n, 3) float
            Where the points are.
        within_A : float, A
            Largest distance, far below that between atoms.

        Returns
        -------
        index : (n,) int
            The site; -1 where none is that near.
        distance_A : (n,) float, A
            How far it is; infinite where none is that near.
        """
        index = np.full(len(element), _NONE, dtype=np.intp)
        distance_A = np.full(len(element), np.inf)
        inside = fractional - np.floor(fractional)
        margin = within_A / self._thicknesses_A
        low = np.floor((inside - margin) * self._bins).astype(np.intp)
        high = np.floor((inside + margin) * self._bins).astype(np.intp)
        for corner in product((False, True), repeat=3):
            # a point near a face of its bin looks behind that face as well
            points = np.flatnonzero(((low != high) | ~np.array(corner)).all(axis=1))
            bins = self._bin_of(element[points], np.where(corner, high[points], low[points]))
            for slot in range(int(self._occupancy[bins].max(initial=0))):
                taken = slot < self._occupancy[bins]
                rows, sites = points[taken], self._sorted[self._first[bins[taken]] + slot]
                apart = fractional[rows] - self.fractional[sites]
                apart_A = np.linalg.norm((apart - np.round(apart)) @ self.lattice, axis=1)
                nearer = apart_A <= np.minimum(within_A, distance_A[rows])
                index[rows[nearer]], distance_A[rows[nearer]] = sites[nearer], apart_A[nearer]
        return index, distance_A

    @cached_property
    def _thicknesses_A(self) -> NDArray[np.float64]:
        return np.array(thicknesses_A(self.lattice.tolist()))

    @cached_property
    def _bins(self) -> NDArray[np.intp]:
        """Number of bins along each vector."""
        spacing_A = (abs(np.linalg.det(self.lattice)) / len(self)) ** (1 / 3)
        return np.asarray(np.maximum(1, self._thicknesses_A / spacing_A), dtype=np.intp)

    @cached_property
    def _bin_of_site(self) -> NDArray[np.intp]:
        inside = self.fractional - np.floor(self.fractional)
        return self._bin_of(self.element, np.floor(inside * self._bins).astype(np.intp))

    def _bin_of(self, element: NDArray[np.intp], place: NDArray[np.intp]) -> NDArray[np.intp]:
        """Give the number of the bin of an element at a place along each vector."""
        x, y, z = (place % self._bins).T
        of_x, of_y, of_z = self._bins
        return np.asarray(((element * of_x + x) * of_y + y) * of_z + z)

    @cached_property
    def _occupancy(self) -> NDArray[np.intp]:
        count = (self.element.max() + 1) * self._bins.prod()
        return np.bincount(self._bin_of_site, minlength=count)

    @cached_property
    def _sorted(self) -> NDArray[np.intp]:
        """Sites in the order of their bins."""
        return np.argsort(self._bin_of_site, kind="stable")

    @cached_property
    def _first(self) -> NDArray[np.intp]:
        """Where the sites of each bin begin among the sorted."""
        return np.cumsum(self._occupancy) - self._occupancy
