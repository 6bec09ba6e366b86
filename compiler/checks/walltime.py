"""SG472: the time of a task against the walltime of the machine."""

from collections.abc import Iterable, Iterator

from saggar.compiler.checks.finding import Finding
from saggar.compiler.positions import KeyPath
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import Machine
from saggar.schemas.plan import Plan, Task
from saggar.schemas.steps import RunDynamics
from saggar.schemas.units import Quantity

_SHORTEN: dict[tuple[str, str], tuple[KeyPath, str]] = {
    ("initial_data", "sample"): (("initial_data", "sample", "duration"), "shorten its duration"),
    ("initial_data", "label"): (("initial_data", "select", "frames"), "label fewer frames"),
    ("active_learning", "label"): (("active_learning", "select", "at_most"), "label fewer frames"),
    ("active_learning", "train"): (
        ("active_learning", "train"),
        "train for fewer steps or generations",
    ),
    ("active_learning", "explore"): (
        ("active_learning", "explore"),
        "shorten the explorations or explore smaller cells",
    ),
    ("final_training", "train"): (("final_training",), "train for fewer steps or generations"),
    ("production", "equilibrate"): (("production", "equilibrate", "duration"), "shorten the ramp"),
    ("production", "produce"): (("production", "segment"), "write a shorter segment"),
    ("validation", "label"): (
        ("validation", "production_frames", "per_run"),
        "label fewer frames",
    ),
}
"""Stage of a task and its step, or the purpose of its dynamics, to the key that decides its length
and what to do there."""


def over_walltime(campaign: Campaign, machine: Machine, plan: Plan) -> list[Finding]:
    """Hold the estimated time of tasks against the walltime of the machine (SG472).

    Parameters
    ----------
    campaign : Campaign
        With the codes that it ignores.
    machine : Machine
        Its walltime, and the spread of its rates: the estimate is the time on one core times the
        spread.
    plan : Plan
        Tasks and loops.

    Returns
    -------
    list of Finding
        One for each kind of task of a stage, about the longest of its kind.
    """
    if machine.walltime_s is None:
        return []
    ignored = campaign.ignore.get("SG472", "")
    slowest = _slowest(task for task in _tasks(plan) if _most_s(task, machine) > machine.walltime_s)
    return [_finding(task, number, machine, ignored) for task, number in slowest]


def _tasks(plan: Plan) -> Iterator[Task]:
    yield from plan.tasks
    for loop in plan.loops:
        yield from loop.body


def _most_s(task: Task, machine: Machine) -> float:
    return task.resources.seconds * machine.rates.spread


def _slowest(tasks: Iterable[Task]) -> Iterator[tuple[Task, int]]:
    """Give the longest task of each kind and how many there are."""
    kinds: dict[tuple[str, str], list[Task]] = {}
    for task in tasks:
        kinds.setdefault(_kind(task), []).append(task)
    for alike in kinds.values():
        yield max(alike, key=lambda task: task.resources.seconds), len(alike)


def _kind(task: Task) -> tuple[str, str]:
    settings = task.settings
    return task.stage, settings.purpose if isinstance(settings, RunDynamics) else settings.step


def _finding(task: Task, number: int, machine: Machine, ignored: str) -> Finding:
    path, change = _SHORTEN.get(_kind(task), ((task.stage,), "make the task smaller"))
    seconds, spread = task.resources.seconds, machine.rates.spread
    low, high, limit = map(_rounded, (seconds / spread, seconds * spread, machine.walltime_s or 0))
    others = f", and {number - 1} like it" if number > 1 else ""
    return Finding(
        path,
        "SG472",
        f"task {task.id}{others}: estimated to take {low} to {high}; machine {machine.name} ends "
        f"tasks after {limit} and counts them as failed",
        f"{change}, or raise `walltime` in the machine profile",
        at_key=True,
        ignored=ignored,
    )


def _rounded(seconds: float) -> str:
    return Quantity("wall time").written(float(f"{seconds:.2g}"))
