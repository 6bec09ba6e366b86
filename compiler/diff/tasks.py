"""The tasks of a plan, loops unrolled, and the digests that declare their results.

A campaign of a published study's size has some ten thousand tasks in its loops, which differ from
iteration to iteration by a number. So names are listed, digests are computed where one is asked
for, and what two plans declare alike is found from the few iterations that are not like the one
before.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING

from saggar.schemas.campaign import StageName
from saggar.schemas.plan import (
    Declaration,
    Loop,
    Occurrence,
    Plan,
    Task,
    iteration_in,
    name_after_loop,
)

if TYPE_CHECKING:
    from saggar.runtime.rundir import RunDirectory
    from saggar.schemas.state import ExitRecord

Decision = tuple[str, str]
"""Name and declared digest of a decision that has ended its loop."""


class Unrolled:
    """All tasks of a plan.

    Parameters
    ----------
    plan : Plan
        Its stages stand in the order in which they need each other.
    converged : frozenset of Decision
        Decisions that are known to have ended their loop; without one a loop goes on to its cap.

    Attributes
    ----------
    last : dict of StageName to int
        Number of the last iteration of each loop.
    """

    def __init__(self, plan: Plan, converged: frozenset[Decision]) -> None:
        self.plan = plan
        self.loops: dict[StageName, Loop] = {loop.name: loop for loop in plan.loops}
        self.last = {loop.name: loop.at_most - 1 for loop in plan.loops}
        self._digests: dict[str, str] = {}
        self._iterations: dict[tuple[StageName, int], dict[str, Occurrence]] = {}
        self._digesting = self._digest_in_order()
        for stage in plan.stages:
            if stage in self.loops:
                self.last[stage] = self._end_of(self.loops[stage], converged)

    @cached_property
    def stages(self) -> dict[StageName, dict[str, Task]]:
        """Tasks as they stand in the plan, by stage and by name; one that has none is left out."""
        stages: dict[StageName, dict[str, Task]] = {stage: {} for stage in self.plan.stages}
        for stage, loop in self.loops.items():
            for iteration in range(self.last[stage] + 1):
                stages[stage] |= loop.named(iteration)
        for task in self.plan.tasks:
            stages[task.stage][task.id] = task
        return {stage: tasks for stage, tasks in stages.items() if tasks}

    @cached_property
    def tasks(self) -> dict[str, Task]:
        """Tasks as they stand in the plan, by name, in the order of the stages."""
        return {name: task for tasks in self.stages.values() for name, task in tasks.items()}

    @cached_property
    def declarations(self) -> dict[int, Declaration]:
        """What each task of the plan declares, by the identity of the task.

        Bodies of past and present iterations have tasks of the same names.
        """
        bodies = [loop.body for loop in self.plan.loops]
        bodies += [past.body for loop in self.plan.loops for past in loop.past]
        every = (task for tasks in (self.plan.tasks, *bodies) for task in tasks)
        return {id(task): Declaration.of(task) for task in every}

    @property
    def digests(self) -> dict[str, str]:
        """Declared digests of all tasks by name."""
        return {name: self.digest(name) for name in self.tasks}

    def digest(self, name: str) -> str:
        """Give the declared digest of a task.

        Raises
        ------
        KeyError
            If there is no such task.
        """
        while name not in self._digests:
            if next(self._digesting, None) is None:
                raise KeyError(name)
        return self._digests[name]

    def needed(self, name: str) -> tuple[str, ...]:
        """Name the tasks that a task needs."""
        task = self.tasks[name]
        iteration = iteration_in(name, task.id)
        if iteration is None:
            return self.once(task).needed()
        return self.iteration(task.stage, iteration)[name].needed()

    def iteration(self, loop: StageName, iteration: int) -> dict[str, Occurrence]:
        """Give the tasks of one iteration of a loop by name."""
        key = (loop, iteration)
        if key not in self._iterations:
            occurrences = self.loops[loop].occurrences(iteration)
            self._iterations[key] = {each.name: each for each in occurrences}
        return self._iterations[key]

    def once(self, task: Task) -> Occurrence:
        """Give a task outside loops with the names of what it needs, once those have ended."""
        needs = ((need.role, _filled(need.task, self.last)) for need in task.needs)
        return Occurrence(task, task.id, tuple(needs))

    def _end_of(self, loop: Loop, converged: frozenset[Decision]) -> int:
        known = {name for name, _ in converged}
        for iteration in range(loop.at_most):
            name = loop.decision_task(iteration)
            if name in known and loop.may_end(iteration) and (name, self.digest(name)) in converged:
                return iteration
        return loop.at_most - 1

    def _digest_in_order(self) -> Iterator[int]:
        """Digest one iteration, or all tasks of a stage outside loops, at a time."""
        for stage in self.plan.stages:
            iteration = 0
            while stage in self.loops and iteration <= self.last[stage]:
                for each in self.iteration(stage, iteration).values():
                    self._digest(each, iteration)
                yield iteration
                iteration += 1
            for task in self.plan.tasks:
                if task.stage == stage:
                    self._digest(self.once(task))
            yield 0

    def _digest(self, each: Occurrence, iteration: int | None = None) -> None:
        needs = [(role, self._digests[name]) for role, name in each.needs]
        self._digests[each.name] = self.declarations[id(each.task)].digest(needs, iteration)


def unroll(plan: Plan, converged: frozenset[Decision]) -> Unrolled:
    """Unroll the loops of a plan.

    Parameters
    ----------
    plan, converged
        As for `Unrolled`.
    """
    return Unrolled(plan, converged)


def _filled(name: str, last: Mapping[StageName, int]) -> str:
    if "{last}" in name:
        for loop, number in last.items():
            name = name_after_loop(name, loop, number)
    return name


def decided(run: "RunDirectory") -> frozenset[Decision]:
    """Give the decisions of a run that ended a loop."""
    found = set()
    for loop in run.plan.loops:
        for iteration in range(loop.at_most):
            record = run.record(loop.decision_task(iteration))
            if record is None:
                break
            if record.outcome.get("converged"):
                found.add((record.task, record.digest))
    return frozenset(found)


def recorded(run: "RunDirectory", names: Iterable[str]) -> "dict[str, ExitRecord]":
    """Give the exit records of those tasks that are finished, whatever declared them."""

    @cache
    def there(folder: str) -> bool:
        return not folder or (there(_parent(folder)) and run.result(folder).is_dir())

    records = ((name, run.record(name)) for name in names if there(_parent(name)))
    return {name: each for name, each in records if each and each.status == "finished"}


def _parent(name: str) -> str:
    return name.rpartition("/")[0]


def finished(run: "RunDirectory", unrolled: Unrolled) -> "dict[str, ExitRecord]":
    """Give the exit records of the tasks of a run that are finished as the plan declares them."""
    return {
        name: record
        for name, record in recorded(run, unrolled.tasks).items()
        if record.digest == unrolled.digest(name)
    }
