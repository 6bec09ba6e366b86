"""Matching of atoms at the least total distance."""

import time
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from studies import fluorite

from saggar.compiler.diff.displacement import assignment, find_displacements
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import repeat

seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), seeds)
def test_assignment_has_the_least_cost_of_all_permutations(size: int, seed: int) -> None:
    cost = np.random.default_rng(seed).normal(size=(size, size))
    rows = np.arange(size)
    least = min(cost[rows, list(order)].sum() for order in permutations(range(size)))
    found = assignment(cost)
    assert sorted(found) == list(rows)
    assert cost[rows, found].sum() == pytest.approx(least, abs=1e-12)


def chain(*places_A: float, length_A: float = 20.0) -> Cell:
    positions = np.array([[place, 0.0, 0.0] for place in places_A])
    return Cell(("Li",) * len(places_A), positions, np.diag([length_A, 9.0, 9.0]))


def test_a_moved_atom_says_how_far() -> None:
    found = find_displacements(chain(0, 4, 9), chain(0, 4.25, 9))
    assert found.distance_A == pytest.approx([0, 0.25, 0], abs=1e-12)
    assert not found.shift.any()


def test_atoms_move_across_a_face_by_the_shortest_way() -> None:
    found = find_displacements(chain(0, 4, 19.9), chain(0, 4, 20.2))
    assert found.distance_A == pytest.approx([0, 0, 0.3], abs=1e-12)


def test_matching_is_best_for_all_and_not_greedy() -> None:
    # nearest first pairs 1.0 with 0.9 and is left with 0.0 to 2.5: 2.6 in all
    found = find_displacements(chain(8, 12, 15, 0, 1), chain(8, 12, 15, 2.5, 0.9))
    assert found.distance_A == pytest.approx([0, 0, 0, 0.9, 1.5], abs=1e-12)


def test_a_shift_of_the_origin_is_taken_out() -> None:
    a = chain(0, 4, 9, 13)
    b = chain(1.5, 5.5, 10.5, 15.0)
    found = find_displacements(a, b)
    assert found.distance_A == pytest.approx([0, 0, 0, 0.5], abs=1e-12)
    assert found.shift == pytest.approx([0.075, 0, 0])


def test_a_strain_alone_moves_no_atom() -> None:
    a = chain(0, 4, 9)
    b = replace(a, positions=a.positions * 1.02, lattice=a.lattice * 1.02)
    assert find_displacements(a, b).distance_A == pytest.approx([0, 0, 0], abs=1e-12)


def test_elements_are_not_exchanged() -> None:
    a = Cell(("Li", "Zr"), np.array([[0.0, 0, 0], [3.0, 0, 0]]), 20 * np.eye(3))
    b = Cell(("Li", "Zr"), np.array([[0.0, 0, 0], [6.0, 0, 0]]), 20 * np.eye(3))
    assert find_displacements(a, b).distance_A == pytest.approx([0, 3])


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_atoms_that_have_all_moved_are_not_taken_for_another_origin(seed: int) -> None:
    generator = np.random.default_rng(seed)
    moves = generator.normal(0, 0.1, (27, 3))
    found = find_displacements(grid(), moved_by(moves, generator.permutation(27)))
    assert found.distance_A == pytest.approx(np.linalg.norm(moves, axis=1), abs=1e-9)
    assert not found.shift.any()


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_a_shift_of_the_origin_is_found_where_all_atoms_have_moved(seed: int) -> None:
    generator = np.random.default_rng(seed)
    moves = generator.normal(0, 0.05, (27, 3))
    found = find_displacements(grid(), moved_by(moves + 1.4, generator.permutation(27)))
    # the origin itself is known no better than the atoms scatter about it
    assert found.distance_A == pytest.approx(np.linalg.norm(moves, axis=1), abs=0.06)
    assert found.shift == pytest.approx(1.4 / 9.0, abs=0.06 / 9.0)


def test_moved_atoms_of_a_large_cell_are_told_at_once() -> None:
    cell = repeat(fluorite(), (9, 9, 10))
    positions = cell.positions.copy()
    positions[[77, 5000]] += [[0.0, 0.3, 0.0], [0.25, 0.0, 0.0]]
    begin = time.process_time()
    distance_A = find_displacements(cell, replace(cell, positions=positions)).distance_A
    assert time.process_time() - begin < 2.0
    assert distance_A[[77, 5000]] == pytest.approx([0.3, 0.25])
    assert np.delete(distance_A, [77, 5000]).max() < 1e-9


def grid() -> Cell:
    """Give 27 atoms 3 A apart, of three elements without a translation among them."""
    places = 3.0 * np.array([(x, y, z) for x in range(3) for y in range(3) for z in range(3)])
    order = np.random.default_rng(0).permutation(27)
    species = np.array(["Li"] * 12 + ["Zr"] * 4 + ["O"] * 11)[order]
    return Cell(tuple(map(str, species)), places, 9.0 * np.eye(3))


def moved_by(moves: NDArray[np.float64], order: NDArray[np.intp]) -> Cell:
    return replace(grid(), positions=grid().positions + moves).take(order)
