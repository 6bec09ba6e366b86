"""Distances between atoms measured in sums of covalent radii."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.elements import COVALENT_RADIUS_A, require_element
from saggar.runtime.structures.neighbors import pairs_within


def covalent_radii(species: Sequence[str]) -> NDArray[np.float64]:
    """Return the covalent radius of each atom.

    Parameters
    ----------
    species : sequence of str, length n
        Element of each atom.

    Returns
    -------
    (n,) float, A

    Raises
    ------
    StructureError
        If a symbol is no element from H to Cm.

    References
    ----------
    Cordero et al., Dalton Trans. 2008, 2832.
    """
    for symbol in set(species):
        require_element(symbol, "covalent radius")
    return np.array([COVALENT_RADIUS_A[symbol] for symbol in species])


def shortest_distance_ratio(cell: Cell, radii_A: NDArray[np.float64] | None = None) -> float:
    """Return the smallest d_ij / (R_i + R_j) over all pairs, periodic images included.

    Overlapping atoms give values well below 1: the paper discards exploration frames below 0.7
    (Methods, Molecular Dynamics). An atom and its own images count as pairs too.

    Parameters
    ----------
    cell : Cell
        Structure with n atoms.
    radii_A : (n,) float, A, optional
        Radius R of each atom, above 0; the covalent radii by default.

    Returns
    -------
    float
        Exact minimum, however small the cell.
    """
    radii = covalent_radii(cell.species) if radii_A is None else np.asarray(radii_A)
    widest = 2.0 * float(radii.max())
    bound = 1.0
    while True:
        pairs = pairs_within(cell, bound * widest)
        ratios = pairs.distance_A / (radii[pairs.first] + radii[pairs.second])
        smallest = float(ratios.min(initial=np.inf))
        if smallest <= bound:
            return smallest
        bound = min(smallest, 2.0 * bound)
