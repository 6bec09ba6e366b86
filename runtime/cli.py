"""Commands on run directories that need the runtime alone: ``status`` and ``cancel``."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from saggar.runtime.rundir import RunDirectory
    from saggar.schemas.state import RunStatus


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the commands to a parser.

    Parameters
    ----------
    subparsers : argparse action
        Where they are added; each sets ``command``, a function from the parsed arguments to the
        exit code.
    """
    status = subparsers.add_parser(
        "status", help="say where a run stands", description="Say where a run stands."
    )
    status.add_argument("directory", type=Path, help="run directory")
    status.add_argument("--json", action="store_true", help="print one JSON object")
    status.set_defaults(command=_status)
    cancel = subparsers.add_parser(
        "cancel",
        help="end the driver and the jobs of a run",
        description="End the driver and the jobs of a run. What has finished is kept; "
        "`saggar run` goes on from there.",
    )
    cancel.add_argument("directory", type=Path, help="run directory")
    cancel.set_defaults(command=_cancel)
    task = subparsers.add_parser(
        "task",
        help="execute one task by hand, apart from the run",
        description="Execute one task in a folder of its own; the state of the run stays.",
    )
    task.add_argument("directory", type=Path, help="run directory")
    task.add_argument("task", help="name of the task, as in plan.json")
    task.add_argument("--into", type=Path, required=True, metavar="FOLDER")
    task.set_defaults(command=_task)


def run_directory(
    root: Path,
    *,
    until: str | None = None,
    retry_failed: bool = False,
    on_finish: "Callable[[RunDirectory], None] | None" = None,
) -> int:
    """Execute a run directory until nothing is left to do, and give the exit code.

    Parameters
    ----------
    root : Path
        The run directory.
    until : str, optional
        Last stage whose tasks are executed.
    retry_failed : bool
        Whether tasks that were given up get their attempts anew.
    on_finish : callable, optional
        Called when nothing is left to do, while the run is still locked.

    Raises
    ------
    RunStateError
        As `saggar.runtime.execution.run.run`.
    """
    from saggar.runtime.execution.run import run
    from saggar.runtime.rundir import RunDirectory

    return run(
        RunDirectory.existing(root), until=until, retry_failed=retry_failed, on_finish=on_finish
    )


def _status(arguments: argparse.Namespace) -> int:
    from saggar.runtime.execution.status import run_status
    from saggar.runtime.rundir import RunDirectory

    status = run_status(RunDirectory.existing(arguments.directory))
    print(status.model_dump_json(indent=2) if arguments.json else status_text(status))
    return 0


def _cancel(arguments: argparse.Namespace) -> int:
    from saggar.runtime.execution.status import cancel
    from saggar.runtime.rundir import RunDirectory

    rundir = RunDirectory.existing(arguments.directory)
    print(f"{rundir.root}: {cancel(rundir)}")
    return 0


def _task(arguments: argparse.Namespace) -> int:
    from saggar.runtime.execution.by_hand import execute_by_hand
    from saggar.runtime.rundir import RunDirectory

    rundir = RunDirectory.existing(arguments.directory)
    outcome = execute_by_hand(rundir, arguments.task, arguments.into)
    print(outcome.model_dump_json(indent=1))
    return 0


def status_text(status: "RunStatus") -> str:
    """Give the status as a person reads it."""
    columns = ("stage", "finished", "running", "waiting", "failed", "blocked", "wall s", "CPU s")
    lines = [
        f"campaign {status.campaign} in {status.directory}: {_elapsed(status)}",
        f"driver: {_driver(status)}",
        "",
        "{:<18} {:>9} {:>9} {:>9} {:>9} {:>9} {:>10} {:>10}".format(*columns),
    ]
    lines += [
        f"{stage.stage:<18} {stage.finished:>9} {stage.running:>9} {stage.waiting:>9} "
        f"{stage.failed:>9} {stage.blocked:>9} {stage.wall_s:>10.1f} {stage.cpu_s:>10.1f}"
        for stage in status.stages
    ]
    lines += [""] + [
        f"loop {loop.name}: iteration {loop.iteration}, at most {loop.at_most} iterations"
        + (", converged" if loop.converged else ", ended at the cap" if loop.ended else "")
        for loop in status.loops
    ]
    lines += [f"at work: {task}" for task in status.working]
    lines += [
        f"given up: {failure.task} after {failure.attempts} attempts: {failure.error}"
        + (f" (log: {failure.log})" if failure.log else "")
        for failure in status.given_up
    ]
    if status.set_aside:
        lines.append(f"set aside: {status.set_aside} replaced results, in work/.stale")
    lines += [f"not as compiled: {difference}" for difference in status.differences]
    if status.differences:
        lines.append("`saggar run` refuses this: restore these files, or compile again")
    lines.append(f"waits for {status.waits_for}")
    return "\n".join(lines)


def _driver(status: "RunStatus") -> str:
    if status.driver is None:
        return "none is alive"
    driver = status.driver
    return f"process {driver.pid} on {driver.host} since {driver.started}"


def _elapsed(status: "RunStatus") -> str:
    if not status.started:
        return "not begun"
    started, latest = map(datetime.fromisoformat, (status.started, status.latest))
    seconds = (latest - started).total_seconds()
    return f"{seconds:.0f} s from its first event ({status.started}) to its latest"
