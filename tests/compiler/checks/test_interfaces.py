"""Sets of interfaces are searched for before anything is built: nothing fits, or it depends."""

import math
import subprocess
import sys
import time
from typing import Any

import numpy as np
import pytest
import studies

from saggar.compiler.checks import Finding, run_checks
from saggar.compiler.checks.interfaces import sets_find_interfaces
from saggar.compiler.checks.subject import Subject
from saggar.runtime.structures.cell import Cell
from saggar.schemas.machine import LAPTOP


def film() -> Cell:
    """Give a square face of 4 Å across a long axis."""
    return cell(4.0, 90.0, 25.0, "film")


def cell(a_A: float, gamma_deg: float, c_A: float, name: str) -> Cell:
    gamma = math.radians(gamma_deg)
    lattice = [[a_A, 0, 0], [a_A * math.cos(gamma), a_A * math.sin(gamma), 0], [0, 0, c_A]]
    positions = np.array([[0.0, 0.0, 0.0], [0.3, 0.5, 1.7]])  # of low symmetry
    return Cell(("Zr", "O"), positions, np.array(lattice), name=name)


def findings(base: Cell | None, limits: dict[str, Any], **changes: Any) -> list[Finding]:
    tree = studies.changed(
        phases={
            **studies.SMALL["phases"],
            "film": {"file": "film.cif"},
            "base": {"file": "base.cif", **changes.pop("phase", {})},
        },
        interfaces={"films": ["film"], "substrates": ["base"], "sets": {"all": limits}, **changes},
    )
    cells = {"film": film(), **({"base": base} if base is not None else {})}
    found = run_checks(studies.campaign(tree), studies.known(cells), LAPTOP)
    return [each for each in found if each.code.startswith("SG33")]


def search(strain: str, area: str = "17 Å^2") -> dict[str, Any]:
    return {
        "max_index": 1,
        "max_area": area,
        "max_strain": strain,
        "keep_per_orientation": 1,
        "draw": 1,
    }


WIDER = cell(4.04, 90.0, 30.0, "base")  # the film is stretched by 1 %


def test_limits_without_a_match_are_an_error_that_names_the_nearest() -> None:
    (found,) = findings(WIDER, search("0.9 %"))
    assert (found.code, found.severity) == ("SG330", "error")
    assert found.path == ("interfaces", "sets", "all")
    assert "film (0 0 1) on base (0 0 1)" in found.message
    assert "strain 1.00 %" in found.message


def test_a_match_within_the_limits_is_enough() -> None:
    assert findings(WIDER, search("1.1 %")) == []


def test_the_area_limits_too() -> None:
    (found,) = findings(WIDER, search("1.1 %", "15.9 Å^2"))
    assert found.code == "SG330"
    assert "16.3 A^2" in found.message  # 4.04^2


def test_while_a_phase_may_relax_it_is_a_warning() -> None:
    (found,) = findings(WIDER, search("0.9 %"), phase={"relax": {}})
    assert (found.code, found.severity) == ("SG331", "warning")
    assert "base will be relaxed" in found.hint


@pytest.mark.parametrize("plane", [[0, 0, 1], [1, 0, 0]])
def test_each_declared_pair_of_planes_is_searched(plane: list[int]) -> None:
    pair = {"film": "film", "film_plane": [0, 0, 1], "substrate": "base", "substrate_plane": plane}
    limits = {"max_area": "17 Å^2", "max_strain": "1.1 %", "pairs": {"one": pair}}
    found = findings(WIDER, limits)
    if plane == [0, 0, 1]:
        assert found == []
    else:
        assert [each.path for each in found] == [("interfaces", "sets", "all", "pairs", "one")]


def test_limits_of_a_pair_come_before_those_of_its_set() -> None:
    pair = {
        "film": "film",
        "film_plane": [0, 0, 1],
        "substrate": "base",
        "substrate_plane": [0, 0, 1],
        "max_strain": "1.1 %",
    }
    limits = {"max_area": "17 Å^2", "max_strain": "0.1 %", "pairs": {"one": pair}}
    assert findings(WIDER, limits) == []


SKEWED = cell(4.04, 91.0, 30.0, "base")
"""Lengths are off by 1 %; with the skew of 1 degree, pi/360, one principal strain is 1.9 %."""


@pytest.mark.parametrize("measure", ["length", "principal"])
def test_a_skewed_cell_that_fits_by_lengths_alone_is_named(measure: str) -> None:
    (found,) = [
        each
        for each in findings(SKEWED, search("1.2 %"), build={"strain_measure": measure})
        if each.code == "SG332"
    ]
    assert found.path == ("interfaces", "build", "strain_measure")
    assert f"is {measure} and decides" in found.message
    assert "by lengths alone film (0 0 1) on base (0 0 1)" in found.message
    assert found.severity == "warning"


def test_where_both_measures_let_it_in_nothing_is_said() -> None:
    assert findings(SKEWED, search("2 %")) == []


def test_sets_with_the_same_limits_are_named_together() -> None:
    tree = studies.changed(
        phases={name: {"file": f"{name}.cif"} for name in ("c-ZrO2", "film", "base")},
        interfaces={
            "films": ["film"],
            "substrates": ["base"],
            "sets": {"a": search("1.2 %"), "b": search("1.2 %")},
            "build": {"strain_measure": "length"},
        },
    )
    found = run_checks(
        studies.campaign(tree), studies.known({"film": film(), "base": SKEWED}), LAPTOP
    )
    (one,) = [each for each in found if each.code == "SG332"]
    assert "interfaces.sets.a and interfaces.sets.b" in one.message


@pytest.mark.parametrize("phase", [{"ordering": {}}, {}])
def test_what_is_not_ordered_or_not_there_is_not_judged(phase: dict[str, Any]) -> None:
    assert findings(WIDER if phase else None, search("0.9 %"), phase=phase) == []


def test_wide_limits_are_not_searched_while_one_waits() -> None:
    wide = {**search("10 %", "3000 Å^2"), "max_index": 6}
    tree = studies.changed(
        phases={name: {"file": f"{name}.cif"} for name in ("c-ZrO2", "film", "base")},
        interfaces={"films": ["film"], "substrates": ["base"], "sets": {"all": wide}},
    )
    subject = Subject(
        studies.campaign(tree), studies.known({"film": film(), "base": SKEWED}), LAPTOP
    )
    started = time.process_time()
    assert list(sets_find_interfaces(subject)) == []
    assert time.process_time() - started < 0.5


def test_campaigns_without_sets_load_no_search() -> None:
    script = (
        "import sys; from saggar.__main__ import main\n"
        f"main(['check', {str(studies.DEMO)!r}])\n"
        "print([name for name in sys.modules if name.startswith('saggar.runtime.interfaces')])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
