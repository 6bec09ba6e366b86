"""Search for origins in cells as large as those of production runs."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from studies import fluorite

from saggar.compiler.diff.equivalence import SAME_WITHIN_A, find_equivalence
from saggar.compiler.diff.primitive import primitive
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import repeat

SECONDS = 2.0
"""CPU time far above that of any comparison here, and far below that of trying all origins."""


def large() -> Cell:
    """Repeat zirconia to 9,720 atoms with 3,240 translations."""
    return repeat(fluorite(), (9, 9, 10))


def described_otherwise(cell: Cell) -> Cell:
    order = np.random.default_rng(5).permutation(len(cell))
    return replace(cell, positions=cell.positions + np.array([0.7, 1.9, 0.3])).take(order)


def with_moved(cell: Cell, atom: int, by_A: float) -> Cell:
    positions = cell.positions.copy()
    positions[atom, 1] += by_A
    return replace(cell, positions=positions)


def test_shifted_and_permuted_atoms_of_a_large_cell_are_another_description() -> None:
    begin = time.process_time()
    found = find_equivalence(large(), described_otherwise(large()))
    assert time.process_time() - begin < SECONDS
    assert found is not None
    assert found.relation == "other description"
    assert found.largest_A < 1e-9


@pytest.mark.parametrize("by_A", [1.5e-4, 0.3])
@pytest.mark.parametrize("other", [replace, described_otherwise])
def test_an_atom_that_moved_in_a_large_cell_makes_another_crystal(
    by_A: float, other: Callable[[Cell], Cell]
) -> None:
    begin = time.process_time()
    moved = with_moved(other(large()), 4321, by_A)
    assert find_equivalence(large(), moved) is None
    assert find_equivalence(moved, large()) is None
    assert time.process_time() - begin < SECONDS


def test_the_same_move_of_different_atoms_of_a_large_crystal_is_another_description() -> None:
    cell = large()
    found = find_equivalence(with_moved(cell, 0, 0.3), with_moved(cell, 12 * 100, 0.3))
    assert found is not None
    assert found.relation == "other description"


def test_the_primitive_cell_of_a_large_cell_has_three_atoms() -> None:
    begin = time.process_time()
    assert len(primitive(large(), SAME_WITHIN_A)) == 3
    assert time.process_time() - begin < SECONDS


def test_one_moved_atom_leaves_a_large_cell_no_translation() -> None:
    assert len(primitive(with_moved(large(), 77, 1.5e-4), SAME_WITHIN_A)) == len(large())


def test_a_slow_modulation_is_not_smoothed_away() -> None:
    cell = repeat(fluorite(), (40, 1, 1))
    waves = 20 * SAME_WITHIN_A * np.sin(2 * np.pi * cell.fractional[:, 0])
    modulated = replace(cell, positions=cell.positions + waves[:, None] * [0.0, 0.0, 1.0])
    assert find_equivalence(cell, modulated) is None
