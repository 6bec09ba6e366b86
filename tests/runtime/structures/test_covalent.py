from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.covalent import covalent_radii, shortest_distance_ratio
from saggar.runtime.structures.elements import COVALENT_RADIUS_A, SYMBOLS
from saggar.runtime.structures.sanity import repeat
from saggar.schemas.errors import StructureError

SEEDS = st.integers(0, 10**6)


def brute_force_ratio(cell, reach=6):
    radii = covalent_radii(cell.species)
    sums = radii[:, None] + radii
    smallest = np.inf
    for shift in product(range(-reach, reach + 1), repeat=3):
        image = cell.positions + np.array(shift) @ cell.lattice
        distances = np.linalg.norm(image[None] - cell.positions[:, None], axis=2)
        if shift == (0, 0, 0):
            np.fill_diagonal(distances, np.inf)
        smallest = min(smallest, (distances / sums).min())
    return smallest


def test_radii_are_those_of_cordero_as_tabulated_by_ase():
    from ase.data import atomic_numbers
    from ase.data import covalent_radii as tabulated

    assert SYMBOLS[0] == "H"
    assert len(SYMBOLS) == 96
    for number, (symbol, radius) in enumerate(COVALENT_RADIUS_A.items(), start=1):
        assert atomic_numbers[symbol] == number
        assert radius == pytest.approx(tabulated[number])


def test_ratio_of_a_known_pair():
    cell = Cell(("Zr", "O"), np.array([[0, 0, 0], [2.1, 0, 0]]), np.eye(3) * 20)
    assert shortest_distance_ratio(cell) == pytest.approx(2.1 / (1.75 + 0.66))


def test_the_closest_pair_in_radii_is_not_the_closest_in_space():
    positions = np.array([[0, 0, 0], [1.2, 0, 0], [0, 10, 0], [2.0, 10, 0]])
    cell = Cell(("O", "O", "Zr", "Zr"), positions, np.eye(3) * 20)
    assert shortest_distance_ratio(cell) == pytest.approx(2.0 / 3.5)


def test_an_atom_and_its_own_image_count():
    assert shortest_distance_ratio(
        Cell(("Li",), np.zeros((1, 3)), np.diag([1.5, 9.0, 9.0]))
    ) == pytest.approx(1.5 / 2.56)


def test_sparse_structures_have_ratios_far_above_one():
    cell = Cell(("O",), np.zeros((1, 3)), np.diag([13.0, 14.0, 15.0]))
    assert shortest_distance_ratio(cell) == pytest.approx(13.0 / 1.32)


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_ratio_is_the_minimum_over_all_images(random_cell, seed):
    cell = random_cell(seed)
    assert shortest_distance_ratio(cell) == pytest.approx(brute_force_ratio(cell), abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_ratio_survives_rotation_permutation_and_repetition(random_cell, rotation, seed):
    cell, turn = random_cell(seed), rotation(seed)
    ratio = shortest_distance_ratio(cell)
    turned = replace(cell, positions=cell.positions @ turn, lattice=cell.lattice @ turn)
    shuffled = cell.take(np.random.default_rng(seed).permutation(len(cell)))
    for other in (turned, shuffled, repeat(cell, (2, 1, 3))):
        assert shortest_distance_ratio(other) == pytest.approx(ratio, abs=1e-9)


def test_radii_can_be_replaced():
    cell = Cell(("Zr", "O"), np.array([[0, 0, 0], [2.1, 0, 0]]), np.eye(3) * 20)
    assert shortest_distance_ratio(cell, np.array([1.0, 2.0])) == pytest.approx(0.7)


def test_an_unknown_element_has_no_radius():
    with pytest.raises(StructureError, match="'Qq' is no element"):
        covalent_radii(["Li", "Qq"])
