"""Supercells by any integer matrix."""

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
