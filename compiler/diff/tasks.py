"""The tasks of a plan, loops unrolled, with the digest that declares each result."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from saggar.runtime.rundir import RunDirectory
from saggar.schemas.plan import Loop, Plan, Task, after_loop, declared_digests
from saggar.schemas.state import ExitRecord


@dataclass(frozen=True)
class Unrolled:
    """All tasks of a plan.

    Attributes
    ----------
    tasks : dict of str to Task
        By name, in the order of the stages.
    digests : dict of str to str
        Declared digest of each.
    """

    tasks: dict[str, Task]
    digests: dict[str, str]

    @property
    def names(self) -> frozenset[tuple[str, str]]:
        """Name and digest of each task: what makes two results the same."""
        return frozenset(self.digests.items())


def unroll(plan: Plan, converged: frozenset[str]) -> Unrolled:
    """Unroll the loops of a plan.

    Parameters
    ----------
    plan : Plan
        Its stages stand in the order in which they need each other.
    converged : frozenset of str
        Digests of decisions that are known to have ended their loop; without one a loop goes on
        to its cap.
    """
    unrolled = Unrolled({}, {})
    loops: dict[str, Loop] = {loop.name: loop for loop in plan.loops}
    last: dict[str, int] = {}
    for stage in plan.stages:
        if stage in loops:
            last[stage] = _unroll_loop(loops[stage], unrolled, converged)
        _admit((_filled(t, loops, last) for t in plan.tasks if t.stage == stage), unrolled)
    return unrolled


def _unroll_loop(loop: Loop, unrolled: Unrolled, converged: frozenset[str]) -> int:
    """Add the iterations of a loop and give the number of the last."""
    for iteration in range(loop.at_most):
        _admit(iter(loop.tasks(iteration)), unrolled)
        decision = loop.decision_task(iteration)
        if loop.may_end(iteration) and unrolled.digests[decision] in converged:
            return iteration
    return loop.at_most - 1


def _filled(task: Task, loops: Mapping[str, Loop], last: Mapping[str, int]) -> Task:
    for name, number in last.items():
        task = after_loop(task, loops[name], number)
    return task


def _admit(tasks: Iterator[Task], unrolled: Unrolled) -> None:
    new = list(tasks)
    unrolled.digests.update(declared_digests(new, unrolled.digests))
    unrolled.tasks.update({task.id: task for task in new})


def decided(run: RunDirectory) -> frozenset[str]:
    """Give the digests of the decisions of a run that ended a loop."""
    found = set()
    for loop in run.plan.loops:
        for iteration in range(loop.at_most):
            record = run.record(loop.decision_task(iteration))
            if record is None:
                break
            if record.outcome.get("converged"):
                found.add(record.digest)
    return frozenset(found)


def finished(run: RunDirectory, unrolled: Unrolled) -> dict[str, ExitRecord]:
    """Give the exit records of the tasks of a run that are finished as the plan declares them."""
    records = {name: run.record(name) for name in unrolled.tasks}
    return {
        name: record
        for name, record in records.items()
        if record is not None
        and record.status == "finished"
        and record.digest == unrolled.digests[name]
    }
