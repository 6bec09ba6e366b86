"""Bases of lattices: reduction, lengths and angles."""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.canonical import standard_lattice

_FINER = 1e-9  # relative shortening below which a basis counts as reduced


def reduced_basis(lattice: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give a Minkowski-reduced basis of a lattice.

    Parameters
    ----------
    lattice : (3, 3) float, A
        Vectors as rows.

    Returns
    -------
    (3, 3) float, A
        Rows in order of length; none gets shorter by adding or subtracting others, which in three
        dimensions is Minkowski's condition (Nguyen and Stehle, ACM Trans. Algorithms 5, 46).
    """
    rows = np.array(lattice, dtype=np.float64)
    steps = [step for step in product((-1, 0, 1), repeat=2) if step != (0, 0)]
    shortened = True
    while shortened:
        shortened = False
        for i in range(3):
            j, k = (i + 1) % 3, (i + 2) % 3
            trials = np.array([rows[i] + x * rows[j] + y * rows[k] for x, y in steps])
            lengths = np.linalg.norm(trials, axis=1)
            if lengths.min() < np.linalg.norm(rows[i]) * (1 - _FINER):
                rows[i] = trials[lengths.argmin()]
                shortened = True
    return rows[np.argsort(np.linalg.norm(rows, axis=1), kind="stable")]


def lattice_parameters(lattice: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Give lengths, A, and angles alpha, beta, gamma, degrees, of cell vectors; (3,) each."""
    rows = standard_lattice(lattice)
    lengths = np.linalg.norm(rows, axis=1)
    cosines = [rows[i] @ rows[j] / lengths[i] / lengths[j] for i, j in ((1, 2), (0, 2), (0, 1))]
    return lengths, np.degrees(np.arccos(np.clip(cosines, -1, 1)))
