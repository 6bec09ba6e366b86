"""How far atoms moved between two structures of one composition and nearly one lattice."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from saggar.compiler.diff.equivalence import SAME_WITHIN_A
from saggar.compiler.diff.sites import Sites
from saggar.runtime.structures.canonical import standard_lattice
from saggar.runtime.structures.cell import Cell

_MOST_TRIALS = 192  # origins that are tried
_MOST_ATOMS = 2000  # above which no other origin is tried


@dataclass(frozen=True)
class Displacements:
    """Atoms of one structure and where they stand in the other.

    Attributes
    ----------
    distance_A : (n,) float, A
        Distance of each atom of the first structure to its partner in the mean lattice of the
        two, so that a strain alone moves nothing.
    shift : (3,) float
        Fractional shift of the origin that was taken out; 0 unless it more than halves the sum of
        the distances and fewer than half of the atoms coincide without it.
    """

    distance_A: NDArray[np.float64]
    shift: NDArray[np.float64]


def find_displacements(a: Cell, b: Cell) -> Displacements:
    """Match the atoms of two structures so that the sum of the distances is least.

    Parameters
    ----------
    a, b : Cell
        Structures of the same composition whose vectors correspond one by one.

    Returns
    -------
    Displacements
        In the order of `a`. Minimum images; atoms that coincide are partners, which no matching
        with a smaller sum contradicts, as distances obey the triangle inequality.
    """
    lattice = (standard_lattice(a.lattice) + standard_lattice(b.lattice)) / 2
    there = _Target(b, lattice)
    mine = a.fractional
    stay = Displacements(there.distances(a, mine), np.zeros(3))
    if np.mean(stay.distance_A <= SAME_WITHIN_A) >= 0.5:
        return stay
    trial = min(there.shifts(a), key=lambda each: there.nearest_A(a, mine + each).sum())
    centred = trial + there.offset(a, mine + trial)
    shifted = (Displacements(there.distances(a, mine + each), each) for each in (trial, centred))
    best = min(shifted, key=lambda found: float(found.distance_A.sum()))
    return best if 2 * best.distance_A.sum() < stay.distance_A.sum() else stay


class _Target:
    """A structure onto whose atoms others are matched."""

    def __init__(self, cell: Cell, lattice: NDArray[np.float64]) -> None:
        self.lattice = lattice
        self.fractional = cell.fractional
        self.sites = Sites(cell.species, self.fractional, lattice)
        self.indices = {
            symbol: np.array([i for i, each in enumerate(cell.species) if each == symbol])
            for symbol in cell.counts
        }

    def shifts(self, a: Cell) -> list[NDArray[np.float64]]:
        """Give origins worth trying, none first: some atoms of the rarest element onto others."""
        if len(a) > _MOST_ATOMS:
            return [np.zeros(3)]
        rarest = min(self.indices, key=lambda symbol: len(self.indices[symbol]))
        targets = self.fractional[self.indices[rarest]]
        anchors = a.fractional[[i for i, each in enumerate(a.species) if each == rarest]][:3]
        trials = [target - anchor for anchor in anchors for target in targets]
        return [np.zeros(3), *(trial - np.round(trial) for trial in trials[:_MOST_TRIALS])]

    def nearest_A(self, a: Cell, fractional: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the distance of each atom to the nearest of its element, (n,), A."""
        found = np.empty(len(a))
        for symbol, places in _places(a).items():
            found[places] = self._apart(fractional[places], symbol).min(axis=1)
        return found

    def offset(self, a: Cell, fractional: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the median way to the nearest atoms, (3,), fractional."""
        ways = np.empty((len(a), 3))
        for symbol, places in _places(a).items():
            column = self._apart(fractional[places], symbol).argmin(axis=1)
            way = self.fractional[self.indices[symbol]][column] - fractional[places]
            ways[places] = way - np.round(way)
        return np.asarray(np.median(ways, axis=0))

    def distances(self, a: Cell, fractional: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the distance of each atom to its partner, (n,), A."""
        given = Sites(a.species, fractional, self.lattice)
        partners = self.sites.under(given, np.zeros(3), SAME_WITHIN_A).one_to_one
        found = partners.distance_A.copy()
        for element in range(given.element.max() + 1):
            far = partners.unmatched[given.element[partners.unmatched] == element]
            free = partners.unreached[self.sites.element[partners.unreached] == element]
            if len(far):
                cost = self._minimum_images(fractional[far], self.fractional[free])
                found[far] = cost[np.arange(len(far)), assignment(cost)]
        return found

    def _apart(self, fractional: NDArray[np.float64], symbol: str) -> NDArray[np.float64]:
        """Distances to the atoms of an element, A; exact where they are short."""
        apart = fractional[:, None] - self.fractional[self.indices[symbol]][None]
        apart -= np.round(apart)
        return np.asarray(np.linalg.norm(apart @ self.lattice, axis=2))

    def _minimum_images(
        self, fractional: NDArray[np.float64], others: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Distances to other atoms over all neighbouring images, A."""
        apart = fractional[:, None] - others[None]
        apart -= np.round(apart)
        images = np.array(list(product((-1, 0, 1), repeat=3)), dtype=np.float64)
        distances = np.full(apart.shape[:2], np.inf)
        for image in images:
            distances = np.minimum(
                distances, np.linalg.norm((apart + image) @ self.lattice, axis=2)
            )
        return distances


def _places(cell: Cell) -> dict[str, NDArray[np.intp]]:
    return {
        symbol: np.array([i for i, each in enumerate(cell.species) if each == symbol])
        for symbol in cell.counts
    }


def assignment(cost: NDArray[np.float64]) -> NDArray[np.intp]:
    """Match rows to columns at the least total cost by shortest augmenting paths.

    Parameters
    ----------
    cost : (n, n) float
        Cost of each pair.

    Returns
    -------
    (n,) int
        Column of each row.

    References
    ----------
    Jonker and Volgenant, Computing 38, 325 (1987).
    """
    size = len(cost)
    of_row, of_column = np.zeros(size), np.zeros(size + 1)
    row_of = np.full(size + 1, -1, dtype=np.intp)
    for row in range(size):
        row_of[size] = row
        _augment(cost, of_row, of_column, row_of)
    column = np.empty(size, dtype=np.intp)
    column[row_of[:size]] = np.arange(size)
    return column


def _augment(
    cost: NDArray[np.float64],
    of_row: NDArray[np.float64],
    of_column: NDArray[np.float64],
    row_of: NDArray[np.intp],
) -> None:
    """Give the row in the spare last column a place, changing duals and places in the arrays."""
    size = len(cost)
    shortest = np.full(size, np.inf)
    came_from = np.full(size, size, dtype=np.intp)
    done = np.zeros(size + 1, dtype=bool)
    at = size
    while row_of[at] >= 0:
        done[at] = True
        row = row_of[at]
        slack = cost[row] - of_row[row] - of_column[:size]
        nearer = ~done[:size] & (slack < shortest)
        shortest[nearer] = slack[nearer]
        came_from[nearer] = at
        open_lengths = np.where(done[:size], np.inf, shortest)
        following = int(open_lengths.argmin())
        step = open_lengths[following]
        of_row[row_of[done]] += step
        of_column[done] -= step
        shortest[~done[:size]] -= step
        at = following
    while at != size:
        row_of[at] = row_of[came_from[at]]
        at = int(came_from[at])
