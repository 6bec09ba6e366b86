from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.neighbors import pairs_within

SEEDS = st.integers(0, 10**6)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, cutoff=st.floats(0.5, 9.0))
def test_distances_are_those_of_ase_also_beyond_the_cell(random_cell, seed, cutoff):
    from ase.neighborlist import neighbor_list

    cell = random_cell(seed)
    expected = neighbor_list("d", cell.to_ase(), cutoff)
    found = pairs_within(cell, cutoff).distance_A
    np.testing.assert_allclose(np.sort(np.tile(found, 2)), np.sort(expected), atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_shift_leads_from_the_first_atom_to_the_image_of_the_second(random_cell, seed):
    cell = random_cell(seed)
    pairs = pairs_within(cell, 6.0)
    images = cell.positions[pairs.second] + pairs.shift @ cell.lattice
    lengths = np.linalg.norm(images - cell.positions[pairs.first], axis=1)
    np.testing.assert_allclose(lengths, pairs.distance_A, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_each_pair_is_listed_once(random_cell, seed):
    pairs = pairs_within(random_cell(seed), 6.0)
    forward = {
        (i, j, *s) for i, j, s in zip(pairs.first, pairs.second, pairs.shift.tolist(), strict=True)
    }
    backward = {(j, i, -a, -b, -c) for i, j, a, b, c in forward}
    assert len(forward) == len(pairs.first)
    assert not forward & backward


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_turning_the_crystal_changes_no_distance(random_cell, rotation, seed):
    cell, turn = random_cell(seed), rotation(seed)
    turned = replace(cell, positions=cell.positions @ turn, lattice=cell.lattice @ turn)
    before, after = (np.sort(pairs_within(c, 5.0).distance_A) for c in (cell, turned))
    np.testing.assert_allclose(before, after, atol=1e-9)


def test_one_atom_sees_its_own_images_at_the_lattice_vectors():
    cell = Cell(("Li",), np.array([[0.3, 0.2, 0.1]]), np.diag([3.0, 4.0, 20.0]))
    assert np.sort(pairs_within(cell, 5.0).distance_A) == pytest.approx([3.0, 4.0, 5.0, 5.0])


def test_thin_cells_reach_over_many_images():
    cell = Cell(("Li",), np.zeros((1, 3)), np.diag([1.0, 50.0, 50.0]))
    assert pairs_within(cell, 7.5).distance_A == pytest.approx(np.arange(1, 8))


def test_an_atom_on_the_far_face_is_near_one_on_the_other():
    cell = Cell(("Li", "O"), np.array([[0, 0, 0], [0, 0, 10.0 - 1e-17]]), np.diag([9.0, 9.0, 10.0]))
    assert pairs_within(cell, 1.0).distance_A == pytest.approx([0.0], abs=1e-12)
