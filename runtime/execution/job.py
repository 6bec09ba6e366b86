"""The job: one process that executes a batch of tasks, one after the other.

``python -m saggar.runtime.execution.job RUNDIR JOB`` holds the lock of the job while it lives,
which is how others know that it does. It depends on no other process: the driver that submitted it
may die.
"""

import contextlib
import importlib
import logging
import os
import platform
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NoReturn

from saggar.runtime.durable import sync_tree, write_atomically
from saggar.runtime.execution.attempt import Attempt, current_result, input_digests
from saggar.runtime.execution.lock import held_for_life
from saggar.runtime.execution.walltime import OutOfTime, limited
from saggar.runtime.rundir import EXIT_RECORD, LOG, RunDirectory
from saggar.runtime.steps import STEPS
from saggar.runtime.steps.context import StepContext
from saggar.schemas.errors import SaggarError
from saggar.schemas.results import Outcome
from saggar.schemas.state import Assignment, ExitRecord, Job
from saggar.schemas.steps import StepSettings
from saggar.schemas.units import Quantity

logger = logging.getLogger(__name__)

STOPPED = 128 + signal.SIGTERM
"""Exit code of a job that was asked to stop."""


class Stopped(BaseException):
    """The job was asked to stop; no step may take it for its own failure."""


def job_folder(job: str) -> str:
    """Name the folder of a job: one for each hundred of jobs, since some runs have thousands."""
    return job.partition("-")[0][:-2]


def job_file(rundir: RunDirectory, job: str) -> Path:
    """Give the file of a job whose tasks are not all accounted for."""
    return rundir.jobs / job_folder(job) / f"{job}.json"


def job_log(rundir: RunDirectory, job: str) -> Path:
    """Give the file of what a job says outside its tasks."""
    return rundir.jobs / job_folder(job) / f"{job}.log"


def job_lock(rundir: RunDirectory, job: str) -> Path:
    """Give the file that a job holds locked while it lives."""
    return rundir.jobs / job_folder(job) / f"{job}.lock"


def main(arguments: Sequence[str]) -> int:
    """Execute a job and give its exit code.

    Parameters
    ----------
    arguments : sequence of str
        The run directory and the name of the job.
    """
    folder, job = arguments
    signal.signal(signal.SIGTERM, _stop)
    logging.getLogger().setLevel(logging.INFO)
    try:
        execute_job(RunDirectory(Path(folder)), job)
    except Stopped:
        return STOPPED
    return 0


def execute_job(rundir: RunDirectory, name: str) -> None:
    """Execute every task of a job that has no result yet; failures are recorded, not raised.

    Does nothing if the job was closed before it began: its tasks may be with another job.
    """
    with held_for_life(job_lock(rundir, name)):
        try:
            content = job_file(rundir, name).read_bytes()
        except FileNotFoundError:
            return
        versions = _versions(rundir)
        for assignment in Job.model_validate_json(content).assignments:
            if not current_result(rundir, assignment.task, assignment.digest):
                _Execution(rundir, assignment, versions).execute()


class _Execution:
    """One attempt, from an empty folder to a published one."""

    def __init__(
        self, rundir: RunDirectory, assignment: Assignment, versions: dict[str, str]
    ) -> None:
        self._rundir = rundir
        self._assignment = assignment
        self._versions = versions
        self._attempt = Attempt(rundir, assignment.task.id, assignment.attempt)

    def execute(self) -> None:
        folder = self._attempt.folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            with _logged(folder / LOG, self._assignment.task.id):
                record = self._attempted()
            sync_tree(folder)
            write_atomically(folder / EXIT_RECORD, record.model_dump_json(indent=1) + "\n")
            self._attempt.conclude()
        except Stopped:
            if not (folder / EXIT_RECORD).exists():
                shutil.rmtree(folder, ignore_errors=True)
            raise

    def _attempted(self) -> ExitRecord:
        clock, inputs, outcome, error = _Clock(), {}, {}, ""
        try:
            inputs = input_digests(self._rundir, self._assignment.task)
            outcome = self._executed().model_dump(mode="json")
        except SaggarError as problem:
            logger.error("%s", problem, exc_info=problem.__cause__)
            error = str(problem) or type(problem).__name__
        except OutOfTime:
            error = self._out_of_time()
            logger.error("%s", error)
        except (Exception, SystemExit) as problem:
            logger.exception("the step ended with an unexpected error")
            error = f"{type(problem).__name__}: {problem}"
        return ExitRecord(
            task=self._assignment.task.id,
            digest=self._assignment.digest,
            status="failed" if error else "finished",
            attempt=self._assignment.attempt,
            inputs=inputs,
            outcome=outcome,
            error=error,
            wall_s=clock.wall_s(),
            cpu_s=clock.cpu_s(),
            host=socket.gethostname(),
            versions=self._versions,
        )

    @property
    def _walltime_s(self) -> float | None:
        return self._rundir.lock.machine.walltime_s

    def _out_of_time(self) -> str:
        machine = self._rundir.lock.machine
        return (
            f"ended: it took longer than the walltime of machine {machine.name}, "
            f"{Quantity('wall time').written(machine.walltime_s or 0.0)}; raise `walltime` in the "
            "machine profile, or make the task shorter, and compile again"
        )

    def _executed(self) -> Outcome:
        task = self._assignment.task
        context = StepContext(self._rundir.root, self._attempt.folder, task, self._rundir.lock)
        logger.info("attempt %d begins", self._assignment.attempt)
        with limited(self._walltime_s):
            outcome = _execute(task.settings, context)
        logger.info("attempt %d is finished", self._assignment.attempt)
        return outcome


def _execute(settings: StepSettings, context: StepContext) -> Outcome:
    module = importlib.import_module(STEPS[settings.step])
    outcome: Outcome = module.execute(settings, context)
    return outcome


class _Clock:
    """Wall and CPU seconds since it was made; of children once they were waited for."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.monotonic(), sum(os.times()[:4])

    def wall_s(self) -> float:
        return round(time.monotonic() - self._wall, 3)

    def cpu_s(self) -> float:
        return round(sum(os.times()[:4]) - self._cpu, 3)


@contextlib.contextmanager
def _logged(path: Path, task: str) -> Iterator[None]:
    """Send all that this process and its children write to a file, records with the task's name."""
    handler = logging.StreamHandler(path.open("a", encoding="utf-8"))
    handler.setFormatter(
        logging.Formatter(f"%(asctime)s %(levelname)s {task} %(name)s: %(message)s")
    )
    root = logging.getLogger()
    root.addHandler(handler)
    saved = [os.dup(1), os.dup(2)]
    try:
        _redirect(handler.stream.fileno(), handler.stream.fileno())
        yield
    finally:
        _redirect(*saved)
        for descriptor in saved:
            os.close(descriptor)
        root.removeHandler(handler)
        handler.stream.close()


def _redirect(output: int, errors: int) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(output, 1)
    os.dup2(errors, 2)


def _versions(rundir: RunDirectory) -> dict[str, str]:
    """Give the versions that decide a result, as they are here."""
    found = {"python": platform.python_version()}
    for package in ("saggar", *rundir.lock.packages):
        with contextlib.suppress(PackageNotFoundError):
            found[package] = version(package)
    return found


def _stop(*_: object) -> NoReturn:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
