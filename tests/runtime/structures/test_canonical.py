from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from saggar.runtime.structures.canonical import (
    canonical,
    lattice_from_parameters,
    species_permutation,
    standard_lattice,
    wrap,
)
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import StructureError

SEEDS = st.integers(0, 10**6)


def near(values, grid=1e-8):
    """Distance of fractional differences from whole numbers, in rounding steps."""
    return np.abs(values - np.rint(values)).max() / grid


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_canonical_form_is_its_own_canonical_form(random_cell, seed):
    once = canonical(random_cell(seed))
    twice = canonical(once)
    np.testing.assert_array_equal(once.lattice, twice.lattice)
    np.testing.assert_array_equal(once.positions, twice.positions)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_turning_the_crystal_leaves_its_canonical_form(random_cell, rotation, seed):
    cell, turn = random_cell(seed), rotation(seed + 1)
    turned = replace(cell, positions=cell.positions @ turn, lattice=cell.lattice @ turn)
    one, other = canonical(cell), canonical(turned)
    np.testing.assert_allclose(one.lattice, other.lattice, atol=2e-8)
    assert near(one.fractional - other.fractional) < 2.1


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_a_left_handed_cell_is_turned_and_never_mirrored(random_cell, seed):
    cell = random_cell(seed)
    left = replace(cell, lattice=cell.lattice[[1, 0, 2]])
    assume(np.linalg.det(left.lattice) < 0)
    form = canonical(left)
    turn = np.linalg.solve(-left.lattice, form.lattice)
    np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-7)
    assert np.linalg.det(turn) == pytest.approx(1.0, abs=1e-6)
    there = left.positions @ turn
    assert near((there - form.positions) @ np.linalg.inv(form.lattice)) < 100


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_standard_lattice_is_lower_triangular_with_the_same_metric(random_cell, seed):
    lattice = random_cell(seed).lattice
    standard = standard_lattice(lattice)
    assert np.all(standard[np.triu_indices(3, 1)] == 0.0)
    assert np.all(np.diag(standard) > 0.0)
    np.testing.assert_allclose(standard @ standard.T, lattice @ lattice.T, atol=1e-10)


def test_noise_off_the_diagonal_becomes_an_exact_positive_zero():
    noisy = np.diag([4.0, 5.0, 6.0]) + np.array([[0, 1e-12, 0], [-1e-11, 0, 0], [1e-13, 0, 0]])
    lattice = canonical(Cell(("Li",), np.zeros((1, 3)), noisy)).lattice
    assert np.all(lattice == np.diag([4.0, 5.0, 6.0]))
    assert not np.signbit(lattice).any()


def test_a_coordinate_just_below_one_wraps_to_zero():
    wrapped = wrap(np.array([[1 - 1e-12, -1e-12, 0.5]]), 8)
    np.testing.assert_array_equal(wrapped, [[0.0, 0.0, 0.5]])
    assert not np.signbit(wrapped).any()


def test_given_cells_keep_their_order_of_atoms():
    cell = Cell(("O", "Li", "O"), np.array([[3, 0, 0], [2, 0, 0], [1, 0, 0]]), np.eye(3) * 4)
    assert canonical(cell).species == cell.species
    np.testing.assert_allclose(canonical(cell).positions, cell.positions)


def test_species_are_grouped_in_the_given_order_and_stay_in_theirs():
    cell = Cell(
        ("O", "Li", "O"),
        np.array([[3, 0, 0], [2, 0, 0], [1, 0, 0]]),
        np.eye(3) * 4,
        group=np.array([0, 1, 2]),
    )
    form = canonical(cell, species_order=["Li", "Zr", "O"])
    assert form.species == ("Li", "O", "O")
    np.testing.assert_allclose(form.positions[:, 0], [2, 3, 1])
    np.testing.assert_array_equal(form.group, [1, 0, 2])


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_sorted_sites_do_not_depend_on_the_order_of_atoms(random_cell, seed):
    cell = random_cell(seed)
    shuffled = cell.take(np.random.default_rng(seed).permutation(len(cell)))
    order = ["Li", "Zr", "O", "Cl"]
    one, other = (canonical(c, species_order=order, sort_sites=True) for c in (cell, shuffled))
    assert one.species == other.species
    np.testing.assert_array_equal(one.positions, other.positions)


def test_sites_are_sorted_by_a_before_b_before_c():
    fractional = [[0.5, 0.1, 0.1], [0.1, 0.5, 0.2], [0.1, 0.5, 0.1], [0.1, 0.2, 0.9]]
    cell = Cell.from_fractional(["O"] * 4, fractional, np.eye(3) * 9)
    form = canonical(cell, species_order=["O"], sort_sites=True)
    np.testing.assert_allclose(form.fractional, np.array(fractional)[[3, 2, 1, 0]])


def test_sorting_without_a_species_order_is_refused(cubic_zirconia):
    with pytest.raises(StructureError, match="species_order"):
        canonical(cubic_zirconia, sort_sites=True)


def test_an_element_missing_in_the_order_is_named(cubic_zirconia):
    with pytest.raises(StructureError, match=r"Zr missing in the species order \(Li, O\)"):
        species_permutation(cubic_zirconia, ["Li", "O"])


@settings(max_examples=40, deadline=None)
@given(lengths=st.tuples(*[st.floats(2, 30)] * 3), angles=st.tuples(*[st.floats(65, 115)] * 3))
def test_lattice_from_parameters_is_that_of_ase(lengths, angles):
    from ase.geometry import cellpar_to_cell

    expected = cellpar_to_cell([*lengths, *angles])
    np.testing.assert_allclose(lattice_from_parameters(lengths, angles), expected, atol=1e-9)


def test_hexagonal_and_orthogonal_cells_have_exact_entries():
    lattice = lattice_from_parameters((6.0, 6.0, 12.0), (90.0, 90.0, 120.0))
    assert lattice[1, 0] == -3.0
    np.testing.assert_array_equal(lattice[2], [0.0, 0.0, 12.0])


@pytest.mark.parametrize(
    ("lengths", "angles", "message"),
    [
        ((1.0, 0.0, 1.0), (90, 90, 90), "above 0"),
        ((1.0, 1.0, 1.0), (30, 30, 100), "no three vectors"),
        ((1.0, 1.0, 1.0), (90, 90, 0), "no three vectors"),
    ],
)
def test_impossible_parameters_are_refused(lengths, angles, message):
    with pytest.raises(StructureError, match=message):
        lattice_from_parameters(lengths, angles)
