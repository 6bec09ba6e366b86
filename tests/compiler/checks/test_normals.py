"""Whether the normal of a given interface is along c."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from studies import DEMO, described

from saggar.compiler.checks import run_checks
from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.structures import read_cells
from saggar.compiler.load import load_campaign
from saggar.compiler.structures.memory import Memory
from saggar.runtime.structures.canonical import canonical
from saggar.runtime.structures.cell import Cell
from saggar.schemas.machine import LAPTOP

NAME = "c111-alpha001"


def permuted(cell: Cell, order: tuple[int, int, int]) -> Cell:
    """Exchange the cell vectors of a structure."""
    return canonical(replace(cell, lattice=cell.lattice[list(order)]))


def normal_findings(order: tuple[int, int, int], shift_A: float = 0.0) -> list[Finding]:
    campaign = load_campaign(Path(DEMO)).campaign
    cells, _ = read_cells(campaign, DEMO.parent, Memory())
    cell = cells[NAME].whole
    moved = replace(cell, positions=cell.positions + np.array([0, 0, shift_A]))
    turned = described(permuted(moved, order), NAME)
    found = run_checks(campaign, {**cells, NAME: turned}, LAPTOP)
    return [each for each in found if each.code == "SG314"]


@pytest.mark.parametrize("shift_A", [0.0, 3.0, 7.0, 11.0])
def test_the_cell_of_the_demo_passes_wherever_its_origin_is(shift_A: float) -> None:
    assert not normal_findings((0, 1, 2), shift_A)


@pytest.mark.parametrize(("order", "stacked"), [((2, 0, 1), "a"), ((0, 2, 1), "b")])
def test_a_cell_stacked_along_another_vector_is_found(
    order: tuple[int, int, int], stacked: str
) -> None:
    (found,) = normal_findings(order)
    assert found.path == ("interfaces", "given", NAME, "file")
    assert f"stacked along {stacked}" in found.hint
