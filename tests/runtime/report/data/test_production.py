"""Production runs: their length as declared and as simulated."""

import pytest
from synthetic_values import dynamics_outcome

from saggar.runtime.report.data.problems import Problems
from saggar.runtime.report.data.production import read_production
from saggar.runtime.report.records import read_records


def runs(run):
    return {found.name: found for found in read_production(read_records(run.root), Problems())}


def test_every_run_of_the_plan_is_there_before_it_begins(fresh_run):
    found = runs(fresh_run)
    assert set(found) == {"c-ZrO2-300K", "c-ZrO2-500K", "alpha-LZC-300K", "alpha-LZC-500K"}
    assert not any(run.segments for run in found.values())
    assert {run.segments_planned for run in found.values()} == {2}


def test_set_point_is_that_of_the_analysis_not_of_the_first_velocities(fresh_run):
    assert runs(fresh_run)["c-ZrO2-500K"].temperature_K == 500.0


def test_length_counts_finished_segments_without_the_ramp(failed_run):
    failed_run.train("final_training/train", error=0.1)
    for name in ("equilibrate", "segment-000"):
        failed_run.finish(f"production/c-ZrO2-300K/{name}", dynamics_outcome(300.0))
    run = runs(failed_run)["c-ZrO2-300K"]
    assert run.simulated_ps == pytest.approx(5000 * 1e-3)
    assert run.declared_ps == 10.0
    assert not run.complete


def test_length_is_that_of_the_steps_whatever_the_records(failed_run):
    failed_run.train("final_training/train", error=0.1)
    failed_run.finish("production/c-ZrO2-300K/equilibrate", dynamics_outcome(300.0))
    outcome = dynamics_outcome(300.0).model_copy(update={"records": 7})
    failed_run.finish("production/c-ZrO2-300K/segment-000", outcome)
    assert runs(failed_run)["c-ZrO2-300K"].simulated_ps == pytest.approx(5.0)


def test_run_is_complete_with_all_its_segments(complete_run):
    assert all(run.complete for run in runs(complete_run).values())
