"""What two plans declare alike, found without a digest.

Whether a task of iteration n is declared alike by both follows from the bodies and from what was
alike in iteration n - 1. Where neither plan changes what it executes between two iterations, and
the same tasks of the body were alike in both, they are alike in all that come next.
"""

from collections.abc import Iterator

from saggar.compiler.diff.tasks import Unrolled
from saggar.schemas.campaign import StageName
from saggar.schemas.plan import Declaration, Loop, Occurrence, Task


def declared_alike(a: Unrolled, b: Unrolled) -> frozenset[str]:
    """Name the tasks that two plans declare alike.

    Parameters
    ----------
    a, b : Unrolled
        The plans. Within each, tasks of different names declare different things, as seeds and
        files are named by their task.

    Returns
    -------
    frozenset of str
        Tasks of the same name and digest: equal settings and files, and needs in the same roles
        that are alike.
    """
    return frozenset(_Comparison(a, b).alike())


class _Comparison:
    def __init__(self, a: Unrolled, b: Unrolled) -> None:
        self._a, self._b = a, b
        self._once = {task.id: task for task in a.plan.tasks}
        self._found: set[str] = set()
        self._same: dict[tuple[int, int], bool] = {}

    def alike(self) -> set[str]:
        """Give their names."""
        for stage in self._b.plan.stages:
            if stage in self._a.loops and stage in self._b.loops:
                self._compare_loop(stage)
            for task in self._b.plan.tasks:
                if task.stage == stage and task.id in self._once:
                    after = self._b.once(task)
                    if self._has_alike_needs(after):
                        self._compare(self._a.once(self._once[task.id]), after)
        return self._found

    def _compare_loop(self, stage: StageName) -> None:
        loops = self._a.loops[stage], self._b.loops[stage]
        changing = {each for loop in loops for each in _changing(loop)}
        patterns: list[frozenset[str]] = []
        for iteration in range(min(self._a.last[stage], self._b.last[stage]) + 1):
            if iteration not in changing and patterns[-1] == patterns[-2]:
                patterns.append(patterns[-1])
                named = loops[1].named(iteration).items() if patterns[-1] else ()
                self._found |= {name for name, task in named if task.id in patterns[-1]}
            else:
                patterns.append(frozenset(self._compare_iteration(stage, iteration)))

    def _compare_iteration(self, stage: StageName, iteration: int) -> Iterator[str]:
        """Give the names, with place holders, of the tasks that are alike in an iteration."""
        for name, each in self._b.iteration(stage, iteration).items():
            if self._has_alike_needs(each):
                before = self._a.iteration(stage, iteration).get(name)
                if before and self._compare(before, each):
                    yield each.task.id

    def _has_alike_needs(self, each: Occurrence) -> bool:
        """Say whether all that a task of B needs is alike, without which it is not."""
        return all(name in self._found for _, name in each.needs)

    def _compare(self, before: Occurrence, after: Occurrence) -> bool:
        alike = before.needs == after.needs and self._declare_the_same(before.task, after.task)
        if alike:
            self._found.add(after.name)
        return alike

    def _declare_the_same(self, before: Task, after: Task) -> bool:
        key = id(before), id(after)
        if key not in self._same:
            self._same[key] = before.files == after.files and (
                before.settings.model_dump_json() == after.settings.model_dump_json()
                or Declaration.of(before) == Declaration.of(after)
            )
        return self._same[key]


def _changing(loop: Loop) -> Iterator[int]:
    """Give the iterations that do not execute what the one before them does, or read otherwise."""
    yield from (0, 1)
    for past in loop.past:
        yield from (past.until, past.until + 1)
    for body in (loop.body, *(past.body for past in loop.past)):
        yield from {task.from_iteration for task in body}
