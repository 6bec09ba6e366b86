"""Shifts of the origin that bring the sites of one structure onto those of another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.compiler.diff.sites import Partners, Sites

_WITNESSES = 8  # sites of either structure that are looked at first


@dataclass(frozen=True)
class Origin:
    """A shift that brings every site of one structure onto one of another.

    Attributes
    ----------
    shift : (3,) float
        Fractional.
    partners : Partners
        Where the sites come to stand.
    untried : (n, 3) float
        Shifts that may do so as well.
    """

    shift: NDArray[np.float64]
    partners: Partners
    untried: NDArray[np.float64]


def trial_shifts(a: Sites, b: Sites) -> NDArray[np.float64]:
    """Give all shifts that may bring one structure onto another.

    Parameters
    ----------
    a, b : Sites
        Structures of one composition in one lattice.

    Returns
    -------
    (n, 3) float
        Fractional; those that bring the first site of the rarest element onto one of its kind.
        That site may be off by the tolerance, the mean over all may not: it moves by the shift and
        by a whole number of nth parts of the lattice vectors, for n sites, to which each trial is
        rounded.
    """
    trials = b.fractional[b.rarest] - a.fractional[a.rarest[0]]
    between = b.fractional.mean(axis=0) - a.fractional.mean(axis=0)
    return np.asarray(between + np.round((trials - between) * len(a)) / len(a))


class OriginSearch:
    """Trials of shifts, each of which learns from those before it.

    Sites that one trial left without a partner are looked at first in all others. Where a single
    atom breaks the periodicity of a supercell, it refutes every other translation by itself.

    Parameters
    ----------
    within_A : float, A
        Largest distance between sites that correspond.
    """

    def __init__(self, within_A: float) -> None:
        self._within_A = within_A
        self._unmatched = np.empty(0, dtype=np.intp)
        self._unreached = np.empty(0, dtype=np.intp)

    def first(self, a: Sites, b: Sites, trials: NDArray[np.float64]) -> Origin | None:
        """Find the first shift that brings every site of a onto one of b.

        Parameters
        ----------
        a, b : Sites
            Structures of one composition in one lattice; in every call of a search the sites of
            each in one order.
        trials : (n, 3) float
            Fractional shifts.

        Returns
        -------
        Origin or None
            None if no shift does.
        """
        trials = self._without_refuted(a, b, trials)
        while len(trials):
            shift, trials = trials[0], trials[1:]
            partners = b.under(a, shift, self._within_A)
            if partners.are_complete:
                return Origin(shift, partners, trials)
            self._unmatched = _some(partners.unmatched)
            self._unreached = _some(partners.unreached)
            trials = self._without_refuted(a, b, trials)
        return None

    def _without_refuted(
        self, a: Sites, b: Sites, trials: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        for site in self._unmatched:
            trials = trials[self._reach(b, a.element[site], a.fractional[site] + trials)]
        for site in self._unreached:
            trials = trials[self._reach(a, b.element[site], b.fractional[site] - trials)]
        return trials

    def _reach(
        self, sites: Sites, element: np.intp, points: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        index, _ = sites.nearest(np.full(len(points), element), points, self._within_A)
        return index >= 0


def _some(sites: NDArray[np.intp]) -> NDArray[np.intp]:
    return sites[:: max(1, len(sites) // _WITNESSES)][:_WITNESSES]
