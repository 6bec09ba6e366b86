"""Supercells of a wanted number of atoms."""

from itertools import product

import numpy as np

from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import StructureError


def supercell_of_size(cell: Cell, atoms: int) -> tuple[int, int, int]:
    """Give the repeats that make a supercell of a number of atoms as compact as can be.

    Parameters
    ----------
    cell : Cell
        Structure with n atoms.
    atoms : int
        Atoms of the supercell, a multiple of n.

    Returns
    -------
    tuple of int
        Repeats along a, b, c: of all with this product, those with the largest smallest
        thickness; among equals, those with the smallest largest thickness.

    Raises
    ------
    StructureError
        If no supercell has this number of atoms; the nearest numbers are named.
    """
    copies, rest = divmod(atoms, len(cell))
    if rest or copies < 1:
        nearest = [n * len(cell) for n in (copies, copies + 1) if n > 0]
        raise StructureError(
            f"{cell.label}: {atoms} atoms are no multiple of the {len(cell)} in the cell; "
            f"write {' or '.join(map(str, nearest))}"
        )
    divisors = [n for n in range(1, copies + 1) if copies % n == 0]
    shapes = [
        (a, b, copies // (a * b)) for a, b in product(divisors, repeat=2) if copies % (a * b) == 0
    ]

    def compactness(shape: tuple[int, int, int]) -> tuple[float, float, tuple[int, int, int]]:
        widths = cell.thicknesses_A * np.array(shape)
        return (-round(float(widths.min()), 6), round(float(widths.max()), 6), shape)

    return min(shapes, key=compactness)
