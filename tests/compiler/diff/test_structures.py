"""Verdicts on two structures of one name."""

from dataclasses import replace

import numpy as np
import pytest
from studies import fluorite

from saggar.compiler.diff.structures import (
    StructureDifference,
    compare_records,
    compare_structures,
    same_content,
)
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import repeat
from saggar.schemas.resolved import CellRecord


def moved(cell: Cell, atom: int, by_A: float) -> Cell:
    positions = cell.positions.copy()
    positions[atom, 2] += by_A
    return replace(cell, positions=positions)


def strained(cell: Cell, factors: tuple[float, float, float]) -> Cell:
    return Cell.from_fractional(cell.species, cell.fractional, cell.lattice * np.array(factors))


def compared(a: Cell, b: Cell) -> StructureDifference:
    found = compare_structures("x", a, b)
    assert found is not None
    return found


def test_the_same_digits_are_no_difference() -> None:
    assert compare_structures("x", fluorite(), fluorite()) is None


def test_noise_below_the_tolerance_is_cosmetic() -> None:
    found = compared(fluorite(), moved(fluorite(), 3, 5e-5))
    assert (found.verdict, found.category) == ("equal digits aside", "cosmetic")
    assert found.largest_A == pytest.approx(5e-5)


def test_another_origin_is_another_description() -> None:
    shifted = replace(fluorite(), positions=fluorite().positions + np.array([0.3, 0.2, 0.1]))
    found = compared(fluorite(), shifted)
    assert (found.verdict, found.category) == ("another description", "cosmetic")


def test_a_moved_atom_is_named_with_its_distance() -> None:
    found = compared(fluorite(), moved(fluorite(), 5, 0.0312))
    assert (found.verdict, found.category) == ("changed", "physics")
    (atom,) = found.moved
    assert (atom.species, atom.number) == ("O", 6)
    assert atom.distance_A == pytest.approx(0.0312)


def test_a_strain_is_given_in_percent_of_each_edge() -> None:
    found = compared(fluorite(), strained(fluorite(), (1.0, 1.0, 1.005)))
    assert found.verdict == "changed"
    assert found.lengths_percent == pytest.approx((0, 0, 0.5))
    assert found.volume_percent == pytest.approx(0.5)
    assert found.moved == ()


def test_another_composition_is_another_structure() -> None:
    other = replace(fluorite(), species=("Li", *fluorite().species[1:]))
    found = compared(fluorite(), other)
    assert (found.verdict, found.formula_b) == ("different", "Li1 Zr3 O8")


def test_a_lattice_far_off_is_another_structure() -> None:
    assert compared(fluorite(), strained(fluorite(), (1.0, 1.0, 1.3))).verdict == "different"


def test_a_supercell_is_another_description() -> None:
    assert compared(fluorite(), repeat(fluorite(), (2, 1, 1))).verdict == "another description"


def record(sha256: str) -> CellRecord:
    return CellRecord(
        kind="phase",
        file="x.xyz",
        source="",
        sha256=sha256,
        atoms=12,
        formula="Zr4 O8",
        thicknesses_A=(5.12, 5.12, 5.12),
    )


def test_without_cells_the_digests_decide() -> None:
    assert compare_records("x", record("1"), record("1")) is None
    found = compare_records("x", record("1"), record("2"))
    assert found is not None
    assert found.verdict == "unknown"


def test_content_is_the_same_under_two_names() -> None:
    a, b = {"old": fluorite()}, {"new": moved(fluorite(), 0, 1e-5), "off": moved(fluorite(), 0, 1)}
    assert same_content(a, b, "old", "new")
    assert not same_content(a, b, "old", "off")
    assert not same_content(a, b, "gone", "new")
