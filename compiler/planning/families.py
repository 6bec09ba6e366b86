"""Tasks of one stage that do the same, taken together: four trainings, twelve explorations."""

from collections import Counter
from collections.abc import Iterable, Iterator

from saggar.schemas.active_learning import Domain
from saggar.schemas.base import Frozen
from saggar.schemas.campaign import StageName
from saggar.schemas.plan import Loop, Plan, Task
from saggar.schemas.resolved import Lock
from saggar.schemas.steps import RunDynamics
from saggar.schemas.units import Quantity


class Family(Frozen):
    """Tasks of one stage and one kind."""

    stage: StageName
    kind: str
    count: int
    """In a loop, of an iteration in which all of them take part."""
    later: dict[int, int] = {}
    """How many of them take part only from an iteration on, by that iteration."""

    @property
    def key(self) -> tuple[StageName, str]:
        """What tells families apart."""
        return self.stage, self.kind

    @property
    def title(self) -> str:
        """``4 x train``, or the kind alone; ``6 x explore (2 of them from iteration 5)``."""
        title = self.kind if self.count == 1 else f"{self.count} x {self.kind}"
        later = ", ".join(self._later(start) for start in self.later)
        return f"{title} ({later})" if later else title

    def _later(self, start: int) -> str:
        which = f"{self.later[start]} of them " if self.later[start] < self.count else ""
        return f"{which}from iteration {start}"


class Link(Frozen):
    """Results of one family that another reads."""

    source: tuple[StageName, str]
    target: tuple[StageName, str]
    next_iteration: bool = False
    """Whether they are read in the iteration that follows."""


def kind_of(task: Task) -> str:
    """Name what a task does."""
    if isinstance(task.settings, RunDynamics):
        return task.settings.purpose
    return task.settings.step.replace("_", " ")


def families_of(plan: Plan) -> tuple[Family, ...]:
    """Group the tasks of a plan, in the order of its stages.

    Parameters
    ----------
    plan : Plan
        Tasks and loops.
    """
    found: dict[tuple[StageName, str], list[Task]] = {}
    for task in _every_task(plan):
        found.setdefault((task.stage, kind_of(task)), []).append(task)
    return tuple(
        Family(
            stage=stage,
            kind=kind,
            count=len(tasks),
            later=dict(sorted(Counter(filter(None, _starts(tasks))).items())),
        )
        for stage in plan.stages
        for (of_stage, kind), tasks in found.items()
        if of_stage == stage
    )


def _starts(tasks: Iterable[Task]) -> Iterator[int]:
    return (task.from_iteration for task in tasks)


def links_of(plan: Plan) -> tuple[Link, ...]:
    """Give what reads what, each link once.

    Parameters
    ----------
    plan : Plan
        Tasks and loops.
    """
    family = {task.id: (task.stage, kind_of(task)) for task in _every_task(plan)}
    links: dict[Link, None] = {}
    for task in _every_task(plan):
        target = family[task.id]
        for need in task.needs:
            for name, later in _sources(need.task, need.first):
                source = family[name]
                if source != target or later:
                    links[Link(source=source, target=target, next_iteration=later)] = None
    return tuple(links)


def condition_of(loop: Loop, lock: Lock) -> str:
    """Say what ends a loop.

    Parameters
    ----------
    loop : Loop
        The loop.
    lock : Lock
        The campaign that it was planned from.
    """
    learning = lock.campaign.active_learning
    assert learning is not None, "a loop is planned from its section"
    stop = learning.stop
    low, high = stop.within.temperature_K
    most = "1 iteration" if loop.at_most == 1 else f"{loop.at_most} iterations"
    times = "" if stop.for_iterations == 1 else f", {stop.for_iterations} times in a row"
    return (
        f"until fewer than {100 * stop.candidate_fraction_below:g} % of frames are candidates "
        f"between {low:g} and {high:g} K{_pressure(stop.within)}{times}; at most {most}"
    )


def _pressure(within: Domain) -> str:
    most = within.pressure_up_to_GPa
    return "" if most is None else f" up to {Quantity('pressure').written(most)}"


def _sources(name: str, first: str | None) -> Iterator[tuple[str, bool]]:
    """Names, as they stand in the plan, of what a need refers to."""
    if "{previous}" in name:
        yield name.replace("{previous}", "{iteration}"), True
        if first is not None:
            yield first, False
    else:
        yield name.replace("{last}", "{iteration}"), False


def _every_task(plan: Plan) -> Iterator[Task]:
    yield from plan.tasks
    for loop in plan.loops:
        yield from loop.body
