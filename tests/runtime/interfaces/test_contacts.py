"""Contacts and gaps of cells whose distances are known by hand."""

from dataclasses import replace

import numpy as np
import pytest

from saggar.runtime.interfaces.assembling import Spaces
from saggar.runtime.interfaces.contacts import (
    Contact,
    closest_contact,
    find_gaps_A,
    spaces_as_relaxed,
    widen,
)
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import StructureError

EDGE_A = 4.0


def stacked(below_A: float, above_A: float, *, across_A: float = 0.0, film: str = "OZr") -> Cell:
    """Give a film of two atoms 3 A apart on a substrate of Cl and Li 5 A apart, Li uppermost.

    The film stands `across_A` to the side of the substrate along x.
    """
    heights = np.cumsum([0.5 * above_A, 5.0, below_A, 3.0])
    lattice = np.diag([EDGE_A, EDGE_A, heights[-1] + 0.5 * above_A])
    positions = np.zeros((4, 3))
    positions[:2, 0] = across_A
    positions[:, 2] = heights[[2, 3, 0, 1]]
    species = (film[0], film[1:], "Cl", "Li")
    return Cell(species, positions, lattice, np.array([0, 0, 1, 1]))


def test_the_distance_is_found_across_either_interface_and_every_face():
    lattice = np.diag([4.0, 4.0, 12.0])
    positions = [[0.1, 0.1, 4.0], [3.9, 3.9, 7.0], [3.9, 0.1, 9.5]]
    cell = Cell(("Na", "Na", "F"), positions, lattice, np.array([0, 0, 1]))
    assert closest_contact(cell).distance_A == pytest.approx((0.2**2 + 2.5**2) ** 0.5)
    near = Cell(("Na", "F"), [[0, 0, 0.5], [0, 0, 11.0]], lattice, np.array([0, 1]))
    assert closest_contact(near).distance_A == pytest.approx(1.5)


def test_slabs_that_never_meet_and_missing_groups_are_refused():
    lattice = np.diag([4.0, 4.0, 60.0])
    cell = Cell(("Na", "F"), [[0, 0, 0], [0, 0, 30]], lattice, np.array([0, 1]))
    with pytest.raises(StructureError, match="more than 12 A apart"):
        closest_contact(cell)
    with pytest.raises(StructureError, match="no atom in group 0"):
        closest_contact(Cell(("Na",), [[0, 0, 0]], lattice))


@pytest.mark.parametrize(
    ("below_A", "above_A", "pair"), [(2.0, 2.5, ("O", "Li")), (2.5, 2.1, ("Zr", "Cl"))]
)
def test_the_nearest_atoms_are_named_with_the_film_first(below_A, above_A, pair):
    cell = stacked(below_A, above_A)
    assert closest_contact(cell) == Contact(pytest.approx(min(below_A, above_A)), pair)
    turned = cell.take([3, 2, 1, 0])
    assert closest_contact(turned).pair == pair


def test_of_equal_distances_the_name_does_not_hang_on_the_last_digit():
    for noise in (-1e-9, 1e-9):
        assert closest_contact(stacked(2.0, 2.0 + noise)).pair == ("O", "Li")


@pytest.mark.parametrize("up_A", [0.0, 3.0, 6.0, 9.0, 11.0])
def test_gaps_are_found_wherever_the_faces_of_the_cell_are(up_A):
    cell = stacked(1.7, 2.9)
    moved = replace(cell, positions=cell.positions + np.array([0.0, 0.0, up_A]))
    assert find_gaps_A(moved) == pytest.approx((1.7, 2.9))
    assert find_gaps_A(moved.wrapped()) == pytest.approx((1.7, 2.9))


def test_a_gap_is_negative_where_atoms_came_between_each_other():
    cell = stacked(2.0, 2.5)
    positions = cell.positions.copy()
    positions[0, 2] -= 2.6
    below, above = find_gaps_A(replace(cell, positions=positions))
    assert (below, above) == pytest.approx((-0.6, 2.5))
    spaces = spaces_as_relaxed(replace(cell, positions=positions), Spaces(2.2))
    assert (spaces.gap_A, spaces.above_A) == pytest.approx((0.5, 2.5))


def test_relaxed_gaps_replace_those_built_and_leave_vacuum():
    relaxed = stacked(1.7, 2.9)
    sandwich = spaces_as_relaxed(relaxed, Spaces(2.2))
    assert (sandwich.gap_A, sandwich.above_A) == pytest.approx((1.7, 2.9))
    vacuum = spaces_as_relaxed(relaxed, Spaces(2.2, "vacuum", 12.0))
    assert (vacuum.gap_A, vacuum.above_A) == pytest.approx((1.7, 12.0))


@pytest.mark.parametrize("across_A", [0.0, 0.9])
def test_each_gap_is_widened_until_its_nearest_atoms_are_apart(across_A):
    least_A = 2.4
    spaces = Spaces(2.1, upper_gap_A=1.8)
    wide = widen(spaces, stacked(2.1, 1.8, across_A=across_A), least_A)
    needed = (least_A**2 - across_A**2) ** 0.5
    assert (wide.gap_A, wide.above_A) == pytest.approx((needed, needed))
    built = stacked(wide.gap_A, wide.above_A, across_A=across_A)
    assert closest_contact(built).distance_A == pytest.approx(least_A)


def test_gaps_that_are_wide_enough_stay():
    spaces = Spaces(2.6, upper_gap_A=1.8)
    wide = widen(spaces, stacked(2.6, 1.8), 2.4)
    assert (wide.gap_A, wide.above_A) == pytest.approx((2.6, 2.4))
