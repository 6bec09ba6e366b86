"""Intervals, pressures and batches that do not fit the rest of the campaign."""

import pytest
from faulty import Edit, put, spoiled

from saggar.compiler.checks import Finding, run_checks
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import LAPTOP

EXPLORE = "active_learning.explore.solid"


def findings(code: str, *edits: Edit) -> list[Finding]:
    campaign = Campaign.model_validate(spoiled(*edits), context={"units": "required"})
    return [each for each in run_checks(campaign, None, LAPTOP) if each.code == code]


@pytest.mark.parametrize(
    ("interval", "dump_every", "refused"),
    [
        ("10 ps", "0.1 ps", False),
        ("10 ps", "10 ps", False),
        ("0.3 ps", "0.1 ps", False),
        ("10 ps", "4 ps", True),
        ("1 ps", "2 ps", True),
        ("0.05 ps", "0.1 ps", True),
    ],
)
def test_frames_fall_on_the_interval_of_hops(interval: str, dump_every: str, refused: bool) -> None:
    edits = (
        put("analysis.hop", {"interval": interval}),
        put("production.bulk.dump_every", dump_every),
    )
    assert bool(findings("SG460", *edits)) is refused


def test_the_interval_of_frames_that_is_advised_fits() -> None:
    hop = put("analysis.hop", {"interval": "10 ps"})
    (found,) = findings("SG460", hop, put("production.bulk.dump_every", "4 ps"))
    assert 'production.bulk.dump_every: "5 ps"' in found.hint
    assert not findings("SG460", hop, put("production.bulk.dump_every", "5 ps"))


def test_without_hops_any_interval_will_do() -> None:
    assert not findings("SG460", put("production.bulk.dump_every", "4 ps"))


@pytest.mark.parametrize(
    ("pressure", "warned"),
    [("1 bar", False), ("9.9 GPa", False), ("10 GPa", True), ("-20 GPa", True), ("60 GPa", False)],
)
def test_a_pressure_like_a_number_of_bar_is_warned_of(pressure: str, warned: bool) -> None:
    edits = (put("production.ensemble", "npt"), put("production.pressure", pressure))
    assert bool(findings("SG461", *edits)) is warned
    assert bool(findings("SG421", *edits)) is (pressure == "60 GPa")


def test_the_conversion_of_a_pressure_is_shown() -> None:
    edits = (put(f"{EXPLORE}.ensemble", "npt"), put(f"{EXPLORE}.pressures", "0.0001, 20 GPa"))
    (found,) = findings("SG461", *edits)
    assert "20 GPa, which is 200,000 bar" in found.message
    assert '"20 bar" (0.002 GPa)' in found.hint


@pytest.mark.parametrize(("batch", "warned"), [(10, False), (410, False), (411, True)])
def test_a_written_batch_is_smaller_than_the_largest_training_set(batch: int, warned: bool) -> None:
    assert bool(findings("SG462", put("models.potential.batch", batch))) is warned


def test_the_default_batch_may_be_larger_than_the_training_set() -> None:
    assert not findings("SG462")


@pytest.mark.parametrize(("batch", "warned"), [(10, False), (11, True)])
def test_the_descent_of_the_loop_begins_with_the_initial_frames(batch: int, warned: bool) -> None:
    edit = put("active_learning.train.gradient.batch", batch)
    assert bool(findings("SG463", edit)) is warned


@pytest.mark.parametrize(("batch", "warned"), [(410, False), (411, True)])
def test_the_last_descent_has_the_frames_of_the_loop_too(batch: int, warned: bool) -> None:
    assert bool(findings("SG463", put("final_training.gradient.batch", batch))) is warned
