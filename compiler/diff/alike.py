"""What two plans declare alike, found without a digest.

Whether a task of iteration n is declared alike by both follows from the bodies and from what was
alike in iteration n - 1. Where neither plan changes what it executes between two iterations, and
the same tasks of the body were alike in both, they are alike in all that come next.
"""

from collections.abc import Iterator

from saggar.compiler.diff.tasks import Unrolled
from saggar.schemas.campaign import StageName
from saggar.schemas.plan import Loop, Occurrence, Task


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
                before = self._once.get(task.id)
                if task.stage == stage and before:
                    self._compare(self._a.once(before), self._b.once(task))
        return self._found

    def _compare_loop(self, stage: StageName) -> None:
        loops = self._a.loops[stage], self._b.loops[stage]
        changing = {each for loop in loops for each in _changing(loop)}
        patterns: list[frozenset[str]] = []
        for iteration in range(min(self._a.last[stage], self._b.last[stage]) + 1):
            if iteration not in changing and patterns[-1] == patterns[-2]:
                patterns.append(patterns[-1])
                named = loops[1].named(iteration).items()
                self._found |= {name for name, task in named if task.id in patterns[-1]}
            else:
                patterns.append(frozenset(self._compare_iteration(stage, iteration)))

    def _compare_iteration(self, stage: StageName, iteration: int) -> Iterator[str]:
        """Give the names, with place holders, of the tasks that are alike in an iteration."""
        before = self._a.iteration(stage, iteration)
        for name, each in self._b.iteration(stage, iteration).items():
            if name in before and self._compare(before[name], each):
                yield each.task.id

    def _compare(self, before: Occurrence, after: Occurrence) -> bool:
        alike = (
            before.needs == after.needs
            and self._declare_the_same(before.task, after.task)
            and all(name in self._found for _, name in after.needs)
        )
        if alike:
            self._found.add(after.name)
        return alike

    def _declare_the_same(self, before: Task, after: Task) -> bool:
        key = id(before), id(after)
        if key not in self._same:
            one, other = self._a.declarations[key[0]], self._b.declarations[key[1]]
            self._same[key] = one == other
        return self._same[key]


def _changing(loop: Loop) -> Iterator[int]:
    """Give the iterations that do not execute what the one before them does, or read otherwise."""
    yield from (0, 1)
    for past in loop.past:
        yield from (past.until, past.until + 1)
    for body in (loop.body, *(past.body for past in loop.past)):
        yield from {task.from_iteration for task in body}
