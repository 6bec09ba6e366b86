import numpy as np
import pytest

from saggar.runtime.orderings.duplicates import first_of_each_crystal
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.supercell import supercell


def crystal(b_A: float) -> Cell:
    return Cell.from_fractional(
        ["Li", "Cl"], [[0, 0, 0], [0.5, 0.45, 0.5]], np.diag([4.0, b_A, 5.0])
    )


@pytest.fixture
def turned() -> Cell:
    """The same crystal as b = 4.4 A, as a supercell with another origin, mirrored."""
    large = supercell(crystal(4.4), np.array([[1, 1, 0], [0, 1, 0], [0, 0, 2]]))
    flip = np.diag([1.0, -1.0, 1.0])
    return Cell(large.species, (large.positions + 0.3) @ flip, large.lattice @ flip)


def test_the_same_crystal_in_another_cell_is_passed_over(turned):
    cells = [crystal(4.4), turned, crystal(5.2)]
    assert first_of_each_crystal(cells, [-3.0, -2.9995, -2.9992], 2) == [0, 2]


def test_equal_shapes_with_other_energies_are_kept(turned):
    assert first_of_each_crystal([crystal(4.4), turned], [-3.0, -2.99], 2) == [0, 1]


def test_no_more_than_asked_are_chosen():
    cells = [crystal(b) for b in (4.4, 4.8, 5.2)]
    assert first_of_each_crystal(cells, [-3.0, -2.9, -2.8], 2) == [0, 1]
