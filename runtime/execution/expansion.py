"""The expansion: the tasks of the plan, loops unrolled as far as they have come."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from saggar.schemas.plan import Loop, Plan, Task, after_loop, declared_digests
from saggar.schemas.state import LoopState


@dataclass(frozen=True)
class Outcomes:
    """What the expansion asks about finished work.

    Parameters
    ----------
    finished : callable
        ``finished(task, digest)``: whether a result stands under this declared digest.
    converged : callable
        ``converged(task)``: what a finished decision task said.
    """

    finished: Callable[[str, str], bool]
    converged: Callable[[str], bool]


@dataclass(frozen=True)
class Expansion:
    """Tasks whose name, needs and digest are known, and what is not known yet.

    Parameters
    ----------
    tasks : dict of str to Task
        In an order in which needs come first.
    digests : dict of str to str
        Declared digest of each of them.
    loops : dict of str to LoopState
        How far each loop has come.
    later : tuple of Task
        Tasks that wait for the end of a loop to be known.
    """

    tasks: dict[str, Task]
    digests: dict[str, str]
    loops: dict[str, LoopState]
    later: tuple[Task, ...]


def expand(plan: Plan, outcomes: Outcomes) -> Expansion:
    """Unroll the loops of a plan as far as finished work says.

    Parameters
    ----------
    plan : Plan
        The compiled plan.
    outcomes : Outcomes
        What is known of finished work.

    Returns
    -------
    Expansion
        Iteration ``i + 1`` of a loop is in it when all tasks of iteration ``i`` have finished, its
        decision is not yet converged and the cap is not reached; what needs the last iteration is
        in it when the loop has ended.
    """
    growing = _Growing(plan, outcomes)
    size = -1
    while len(growing.tasks) > size:
        size = len(growing.tasks)
        growing.admit_tasks()
        for loop in plan.loops:
            growing.advance(loop)
    return Expansion(growing.tasks, growing.digests, growing.loops, tuple(growing.later))


@dataclass
class _Growing:
    plan: Plan
    outcomes: Outcomes
    tasks: dict[str, Task] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    loops: dict[str, LoopState] = field(default_factory=dict)
    later: list[Task] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.later = list(self.plan.tasks)
        self.loops = {loop.name: LoopState() for loop in self.plan.loops}

    def admit_tasks(self) -> None:
        """Take over every task outside loops whose needs are known."""
        self.later = self._admit(self.later)

    def advance(self, loop: Loop) -> None:
        """Unroll one loop until an iteration is not finished."""
        state = self.loops[loop.name]
        while not state.ended:
            body = loop.tasks(state.iteration)
            self._admit(task for task in body if task.id not in self.tasks)
            if not all(self._finished(task) for task in body):
                break
            state = self._next(loop, state.iteration)
            self.loops[loop.name] = state

    def _next(self, loop: Loop, iteration: int) -> LoopState:
        decision = loop.decision_task(iteration)
        converged = loop.may_end(iteration) and self.outcomes.converged(decision)
        if converged or iteration + 1 >= loop.at_most:
            return LoopState(iteration=iteration, ended=True, converged=converged)
        return LoopState(iteration=iteration + 1)

    def _finished(self, task: Task) -> bool:
        digest = self.digests.get(task.id)
        return digest is not None and self.outcomes.finished(task.id, digest)

    def _admit(self, candidates: Iterable[Task]) -> list[Task]:
        """Take over the tasks whose needs are known; give those whose needs are not."""
        rest = list(candidates)
        while True:
            admitted: dict[str, Task] = {}
            refused = []
            for task in rest:
                filled = self._after_ended_loops(task)
                if all(name in self.tasks or name in admitted for name in filled.needed()):
                    admitted[filled.id] = filled
                else:
                    refused.append(task)
            if not admitted:
                return refused
            self.digests.update(declared_digests(admitted.values(), self.digests))
            self.tasks.update(admitted)
            rest = refused

    def _after_ended_loops(self, task: Task) -> Task:
        for need in task.needed():
            loop = self.plan.loop_of(need)
            if loop and self.loops[loop.name].ended:
                task = after_loop(task, loop, self.loops[loop.name].iteration)
        return task
