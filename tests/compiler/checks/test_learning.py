"""What is explored, where convergence is judged, and what is produced."""

import pytest
from faulty import Edit, put, spoiled
from studies import fluorite, known

from saggar.compiler.checks import Finding, run_checks
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import LAPTOP

EXPLORE = "active_learning.explore.solid"
WITHIN = "active_learning.stop.within"


def findings(code: str, *edits: Edit) -> list[Finding]:
    campaign = Campaign.model_validate(spoiled(*edits))
    return [each for each in run_checks(campaign, None, LAPTOP) if each.code == code]


NPT = (put(f"{EXPLORE}.ensemble", "npt"), put("production.ensemble", "npt"))


@pytest.mark.parametrize(
    ("explored", "produced", "warned"),
    [
        ("1, 1000 bar", "1 bar", False),
        ("1, 1000 bar", "0.1 GPa", False),
        ("1, 1000 bar", "2000 bar", True),
        ("1000, 5000 bar", "1 bar", True),
        ("100, 1000 bar", "1 bar", False),
        ("0 bar", "0 bar", False),
    ],
)
def test_the_production_pressure_lies_between_explored_ones(
    explored: str, produced: str, warned: bool
) -> None:
    edits = (*NPT, put(f"{EXPLORE}.pressures", explored), put("production.pressure", produced))
    assert bool(findings("SG411", *edits)) is warned


def test_a_constant_volume_needs_no_explored_pressure() -> None:
    assert not findings("SG411", put("production.ensemble", "nvt"))


@pytest.mark.parametrize(
    ("limit", "pressures", "refused"),
    [("1000 bar", "500, 5000 bar", False), ("1000 bar", "2000, 5000 bar", True)],
)
def test_an_exploration_within_the_domain_has_a_pressure_below_its_limit(
    limit: str, pressures: str, refused: bool
) -> None:
    edits = (
        put(f"{EXPLORE}.ensemble", "npt"),
        put(f"{EXPLORE}.pressures", pressures),
        put(f"{WITHIN}.pressure_up_to", limit),
    )
    assert bool(findings("SG413", *edits)) is refused


def test_one_explored_state_within_the_domain_suffices() -> None:
    assert not findings("SG413", put(f"{WITHIN}.temperature", ["500 K", "700 K"]))


@pytest.mark.parametrize(("frames", "refused"), [(10, False), (11, True)])
def test_perturbation_gives_its_copies(frames: int, refused: bool) -> None:
    assert bool(findings("SG417", put("initial_data.select.frames", frames))) is refused


@pytest.mark.parametrize(("frames", "refused"), [(30, False), (31, True)])
def test_sampling_gives_a_frame_for_each_interval(frames: int, refused: bool) -> None:
    sample = {"temperatures": "300, 400 K", "duration": "1 ps", "dump_every": "0.1 ps"}
    edits = (put("initial_data.sample", sample), put("initial_data.select.frames", frames))
    assert bool(findings("SG417", *edits)) is refused


def test_frames_are_not_counted_while_interfaces_are_to_be_built() -> None:
    tree = put("interfaces", {"films": ["c-ZrO2"], "substrates": ["c-ZrO2"], "sets": {"a": {}}})
    assert not findings("SG417", tree, put("initial_data.select.frames", 5000))


def test_a_phase_kept_out_of_training_is_not_silently_produced() -> None:
    edits = (
        put("phases.other", {"file": "b.cif", "training": False}),
        put("production.bulk.phases", {"other": 96}),
    )
    (one,) = findings("SG420", *edits)
    assert one.path == ("production", "bulk", "phases", "other")


@pytest.mark.parametrize(("temperatures", "warned"), [("300, 400, 500 K", False), ("300 K", True)])
def test_an_arrhenius_fit_needs_three_temperatures(temperatures: str, warned: bool) -> None:
    edits = (
        put("analysis.arrhenius", {"from": "300 K", "to": "500 K"}),
        put("production.bulk.temperatures", temperatures),
    )
    assert bool(findings("SG422", *edits)) is warned


@pytest.mark.parametrize(("pressure", "warned"), [("10000 bar", False), ("60 GPa", True)])
def test_pressures_beyond_the_modulus_are_doubted(pressure: str, warned: bool) -> None:
    edits = (*NPT, put(f"{EXPLORE}.pressures", pressure))
    assert bool(findings("SG421", *edits)) is warned


def test_a_mobile_ion_that_is_no_element_of_the_study_is_one_finding() -> None:
    found = run_checks(
        Campaign.model_validate(spoiled(put("analysis.mobile", "Na"))),
        known({"c-ZrO2": fluorite()}),
        LAPTOP,
    )
    codes = {each.code for each in found}
    assert "SG205" in codes
    assert "SG419" not in codes
