"""Statements of the first screen against numbers recomputed from the tables of the run."""

import csv
import json
import re

import numpy as np
import pytest
from synthetic_values import dynamics_outcome

from saggar.runtime.report.data.report import read_report
from saggar.runtime.report.notation import percent, significant
from saggar.runtime.report.sections.learning import learning_section
from saggar.runtime.report.verdict import missing, statements


def words(statement):
    return " ".join((statement.headline, *statement.sentences))


def column(path, name):
    with path.open(newline="") as lines:
        return [row[name] for row in csv.DictReader(lines)]


def numbers(path, name):
    return np.array(column(path, name), dtype=float)


@pytest.fixture(scope="module")
def verdicts(complete_run):
    return dict(
        zip(
            ("accuracy", "stability", "convergence"),
            statements(read_report(complete_run.root)),
            strict=True,
        )
    )


def test_force_error_is_that_of_the_production_frames(complete_run, verdicts):
    table = complete_run.folder("validation/production_frames/compare") / "force.csv"
    difference = numbers(table, "predicted_eV_per_A") - numbers(table, "reference_eV_per_A")
    rmse = significant(float(np.sqrt(np.mean(difference**2))))
    assert f"Force RMSE {rmse} eV/Å" in verdicts["accuracy"].headline
    assert significant(float(np.abs(difference).max())) in words(verdicts["accuracy"])


def test_energy_error_is_in_milli_electron_volt_per_atom(complete_run, verdicts):
    table = complete_run.folder("validation/production_frames/compare") / "energy.csv"
    difference = numbers(table, "predicted_eV_per_atom") - numbers(table, "reference_eV_per_atom")
    rmse = significant(1e3 * float(np.sqrt(np.mean(difference**2))))
    assert f"energy RMSE {rmse} meV/atom" in verdicts["accuracy"].headline


def test_accuracy_names_reference_and_number_of_frames(verdicts):
    assert "CHGNet 0.3.0 with D3(BJ) on 20 frames" in words(verdicts["accuracy"])


def test_accuracy_carries_no_mark_since_no_limit_is_declared(verdicts):
    assert verdicts["accuracy"].mark == ""


def test_temperature_is_the_mean_of_the_run(complete_run, verdicts):
    table = complete_run.folder("analysis/c-ZrO2-300K") / "thermo.csv"
    mean = numbers(table, "temperature_K").mean()
    stated = re.search(r"c-ZrO2: ([\d.]+) ± [\d.]+ K \(set 300 K\)", words(verdicts["stability"]))
    assert float(stated[1]) == pytest.approx(mean, abs=0.01)


def test_length_of_a_run_is_that_of_its_segments(verdicts):
    assert "over 10 of 10 ps" in words(verdicts["stability"])
    assert "4 of 4 runs reached the declared length" in verdicts["stability"].headline


def test_fraction_is_that_of_the_declared_domain_alone(complete_run, verdicts):
    table = complete_run.folder("active_learning/001/assess") / "deviations.csv"
    deviations = numbers(table, "deviation_eV_per_A")
    inside = np.array([not name.endswith("2000K") for name in column(table, "exploration")])
    text = words(verdicts["convergence"])
    fraction = (deviations[inside] > 0.3).mean()
    assert f"{percent(fraction)} of 160 frames in the declared domain (300–1000 K)" in text
    assert f"Outside it: {percent((deviations[~inside] > 0.3).mean())} of 80 frames" in text


def test_loop_at_its_cap_is_not_converged(verdicts):
    assert verdicts["convergence"].headline == "Not converged at 0.3 eV/Å after 2 iterations"
    assert verdicts["convergence"].mark == "not met"


def test_converged_loop_is_said_to_be(fresh_run):
    fresh_run.initial_data()
    fresh_run.iteration(0, scale=0.01)
    statement = statements(read_report(fresh_run.root))[2]
    assert statement.headline == "Converged at 0.3 eV/Å after 1 iteration"
    assert statement.mark == "met"


def test_running_loop_is_unfinished_and_has_no_mark(half_way_run):
    statement = statements(read_report(half_way_run.root))[2]
    assert statement.headline.startswith("Unfinished: not converged")
    assert statement.mark == ""


