"""A job: what it writes of an attempt, whatever the step does."""

from pathlib import Path

import pytest
from fake_runs import build, flat_plan, task, ticks

from saggar.runtime.execution.attempt import Attempt, set_aside
from saggar.runtime.rundir import LOG, RunDirectory
from saggar.schemas.state import ExitRecord


def record_of(tmp_path: Path, **settings: object) -> ExitRecord:
    rundir = build(tmp_path, flat_plan(task("initial_data/a", **settings)), attempts=1)
    where = ticks(rundir)
    record = Attempt(rundir, "initial_data/a", 1).record(where.expansion.digests["initial_data/a"])
    assert record
    return record


def test_exit_record_says_all_of_a_finished_attempt(tmp_path: Path) -> None:
    record = record_of(tmp_path, sleep_s=0.2)
    assert (record.task, record.status, record.attempt) == ("initial_data/a", "finished", 1)
    assert 0.2 <= record.wall_s < 2.0
    assert record.cpu_s < 0.2, "sleeping is no work"
    assert record.outcome["converged"] is False
    assert {"python", "saggar", "pydantic"} <= set(record.versions)


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ("saggar", "the fake engine failed; it was told to"),
        ("silent", "EngineError"),
        ("python", "ZeroDivisionError: a defect"),
        ("exit", "SystemExit: a library gave up"),
    ],
)
def test_error_of_a_step_is_recorded(tmp_path: Path, how: str, error: str) -> None:
    record = record_of(tmp_path, failing_attempts=9, error=how)
    assert (record.status, record.error) == ("failed", error)


def log(tmp_path: Path, **settings: object) -> str:
    rundir = RunDirectory(tmp_path)
    record_of(tmp_path, **settings)
    attempt = Attempt(rundir, "initial_data/a", 1)
    folder = attempt.published if attempt.published.exists() else attempt.failed
    return (folder / LOG).read_text()


def test_log_names_the_task_and_holds_the_trace_of_a_defect(tmp_path: Path) -> None:
    text = log(tmp_path, failing_attempts=9, error="python")
    assert " ERROR initial_data/a " in text
    assert "Traceback" in text


def test_log_of_an_expected_error_holds_no_trace(tmp_path: Path) -> None:
    assert "Traceback" not in log(tmp_path, failing_attempts=9)


def test_log_holds_what_c_code_prints(tmp_path: Path) -> None:
    assert "a line from C" in log(tmp_path)


def test_results_are_set_aside_under_their_digest_and_never_overwritten(tmp_path: Path) -> None:
    rundir = build(tmp_path, flat_plan(task("initial_data/a")))
    places = []
    for _ in range(2):
        ticks(rundir)
        record = rundir.record("initial_data/a")
        assert record
        places.append(set_aside(rundir, rundir.result("initial_data/a")))
    stale = rundir.work / ".stale/initial_data"
    assert places == [stale / f"a-{record.digest[:8]}", stale / f"a-{record.digest[:8]}-2"]
