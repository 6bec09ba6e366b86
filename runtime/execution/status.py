"""The status of a run, read without disturbing it, and the end of one from outside."""

import signal
import socket
import time

import psutil

from saggar.runtime.execution.attempt import Attempt
from saggar.runtime.execution.driver import Driver
from saggar.runtime.execution.job import job_lock
from saggar.runtime.execution.journal import Journal, read_ends, read_state
from saggar.runtime.execution.local import LocalSubmitter, Submitter
from saggar.runtime.execution.lock import DriverLock, holder
from saggar.runtime.execution.survey import Survey, survey, working
from saggar.runtime.rundir import EXIT_RECORD, LOG, RunDirectory
from saggar.schemas.campaign import StageName
from saggar.schemas.errors import RunStateError
from saggar.schemas.state import GivenUp, Holder, LoopStatus, RunStatus, StageStatus

_PATIENCE_S = 30.0
_GLANCE_S = 0.1


def run_status(rundir: RunDirectory) -> RunStatus:
    """Give where a run stands; writes nothing.

    Parameters
    ----------
    rundir : RunDirectory
        The run, driven by a process or not.

    Raises
    ------
    RunStateError
        If the run directory, its manifest or its journal is damaged.
    """
    state = read_state(rundir)
    where = survey(rundir, state)
    driver = holder(rundir.driver_lock)
    started, latest = read_ends(rundir)
    return RunStatus(
        campaign=rundir.plan.campaign,
        directory=str(rundir.root),
        driver=driver,
        started=started,
        latest=latest,
        stages=tuple(_stage(where, stage) for stage in where.plan.stages),
        loops=_loops(where),
        working=tuple(sorted(working(rundir, state))),
        given_up=tuple(given_up(rundir, where)),
        set_aside=sum(1 for _ in (rundir.work / ".stale").rglob(EXIT_RECORD)),
        differences=rundir.differences(),
        waits_for=_waits_for(where, driver, live_jobs(rundir, where)),
    )


def given_up(rundir: RunDirectory, where: Survey) -> list[GivenUp]:
    """Give the tasks that failed as often as they may, each with its last log."""
    return [_given_up(rundir, where, task) for task in where.given_up]


def live_jobs(rundir: RunDirectory, where: Survey) -> list[str]:
    """Give the jobs that are alive on this machine, whether or not a driver is."""
    jobs = {state.job for state in where.state.tasks.values() if state.status == "running"}
    return [job for job in sorted(jobs) if holder(job_lock(rundir, job))]


def cancel(rundir: RunDirectory, submitter: Submitter | None = None) -> str:
    """End the driver and the jobs of a run and give a sentence that says what was ended.

    Parameters
    ----------
    rundir : RunDirectory
        The run; what has finished in it is kept and a later run goes on from there.
    submitter : Submitter, optional
        Where its jobs are executed; processes of this machine by default.

    Raises
    ------
    RunStateError
        If its driver is on another machine, or does not end.
    """
    driver = holder(rundir.driver_lock)
    if driver:
        _end_driver(rundir, driver)
        return f"ended the driver (process {driver.pid}) and its jobs"
    with DriverLock(rundir):
        journal = Journal(rundir)
        try:
            jobs = live_jobs(rundir, survey(rundir, journal.state))
            Driver(rundir, submitter or LocalSubmitter(rundir), journal, ()).stop()
        finally:
            journal.close()
    return f"ended {len(jobs)} jobs; no driver was alive" if jobs else "nothing was alive"


def _end_driver(rundir: RunDirectory, driver: Holder) -> None:
    here = socket.gethostname()
    if driver.host != here:
        raise RunStateError(
            f"{rundir.root} is driven by process {driver.pid} on {driver.host or 'another machine'}"
            f"; this is {here}. Call `saggar cancel` there."
        )
    psutil.Process(driver.pid).send_signal(signal.SIGTERM)
    deadline = time.monotonic() + _PATIENCE_S
    while holder(rundir.driver_lock):
        if time.monotonic() > deadline:
            raise RunStateError(
                f"process {driver.pid} was asked to end and has not for {_PATIENCE_S:g} s; "
                f"end it by `kill -9 {driver.pid}`, then call `saggar cancel` again for its jobs."
            )
        time.sleep(_GLANCE_S)


def _stage(where: Survey, stage: StageName) -> StageStatus:
    names = [task.id for task in where.stage_tasks(stage)]
    finished = [state for name in names if where.finished(name) and (state := where.of(name))]
    running = sum(map(where.running, names))
    failed = sum(name in where.given_up for name in names)
    blocked = sum(name in where.blocked for name in names)
    return StageStatus(
        stage=stage,
        finished=len(finished),
        running=running,
        failed=failed,
        blocked=blocked,
        waiting=len(names) - len(finished) - running - failed - blocked,
        wall_s=round(sum(state.wall_s for state in finished), 3),
        cpu_s=round(sum(state.cpu_s for state in finished), 3),
        complete=where.complete(stage),
    )


def _loops(where: Survey) -> tuple[LoopStatus, ...]:
    states = where.expansion.loops
    return tuple(
        LoopStatus(name=loop.name, at_most=loop.at_most, **states[loop.name].model_dump())
        for loop in where.plan.loops
    )


def _given_up(rundir: RunDirectory, where: Survey, task: str) -> GivenUp:
    state = where.state.tasks[task]
    attempt = Attempt(rundir, task, state.attempts)
    logs = (folder / LOG for folder in (attempt.failed, attempt.lost))
    log = next((str(log) for log in logs if log.is_file()), "")
    return GivenUp(task=task, attempts=state.failures, error=state.error, log=log)


def _waits_for(where: Survey, driver: Holder | None, jobs: list[str]) -> str:
    if driver:
        return "its jobs"
    if all(where.complete(stage) for stage in where.plan.stages):
        return "nothing: all tasks are finished"
    if jobs:
        return f"a driver: {len(jobs)} jobs are alive without one; `saggar run` goes on with them"
    if not where.state.events:
        return "its first `saggar run`"
    if where.given_up and not where.ready:
        return "a person: mend what failed, then `saggar run --retry-failed`"
    return "`saggar run`, which goes on from here"
