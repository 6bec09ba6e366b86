"""Sites of a structure, and their partners in another, by element and within a tolerance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_CHUNK = 256  # sites handled at once


@dataclass(frozen=True)
class Partners:
    """Sites that correspond to given ones.

    Attributes
    ----------
    index : (n,) int
        The partner of each.
    largest_A : float, A
        Largest distance to a partner.
    mean_offset : (3,) float
        Mean of given minus partner, fractional.
    """

    index: NDArray[np.intp]
    largest_A: float
    mean_offset: NDArray[np.float64]


class Sites:
    """Sites among which partners are looked for, by element."""

    def __init__(
        self,
        species: tuple[str, ...],
        fractional: NDArray[np.float64],
        lattice: NDArray[np.float64],
    ) -> None:
        self.lattice = lattice
        self.fractional = fractional
        self.indices = {
            symbol: np.array([i for i, each in enumerate(species) if each == symbol])
            for symbol in set(species)
        }

    def of(self, symbol: str) -> NDArray[np.float64]:
        """Fractional coordinates of the sites of an element, (n, 3)."""
        return np.asarray(self.fractional[self.indices[symbol]])

    def partners(
        self, species: tuple[str, ...], fractional: NDArray[np.float64], within_A: float
    ) -> Partners | None:
        """Find a partner of its element for every site, none twice; None if one has none."""
        symbols = np.array(species)
        index = np.empty(len(species), dtype=np.intp)
        offset = np.empty((len(species), 3))
        for symbol, own in self.indices.items():
            places = np.flatnonzero(symbols == symbol)
            # a few sites first: most trials fail at once
            for part in np.split(places, np.unique(np.append([1, 8], _steps(len(places))))):
                near, apart = self._nearest(fractional[part], own)
                distances = np.linalg.norm(apart @ self.lattice, axis=1)
                if len(part) and distances.max() > within_A:
                    return None
                index[part], offset[part] = near, apart
        if len(np.unique(index)) < len(index):
            return None
        largest = float(np.linalg.norm(offset @ self.lattice, axis=1).max())
        return Partners(index, largest, offset.mean(axis=0))

    def _nearest(
        self, fractional: NDArray[np.float64], own: NDArray[np.intp]
    ) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        apart = fractional[:, None] - self.fractional[own][None]
        apart -= np.round(apart)
        best = np.square(apart @ self.lattice).sum(axis=2).argmin(axis=1)
        return own[best], apart[np.arange(len(best)), best]


def _steps(count: int) -> NDArray[np.intp]:
    return np.arange(_CHUNK, max(count, _CHUNK + 1), _CHUNK)
