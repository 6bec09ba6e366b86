"""Space group of a crystal, and its primitive and conventional cell."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.canonical import canonical, lattice_parameters
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.supercell import supercell
from saggar.schemas.errors import StructureError
from saggar.schemas.frozen_structures import Lattice, Symmetry

TOLERANCE_A = 0.01
"""Displacement of atoms up to which an operation counts as a symmetry: spglib's usual choice for
cells that were relaxed or written with four decimals."""

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

_SOHNCKE = frozenset().union(
    *(
        range(first, last + 1)
        for first, last in (
            *((1, 1), (3, 5), (16, 24), (75, 80), (89, 98), (143, 146), (149, 155)),
            *((168, 173), (177, 182), (195, 199), (207, 214)),
        )
    )
)
"""Numbers of the 65 space groups without an improper operation: International Tables A, 2.1.2.
The operations over a supercell do not tell, since they are only those that its shape has."""


@dataclass(frozen=True, eq=False)
class SpaceGroup:
    """Operations of a crystal over one of its cells, and the cells that they lead to.

    Attributes
    ----------
    symmetry : Symmetry
        Symbol, number, tolerance and handedness.
    rotations : (n, 3, 3) int
        Of fractional coordinates, as matrices that act on columns; pure translations of a cell
        that is not primitive are counted too.
    translations : (n, 3) float
        In fractions of the cell vectors.
    primitive : Cell
        Smallest cell, in the orientation of the structure it was found in, with all its atoms.
    conventional : (3, 3) float, A
        Cell vectors that Miller indices refer to, as rows, in the same orientation.
    """

    symmetry: Symmetry
    rotations: NDArray[np.int64]
    translations: NDArray[np.float64]
    primitive: Cell
    conventional: NDArray[np.float64]


def find_space_group(
    cell: Cell, *, tolerance_A: float = TOLERANCE_A, keep_axes: bool = False
) -> SpaceGroup:
    """Find the space group of a structure, its primitive and its conventional cell.

    The conventional cell is the cell as given where that has as many lattice points as the
    conventional cell of its space group, so that indices mean what they mean beside the file that
    the structure came from. For any other cell, primitive or a supercell, it is the standard one
    (International Tables, first setting; rhombohedral lattices on hexagonal axes).

    Parameters
    ----------
    cell : Cell
        Any periodic cell of the crystal. Species are told apart by name and need be no elements.
    tolerance_A : float, A
        Displacement of atoms up to which an operation counts as a symmetry.
    keep_axes : bool
        Whether the conventional cell is the cell as given in any case: an ordering has less
        symmetry than its average structure, and its planes are named as those of that structure.

    Returns
    -------
    SpaceGroup

    Raises
    ------
    StructureError
        If no space group can be found at this tolerance.

    References
    ----------
    Togo, Shinohara and Tanaka, Sci. Technol. Adv. Mater. Meth. 4, 2384822 (2024) (spglib).
    """
    found = _data_set(cell, tolerance_A)
    standard = np.linalg.inv(found.transformation_matrix).T @ cell.lattice
    lattice = np.array(_CENTRED[found.international[0]]) @ standard
    same_size = abs(cell.volume_A3 / abs(np.linalg.det(standard)) - 1.0) < 1e-3
    as_given = keep_axes or same_size
    rotations = np.asarray(found.rotations, dtype=np.int64)
    return SpaceGroup(
        symmetry=Symmetry(
            symbol=str(found.international),
            number=int(found.number),
            tolerance_A=tolerance_A,
            chiral=int(found.number) in _SOHNCKE,
        ),
        rotations=rotations,
        translations=np.asarray(found.translations, dtype=np.float64),
        primitive=_primitive_cell(cell, lattice, np.asarray(found.mapping_to_primitive)),
        conventional=np.array(cell.lattice if as_given else standard),
    )


def _data_set(cell: Cell, tolerance_A: float) -> Any:
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


@dataclass(frozen=True, eq=False)
class StandardCells:
    """The two cells of a crystal with all their atoms, each in canonical form.

    Attributes
    ----------
    symmetry : Symmetry
        Space group.
    primitive : Cell
        Smallest cell.
    conventional : Cell
        Cell that Miller indices refer to; `find_space_group` of it that keeps the axes gives the
        same vectors again.
    """

    symmetry: Symmetry
    primitive: Cell
    conventional: Cell


def standard_cells(
    cell: Cell,
    *,
    species_order: Sequence[str] | None = None,
    tolerance_A: float = TOLERANCE_A,
    keep_axes: bool = False,
) -> StandardCells:
    """Give the primitive and the conventional cell of a structure in canonical form.

    Each has a along x and b in the xy plane, right-handed, its atoms grouped by element and sorted
    by place. The crystal is turned and never mirrored, so that a chiral one keeps its hand.

    Parameters
    ----------
    cell : Cell
        Any periodic cell of the crystal.
    species_order : sequence of str, optional
        Order of the elements; by default that of their first appearance.
    tolerance_A : float, A
        Displacement of atoms up to which an operation counts as a symmetry.
    keep_axes : bool
        As for `find_space_group`.

    Returns
    -------
    StandardCells
        Both with the name of `cell`.

    Raises
    ------
    StructureError
        As `find_space_group`; also if an element is missing in `species_order`.
    """
    group = find_space_group(cell, tolerance_A=tolerance_A, keep_axes=keep_axes)
    order = tuple(cell.counts) if species_order is None else tuple(species_order)
    over_primitive = np.rint(group.conventional @ np.linalg.inv(group.primitive.lattice))
    filled = supercell(group.primitive, over_primitive.astype(np.int64))
    return StandardCells(
        symmetry=group.symmetry,
        primitive=canonical(group.primitive, species_order=order, sort_sites=True),
        conventional=canonical(filled, species_order=order, sort_sites=True),
    )


def describe_lattice(lattice: NDArray[np.float64]) -> Lattice:
    """Give lengths and angles of a cell as they are recorded.

    Parameters
    ----------
    lattice : (3, 3) float, A
        Cell vectors as rows.

    Returns
    -------
    Lattice
        Rounded to 1e-6 A and 1e-6 degrees.
    """
    lengths, angles = lattice_parameters(lattice)
    a, b, c = (round(value, 6) for value in lengths)
    alpha, beta, gamma = (round(value, 6) for value in angles)
    return Lattice(lengths_A=(a, b, c), angles_deg=(alpha, beta, gamma))
