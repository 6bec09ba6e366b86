"""In-plane supercells of interfaces of a wanted size."""

from itertools import product
from math import ceil, sqrt

import numpy as np

from saggar.runtime.structures.box import violates_box_rule
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import repeat
from saggar.schemas.errors import StructureError

_ELONGATION = 2.0  # longer over shorter width in the plane that is accepted; ours


def repeats_in_plane(cell: Cell, atoms: int | None, *, cutoff_A: float) -> tuple[int, int]:
    """Give the repeats along a and b that bring an interface nearest to a number of atoms.

    The cell is never repeated along c, which would add interfaces. Of the shapes whose in-plane
    widths differ by at most a factor of two and that obey GPUMD's box rule, the one nearest to
    the wanted number is taken, the squarest of equals.

    Parameters
    ----------
    cell : Cell
        Interface with n atoms, c along the normal.
    atoms : int or None
        Wanted number of atoms. None asks for the smallest cell that obeys the box rule, of any
        shape.
    cutoff_A : float, A
        Radial cutoff of the potential.

    Returns
    -------
    (int, int)

    Raises
    ------
    StructureError
        If a number of atoms below 1 is wanted.
    """
    if atoms is not None and atoms < 1:
        raise StructureError(f"{cell.label}: {atoms} atoms are wanted; give at least 1")
    reach = _reach(cell, atoms or len(cell), cutoff_A)
    shapes = [
        shape
        for shape in product(range(1, reach[0] + 1), range(1, reach[1] + 1))
        if not violates_box_rule(_repeated_box(cell, shape), cutoff_A)
        and (atoms is None or _elongation(cell, shape) <= _ELONGATION)
    ]

    def misfit(shape: tuple[int, int]) -> tuple[int, float, tuple[int, int]]:
        count = shape[0] * shape[1] * len(cell)
        return abs(count - (atoms or 0)), round(_elongation(cell, shape), 6), shape

    return min(shapes, key=misfit)


def repeated_in_plane(cell: Cell, repeats: tuple[int, int]) -> Cell:
    """Repeat an interface along a and b, groups kept.

    Parameters
    ----------
    cell : Cell
        Interface.
    repeats : (int, int)
        Copies along a and b.

    Returns
    -------
    Cell

    Raises
    ------
    StructureError
        If a number of copies is below 1.
    """
    return repeat(cell, (*repeats, 1))


def _reach(cell: Cell, atoms: int, cutoff_A: float) -> tuple[int, int]:
    """Give repeats beyond which no shape can be the nearest.

    Two square shapes are always among those within: one of at least the wanted number of atoms,
    and one wide enough for the box rule.
    """
    widths = cell.thicknesses_A[:2]
    side = max(
        sqrt(2.0 * atoms / len(cell) * float(np.prod(widths))),
        2.0 * 2.5 * (cutoff_A + 1.0),
        2.0 * float(widths.max()),
    )
    first, second = (ceil(_ELONGATION * side / float(width)) for width in widths)
    return first, second


def _elongation(cell: Cell, shape: tuple[int, int]) -> float:
    widths = cell.thicknesses_A[:2] * np.array(shape)
    return float(widths.max() / widths.min())


def _repeated_box(cell: Cell, shape: tuple[int, int]) -> Cell:
    """Give the box of a supercell; one atom stands for all."""
    lattice = cell.lattice * np.array([*shape, 1])[:, None]
    return Cell(cell.species[:1], cell.positions[:1], lattice)
