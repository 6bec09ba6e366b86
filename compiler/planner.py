"""From a study to a plan: the stages in order, then the digests of what they read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from saggar.compiler.cells import cell_path
from saggar.compiler.stages.active_learning import plan_active_learning
from saggar.compiler.stages.analysis import plan_analysis
from saggar.compiler.stages.final_training import plan_final_training
from saggar.compiler.stages.initial_data import plan_initial_data
from saggar.compiler.stages.parts import Parts, text_digest
from saggar.compiler.stages.production import plan_production
from saggar.compiler.stages.validation import plan_validation
from saggar.compiler.study import Study
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.extxyz import format_extxyz
from saggar.schemas.campaign import StageName
from saggar.schemas.plan import Plan, Task

STAGES: dict[StageName, Callable[[Study], Parts]] = {
    "initial_data": plan_initial_data,
    "active_learning": plan_active_learning,
    "final_training": plan_final_training,
    "production": plan_production,
    "validation": plan_validation,
    "analysis": plan_analysis,
}


@dataclass(frozen=True)
class Planned:
    """A plan and the files that its tasks read.

    Parameters
    ----------
    plan : Plan
        Tasks and loops.
    files : dict of str to str
        Decks and cells, path in the run directory to text.
    cells : dict of str to Cell
        All cells of the study and their supercells, by name.
    """

    plan: Plan
    files: dict[str, str]
    cells: dict[str, Cell]


def plan_study(study: Study) -> Planned:
    """Plan a study.

    Parameters
    ----------
    study : Study
        Campaign, machine and cells.

    Returns
    -------
    Planned
        Equal studies give equal plans.
    """
    parts = Parts()
    for plan_stage in STAGES.values():
        parts.extend(plan_stage(study))
    return planned_from(parts, study, tuple(STAGES))


def planned_from(parts: Parts, study: Study, stages: tuple[StageName, ...]) -> Planned:
    """Make a plan of what stages contribute: digests filled in, cells beside decks.

    Parameters
    ----------
    parts : Parts
        Of all stages.
    study : Study
        What they were planned from.
    stages : tuple of StageName
        In the order of execution; those without a task are left out.
    """
    cells = {**study.cells, **parts.cells}
    files = parts.decks | parts.given
    files |= {cell_path(name): _text_of(cell) for name, cell in cells.items()}
    digests = {path: text_digest(text) for path, text in files.items()}

    def with_digests(task: Task) -> Task:
        return task.model_copy(update={"files": {path: digests[path] for path in task.files}})

    planned = {task.stage for task in parts.tasks} | {loop.name for loop in parts.loops}
    plan = Plan(
        campaign=study.campaign.name,
        stages=tuple(stage for stage in stages if stage in planned),
        tasks=tuple(with_digests(task) for task in parts.tasks),
        loops=tuple(
            loop.model_copy(update={"body": tuple(with_digests(task) for task in loop.body)})
            for loop in parts.loops
        ),
    )
    return Planned(plan, dict(sorted(files.items())), cells)


@lru_cache(maxsize=1024)
def _text_of(cell: Cell) -> str:
    """Write a cell; studies that are compared share most of theirs."""
    return format_extxyz([cell])
