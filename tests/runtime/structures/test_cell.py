import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import StructureError

HEXAGONAL = np.array([[4.0, 0.0, 0.0], [-2.0, 2.0 * np.sqrt(3.0), 0.0], [0.0, 0.0, 9.0]])


def lithium(lattice):
    return Cell(("Li",), np.zeros((1, 3)), lattice)


def test_volume_is_positive_for_a_left_handed_cell():
    assert lithium(HEXAGONAL[[1, 0, 2]]).volume_A3 == pytest.approx(16 * np.sqrt(3) / 2 * 9)


def test_thicknesses_are_distances_between_faces_and_not_edge_lengths():
    assert lithium(HEXAGONAL).thicknesses_A == pytest.approx(
        [4 * np.sqrt(3) / 2, 4 * np.sqrt(3) / 2, 9]
    )


def test_thickness_belongs_to_the_axis_that_crosses_the_faces():
    sheared = [[2.0, 0.0, 0.0], [0.0, 3.0, 0.0], [7.0, 0.0, 5.0]]
    expected = [2 * 5 / np.hypot(5, 7), 3.0, 5.0]
    assert lithium(sheared).thicknesses_A == pytest.approx(expected)


def test_fractional_coordinates_multiply_rows_of_the_lattice():
    cell = Cell.from_fractional(["Li"], [[0.25, 0.5, -0.1]], HEXAGONAL)
    assert cell.positions[0] == pytest.approx([0.25 * 4 - 0.5 * 2, np.sqrt(3.0), -0.9])
    assert cell.fractional[0] == pytest.approx([0.25, 0.5, -0.1])


def test_density_of_rock_salt_is_the_handbook_value():
    half = 5.6402 / 2
    corners = np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
    species = tuple("Cl" if sum(corner) % 2 else "Na" for corner in corners)
    cell = Cell(species, corners * half, np.eye(3) * 5.6402)
    assert cell.density_g_cm3 == pytest.approx(2.163, abs=0.002)


def test_density_is_mass_over_volume_in_grams_per_cubic_centimetre(ideal_lzc):
    from scipy.constants import atomic_mass, gram

    volume_cm3 = ideal_lzc.volume_A3 * 1e-24
    expected = ideal_lzc.masses.sum() * atomic_mass / gram / volume_cm3
    assert ideal_lzc.density_g_cm3 == pytest.approx(expected, rel=1e-8)


def test_formula_counts_elements_in_order_of_appearance():
    cell = Cell(("Zr", "O", "Zr"), np.zeros((3, 3)), np.eye(3) * 5)
    assert cell.formula == "Zr2 O1"


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_wrapping_moves_atoms_by_whole_cell_vectors_only(random_cell, seed):
    cell = random_cell(seed)
    wrapped = cell.wrapped()
    moved = (cell.positions - wrapped.positions) @ np.linalg.inv(cell.lattice)
    assert np.abs(moved - np.rint(moved)).max() < 1e-9
    assert wrapped.fractional.min() > -1e-9
    assert wrapped.fractional.max() < 1 + 1e-9


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_ase_atoms_carry_everything_but_the_name(random_cell, seed):
    cell = random_cell(seed)
    atoms = cell.to_ase()
    back = Cell.from_ase(atoms)
    assert atoms.get_volume() == pytest.approx(cell.volume_A3)
    assert back.species == cell.species
    np.testing.assert_array_equal(back.positions, cell.positions)
    np.testing.assert_array_equal(back.lattice, cell.lattice)
    np.testing.assert_array_equal(back.group, cell.group)


def test_masses_are_those_of_ase_and_gpumd(ideal_lzc):
    assert ideal_lzc.masses == pytest.approx(ideal_lzc.to_ase().get_masses())


def test_taking_atoms_takes_their_groups_along():
    cell = Cell(("Li", "O", "Cl"), np.arange(9).reshape(3, 3), np.eye(3) * 9, np.array([5, 6, 7]))
    part = cell.take([2, 0])
    assert part.species == ("Cl", "Li")
    np.testing.assert_array_equal(part.group, [7, 5])
    np.testing.assert_array_equal(part.positions, [[6, 7, 8], [0, 1, 2]])


def test_arrays_are_locked_copies():
    positions = np.zeros((1, 3))
    cell = Cell(("Li",), positions, np.eye(3))
    positions[0, 0] = 9.0
    assert cell.positions[0, 0] == 0.0
    with pytest.raises(ValueError, match="read-only"):
        cell.lattice[0, 0] = 2.0


@pytest.mark.parametrize(
    ("species", "positions", "lattice", "group", "message"),
    [
        ((), np.zeros((0, 3)), np.eye(3), None, "no atoms"),
        (("Li",), np.zeros((2, 3)), np.eye(3), None, r"need \(1, 3\)"),
        (("Li",), np.zeros((1, 3)), np.eye(2), None, "three rows"),
        (("Li",), np.zeros((1, 3)), np.eye(3), [0, 1], "each of the 1 atoms"),
        (("Li", "O"), [[0, 0, 0], [0, np.nan, 0]], np.eye(3), None, r"atom 2 \(O\)"),
        (("Li",), np.zeros((1, 3)), np.full((3, 3), np.inf), None, "lattice has values"),
        (("Li",), np.zeros((1, 3)), [[1, 0, 0], [0, 1, 0], [1, 1, 0]], None, "one plane"),
    ],
)
def test_unusable_input_is_refused_with_its_fault(species, positions, lattice, group, message):
    with pytest.raises(StructureError, match=message):
        Cell(species, positions, lattice, group)


def test_mass_of_an_unknown_element_is_refused():
    with pytest.raises(StructureError, match="'Xx' is no element"):
        _ = Cell(("Xx",), np.zeros((1, 3)), np.eye(3)).masses
