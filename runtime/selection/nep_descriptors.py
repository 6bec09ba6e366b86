"""Descriptors of a neuroevolution potential: how the potential itself sees a frame."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.cell import Cell


def atom_descriptors(cell: Cell, potential: Path) -> NDArray[np.float64]:
    """Return the descriptor of each atom, scaled as the potential's network reads it.

    Parameters
    ----------
    cell : Cell
        Structure with n atoms.
    potential : Path
        File nep.txt.

    Returns
    -------
    (n, n_features) float

    References
    ----------
    Fan et al., J. Chem. Phys. 157, 114801 (2022); evaluated by calorine.
    """
    from calorine.nep import get_descriptors

    return np.asarray(get_descriptors(cell.to_ase(), str(potential)), dtype=np.float64)


def mean_descriptors(cells: Sequence[Cell], potential: Path) -> NDArray[np.float64]:
    """Return the descriptor of each frame: the mean over its atoms.

    Parameters
    ----------
    cells : sequence of Cell, length n
        Structures.
    potential : Path
        File nep.txt.

    Returns
    -------
    (n, n_features) float
    """
    return np.array([atom_descriptors(cell, potential).mean(axis=0) for cell in cells])
