"""Times, steps and states."""

import pytest
from faulty import put, spoiled

from saggar.compiler.checks import Finding, run_checks
from saggar.compiler.checks.timing import longest_time_step_fs
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import LAPTOP


def findings(code: str, *edits: object) -> list[Finding]:
    campaign = Campaign.model_validate(spoiled(*edits))  # type: ignore[arg-type]
    return [each for each in run_checks(campaign, None, LAPTOP) if each.code == code]


def test_the_longest_step_for_hydrogen_is_a_tenth_of_the_oh_period() -> None:
    # the O-H stretch of 3738 1/cm has a period of 8.92 fs with the reduced mass 0.948 u, that is
    # 9.20 fs for free hydrogen against a fixed partner
    period_fs = 1e15 / (2.99792458e10 * 3737.76)
    against_a_wall = period_fs * (1.00794 / 0.94809) ** 0.5
    assert longest_time_step_fs(1.00794) == pytest.approx(against_a_wall / 10, rel=2e-3)


def test_the_longest_step_grows_with_the_square_root_of_the_mass() -> None:
    assert longest_time_step_fs(4 * 6.94) == pytest.approx(2 * longest_time_step_fs(6.94))


@pytest.mark.parametrize(("step", "warned"), [("2 fs", False), ("2.5 fs", True)])
def test_lithium_allows_two_femtoseconds_but_not_two_and_a_half(step: str, warned: bool) -> None:
    assert bool(findings("SG401", put("dynamics.time_step", step))) is warned


def test_dense_records_are_no_way_to_fit_runs() -> None:
    every, step = put("dynamics.thermo_every", 50), put("dynamics.time_step", "3 fs")
    (found,) = findings("SG408", every, step)
    assert found.hint.startswith("give lengths that are whole multiples of 0.15 ps, 50 steps")


def test_without_lithium_oxygen_sets_the_step() -> None:
    edits = (put("charges", {"Zr": 4, "O": -2}), put("dynamics.time_step", "3 fs"))
    assert not findings("SG401", *edits)


def test_a_segment_longer_than_the_run_need_not_hold_whole_frames() -> None:
    assert not findings("SG403", put("production.segment", "7.05 ps"))


def test_a_segment_need_not_divide_the_run() -> None:
    assert not findings("SG403", put("production.segment", "2 ps"))


def test_decimal_times_count_as_whole_steps_despite_rounding() -> None:
    edits = (put("production.bulk.duration", "0.3 ns"), put("production.bulk.dump_every", "0.7 ps"))
    ratio = findings("SG403", *edits)
    assert not findings("SG402", *edits)
    assert '"299.6 ps" or "300.3 ps"' in ratio[0].hint


def test_a_length_behind_one_that_always_holds_is_never_used() -> None:
    lengths = [{"run": "2 ps"}, {"up_to": "500 K", "run": "5 ps"}]
    tree = spoiled(put("production.bulk.durations", lengths))
    del tree["production"]["bulk"]["duration"]
    found = run_checks(Campaign.model_validate(tree), None, LAPTOP)
    (one,) = [each for each in found if each.code == "SG406"]
    assert one.path == ("production", "bulk", "durations", 1)
    assert one.severity == "warning"


def test_lengths_by_rising_temperature_are_all_used() -> None:
    lengths = [{"up_to": "500 K", "run": "5 ps"}, {"run": "2 ps"}]
    tree = spoiled(put("production.bulk.durations", lengths))
    del tree["production"]["bulk"]["duration"]
    found = run_checks(Campaign.model_validate(tree), None, LAPTOP)
    assert not [each for each in found if each.code == "SG406"]
