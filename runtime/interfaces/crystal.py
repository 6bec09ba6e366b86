"""A crystal with its primitive and conventional cell and its point group."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.symmetry import TOLERANCE_A, find_space_group


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
    translations : (n, 3) float
        Of the space-group operation with each of these matrices: what it adds, in units of the
        primitive cell vectors, up to whole vectors.
    space_group : str
        Hermann-Mauguin symbol, such as ``Fm-3m``.
    """

    primitive: Cell
    conventional: NDArray[np.float64]
    primitive_in_conventional: NDArray[np.int64]
    index_operations: NDArray[np.int64]
    translations: NDArray[np.float64]
    space_group: str

    @property
    def label(self) -> str:
        """What messages call the crystal."""
        return self.primitive.label


def find_crystal(
    cell: Cell, *, tolerance_A: float = TOLERANCE_A, keep_axes: bool = False
) -> Crystal:
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
    keep_axes : bool
        Whether indices refer to the cell as given in any case, as for a frozen conventional cell.

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
    group = find_space_group(cell, tolerance_A=tolerance_A, keep_axes=keep_axes)
    lattice = group.primitive.lattice
    operations, first = _index_operations(group.rotations, cell.lattice, lattice)
    return Crystal(
        primitive=group.primitive,
        conventional=group.conventional,
        primitive_in_conventional=_scaled_to_integers(lattice, group.conventional),
        index_operations=operations,
        translations=group.translations[first] @ cell.lattice @ np.linalg.inv(lattice),
        space_group=group.symmetry.symbol,
    )


def _scaled_to_integers(
    primitive: NDArray[np.float64], conventional: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Write the primitive vectors over the conventional ones, times the lattice points."""
    points = round(abs(np.linalg.det(conventional) / np.linalg.det(primitive)))
    return np.asarray(np.rint(points * primitive @ np.linalg.inv(conventional)), dtype=np.int64)


def _index_operations(
    rotations: NDArray[np.int64], cell: NDArray[np.float64], primitive: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Turn rotations of fractional coordinates over a cell into ones of primitive indices.

    Miller indices are the dot products of the cell vectors a_i with a reciprocal vector g:
    h = A g. A rotation R takes g to R g, so that h' = A R A^-1 h. Operations that differ by a
    lattice vector are one: the first of each stands for it, at the position also returned.
    """
    cartesian = cell.T @ rotations @ np.linalg.inv(cell.T)
    operations = primitive @ cartesian @ np.linalg.inv(primitive)
    distinct, first = np.unique(np.rint(operations).astype(np.int64), axis=0, return_index=True)
    return distinct, first
