"""The plan: tasks and loops, what each needs, and the digest that declares its result.

A loop stands in the plan once. Its body is written with the place holders ``{iteration}`` and
``{previous}`` in task names; `Loop.tasks` gives the tasks of one iteration. What comes after a loop
needs ``{last}``, known when the loop has ended.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pydantic import SerializeAsAny

from saggar.schemas.base import Frozen
from saggar.schemas.campaign import StageName
from saggar.schemas.steps import StepSettings

PLAN_VERSION = 1
"""Format of a run directory; a runtime of another version refuses."""


class Need(Frozen):
    """One task whose result another task reads."""

    role: str
    """What the result is to the task that needs it, for instance ``committee``."""
    task: str
    first: str | None = None
    """Where there is no such task in a previous iteration, what stands for it; none drops the
    need."""


class Resources(Frozen):
    """What a task takes."""

    seconds: float
    """Estimated time on one core, s."""
    memory_GB: float = 2.0
    family: str
    """Tasks of one family share heavy imports and may be executed in one process."""


class Task(Frozen):
    """One unit of work: a step with its settings."""

    id: str
    """Path of its folder under ``work/``."""
    stage: StageName
    settings: SerializeAsAny[StepSettings]
    needs: tuple[Need, ...] = ()
    files: dict[str, str] = {}
    """Rendered files and structures that it reads, path in the run directory to sha256."""
    resources: Resources
    from_iteration: int = 0

    def needed(self) -> tuple[str, ...]:
        """Names of the tasks it needs."""
        return tuple(need.task for need in self.needs)


class Past(Frozen):
    """Finished iterations of a loop whose settings were changed since."""

    body: tuple[Task, ...]
    """As it was when they were executed."""
    until: int
    """The first iteration that it does not hold for."""
    lock_file: str
    """The lock under which they were executed, a file of the run directory."""


class Loop(Frozen):
    """A sequence of iterations that ends when its decision task says so, or at the cap."""

    name: StageName
    body: tuple[Task, ...]
    at_most: int
    decision: str
    """Task of the body whose outcome says whether the loop has converged."""
    past: tuple[Past, ...] = ()
    """Bodies of finished iterations that differ from the present one, in order."""

    def tasks(self, iteration: int) -> tuple[Task, ...]:
        """Give the tasks of one iteration, place holders filled.

        Parameters
        ----------
        iteration : int
            Number of the iteration, from 0.

        Returns
        -------
        tuple of Task
            In the order of the body that holds for the iteration; tasks that begin at a later
            iteration are left out.
        """
        body = self._body(iteration)
        present = [task for task in body if task.from_iteration <= iteration]
        absent = {task.id for task in body} - {task.id for task in present}
        readable = self._readable(iteration)
        return tuple(self._filled(task, iteration, absent, readable) for task in present)

    def decision_task(self, iteration: int) -> str:
        """Name the task that decides after an iteration."""
        return _fill(self.decision, iteration)

    def may_end(self, iteration: int) -> bool:
        """Say whether the decision of an iteration counts: it was made by the present settings."""
        return not self.past or iteration >= self.past[-1].until

    def _body(self, iteration: int) -> tuple[Task, ...]:
        return next((past.body for past in self.past if iteration < past.until), self.body)

    def _readable(self, iteration: int) -> frozenset[str] | None:
        """Give what the first iteration under new settings may read of the one before.

        None stands for everything. A decision is not among it: verdicts by other settings do not
        count as consecutive.
        """
        if all(iteration != past.until for past in self.past):
            return None
        before = {task.id for task in self.tasks(iteration - 1)}
        return frozenset(before - {self.decision_task(iteration - 1)})

    def _filled(
        self, task: Task, iteration: int, absent: set[str], readable: frozenset[str] | None
    ) -> Task:
        needs = []
        for need in task.needs:
            if need.task in absent:
                continue
            name: str | None = _fill(need.task, iteration)
            if "{previous}" in need.task and (
                iteration == 0 or (readable is not None and name not in readable)
            ):
                name = need.first
            if name is not None:
                needs.append(_need(need.role, _fill(name, iteration)))
        return task.model_copy(
            update={
                "id": _fill(task.id, iteration),
                "needs": tuple(needs),
                "settings": task.settings.in_iteration(iteration),
            }
        )


@lru_cache(maxsize=4096)
def _need(role: str, task: str) -> Need:
    """Give a need; the tasks of an iteration share most of theirs."""
    return Need(role=role, task=task)


def _fill(name: str, iteration: int) -> str:
    previous = f"{iteration - 1:03d}"
    return name.replace("{iteration}", f"{iteration:03d}").replace("{previous}", previous)


def after_loop(task: Task, loop: Loop, last: int) -> Task:
    """Give a task that comes after a loop, with ``{last}`` filled.

    Parameters
    ----------
    task : Task
        A task outside the loop.
    loop : Loop
        The loop that has ended.
    last : int
        Number of its last iteration.
    """
    needs = tuple(
        need.model_copy(update={"task": need.task.replace("{last}", f"{last:03d}")})
        if need.task.startswith(f"{loop.name}/")
        else need
        for need in task.needs
    )
    return task.model_copy(update={"needs": needs})


class Plan(Frozen):
    """All tasks and loops of a campaign on a machine."""

    version: int = PLAN_VERSION
    campaign: str
    stages: tuple[StageName, ...]
    tasks: tuple[Task, ...]
    loops: tuple[Loop, ...] = ()

    def loop_of(self, need: str) -> Loop | None:
        """Give the loop whose last iteration a need names, if it does."""
        return next((loop for loop in self.loops if need.startswith(f"{loop.name}/{{last}}")), None)


def declared_digests(tasks: Iterable[Task], known: Mapping[str, str]) -> dict[str, str]:
    """Give the declared digest of each task.

    Parameters
    ----------
    tasks : iterable of Task
        Tasks in an order in which needs come first.
    known : mapping
        Digests of tasks that these need and that are not among them.

    Returns
    -------
    dict
        Task name to sha256 over the step's settings, the digests of its files, and the declared
        digests of its needs. Estimates do not count.
    """
    digests = dict(known)
    for task in tasks:
        digests[task.id] = sha256_of(
            {
                "settings": task.settings.model_dump(mode="json"),
                "files": task.files,
                "needs": [[need.role, digests[need.task]] for need in task.needs],
            }
        )
    return {name: digest for name, digest in digests.items() if name not in known}


def sha256_of(value: object) -> str:
    """Give the sha256 of a value's canonical JSON."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
