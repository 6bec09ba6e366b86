"""Cells in which dynamics runs: repeated for GPUMD's box rule, or to a number of atoms."""

from functools import lru_cache

from saggar.compiler.study import Study
from saggar.runtime.structures.box import Repeats, supercell_for_box_rule, supercell_of_size
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import repeat


def runnable(study: Study, name: str) -> tuple[str, Cell]:
    """Give a cell that GPUMD's box rule admits: the cell itself or its least supercell.

    Parameters
    ----------
    study : Study
        Campaign and cells.
    name : str
        Name of the cell.

    Returns
    -------
    str, Cell
        Its name, with the repeats where it has any, and the cell.
    """
    cell = study.cells[name]
    cutoff = study.campaign.models.potential.cutoff.radial_A
    repeats = supercell_for_box_rule(cell, cutoff)
    if repeats == (1, 1, 1):
        return name, cell
    return f"{name}-{'x'.join(map(str, repeats))}", _repeated(cell, repeats)


def bulk_supercell(study: Study, phase: str, atoms: int) -> Cell:
    """Give the most compact supercell of a phase with a number of atoms.

    Parameters
    ----------
    study : Study
        Campaign and cells.
    phase : str
        Name of the phase.
    atoms : int
        Atoms of the supercell.

    Raises
    ------
    StructureError
        If the number is no multiple of the atoms of the cell.
    """
    cell = study.bulk_cell(phase)
    return _repeated(cell, supercell_of_size(cell, atoms))


@lru_cache(maxsize=1024)
def _repeated(cell: Cell, repeats: Repeats) -> Cell:
    """Repeat a cell; the stages of a plan, and studies that are compared, share most of theirs."""
    return repeat(cell, repeats)
