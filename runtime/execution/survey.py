"""The survey: where a run stands, by its plan and its state."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from saggar.runtime.execution.attempt import Attempt
from saggar.runtime.execution.expansion import Expansion, Outcomes, expand
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.campaign import StageName
from saggar.schemas.plan import Plan, Task
from saggar.schemas.state import Snapshot, TaskState


@dataclass(frozen=True)
class Survey:
    """Where a run stands.

    Parameters
    ----------
    plan : Plan
        The compiled plan.
    expansion : Expansion
        Its tasks, loops unrolled as far as they have come.
    state : Snapshot
        The state as journaled.
    attempts : int
        Attempts after which a task is given up.
    """

    plan: Plan
    expansion: Expansion
    state: Snapshot
    attempts: int

    def of(self, task: str) -> TaskState | None:
        """Give the state of a task, none if nothing is known under its present digest."""
        state = self.state.tasks.get(task)
        return state if state and state.digest == self.expansion.digests.get(task) else None

    def finished(self, task: str) -> bool:
        """Say whether the result of a task stands."""
        state = self.of(task)
        return state is not None and state.status == "finished"

    def running(self, task: str) -> bool:
        """Say whether a task is with a job."""
        state = self.state.tasks.get(task)
        return state is not None and state.status == "running"

    @cached_property
    def given_up(self) -> tuple[str, ...]:
        """Tasks that failed as often as they may."""
        return tuple(
            name
            for name in self.expansion.tasks
            if (state := self.of(name))
            and state.status == "failed"
            and state.failures >= self.attempts
        )

    @cached_property
    def blocked(self) -> tuple[str, ...]:
        """Tasks that cannot begin because one that they need, or a loop, was given up."""
        stuck = dict.fromkeys(self.given_up)
        for task in self.expansion.tasks.values():
            if any(name in stuck for name in task.needed()):
                stuck[task.id] = None
        loops = {name for name in self.expansion.loops if self._holds_any(name, set(stuck))}
        self._block_later(stuck, loops)
        return tuple(name for name in stuck if name not in self.given_up)

    @cached_property
    def ready(self) -> tuple[Task, ...]:
        """Tasks that could begin now, in the order of the plan."""
        stuck = {*self.given_up, *self.blocked}
        return tuple(
            task
            for name, task in self.expansion.tasks.items()
            if name not in stuck
            and not self.finished(name)
            and not self.running(name)
            and all(self.finished(need) for need in task.needed())
        )

    def complete(self, stage: StageName) -> bool:
        """Say whether all of a stage is done."""
        return all(self.finished(task.id) for task in self.stage_tasks(stage)) and all(
            state.ended for name, state in self.expansion.loops.items() if name == stage
        )

    def stage_tasks(self, stage: StageName) -> Iterator[Task]:
        """Give the tasks of a stage that are known by now, later ones last."""
        for task in (*self.expansion.tasks.values(), *self.expansion.later):
            if task.stage == stage:
                yield task

    def _holds_any(self, loop: str, names: set[str]) -> bool:
        body = next(loops for loops in self.plan.loops if loops.name == loop)
        iteration = self.expansion.loops[loop].iteration
        return any(task.id in names for task in body.tasks(iteration))

    def _block_later(self, stuck: dict[str, None], loops: set[str]) -> None:
        size = -1
        while len(stuck) > size:
            size = len(stuck)
            for task in self.expansion.later:
                needs = [(name, self.plan.loop_of(name)) for name in task.needed()]
                if any(name in stuck or (loop and loop.name in loops) for name, loop in needs):
                    stuck[task.id] = None


def survey(rundir: RunDirectory, state: Snapshot) -> Survey:
    """Give where a run stands.

    Parameters
    ----------
    rundir : RunDirectory
        The run; exit records of decision tasks are read.
    state : Snapshot
        The state as journaled.
    """

    def finished(task: str, digest: str) -> bool:
        known = state.tasks.get(task)
        return known is not None and known.status == "finished" and known.digest == digest

    def converged(task: str) -> bool:
        record = rundir.record(task)
        return record is not None and bool(record.outcome.get("converged"))

    expansion = expand(rundir.plan, Outcomes(finished, converged))
    return Survey(rundir.plan, expansion, state, rundir.lock.machine.attempts)


def working(rundir: RunDirectory, state: Snapshot) -> frozenset[str]:
    """Give the running tasks that their job has begun, others wait in its batch."""
    return frozenset(
        name
        for name, known in state.tasks.items()
        if known.status == "running" and Attempt(rundir, name, known.attempts).folder.is_dir()
    )
