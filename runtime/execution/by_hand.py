"""One task in a folder of its own, apart from the state of the run."""

import importlib
from pathlib import Path

from saggar.runtime.execution.executors import require_executable
from saggar.runtime.execution.journal import read_state
from saggar.runtime.execution.survey import survey
from saggar.runtime.rundir import RunDirectory
from saggar.runtime.steps import STEPS
from saggar.runtime.steps.context import StepContext
from saggar.schemas.errors import RunStateError
from saggar.schemas.plan import Task
from saggar.schemas.results import Outcome


def execute_by_hand(rundir: RunDirectory, name: str, folder: Path) -> Outcome:
    """Execute one task in a folder, as often as wanted; nothing in the run changes.

    Parameters
    ----------
    rundir : RunDirectory
        The run; what the task needs must have finished in it.
    name : str
        The task.
    folder : Path
        Where it writes; made if need be, otherwise empty.

    Raises
    ------
    RunStateError
        If the machine profile asks for executors that this release does not call, there is no such
        task, a result that it needs is missing, or the folder is not empty.
    """
    require_executable(rundir)
    task = _task(rundir, name)
    missing = [need for need in task.needed() if rundir.record(need) is None]
    if missing:
        raise RunStateError(f"{name} needs {', '.join(missing)}, not finished yet in {rundir.root}")
    if folder.exists() and any(folder.iterdir()):
        raise RunStateError(f"{folder} is not empty; give a new folder with --into")
    folder.mkdir(parents=True, exist_ok=True)
    context = StepContext(rundir.root, folder, task, rundir.lock)
    module = importlib.import_module(STEPS[task.settings.step])
    outcome: Outcome = module.execute(task.settings, context)
    return outcome


def _task(rundir: RunDirectory, name: str) -> Task:
    known = survey(rundir, read_state(rundir)).expansion.tasks
    if name not in known:
        raise RunStateError(
            f"{rundir.root} has no task {name} as far as its plan is known now; "
            f"it knows {', '.join(known)}"
        )
    return known[name]
