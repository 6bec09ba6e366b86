"""Supercells: by any integer matrix, or of a wanted number of atoms."""

from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import StructureError


def supercell(cell: Cell, matrix: NDArray[np.int64]) -> Cell:
    """Fill the cell whose vectors are integer combinations of those of a smaller one.

    Parameters
    ----------
    cell : Cell
        Structure with n atoms.
    matrix : (3, 3) int
        New cell vectors as rows in units of the cell vectors; its determinant may be negative.

    Returns
    -------
    Cell
        |det matrix| times n atoms, wrapped into the new cell: all of one copy, then all of the
        next.

    Raises
    ------
    StructureError
        If the new vectors lie in one plane.
    """
    rows = np.asarray(matrix, dtype=np.int64)
    copies = round(float(np.linalg.det(rows)))
    if copies == 0:
        raise StructureError(f"{cell.label}: the supercell {rows.tolist()} has no volume")
    shifts = _lattice_points(rows, copies) @ cell.lattice
    return replace(
        cell,
        species=cell.species * abs(copies),
        positions=(shifts[:, None, :] + cell.positions).reshape(-1, 3),
        lattice=rows @ cell.lattice,
        group=None if cell.group is None else np.tile(cell.group, abs(copies)),
    ).wrapped()


def _lattice_points(rows: NDArray[np.int64], determinant: int) -> NDArray[np.int64]:
    """Return the integer points p = f rows with 0 <= f < 1, in exact integers f det(rows)."""
    corners = np.array(list(product((0, 1), repeat=3))) @ rows
    low, high = corners.min(axis=0), corners.max(axis=0)
    points = np.indices(tuple(high - low + 1)).reshape(3, -1).T + low
    scaled = points @ np.rint(determinant * np.linalg.inv(rows)).astype(np.int64)
    numerators = scaled * np.sign(determinant)
    inside = ((numerators >= 0) & (numerators < abs(determinant))).all(axis=1)
    return np.asarray(points[inside], dtype=np.int64)


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
