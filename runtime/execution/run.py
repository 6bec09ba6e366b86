"""A run in the foreground: ticks until nothing is left to do, with progress and a summary."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing

from rich.console import Console

from saggar.runtime.execution.driver import Driver
from saggar.runtime.execution.executors import require_executable
from saggar.runtime.execution.journal import Journal, now
from saggar.runtime.execution.local import LocalSubmitter, Submitter
from saggar.runtime.execution.lock import DriverLock
from saggar.runtime.execution.progress import ProgressView, progress_for
from saggar.runtime.execution.signals import Signals
from saggar.runtime.execution.summary import summary
from saggar.runtime.execution.survey import Survey, survey
from saggar.runtime.execution.weights import require_weights
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.campaign import StageName
from saggar.schemas.errors import RunStateError
from saggar.schemas.state import Event

FINE, ERROR, INTERRUPTED = 0, 1, 130
"""Exit codes: done or waiting for a person; tasks given up; ended by a signal."""

POLL_S = 0.15


def run(
    rundir: RunDirectory,
    *,
    until: str | None = None,
    retry_failed: bool = False,
    on_finish: Callable[[RunDirectory], None] | None = None,
    submitter: Submitter | None = None,
    console: Console | None = None,
) -> int:
    """Execute a run until nothing is left to do, and give the exit code.

    Parameters
    ----------
    rundir : RunDirectory
        The run; nothing in it may have been edited since it was compiled.
    until : str, optional
        Last stage whose tasks are executed.
    retry_failed : bool
        Whether tasks that were given up get their attempts anew.
    on_finish : callable, optional
        Called with the run directory when nothing is left to do, not after an interruption; the
        run is still locked then.
    submitter : Submitter, optional
        Where jobs are executed; processes of this machine by default.
    console : Console, optional
        Where progress and the summary go; standard output by default.

    Returns
    -------
    int
        0 if all was done or the run waits for a person, 1 if tasks were given up, 130 if it was
        ended by SIGINT, SIGTERM or SIGHUP; the same call goes on after each of them.

    Raises
    ------
    RunStateError
        If another process drives the run, a compiled file was changed, the machine profile asks
        for executors that this release does not call, the state is damaged, `until` is no stage of
        the plan, or the plan cannot go on.
    EngineError
        If weights of a model are missing or are others than those pinned.
    """
    rundir.verify()
    require_executable(rundir)
    require_weights(rundir)
    console = console or Console()
    with DriverLock(rundir) as lock, closing(Journal(rundir)) as journal, Signals() as signals:
        if retry_failed:
            _try_again(rundir, journal)
        stages = permitted_stages(rundir, survey(rundir, journal.state), until)
        driver = Driver(rundir, submitter or LocalSubmitter(rundir), journal, stages)
        started = time.monotonic()
        _tick_until_done(driver, lock, signals, progress_for(rundir, console))
        if signals.came:
            console.out("ending jobs ...", highlight=False)
            driver.stop()
        where = survey(rundir, journal.state)
        seconds = time.monotonic() - started
        text = summary(rundir, where, stages, seconds, interrupted=signals.came)
        console.out(text, end="", highlight=False)
        return INTERRUPTED if signals.came else _finish(rundir, where, stages, on_finish)


def _tick_until_done(
    driver: Driver,
    lock: DriverLock,
    signals: Signals,
    shown: AbstractContextManager[ProgressView],
) -> None:
    """Tick until no job is left or a signal came."""
    with shown as progress:
        while not signals.came:
            seen = driver.tick()
            progress.show(seen)
            if not seen.jobs:
                return
            lock.beat()
            time.sleep(POLL_S)


def _finish(
    rundir: RunDirectory,
    where: Survey,
    stages: tuple[StageName, ...],
    on_finish: Callable[[RunDirectory], None] | None,
) -> int:
    """Make sure that nothing is left to do, tell whoever waits for it, and give the exit code."""
    _require_an_end(rundir, where, stages)
    if on_finish:
        on_finish(rundir)
    return ERROR if where.given_up else FINE


def permitted_stages(
    rundir: RunDirectory, where: Survey, until: str | None
) -> tuple[StageName, ...]:
    """Give the stages whose tasks may be executed now.

    Parameters
    ----------
    rundir : RunDirectory
        The run.
    where : Survey
        Where it stands. A stage of ``pause_after`` that is complete does not hold it any more:
        running again is how a person goes on.
    until : str or None
        Last stage asked for.

    Raises
    ------
    RunStateError
        If `until` is no stage of the plan.
    """
    stages = rundir.plan.stages
    if until is not None:
        if until not in stages:
            raise RunStateError(
                f"{rundir.root} has no stage {until!r}; its stages are {', '.join(stages)}."
            )
        stages = stages[: 1 + list(map(str, stages)).index(until)]
    for i, stage in enumerate(stages):
        if stage in rundir.lock.campaign.pause_after and not where.complete(stage):
            return stages[: i + 1]
    return stages


def _require_an_end(rundir: RunDirectory, where: Survey, stages: tuple[StageName, ...]) -> None:
    unfinished = [stage for stage in stages if not where.complete(stage)]
    if not unfinished or where.given_up:
        return
    names = [task.id for task in where.stage_tasks(unfinished[0]) if not where.finished(task.id)]
    raise RunStateError(
        f"{rundir.root}/plan.json cannot go on: nothing is left to execute, yet {unfinished[0]} is "
        f"not complete ({', '.join(names) or 'its loop has not ended'}). A need in it names a task "
        "that no task or loop makes; this is a defect of the compiler, please report it."
    )


def _try_again(rundir: RunDirectory, journal: Journal) -> None:
    where = survey(rundir, journal.state)
    digests = where.expansion.digests
    journal.write(
        *(
            Event(time=now(), event="retried", task=name, digest=digests[name])
            for name in where.given_up
        )
    )
