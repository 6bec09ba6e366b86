"""What a plan costs, by stage."""

from saggar.schemas.base import Frozen
from saggar.schemas.campaign import StageName
from saggar.schemas.plan import Plan, Task


class StageCost(Frozen):
    """Tasks and time of one stage."""

    stage: StageName
    tasks: int
    """In a loop, of one iteration."""
    iterations: int
    """1 outside a loop, else the cap."""
    core_seconds: float
    """Of all iterations."""


def stage_costs(plan: Plan) -> tuple[StageCost, ...]:
    """Give the cost of each stage; loops count with their cap.

    Parameters
    ----------
    plan : Plan
        Tasks and loops with their estimates.
    """
    loops = {loop.name: loop for loop in plan.loops}
    costs = []
    for stage in plan.stages:
        loop = loops.get(stage)
        rounds = (
            [loop.tasks(iteration) for iteration in range(loop.at_most)]
            if loop
            else [tuple(task for task in plan.tasks if task.stage == stage)]
        )
        costs.append(
            StageCost(
                stage=stage,
                tasks=len(rounds[-1]),
                iterations=len(rounds),
                core_seconds=sum(_seconds(tasks) for tasks in rounds),
            )
        )
    return tuple(costs)


def _seconds(tasks: tuple[Task, ...]) -> float:
    return sum(task.resources.seconds for task in tasks)


def duration(seconds: float) -> str:
    """Write a duration for people: ``45 s``, ``12 min``, ``3.4 h``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
