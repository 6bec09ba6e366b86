"""Cells that are produced, against the states in which their like was explored."""

from typing import Any

import pytest
from faulty import Edit, put, spoiled

from saggar.compiler.checks import Finding, run_checks
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import LAPTOP

EXPLORE = "active_learning.explore"
RUN = {"duration": "1 ps", "check_every": "0.01 ps"}
GIVEN = {"file": "film.xyz", "film": "c-ZrO2", "substrate": "c-ZrO2"}


def mixed() -> tuple[Edit, ...]:
    """Heat bulk in npt, hold interfaces at constant volume, and produce in npt."""
    states = {"ensemble": "npt", "temperatures": "300, 900 K", "pressures": "1 bar"}
    return (
        put("interfaces", {"given": {"film": GIVEN, "other": GIVEN}}),
        put(
            EXPLORE,
            {
                "bulk": {**RUN, **states, "cells": "phases"},
                "itf": {**RUN, "cells": "interfaces", "temperatures": "300 K"},
            },
        ),
        put("production.ensemble", "npt"),
    )


def interfaces(temperatures: str, *cells: str) -> Edit:
    runs: dict[str, Any] = {"cells": [*cells], "temperatures": temperatures}
    return put("production.interfaces", {**runs, "duration": "5 ps", "dump_every": "0.1 ps"})


def findings(code: str, *edits: Edit) -> list[Finding]:
    campaign = Campaign.model_validate(spoiled(*edits))
    return [each for each in run_checks(campaign, None, LAPTOP) if each.code == code]


def test_bulk_that_was_heated_tells_nothing_of_an_interface() -> None:
    (found,) = findings("SG410", *mixed(), interfaces("300, 800 K", "film"))
    assert found.path == ("production", "interfaces", "temperatures")
    assert "has 800 K; explored are 300 K only" in found.message


def test_the_bulk_beside_it_is_judged_by_its_own_exploration() -> None:
    assert not findings("SG410", *mixed(), put("production.bulk.temperatures", "800 K"))


def test_an_interface_explored_at_constant_volume_is_not_known_in_npt() -> None:
    (found,) = findings("SG411", *mixed(), interfaces("300 K", "film"))
    assert "of its cells or their like varies the cell" in found.message
    assert not findings("SG411", *mixed())


def test_cells_of_a_section_that_were_explored_otherwise_are_named() -> None:
    edits = (*mixed(), put(f"{EXPLORE}.itf.cells", ["film"]))
    hot = put(f"{EXPLORE}.hot", {**RUN, "cells": ["other"], "temperatures": "900 K"})
    first, second = findings("SG410", *edits, hot, interfaces("300, 900 K", "film", "other"))
    assert "has 900 K; explored of film are 300 K only" in first.message
    assert "has 300 K; explored of other are 900 K only" in second.message


def test_an_interface_is_not_produced_where_none_is_explored() -> None:
    edits = (*mixed(), put(f"{EXPLORE}.itf.cells", "phases"), interfaces("300 K", "film"))
    (found,) = findings("SG410", *edits)
    assert "no exploration holds any" in found.message


def test_a_phase_is_known_from_interfaces_where_no_phase_is_explored() -> None:
    edits = (*mixed(), put(f"{EXPLORE}.bulk.cells", "interfaces"))
    assert not findings("SG410", *edits, put("production.bulk.temperatures", "800 K"))


def test_heat_beyond_the_explorations_in_npt_is_warned_of() -> None:
    edits = (*mixed(), put(f"{EXPLORE}.hot", {**RUN, "cells": "phases", "temperatures": "1200 K"}))
    (found,) = findings("SG411", *edits, put("production.bulk.temperatures", "300, 1000 K"))
    assert "has 1000 K in npt" in found.message
    assert "reach 900 K" in found.message


@pytest.mark.parametrize(("start", "warned"), [("20 K", False), ("600 K", False), ("800 K", True)])
def test_a_ramp_may_begin_in_the_cold_of_rattled_copies(start: str, warned: bool) -> None:
    edit = put("production.equilibrate", {"from": start, "duration": "1 ps"})
    assert bool(findings("SG410", edit)) is warned


def test_without_rattled_copies_a_ramp_begins_where_it_was_explored() -> None:
    sample = {"temperatures": "300 K", "duration": "1 ps", "dump_every": "0.1 ps"}
    edits = (
        put("initial_data", {"sample": sample, "select": {"frames": 10}}),
        put("production.equilibrate", {"from": "20 K", "duration": "1 ps"}),
    )
    (found,) = findings("SG410", *edits)
    assert found.path == ("production", "equilibrate", "from")
    assert "is 20 K; explored are 300 to 600 K" in found.message


@pytest.mark.parametrize(("pressure", "warned"), [("400 bar", False), ("10000 bar", True)])
def test_convergence_is_judged_up_to_the_production_pressure(pressure: str, warned: bool) -> None:
    edits = (
        *mixed(),
        put(f"{EXPLORE}.bulk.pressures", "1, 10000 bar"),
        put("active_learning.stop.within.pressure_up_to", "1 bar"),
        put("production.pressure", pressure),
    )
    found = findings("SG412", *edits)
    assert [each.path for each in found] == [("production", "pressure")] * warned


def test_a_domain_in_which_nothing_is_explored_is_one_finding() -> None:
    edits = (put("active_learning.stop.within.temperature", ["100 K", "200 K"]),)
    assert findings("SG413", *edits)
    assert not findings("SG412", *edits)
