"""Relaxed orderings that have become the same crystal."""

from collections.abc import Sequence
from typing import Any

from saggar.runtime.structures.cell import Cell

_SAME_eV_PER_ATOM = 1e-3  # relaxations that end in one minimum agree this well
_LENGTHS, _PLACES, _ANGLES_deg = 0.02, 0.05, 1.0  # relative; over (V/n)^(1/3); degrees


def first_of_each_crystal(
    cells: Sequence[Cell], energies_eV_per_atom: Sequence[float], at_most: int
) -> list[int]:
    """Choose structures from the front of a list, passing over those that are there already.

    Two are the same crystal where their energies differ by less than 1 meV/atom and their
    primitive cells can be laid over each other, mirror images too, within 2 % of the lengths, 1
    degree, and 5 % of the mean distance of atoms.

    Parameters
    ----------
    cells : sequence of Cell
        Structures, the preferred one first.
    energies_eV_per_atom : sequence of float, eV/atom
        Their energies.
    at_most : int
        How many are chosen.

    Returns
    -------
    list of int
        Indices of the chosen ones, ascending.
    """
    chosen: list[int] = []
    for index, cell in enumerate(cells):
        if len(chosen) == at_most:
            break
        near = [
            earlier
            for earlier in chosen
            if abs(energies_eV_per_atom[index] - energies_eV_per_atom[earlier]) < _SAME_eV_PER_ATOM
        ]
        if not any(_same_crystal(cell, cells[earlier]) for earlier in near):
            chosen.append(index)
    return chosen


def _same_crystal(one: Cell, other: Cell) -> bool:
    from pymatgen.analysis.structure_matcher import StructureMatcher

    matcher: Any = StructureMatcher(ltol=_LENGTHS, stol=_PLACES, angle_tol=_ANGLES_deg, scale=False)
    return bool(matcher.fit(_structure(one), _structure(other)))


def _structure(cell: Cell) -> Any:
    from pymatgen.core.structure import Structure

    return Structure(cell.lattice, list(cell.species), cell.fractional)
