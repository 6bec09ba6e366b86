"""Whether two cells hold the same structure, however they are turned, shifted or repeated."""

from math import gcd

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.composition import may_be_same
from saggar.runtime.structures.neighbors import pairs_within

SAME_WITHIN_A = 1e-3
"""Ours: above the digits that files drop, below what separates two minima of the energy."""

REACH_A = 6.0
"""Distances up to which structures are compared; ours: beyond the second shell of any ion."""

Distances = dict[tuple[str, str], NDArray[np.float64]]


def same_structure(a: Cell, b: Cell, within_A: float = SAME_WITHIN_A) -> bool:
    """Tell whether all interatomic distances of two cells agree.

    Compared are the composition, the volume per atom, and for each pair of elements all distances
    up to 6 A in ascending order, one by one and not in bins. A turned, shifted, mirrored or
    repeated cell has the same ones. Two structures with equal distances that are no images of
    each other count as the same, so that nothing is missed that is.

    Parameters
    ----------
    a, b : Cell
        Structures of any number of atoms, in any order.
    within_A : float, A
        How far sites may lie apart; distances may then differ by twice as much.

    Returns
    -------
    bool
    """
    if not may_be_same(a, b):
        return False
    common = gcd(len(a), len(b))
    one, other = _distances(a, len(b) // common), _distances(b, len(a) // common)
    nothing = np.empty(0)
    return all(
        _agree(one.get(pair, nothing), other.get(pair, nothing), 2.0 * within_A)
        for pair in one.keys() | other.keys()
    )


def _distances(cell: Cell, copies: int) -> Distances:
    """Give the distances within so many copies of a cell by pair of elements, ascending."""
    pairs = pairs_within(cell, REACH_A)
    symbols, codes = np.unique(np.array(cell.species), return_inverse=True)
    first, second = np.sort([codes[pairs.first], codes[pairs.second]], axis=0)
    return {
        (str(symbols[i]), str(symbols[j])): np.repeat(
            np.sort(pairs.distance_A[(first == i) & (second == j)]), copies
        )
        for i in range(len(symbols))
        for j in range(i, len(symbols))
    }


def _agree(a: NDArray[np.float64], b: NDArray[np.float64], within_A: float) -> bool:
    """Compare ascending distances; what one list has besides may just be out of reach."""
    shared = min(len(a), len(b))
    beyond = np.concatenate([a[shared:], b[shared:]])
    near = np.abs(a[:shared] - b[:shared]) <= within_A
    return bool(near.all() and (beyond > REACH_A - within_A).all())
