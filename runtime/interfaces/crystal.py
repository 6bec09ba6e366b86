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
    # Over a supercell only those operations are listed that the supercell's own shape has.
    of_primitive = find_space_group(group.primitive, tolerance_A=tolerance_A)
    return Crystal(
        primitive=group.primitive,
        conventional=group.conventional,
        primitive_in_conventional=_scaled_to_integers(group.primitive.lattice, group.conventional),
        index_operations=_index_operations(of_primitive.rotations),
        translations=of_primitive.translations,
        space_group=group.symmetry.symbol,
    )


def _scaled_to_integers(
    primitive: NDArray[np.float64], conventional: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Write the primitive vectors over the conventional ones, times the lattice points."""
    points = round(abs(np.linalg.det(conventional) / np.linalg.det(primitive)))
    return np.asarray(np.rint(points * primitive @ np.linalg.inv(conventional)), dtype=np.int64)


def _index_operations(rotations: NDArray[np.int64]) -> NDArray[np.int64]:
    """Turn rotations of fractional coordinates into ones of Miller indices over the same cell.

    A rotation takes a point x to W x and a plane h to h'. The image of the point is at the height
    over the image of the plane that the point had: h' W x = h x, so that h' = W^-T h.
    """
    inverses = np.rint(np.linalg.inv(rotations)).astype(np.int64)
    return np.asarray(inverses.transpose(0, 2, 1), dtype=np.int64)
