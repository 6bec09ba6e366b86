"""The cutoff against every cell in which dynamics runs."""

from typing import Any

import numpy as np
import pytest
from faulty import Edit, put, spoiled
from studies import fluorite, known

from saggar.compiler.checks import Finding, run_checks
from saggar.compiler.checks.images import shortest_translation_A
from saggar.runtime.structures.cell import Cell
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import LAPTOP, GpumdExecutor

GIVEN = {"file": "film.xyz", "film": "c-ZrO2", "substrate": "c-ZrO2"}
RUNS = {"cells": ["film"], "temperatures": "300 K", "duration": "5 ps", "dump_every": "0.1 ps"}


def findings(
    code: str, *edits: Edit, cells: dict[str, Cell], embedded: bool = True
) -> list[Finding]:
    campaign = Campaign.model_validate(spoiled(*edits))
    gpumd = GpumdExecutor(executor="embedded" if embedded else "gpumd", release="5.6")
    host = LAPTOP.model_copy(update={"gpumd": gpumd})
    return [each for each in run_checks(campaign, known(cells), host) if each.code == code]


def slab(*widths_A: float) -> Cell:
    return Cell.from_fractional(("Zr",), np.zeros((1, 3)), np.diag(widths_A), name="film")


@pytest.mark.parametrize(("atoms", "warned"), [(12, True), (48, True), (96, False)])
def test_supercells_of_production_are_wider_than_twice_the_cutoff(atoms: int, warned: bool) -> None:
    edit = put("production.bulk.phases", {"c-ZrO2": atoms})
    assert bool(findings("SG433", edit, cells={"c-ZrO2": fluorite()})) is warned


@pytest.mark.parametrize(
    ("widths_A", "warned"),
    [((9.0, 9.0, 40.0), True), ((11.0, 11.0, 40.0), False), ((9.0, 9.0, 60.0), False)],
)
def test_an_interface_is_judged_as_the_box_rule_repeats_it(
    widths_A: tuple[float, ...], warned: bool
) -> None:
    edits = (put("interfaces", {"given": {"film": GIVEN}}), put("production.interfaces", RUNS))
    assert bool(findings("SG433", *edits, cells={"film": slab(*widths_A)})) is warned


def explored(cells: Any) -> tuple[Edit, ...]:
    return (
        put("interfaces", {"given": {"film": GIVEN}}),
        put("active_learning.explore.solid.cells", cells),
    )


def test_the_explored_cell_that_repeats_soonest_is_named() -> None:
    cells = {"film": slab(3.5, 9.0, 20.0), "c-ZrO2": slab(3.9, 9.0, 9.0)}
    (found,) = findings("SG438", *explored("all"), cells=cells)
    assert "film (and 1 more) repeats itself after 3.5 Å" in found.message


def test_cells_that_no_dynamics_explores_may_be_small() -> None:
    cells = {"film": slab(3.5, 9.0, 20.0), "c-ZrO2": fluorite()}
    assert not findings("SG438", *explored("phases"), cells=cells)


def test_cells_of_the_first_sampling_are_explored_too() -> None:
    sample = {
        "cells": "interfaces",
        "temperatures": "300 K",
        "duration": "1 ps",
        "dump_every": "0.1 ps",
    }
    cells = {"film": slab(3.5, 9.0, 20.0), "c-ZrO2": fluorite()}
    edits = (*explored("phases"), put("initial_data.sample", sample))
    (found,) = findings("SG438", *edits, cells=cells)
    assert found.path == ("initial_data", "sample")


def test_the_nearest_image_may_lie_along_no_edge() -> None:
    a, b, c = (3.0, 0.0, 0.0), (2.9, 1.0, 0.0), (0.0, 0.0, 5.0)
    assert shortest_translation_A((a, b, c)) == pytest.approx(np.hypot(0.1, 1.0))


@pytest.mark.parametrize(
    ("radial", "embedded", "refused"),
    [("12.6 Å", False, False), ("13 Å", False, True), ("13 Å", True, False)],
)
def test_gpumd_has_room_for_819_neighbours(radial: str, embedded: bool, refused: bool) -> None:
    # zirconia of 12 atoms in 5.12 Å cubed: 0.0894 atoms/Å^3, 820 of them within 12.99 Å
    cutoff = put("models.potential.cutoff", {"radial": radial, "angular": "4 Å"})
    found = findings("SG439", cutoff, cells={"c-ZrO2": fluorite()}, embedded=embedded)
    assert bool(found) is refused
    assert all('"12.9 Å"' in each.hint for each in found)
