"""A structure is recognised in any setting, and told from others by a small displacement."""

from dataclasses import replace

import numpy as np
import pytest

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sameness import REACH_A, same_structure
from saggar.runtime.structures.sanity import repeat


def irregular() -> Cell:
    """Seven atoms without any symmetry in a triclinic cell."""
    rng = np.random.default_rng(5)
    lattice = np.array([[5.0, 0.0, 0.0], [0.7, 5.6, 0.0], [0.4, -0.6, 7.1]])
    return Cell.from_fractional(
        ["Zr", "Zr", "O", "O", "O", "Li", "Cl"], rng.random((7, 3)), lattice
    )


def turned(cell: Cell) -> Cell:
    rotation, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(3, 3)))
    return Cell(cell.species, cell.positions @ rotation + 0.37, cell.lattice @ rotation)


def test_turning_shifting_repeating_and_reordering_change_nothing() -> None:
    cell = irregular()
    order = [6, 2, 0, 5, 3, 1, 4]
    for other in (turned(cell), repeat(cell, (2, 1, 3)), cell.take(order)):
        assert same_structure(cell, other)
        assert same_structure(other, cell)
    assert same_structure(repeat(cell, (2, 1, 1)), repeat(cell, (1, 3, 1)))


@pytest.mark.parametrize(("moved_A", "same"), [(0.0008, True), (0.02, False)])
def test_a_displaced_atom_makes_another_structure(moved_A: float, *, same: bool) -> None:
    cell = irregular()
    positions = cell.positions.copy()
    positions[3, 1] += moved_A
    assert same_structure(cell, replace(cell, positions=positions)) == same


@pytest.mark.parametrize("off_A", [-4e-4, -1e-9, 1e-9, 4e-4])
def test_a_distance_at_the_edge_of_reach_decides_nothing(off_A: float) -> None:
    cells = [
        Cell(("Zr",), np.zeros((1, 3)), (REACH_A + off) * np.eye(3)) for off in (-off_A, off_A)
    ]
    assert same_structure(*cells)


def test_another_composition_or_volume_makes_another_structure() -> None:
    cell = irregular()
    swapped = replace(cell, species=("Zr", "Zr", "O", "O", "O", "Cl", "Li"))
    other = replace(cell, species=("Zr", "Zr", "O", "O", "Li", "Li", "Cl"))
    vacuum = np.diag([5.0, 5.0, 30.0]), np.diag([5.0, 5.0, 40.0])
    atoms = [Cell(("Li",), np.zeros((1, 3)), lattice) for lattice in vacuum]
    assert not same_structure(cell, swapped)
    assert not same_structure(cell, other)
    assert not same_structure(*atoms)
