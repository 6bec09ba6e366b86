"""Production runs: their length as declared and as simulated."""

import dataclasses

import pytest
from synthetic_values import dynamics_outcome

from saggar.runtime.report.data.problems import Problems
from saggar.runtime.report.data.production import read_production
from saggar.runtime.report.data.report import read_report
from saggar.runtime.report.records import read_records
from saggar.runtime.report.sections.production import production_section
from saggar.schemas.results import Average


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


@pytest.mark.parametrize(
    ("mean", "error", "off"),
    [(0.13, 0.011, False), (0.13, 0.009, True), (0.07, 0.009, True), (0.5, None, False)],
)
def test_pressure_is_off_beyond_three_standard_errors(complete_run, mean, error, off):
    run = runs(complete_run)["c-ZrO2-300K"]
    pressure = Average(mean=mean, error=error, standard_deviation=None)
    analysis = run.analysis.model_copy(update={"pressure_GPa": pressure})
    held = dataclasses.replace(run, pressure_GPa=0.1, analysis=analysis)
    assert held.pressure_is_off == off
    assert not dataclasses.replace(held, pressure_GPa=None).pressure_is_off


def test_short_run_says_so_on_the_page(complete_run):
    data = read_report(complete_run.root)
    run = next(run for run in data.runs if run.name == "c-ZrO2-300K")
    short = Average(mean=0.5, error=None, standard_deviation=None)
    analysis = run.analysis.model_copy(update={"pressure_GPa": short})
    data = dataclasses.replace(data, runs=(dataclasses.replace(run, analysis=analysis),))
    text = str(production_section(data))
    assert "0.5000 (no error)" in text
    assert "too short for standard errors and a drift, which need 5 blocks of 2 values" in text
    assert "9.1\\u202f% for the 24 atoms of the smallest cell" in text
