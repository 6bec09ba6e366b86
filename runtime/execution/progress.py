"""Progress of a run while it goes on: bars on a terminal, plain lines elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from saggar.runtime.execution.driver import Progress
from saggar.runtime.execution.survey import working
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.state import Event


class ProgressView(Protocol):
    """Shows what each tick saw."""

    def show(self, seen: Progress) -> None:
        """Show one tick."""


@contextmanager
def progress_for(rundir: RunDirectory, console: Console) -> Iterator[ProgressView]:
    """Give the view that suits a console.

    Parameters
    ----------
    rundir : RunDirectory
        The run.
    console : Console
        Where it is shown.
    """
    lines = Lines(rundir, console)
    if not console.is_terminal:
        yield lines
        return
    with Bars(
        TextColumn("{task.description:<18}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[now]}"),
        TimeElapsedColumn(),
        console=console,
    ) as bars:
        yield StageBars(lines, bars)


class Lines:
    """One line for each task that begins, finishes or fails, with the time since the start.

    Parameters
    ----------
    rundir : RunDirectory
        The run.
    console : Console
        Where the lines go.
    """

    def __init__(self, rundir: RunDirectory, console: Console) -> None:
        self._rundir = rundir
        self._console = console
        self._start = time.monotonic()
        self._begun: frozenset[str] = frozenset()

    def show(self, seen: Progress) -> None:
        """Print what is new since the tick before."""
        for event in seen.events:
            text = _sentence(event, seen)
            if text:
                self._print(text)
        begun = working(self._rundir, seen.survey.state)
        for task in sorted(begun - self._begun):
            self._print(f"started   {task}")
        self._begun = begun

    def _print(self, text: str) -> None:
        seconds = time.monotonic() - self._start
        self._console.out(f"[{seconds:8.1f} s] {text}", highlight=False)


class StageBars:
    """A bar for each stage, and the lines above them.

    Parameters
    ----------
    lines : Lines
        The lines.
    bars : rich.progress.Progress
        The bars.
    """

    def __init__(self, lines: Lines, bars: Bars) -> None:
        self._lines = lines
        self._bars = bars
        self._ids: dict[str, TaskID] = {}

    def show(self, seen: Progress) -> None:
        """Bring the bars up to date; a stage appears when its first task is with a job."""
        self._lines.show(seen)
        where = seen.survey
        for stage in where.plan.stages:
            names = [task.id for task in where.stage_tasks(stage)]
            done = sum(map(where.finished, names))
            running = sum(map(where.running, names))
            if stage not in self._ids and running:
                self._ids[stage] = self._bars.add_task(stage, now="")
            if stage in self._ids:
                loop = where.expansion.loops.get(stage)
                at = f"iteration {loop.iteration} " if loop else ""
                self._bars.update(
                    self._ids[stage], total=len(names), completed=done, now=f"{at}{running} running"
                )


def _sentence(event: Event, seen: Progress) -> str:
    what: str = event.event
    task = event.task
    match event.event:
        case "finished":
            how = f"({event.wall_s:.1f} s)" if event.job else "before: its result stands"
        case "failed" | "lost":
            how = f"{_first_line(event.detail)}; {_what_next(task, seen)}"
        case "withdrawn" | "stale":
            how = event.detail or "before it had begun"
        case "iteration":
            how = f"{event.attempt} begins"
        case "loop_ended":
            what, how = "ended", f"after iteration {event.attempt}: {event.detail}"
        case _:
            return ""
    return f"{what:<9} {task} {how}"


def _what_next(task: str, seen: Progress) -> str:
    given_up = seen.survey.state.tasks[task].failures >= seen.survey.attempts
    return "it is given up" if given_up else "it is tried again"


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else "no reason given"
