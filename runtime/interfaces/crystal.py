"""A crystal with its primitive and conventional cell and its point group."""

import warnings
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import StructureError

_CENTRED = {
    "P": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "A": ((1, 0, 0), (0, 0.5, -0.5), (0, 0.5, 0.5)),
    "C": ((0.5, 0.5, 0), (-0.5, 0.5, 0), (0, 0, 1)),
    "I": ((-0.5, 0.5, 0.5), (0.5, -0.5, 0.5), (0.5, 0.5, -0.5)),
    "F": ((0, 0.5, 0.5), (0.5, 0, 0.5), (0.5, 0.5, 0)),
    "R": ((2 / 3, 1 / 3, 1 / 3), (-1 / 3, 1 / 3, 1 / 3), (-1 / 3, -2 / 3, 1 / 3)),
}
"""Primitive cell vectors over the conventional ones: spglib's documentation, Definitions and
conventions, Transformation to the primitive cell."""


@dataclass(frozen=True, eq=False)
class Crystal:
    """A crystal whose planes can be named.

    Attributes
    ----------
    primitive : Cell
        Smallest cell, in the orientation of the structure it was found in, with all its atoms.
    conventional : (3, 3) float, A
        Cell vectors that Miller indices refer to, as rows, in the same orientation.
    primitive_in_conventional : (3, 3) int
        Primitive cell vectors as rows in units of the conventional ones, times the number of
        lattice points of the conventional cell.
    index_operations : (n, 3, 3) int
        Point group, as matrices that act on columns of Miller indices of the primitive cell.
    space_group : str
        Hermann-Mauguin symbol, such as ``Fm-3m``.
    """

    primitive: Cell
    conventional: NDArray[np.float64]
    primitive_in_conventional: NDArray[np.int64]
    index_operations: NDArray[np.int64]
    space_group: str

    @property
    def label(self) -> str:
        """What messages call the crystal."""
        return self.primitive.label


def find_crystal(cell: Cell, *, tolerance_A: float = 0.01) -> Crystal:
    """Find the primitive and the conventional cell of a structure and its point group.

    Miller indices refer to the cell as given where it has as many lattice points as the
    conventional cell of its space group, so that indices mean what they mean beside the file that
    the structure came from. For any other cell, primitive or a supercell, they refer to the
    standard conventional cell (International Tables, first setting; rhombohedral lattices on
    hexagonal axes).

    Parameters
    ----------
    cell : Cell
        Any periodic cell of the crystal.
    tolerance_A : float, A
        Displacement of atoms up to which an operation counts as a symmetry.

    Returns
    -------
    Crystal

    Raises
    ------
    StructureError
        If no space group can be found at this tolerance.

    References
    ----------
    Togo, Shinohara and Tanaka, Sci. Technol. Adv. Mater. Meth. 4, 2384822 (2024) (spglib).
    """
    found = _symmetry(cell, tolerance_A)
    standard = np.linalg.inv(found.transformation_matrix).T @ cell.lattice
    lattice = np.array(_CENTRED[found.international[0]]) @ standard
    primitive = _primitive_cell(cell, lattice, np.asarray(found.mapping_to_primitive))
    same_size = abs(cell.volume_A3 / abs(np.linalg.det(standard)) - 1.0) < 1e-3
    conventional = np.array(cell.lattice if same_size else standard)
    return Crystal(
        primitive=primitive,
        conventional=conventional,
        primitive_in_conventional=_scaled_to_integers(lattice, conventional),
        index_operations=_index_operations(found.rotations, cell.lattice, lattice),
        space_group=str(found.international),
    )


def _symmetry(cell: Cell, tolerance_A: float) -> Any:
    """Return spglib's data set; version 2.8 says in two ways that it found none."""
    import spglib

    kinds = sorted(set(cell.species))
    numbers = [kinds.index(symbol) + 1 for symbol in cell.species]
    structure = (cell.lattice, cell.fractional, numbers)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of the first way
            found = spglib.get_symmetry_dataset(structure, symprec=tolerance_A)
    except spglib.SpglibError:
        found = None
    if found is None:
        raise StructureError(
            f"{cell.label}: no space group within {tolerance_A:g} A; look for atoms on top of "
            "each other or change the tolerance"
        )
    return found


def _primitive_cell(cell: Cell, lattice: NDArray[np.float64], images: NDArray[np.intp]) -> Cell:
    """Keep the first of all atoms that are equal by a lattice vector."""
    _, first = np.unique(images, return_index=True)
    return replace(cell.take(np.sort(first)), lattice=lattice).wrapped()


def _scaled_to_integers(
    primitive: NDArray[np.float64], conventional: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Write the primitive vectors over the conventional ones, times the lattice points."""
    points = round(abs(np.linalg.det(conventional) / np.linalg.det(primitive)))
    return np.asarray(np.rint(points * primitive @ np.linalg.inv(conventional)), dtype=np.int64)


def _index_operations(
    rotations: NDArray[np.intc], cell: NDArray[np.float64], primitive: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Turn rotations of fractional coordinates over a cell into ones of primitive indices.

    Miller indices are the dot products of the cell vectors a_i with a reciprocal vector g:
    h = A g. A rotation R takes g to R g, so that h' = A R A^-1 h.
    """
    cartesian = cell.T @ rotations @ np.linalg.inv(cell.T)
    operations = primitive @ cartesian @ np.linalg.inv(primitive)
    return np.unique(np.rint(operations).astype(np.int64), axis=0)
