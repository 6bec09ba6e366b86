"""What only coordinates tell: atoms too close, and where elements lie."""

import numpy as np
import pytest
import studies

from saggar.compiler.structures.inspection import Inspection, inspect, profile_overlap
from saggar.runtime.structures.cell import Cell

HEIGHTS = np.array([[0, 0, (k + 0.5) / 8] for k in range(8)])
TALL = np.diag([4.0, 4.0, 16.0])


def test_atoms_that_keep_their_distance_do_not_clash() -> None:
    assert inspect(studies.fluorite()).clash is None


def test_the_worst_of_the_pairs_that_are_too_close_is_named() -> None:
    positions = np.array([[0.0, 0, 0], [5, 5, 5], [5, 5, 6.2], [0, 0, 0.5]])
    cell = Cell(("Zr", "Zr", "O", "O"), positions, np.eye(3) * 10)
    clash = inspect(cell).clash
    assert clash is not None
    assert (clash.first, clash.second, clash.pairs) == ("atom 1 (Zr)", "atom 4 (O)", 2)
    assert clash.distance_A == pytest.approx(0.5)
    assert clash.limit_A == pytest.approx(0.7 * (1.75 + 0.66))


def test_atoms_are_counted_in_slabs_of_two_angstrom() -> None:
    cell = Cell.from_fractional(["Li"] * 4 + ["O"] * 4, HEIGHTS, TALL)
    along_a, _, along_c = inspect(cell).profiles
    assert along_a == {"Li": (4, 0), "O": (4, 0)}
    assert along_c == {"Li": (1, 1, 1, 1, 0, 0, 0, 0), "O": (0, 0, 0, 0, 1, 1, 1, 1)}


def test_an_atom_outside_the_cell_lies_in_the_slab_of_its_image() -> None:
    cell = Cell.from_fractional(["Li", "Li"], [[0, 0, -0.01], [0, 0, 2.01]], np.eye(3) * 8)
    assert inspect(cell).profiles[2] == {"Li": (1, 0, 0, 1)}


def test_slabs_apart_do_not_overlap_and_even_mixtures_do() -> None:
    apart = inspect(Cell.from_fractional(["Li"] * 4 + ["O"] * 4, HEIGHTS, TALL)).profiles
    mixed = inspect(Cell.from_fractional(["Li", "O"] * 8, np.repeat(HEIGHTS, 2, axis=0), TALL))
    assert profile_overlap(apart[2], {"Li"}, {"O"}) == 0
    assert profile_overlap(apart[0], {"Li"}, {"O"}) == 1
    assert profile_overlap(mixed.profiles[2], {"Li"}, {"O"}) == pytest.approx(1)


def test_shares_are_of_all_atoms_of_a_side() -> None:
    profile = {"Li": (1, 0), "Cl": (2, 1), "O": (0, 4)}
    assert profile_overlap(profile, {"Li", "Cl"}, {"O"}) == pytest.approx(0.25)


def test_an_inspection_survives_json() -> None:
    found = inspect(studies.fluorite())
    assert Inspection.model_validate_json(found.model_dump_json()) == found