def test_run_that_was_given_up_is_said_to_have_stopped(failed_run):
    failed_run.train("final_training/train", error=0.1)
    here = "production/c-ZrO2-300K"
    failed_run.finish(f"{here}/equilibrate", dynamics_outcome(300.0))
    failed_run.finish(f"{here}/segment-000", dynamics_outcome(300.0))
    for attempt in (1, 2):
        failed_run.fail(f"{here}/segment-001", attempt, "temperature is not finite")
    statement = statements(read_report(failed_run.root))[1]
    assert "0 of 4 runs" in statement.headline
    assert "1 stopped early" in statement.headline
    assert "over 5 of 10 ps" in words(statement)
    assert "temperature is not finite" in words(statement)
    assert statement.mark == "not met"


def test_whole_run_misses_only_its_failed_label(complete_run):
    assert missing(read_report(complete_run.root)) == ("1 label failed.",)


def test_stages_without_results_are_named(half_way_run):
    (stages, _) = missing(read_report(half_way_run.root))
    for stage in ("active learning", "final training", "production", "validation", "analysis"):
        assert stage in stages
    assert "initial data" not in stages


def test_task_that_was_given_up_is_named_first(failed_run):
    assert missing(read_report(failed_run.root))[0] == "Given up: final_training/train."


def test_fresh_run_has_three_statements_without_numbers_or_marks(fresh_run):
    found = statements(read_report(fresh_run.root))
    assert [statement.headline for statement in found] == [
        "Not measured yet",
        "No production run yet",
        "Unfinished",
    ]
    assert {statement.mark for statement in found} == {""}


HERE = "analysis/c-ZrO2-300K"


def reanalysed(run, **changes):
    """Change the analysis of the run of c-ZrO2 at 300 K; a mean of T takes its error too."""
    path = run.folder(HERE) / "exit.json"
    record = json.loads(path.read_text())
    record["outcome"].update(changes)
    path.write_text(json.dumps(record))
    return statements(read_report(run.root))[1]


def kelvin(mean, error):
    return {"mean": mean, "error": error, "standard_deviation": None}


@pytest.fixture
def produced_run(fresh_run):
    fresh_run.initial_data()
    fresh_run.iteration(0, scale=0.01)
    fresh_run.train("final_training/train", error=0.1)
    fresh_run.production()
    fresh_run.analysis()
    return fresh_run


@pytest.mark.parametrize(
    ("mean_K", "error_K", "mark"),
    [
        (305.9, 0.1, "met"),  # within 2 %
        (294.1, 0.1, "met"),
        (306.1, 0.1, "not met"),
        (293.9, 0.1, "not met"),
        (310.0, 4.0, "met"),  # within three standard errors
        (315.1, 50.0, "not met"),  # more than 5 %, whatever the error
        (300.0, None, ""),
        (330.0, None, "not met"),
    ],
)
def test_mark_depends_on_the_temperature(produced_run, mean_K, error_K, mark):
    statement = reanalysed(produced_run, temperature_K=kelvin(mean_K, error_K))
    assert statement.mark == mark
    assert "4 of 4 runs reached the declared length" in statement.headline
    assert "within 2\u202f% or three standard errors" in words(statement)


def test_runs_without_analysis_have_no_mark(fresh_run):
    fresh_run.initial_data()
    fresh_run.iteration(0, scale=0.01)
    fresh_run.train("final_training/train", error=0.1)
    fresh_run.production()
    statement = statements(read_report(fresh_run.root))[1]
    assert statement.mark == ""
    assert "not analysed yet" in words(statement)


def test_analysis_that_was_given_up_is_said_to_be(fresh_run):
    fresh_run.initial_data()
    fresh_run.iteration(0, scale=0.01)
    fresh_run.train("final_training/train", error=0.1)
    fresh_run.production()
    for attempt in (1, 2):
        fresh_run.fail(HERE, attempt, "value 18 is not finite")
    text = words(statements(read_report(fresh_run.root))[1])
    assert "analysis given up: value 18 is not finite" in text


def test_frames_of_one_run_are_said_to_be_correlated(verdicts):
    assert "The 20 frames come from 4 runs; frames of one run are correlated" in words(
        verdicts["accuracy"]
    )


def test_explorations_that_have_not_begun_are_named(fresh_run):
    fresh_run.initial_data()
    fresh_run.iteration(0, scale=0.30)
    path = fresh_run.folder("active_learning/000/assess") / "exit.json"
    record = json.loads(path.read_text())
    record["outcome"].update(not_begun=["hot-c-ZrO2-900K"], not_begun_outside=["melt"])
    path.write_text(json.dumps(record))
    data = read_report(fresh_run.root)
    text = words(statements(data)[2])
    assert "1 exploration in the domain had not begun in iteration 0" in text
    assert "hot-c-ZrO2-900K" in text
    page = str(learning_section(data))
    assert "Explorations that have never run: hot-c-ZrO2-900K, melt." in page
