"""Electrostatic energies of point charges by Ewald summation, for many fillings at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import StructureError

_NEUTRAL = 1e-6  # e; charges are sums of a few decimal numbers


def unit_charge_energies(cell: Cell) -> NDArray[np.float64]:
    """Give the matrix by which charges on the places of a cell interact.

    Parameters
    ----------
    cell : Cell
        Structure with n places, no two at the same spot; the species do not matter.

    Returns
    -------
    (n, n) float, eV/e^2
        M, so that charges q that add up to zero have the energy q M q per cell, self-interaction
        removed and the surroundings conducting.

    References
    ----------
    Ewald, Ann. Phys. 369, 253 (1921); Toukmaji and Board, Comput. Phys. Commun. 95, 73 (1996).
    """
    from pymatgen.analysis import ewald
    from pymatgen.core.lattice import Lattice
    from pymatgen.core.structure import Structure

    structure = Structure(Lattice(cell.lattice), ["H+"] * len(cell), cell.fractional)
    summation: Any = ewald.EwaldSummation  # has no types
    return np.asarray(summation(structure).total_energy_matrix, dtype=np.float64)


def ewald_energies(cell: Cell, charges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the electrostatic energy of every filling of the places of a cell.

    Parameters
    ----------
    cell : Cell
        Structure with n places.
    charges : (m, n) float, e
        Charge on each place in each filling, 0 where it is empty; each row adds up to 0.

    Returns
    -------
    (m,) float, eV
        Per cell.

    Raises
    ------
    StructureError
        If a row does not add up to 0, since its energy would diverge.
    """
    totals = charges.sum(axis=1)
    worst = int(np.argmax(np.abs(totals)))
    if abs(totals[worst]) > _NEUTRAL:
        raise StructureError(
            f"{cell.label}: charges of filling {worst + 1} add up to {totals[worst]:+g} e; "
            "the sum must be 0"
        )
    interactions = unit_charge_energies(cell)
    return np.asarray(((charges @ interactions) * charges).sum(axis=1), dtype=np.float64)
