"""What the energy of an interface cell is compared with: its atoms as parts of bulk phases."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.interfaces.assembling import FILM, SUBSTRATE, Boundary, atoms_of
from saggar.runtime.interfaces.choosing import Excess
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import StructureError

_WHOLE = 1e-6  # atoms; compositions are sums of whole numbers


@dataclass(frozen=True)
class Bulk:
    """A bulk crystal as reference of energy.

    Attributes
    ----------
    counts : mapping of str to int
        Atoms of each element in any whole number of its cells.
    energy_eV_per_atom : float, eV/atom
        Its energy by the model that evaluates the interface, not strained.
    """

    counts: Mapping[str, int]
    energy_eV_per_atom: float


class UndefinedEnergyError(StructureError):
    """The composition of an interface is no mixture of its two phases."""


def excess_over_bulk(
    cell: Cell, energy_eV: float, film: Bulk, substrate: Bulk, boundary: Boundary
) -> Excess:
    """Share the atoms of an interface out among its two phases.

    Slabs of whole formulas count as they are. Other ones can balance each other where the two
    phases differ in composition: then the atoms of the whole cell are taken apart.

    Parameters
    ----------
    cell : Cell
        Interface with groups; n atoms.
    energy_eV : float, eV
        Its energy.
    film, substrate : Bulk
        The two phases.
    boundary : {"sandwich", "vacuum"}
        What is above the film.

    Returns
    -------
    Excess
        From which the interface energy follows.

    Raises
    ------
    UndefinedEnergyError
        If neither slab by slab nor together the atoms are a mixture of the two phases.
    StructureError
        If the cell lacks a group.
    """
    of_film, of_substrate = _shares(cell, film, substrate)
    return Excess(
        energy_eV=energy_eV,
        film_atoms=of_film,
        substrate_atoms=of_substrate,
        film_bulk_eV=film.energy_eV_per_atom,
        substrate_bulk_eV=substrate.energy_eV_per_atom,
        area_A2=float(np.linalg.norm(np.cross(cell.lattice[0], cell.lattice[1]))),
        interfaces=2 if boundary == "sandwich" else 1,
    )


def _shares(cell: Cell, film: Bulk, substrate: Bulk) -> tuple[int, int]:
    """Give the atoms that count as film and as substrate."""
    slabs = [cell.take(atoms_of(cell, label)) for label in (FILM, SUBSTRATE)]
    phases = film, substrate
    if all(_is_multiple(slab, bulk) for slab, bulk in zip(slabs, phases, strict=True)):
        return len(slabs[0]), len(slabs[1])
    symbols = sorted({*cell.counts, *film.counts, *substrate.counts})
    parts = np.column_stack([_fractions(bulk.counts, symbols) for bulk in phases])
    wanted = np.array([float(cell.counts.get(symbol, 0)) for symbol in symbols])
    shares, _, rank, _ = np.linalg.lstsq(parts, wanted, rcond=None)
    whole = np.rint(shares)
    if rank < 2 or np.abs(parts @ whole - wanted).max() > _WHOLE:
        raise UndefinedEnergyError(
            f"{cell.label}: its composition {cell.formula} is no mixture of "
            f"{_written(film.counts)} and {_written(substrate.counts)}, so that it has no energy "
            "above them; build stoichiometric slabs"
        )
    return int(whole[0]), int(whole[1])


def _is_multiple(slab: Cell, bulk: Bulk) -> bool:
    symbols = sorted({*slab.counts, *bulk.counts})
    return bool(
        np.allclose(_fractions(slab.counts, symbols), _fractions(bulk.counts, symbols), atol=1e-9)
    )


def _fractions(counts: Mapping[str, int], symbols: list[str]) -> NDArray[np.float64]:
    numbers = np.array([float(counts.get(symbol, 0)) for symbol in symbols])
    return np.asarray(numbers / numbers.sum())


def _written(counts: Mapping[str, int]) -> str:
    return " ".join(f"{symbol}{number}" for symbol, number in counts.items())
