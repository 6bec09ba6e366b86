"""Runs of real processes: kills, signals, children, two drivers on one directory."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import fake_runs
import psutil
import pytest
from fake_runs import build, events, executions, flat_plan, task
from rich.console import Console

from saggar.runtime.execution.job import job_lock
from saggar.runtime.execution.journal import read_state
from saggar.runtime.execution.local import LocalSubmitter
from saggar.runtime.execution.lock import holder
from saggar.runtime.execution.run import run
from saggar.runtime.execution.status import cancel, run_status
from saggar.runtime.rundir import LOG, RunDirectory
from saggar.schemas.errors import RunStateError

DRIVE = Path(fake_runs.__file__).with_name("drive.py")


@contextmanager
def driver(rundir: RunDirectory) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(DRIVE), str(rundir.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def finish(rundir: RunDirectory) -> tuple[int, str]:
    with driver(rundir) as process:
        output = process.communicate(timeout=60)[0]
        return process.returncode, output


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "waited for 30 s"
        time.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def pid_of_job(rundir: RunDirectory) -> int:
    (job,) = {state.job for state in events(rundir) if state.job}
    there = holder(job_lock(rundir, job))
    assert there
    return there.pid


def executing(rundir: RunDirectory) -> Callable[[], bool]:
    return (rundir.root / "executions").exists


def child_started(rundir: RunDirectory) -> Callable[[], bool]:
    return lambda: (rundir.work / "child").exists() and bool((rundir.work / "child").read_text())


@pytest.fixture
def slow_task(tmp_path: Path) -> RunDirectory:
    return build(tmp_path, flat_plan(task("initial_data/a", sleep_s=2.0)))


@pytest.fixture
def external_program(tmp_path: Path) -> RunDirectory:
    return build(tmp_path, flat_plan(task("initial_data/a", child_sleeps_s=60.0)))


def test_run_finishes_and_leaves_no_process(tmp_path: Path) -> None:
    tasks = (task("initial_data/a"), task("initial_data/b", failing_attempts=1))
    rundir = build(tmp_path, flat_plan(*tasks, task("initial_data/c", "initial_data/b")))
    code, output = finish(rundir)
    assert code == 0
    assert "finished  initial_data/a (" in output
    assert "it is tried again" in output
    assert "All tasks are finished." in output
    pids = [int(line.split()[1]) for line in (tmp_path / "executions").read_text().splitlines()]
    assert len(pids) == 4
    assert not any(map(alive, pids))


def test_a_program_that_a_task_started_ends_at_the_walltime(tmp_path: Path) -> None:
    plan = flat_plan(task("initial_data/a", child_sleeps_s=60.0))
    rundir = build(tmp_path, plan, attempts=1, walltime_s=1.0)
    started = time.monotonic()
    code, output = finish(rundir)
    assert time.monotonic() - started < 20.0
    assert code == 1
    assert "longer than the walltime of machine laptop, 1 s" in output
    assert not alive(int((rundir.work / "child").read_text()))


def test_log_holds_standard_output_of_the_step(tmp_path: Path) -> None:
    rundir = build(tmp_path, flat_plan(task("initial_data/a")))
    finish(rundir)
    text = (rundir.result("initial_data/a") / LOG).read_text()
    assert "a line on stdout\na line from C\n" in text


def test_job_outlives_its_driver_and_is_found_again(slow_task: RunDirectory) -> None:
    with driver(slow_task) as process:
        until(executing(slow_task))
        process.kill()
        process.wait()
    pid = pid_of_job(slow_task)
    assert alive(pid)
    assert "alive without one" in run_status(slow_task).waits_for
    assert finish(slow_task)[0] == 0
    assert executions(slow_task)["initial_data/a"] == 1
    assert not alive(pid)


def test_killed_job_is_made_again_and_its_children_are_ended(
    external_program: RunDirectory,
) -> None:
    with driver(external_program) as process:
        until(child_started(external_program))
        child = int((external_program.work / "child").read_text())
        os.kill(pid_of_job(external_program), signal.SIGKILL)
        until(lambda: not alive(child))
        until(lambda: any(event.event == "lost" for event in events(external_program)))
        until(lambda: executions(external_program)["initial_data/a"] == 2)
        process.send_signal(signal.SIGTERM)
        process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_jobs_and_leaves_a_state_that_goes_on(
    external_program: RunDirectory, number: signal.Signals
) -> None:
    if signal.getsignal(number) is signal.SIG_IGN:
        pytest.skip(f"{number.name} is ignored here, and so by whatever is started")
    with driver(external_program) as process:
        until(child_started(external_program))
        job, child = (
            pid_of_job(external_program),
            int((external_program.work / "child").read_text()),
        )
        process.send_signal(number)
        output = process.communicate(timeout=30)[0]
        assert process.returncode == 130
    assert "goes on from here" in output
    assert not alive(job)
    assert not alive(child)
    assert [event.event for event in events(external_program)] == ["submitted", "withdrawn"]
    assert not [path for path in external_program.work.rglob("*") if path.name.startswith("a")]
    build(external_program.root, flat_plan(task("initial_data/a")))
    assert finish(external_program)[0] == 0


def test_job_that_cannot_begin_is_not_submitted_for_ever(tmp_path: Path) -> None:
    rundir = build(tmp_path, flat_plan(task("initial_data/a")), attempts=2)
    broken = LocalSubmitter(rundir, (sys.executable, "-S", "-c", "raise SystemExit('no numpy')"))
    console = Console(file=io.StringIO(), width=200)
    assert run(rundir, submitter=broken, console=console) == 1
    assert [event.event for event in events(rundir)] == ["submitted", "lost"] * 2
    (state,) = read_state(rundir).tasks.values()
    log = Path(state.error.split("see ")[1])
    assert "no numpy" in log.read_text()


def test_second_run_on_a_live_directory_is_refused(slow_task: RunDirectory) -> None:
    with driver(slow_task) as process:
        until(executing(slow_task))
        with driver(slow_task) as second:
            assert second.wait() == 1
        assert process.wait() == 0
    assert executions(slow_task)["initial_data/a"] == 1


class TestCancel:
    def test_ends_the_driver_and_its_jobs(self, external_program: RunDirectory) -> None:
        with driver(external_program) as process:
            until(child_started(external_program))
            job = pid_of_job(external_program)
            assert cancel(external_program).startswith("ended the driver")
            assert process.wait() == 130
        assert not alive(job)

    def test_ends_jobs_whose_driver_died(self, external_program: RunDirectory) -> None:
        with driver(external_program) as process:
            until(child_started(external_program))
            process.kill()
            process.wait()
        job = pid_of_job(external_program)
        assert cancel(external_program) == "ended 1 jobs; no driver was alive"
        assert not alive(job)
        assert cancel(external_program) == "nothing was alive"

    def test_of_a_driver_on_another_machine_is_refused(
        self, slow_task: RunDirectory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with driver(slow_task):
            until(executing(slow_task))
            monkeypatch.setattr("socket.gethostname", lambda: "elsewhere")
            with pytest.raises(RunStateError, match="this is elsewhere"):
                cancel(slow_task)
            monkeypatch.undo()
            cancel(slow_task)
