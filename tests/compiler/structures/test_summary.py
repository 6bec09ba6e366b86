"""What is known of a cell without its coordinates is what the cell itself says."""

import json

import numpy as np
import pytest
import studies

from saggar.compiler.structures.summary import CellSummary, summarize
from saggar.runtime.structures.box import supercell_for_box_rule, violates_box_rule
from saggar.runtime.structures.canonical import canonical
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import repeat

SKEWED = Cell(
    ("O", "Zr", "O"),
    np.array([[0.0, 0, 0], [2, 2, 2], [3, 3, 3]]),
    np.array([[5.1, 0.0, 0.0], [1.3, 4.9, 0.0], [0.4, -0.9, 6.2]]),
    np.array([0, 0, 1]),
    "skewed",
)


def test_composition_and_label_are_those_of_the_cell() -> None:
    summary = summarize(SKEWED)
    assert list(summary.counts.items()) == list(SKEWED.counts.items())
    assert summary.formula == SKEWED.formula == "O2 Zr1"
    assert len(summary) == 3
    assert summary.label == "skewed"


def test_numbers_are_those_of_the_cell_to_the_last_bit() -> None:
    summary = summarize(SKEWED)
    assert summary.thicknesses_A == tuple(SKEWED.thicknesses_A)
    assert summary.volume_A3 == SKEWED.volume_A3
    assert summary.density_g_per_cm3 == SKEWED.density_g_cm3


def test_a_label_has_the_elements_of_its_atoms() -> None:
    assert summarize(SKEWED).groups == {0: ("O", "Zr"), 1: ("O",)}
    assert summarize(studies.fluorite()).groups is None


@pytest.mark.parametrize("off_diagonal_A", [0.0, 4e-9, 6e-9, -1e-7])
def test_a_cell_is_tilted_by_what_is_written_of_its_lattice(off_diagonal_A: float) -> None:
    lattice = np.diag([4.0, 5.0, 6.0])
    lattice[2, 0] = off_diagonal_A
    cell = canonical(Cell(("O",), np.zeros((1, 3)), lattice))
    written = bool(cell.lattice[2, 0] != 0)
    assert summarize(cell).is_tilted is cell.is_tilted is written is (abs(off_diagonal_A) > 5e-9)


def test_a_supercell_is_summarized_without_its_atoms() -> None:
    large, built = summarize(SKEWED).repeated((2, 1, 3)), summarize(repeat(SKEWED, (2, 1, 3)))
    assert large.counts == built.counts
    assert large.lattice == built.lattice
    assert large.thicknesses_A == built.thicknesses_A
    assert large.volume_A3 == pytest.approx(built.volume_A3)


def test_the_box_rule_judges_a_summary_as_it_judges_the_cell() -> None:
    thin = Cell(("Li",), np.zeros((1, 3)), np.diag([10.0, 20.0, 70.0]))
    assert violates_box_rule(summarize(thin), 6.0)
    assert supercell_for_box_rule(summarize(thin), 6.0) == supercell_for_box_rule(thin, 6.0)


def test_a_summary_survives_json() -> None:
    summary = summarize(SKEWED)
    assert CellSummary.model_validate_json(summary.model_dump_json()) == summary
    assert json.loads(summary.model_dump_json())["groups"]["1"] == ["O"]
