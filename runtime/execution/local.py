"""Submitters: how a job gets a process. Here, on this machine."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Protocol

import psutil

from saggar.runtime.execution.job import job_lock, job_log
from saggar.runtime.execution.lock import holder
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.errors import RunStateError
from saggar.schemas.state import Job

JOB_COMMAND = (sys.executable, "-m", "saggar.runtime.execution.job")

MARK = "SAGGAR_JOB"
"""Environment variable by which the processes of a job are known, whoever started them."""

GRACE_S = 5.0
"""Time that a job has to end after it was asked to, s."""

_GLANCE_S = 0.02

_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUNBUFFERED": "1",
}
"""One thread a job, since one job has one core; the same order of sets in every process."""


class Submitter(Protocol):
    """What the driver needs of a place where jobs are executed."""

    def submit(self, job: Job) -> None:
        """Start a job whose file stands in the run directory."""

    def alive(self, job: str) -> bool:
        """Say whether a job still waits or works; also one that another driver submitted."""

    def cancel(self, job: str) -> None:
        """End every process of a job and return when none is left; none is no error."""


class LocalSubmitter:
    """Jobs as processes of this machine, in sessions of their own.

    Parameters
    ----------
    rundir : RunDirectory
        The run.
    command : sequence of str
        What executes a job; the run directory and the name of the job are appended.
    """

    def __init__(self, rundir: RunDirectory, command: Sequence[str] = JOB_COMMAND) -> None:
        self._rundir = rundir
        self._command = tuple(command)
        self._started: dict[str, subprocess.Popen[bytes]] = {}

    def submit(self, job: Job) -> None:
        """Start a process that outlives this one if need be."""
        with job_log(self._rundir, job.id).open("ab") as log:
            self._started[job.id] = subprocess.Popen(
                [*self._command, str(self._rundir.root.resolve()), job.id],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**os.environ, **_ENVIRONMENT, MARK: self._mark(job.id)},
            )

    def alive(self, job: str) -> bool:
        """Say whether the process lives: our own child, or the holder of the lock of the job."""
        child = self._started.get(job)
        if child is not None:
            return child.poll() is None
        return holder(job_lock(self._rundir, job)) is not None

    def cancel(self, job: str) -> None:
        """Ask all processes of a job to stop, and kill those that have not after a while."""
        _send(self._processes(job), signal.SIGTERM)
        deadline = time.monotonic() + GRACE_S
        while (left := self._processes(job)) and time.monotonic() < deadline:
            time.sleep(_GLANCE_S)
        deadline = time.monotonic() + GRACE_S
        while left := self._processes(job):
            _send(left, signal.SIGKILL)
            if time.monotonic() > deadline:
                pids = ", ".join(str(process.pid) for process in left)
                raise RunStateError(
                    f"processes {pids} of job {job} cannot be ended; they may wait for a disk. "
                    "End them by hand, then run again."
                )
            time.sleep(_GLANCE_S)

    def _processes(self, job: str) -> list[psutil.Process]:
        child = self._started.get(job)
        if child is not None:
            child.poll()
        found = marked_processes(self._rundir)
        return [process for process, mark in found if mark == self._mark(job)]

    def _mark(self, job: str) -> str:
        return f"{_mark_of_run(self._rundir)}{job}"


def marked_processes(rundir: RunDirectory) -> list[tuple[psutil.Process, str]]:
    """Give the living processes of all jobs of a run on this machine, each with its mark.

    Parameters
    ----------
    rundir : RunDirectory
        The run.
    """
    found = [(process, _marked(process) or "") for process in psutil.process_iter()]
    start = _mark_of_run(rundir)
    return [(process, mark) for process, mark in found if mark.startswith(start)]


def _mark_of_run(rundir: RunDirectory) -> str:
    return f"{rundir.root.resolve()}:"


def _marked(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK)
    except (psutil.Error, OSError):
        return None


def _send(processes: list[psutil.Process], what: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(what)
