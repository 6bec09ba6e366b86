"""A task that takes longer than the machine allows is ended and counts as failed."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fake_runs import InlineSubmitter, build, events, executions, flat_plan, task, ticks

from saggar.runtime.execution.attempt import Attempt
from saggar.runtime.execution.walltime import OutOfTime, limited


def test_a_task_beyond_its_walltime_fails_and_is_given_up_after_its_attempts(
    tmp_path: Path,
) -> None:
    plan = flat_plan(task("initial_data/a", sleep_s=20.0))
    rundir = build(tmp_path, plan, attempts=2, walltime_s=0.1)
    started = time.monotonic()
    seen = ticks(rundir)
    assert time.monotonic() - started < 5.0
    assert executions(rundir)["initial_data/a"] == 2
    assert [event.attempt for event in events(rundir) if event.event == "failed"] == [1, 2]
    assert list(seen.given_up) == ["initial_data/a"]


def test_the_record_names_machine_limit_and_what_to_do(tmp_path: Path) -> None:
    rundir = build(tmp_path, flat_plan(task("initial_data/a", sleep_s=20.0)), walltime_s=0.1)
    seen = ticks(rundir)
    digest = seen.expansion.digests["initial_data/a"]
    record = Attempt(rundir, "initial_data/a", 1).record(digest)
    assert record is not None
    assert record.status == "failed"
    assert "walltime of machine laptop, 0.1 s; raise `walltime`" in record.error


def test_the_other_tasks_of_its_job_are_executed(tmp_path: Path) -> None:
    tasks = (task("initial_data/a", sleep_s=20.0), task("initial_data/b"), task("initial_data/c"))
    rundir = build(tmp_path, flat_plan(*tasks), attempts=1, cores=1, walltime_s=0.2)
    seen = ticks(rundir, InlineSubmitter(rundir))
    assert list(seen.given_up) == ["initial_data/a"]
    assert seen.finished("initial_data/b")
    assert seen.finished("initial_data/c")


def test_within_the_walltime_nothing_happens(tmp_path: Path) -> None:
    rundir = build(tmp_path, flat_plan(task("initial_data/a")), walltime_s=30.0)
    assert ticks(rundir).finished("initial_data/a")
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_without_a_walltime_no_timer_runs() -> None:
    with limited(None):
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_no_step_takes_it_for_an_error_of_its_own() -> None:
    assert not issubclass(OutOfTime, Exception)
    with pytest.raises(OutOfTime), limited(0.05):
        time.sleep(5)


def test_a_library_that_does_not_return_ends_with_its_process() -> None:
    script = (
        "import saggar.runtime.execution.walltime as w, signal, time; w.HANGING_S = 0.3\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\n"
        "with w.limited(0.2): time.sleep(30)\n"
    )
    started = time.monotonic()
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert time.monotonic() - started < 10.0
    assert ended.returncode == 1
    assert b"Timeout" in ended.stderr
