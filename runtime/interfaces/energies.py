"""Interface energies: what a cell costs above the bulk crystals of its two slabs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.interfaces.assembling import FILM, SUBSTRATE, Boundary, atoms_of
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import StructureError

J_PER_M2 = 16.02176634
"""One eV/A^2 in J/m^2 (exact, SI 2019)."""

_WHOLE = 1e-6  # atoms; compositions are sums of whole numbers


@dataclass(frozen=True)
class Bulk:
    """A bulk crystal as reference of energy.

    Attributes
    ----------
    counts : mapping of str to int
        Atoms of each element in any whole number of its cells.
    energy_eV_per_atom : float, eV/atom
        Its energy by the model that evaluates the interface.
    """

    counts: Mapping[str, int]
    energy_eV_per_atom: float


class UndefinedEnergyError(StructureError):
    """The composition of an interface is no mixture of its two phases."""


def interface_energy_J_per_m2(
    cell: Cell, energy_eV: float, film: Bulk, substrate: Bulk, boundary: Boundary
) -> float:
    """Give the energy of an interface cell above its bulk phases, over the area of its interfaces.

    gamma = (E - n_f e_f - n_s e_s)/(m A), with n atoms of each phase in the cell, e their bulk
    energies per atom, A the area of the cell in the plane of a and b, and m = 2 interfaces of a
    sandwich. With vacuum m = 1, and gamma contains two free surfaces. The references are not
    strained, so that gamma contains the energy of the strain and grows with the thickness of the
    strained slab.

    Parameters
    ----------
    cell : Cell
        Interface with groups; n atoms.
    energy_eV : float, eV
        Its energy E.
    film, substrate : Bulk
        The two phases.
    boundary : {"sandwich", "vacuum"}
        What is above the film.

    Returns
    -------
    float, J/m^2

    Raises
    ------
    UndefinedEnergyError
        If neither slab by slab nor together the atoms are a mixture of the two phases.
    StructureError
        If the cell lacks a group.

    References
    ----------
    Sutton and Balluffi, Interfaces in Crystalline Materials (1995), section 5.6.
    """
    of_film, of_substrate = _shares(cell, film, substrate)
    excess_eV = (
        energy_eV - of_film * film.energy_eV_per_atom - of_substrate * substrate.energy_eV_per_atom
    )
    area_A2 = float(np.linalg.norm(np.cross(cell.lattice[0], cell.lattice[1])))
    return excess_eV / area_A2 * J_PER_M2 / (2 if boundary == "sandwich" else 1)


def _shares(cell: Cell, film: Bulk, substrate: Bulk) -> tuple[float, float]:
    """Give the atoms that count as film and as substrate.

    Slabs of whole formulas count as they are. Other ones can balance each other, where the two
    phases differ in composition.
    """
    slabs = [cell.take(atoms_of(cell, label)) for label in (FILM, SUBSTRATE)]
    if all(
        _is_multiple(slab.counts, bulk.counts)
        for slab, bulk in zip(slabs, (film, substrate), strict=True)
    ):
        return float(len(slabs[0])), float(len(slabs[1]))
    symbols = sorted({*cell.counts, *film.counts, *substrate.counts})
    parts = np.column_stack([_fractions(bulk.counts, symbols) for bulk in (film, substrate)])
    wanted = np.array([float(cell.counts.get(symbol, 0)) for symbol in symbols])
    shares, _, rank, _ = np.linalg.lstsq(parts, wanted, rcond=None)
    if rank < 2 or np.abs(parts @ shares - wanted).max() > _WHOLE:
        raise UndefinedEnergyError(
            f"{cell.label}: its composition {cell.formula} is no mixture of "
            f"{_written(film.counts)} and {_written(substrate.counts)}, so that it has no energy "
            "above them; build stoichiometric slabs"
        )
    return float(shares[0]), float(shares[1])


def _is_multiple(counts: Mapping[str, int], bulk: Mapping[str, int]) -> bool:
    symbols = sorted({*counts, *bulk})
    return bool(np.allclose(_fractions(counts, symbols), _fractions(bulk, symbols), atol=1e-9))


def _fractions(counts: Mapping[str, int], symbols: list[str]) -> NDArray[np.float64]:
    numbers = np.array([float(counts.get(symbol, 0)) for symbol in symbols])
    return np.asarray(numbers / numbers.sum())


def _written(counts: Mapping[str, int]) -> str:
    return " ".join(f"{symbol}{number}" for symbol, number in counts.items())
