"""The summary at the end of a run: time by stage, what failed and why, what to do."""

from pathlib import Path

from saggar.runtime.execution.status import given_up
from saggar.runtime.execution.survey import Survey
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.campaign import StageName
from saggar.schemas.state import GivenUp

_LINES_OF_LOG = 15


def summary(
    rundir: RunDirectory,
    where: Survey,
    stages: tuple[StageName, ...],
    seconds: float,
    *,
    interrupted: bool,
) -> str:
    """Give the text that closes a run.

    Parameters
    ----------
    rundir : RunDirectory
        The run.
    where : Survey
        Where it stands.
    stages : tuple of StageName
        Stages that were permitted.
    seconds : float
        Wall time of this invocation, s.
    interrupted : bool
        Whether it was ended by a signal.
    """
    parts = [_times(where, seconds), *map(_failure, given_up(rundir, where))]
    parts.append(_verdict(rundir, where, stages, interrupted=interrupted))
    return "\n".join(parts)


def _times(where: Survey, seconds: float) -> str:
    lines = [f"{'stage':<18} {'finished':>12} {'wall s':>10} {'CPU s':>10}"]
    for stage in where.plan.stages:
        tasks = list(where.stage_tasks(stage))
        states = [where.of(task.id) for task in tasks if where.finished(task.id)]
        wall = sum(state.wall_s for state in states if state)
        cpu = sum(state.cpu_s for state in states if state)
        count = f"{len(states)} of {len(tasks)}"
        lines.append(f"{stage:<18} {count:>12} {wall:>10.1f} {cpu:>10.1f}")
    lines.append(f"Sums over tasks, all invocations together; this one took {seconds:.1f} s.\n")
    return "\n".join(lines)


def _failure(failure: GivenUp) -> str:
    lines = [f"FAILED {failure.task} after {failure.attempts} attempts: {failure.error}"]
    if failure.log:
        lines += [f"  {failure.log} ends:", *_end_of(Path(failure.log))]
    return "\n".join(lines) + "\n"


def _end_of(log: Path) -> list[str]:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [f"  | {line}" for line in lines[-_LINES_OF_LOG:]]


def _verdict(
    rundir: RunDirectory, where: Survey, stages: tuple[StageName, ...], *, interrupted: bool
) -> str:
    again = f"`saggar run {rundir.root}`"
    if interrupted:
        return f"Interrupted; {again} goes on from here.\n"
    if where.given_up:
        return (
            f"{len(where.given_up)} tasks were given up, {len(where.blocked)} wait for them"
            f"{_named(where.blocked)}.\nMend the cause, then `saggar run {rundir.root} "
            "--retry-failed`.\n"
        )
    if all(where.complete(stage) for stage in where.plan.stages):
        return "All tasks are finished.\n"
    return f"Stopped after {stages[-1]}, as asked; {again} goes on.\n"


def _named(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:5])
    more = len(names) - 5
    return f" ({shown}{f' and {more} more' if more > 0 else ''})" if names else ""
