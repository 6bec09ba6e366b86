"""The plan: tasks and loops, what each needs, and the digest that declares its result.

A loop stands in the plan once. Its body is written with the place holders ``{iteration}`` and
``{previous}`` in task names; `Loop.tasks` gives the tasks of one iteration. What comes after a loop
needs ``{last}``, known when the loop has ended.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple, Self

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
    """Estimated time on one core or GPU, s."""
    unrated: str = ""
    """Rate that the machine profile lacks, without which `seconds` is only a least time."""
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


class Occurrence(NamedTuple):
    """A task in one iteration of a loop, or outside loops once they have ended."""

    task: Task
    """As it stands in the plan."""
    name: str
    """With its place holders filled."""
    needs: tuple[tuple[str, str], ...]
    """Role and name of each task that it needs there."""

    def needed(self) -> tuple[str, ...]:
        """Names of the tasks it needs."""
        return tuple(name for _, name in self.needs)


HISTORY = "history"
"""Folder of the locks under which finished iterations were executed."""


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
        return tuple(
            task.model_copy(
                update={
                    "id": name,
                    "needs": tuple(_need(*need) for need in needs),
                    "settings": task.settings.in_iteration(iteration),
                }
            )
            for task, name, needs in self.occurrences(iteration)
        )

    def named(self, iteration: int) -> dict[str, Task]:
        """Give the tasks of one iteration as they stand in the body, by their filled names."""
        tasks = [task for task in self._body(iteration) if task.from_iteration <= iteration]
        names = _fill("\n".join([task.id for task in tasks]), iteration).splitlines()
        return dict(zip(names, tasks, strict=True))

    def occurrences(self, iteration: int) -> Iterator[Occurrence]:
        """Give the tasks of one iteration by their names and needs, which costs little.

        Parameters
        ----------
        iteration : int
            Number of the iteration, from 0.

        Yields
        ------
        Occurrence
            In the order of `tasks`.
        """
        body = self._body(iteration)
        absent = {task.id for task in body if task.from_iteration > iteration}
        named = self._namer(iteration, absent)
        for task in body:
            if task.id not in absent:
                found = ((need.role, named(need.task, need.first)) for need in task.needs)
                needs = tuple((role, name) for role, name in found if name is not None)
                yield Occurrence(task, _fill(task.id, iteration), needs)

    def decision_task(self, iteration: int) -> str:
        """Name the task that decides after an iteration."""
        return _fill(self.decision, iteration)

    def may_end(self, iteration: int) -> bool:
        """Say whether the decision of an iteration counts: it was made by the present settings."""
        return not self.past or iteration >= self.past[-1].until

    def _body(self, iteration: int) -> tuple[Task, ...]:
        return next((past.body for past in self.past if iteration < past.until), self.body)

    def _readable(self, iteration: int) -> frozenset[str] | None:
        """Give what an iteration may read of the one before: nothing, something, or everything.

        None stands for everything. To the first iteration under new settings a decision is not
        readable: verdicts by other settings do not count as consecutive.
        """
        if iteration == 0:
            return frozenset()
        if all(iteration != past.until for past in self.past):
            return None
        before = {each.name for each in self.occurrences(iteration - 1)}
        return frozenset(before - {self.decision_task(iteration - 1)})

    def _namer(self, iteration: int, absent: set[str]) -> Callable[[str, str | None], str | None]:
        """Give the function from a need, and what stands for it at first, to a name or none."""
        readable = self._readable(iteration)

        @cache
        def named(task: str, first: str | None) -> str | None:
            if task in absent:
                return None
            name = _fill(task, iteration)
            if "{previous}" in task and readable is not None and name not in readable:
                return None if first is None else _fill(first, iteration)
            return name

        return named


@lru_cache(maxsize=4096)
def _need(role: str, task: str) -> Need:
    """Give a need; the tasks of an iteration share most of theirs."""
    return Need(role=role, task=task)


def _fill(name: str, iteration: int) -> str:
    previous = f"{iteration - 1:03d}"
    return name.replace("{iteration}", f"{iteration:03d}").replace("{previous}", previous)


def iteration_in(name: str, pattern: str) -> int | None:
    """Give the iteration for which a name was filled, or none where it has no place for one.

    Parameters
    ----------
    name : str
        Name of a task in one iteration.
    pattern : str
        The same name as it stands in the body of the loop.
    """
    before, place, after = pattern.partition("{iteration}")
    return int(name[len(before) : len(name) - len(after)]) if place else None


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
        need.model_copy(update={"task": name_after_loop(need.task, loop.name, last)})
        if "{last}" in need.task
        else need
        for need in task.needs
    )
    return task.model_copy(update={"needs": needs})


def name_after_loop(name: str, loop: str, last: int) -> str:
    """Give the name of a needed task with ``{last}`` filled, where it is a task of the loop."""
    return name.replace("{last}", f"{last:03d}") if name.startswith(f"{loop}/") else name


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


@dataclass(frozen=True)
class Declaration:
    """What a task declares besides its needs, as canonical JSON.

    It is written once for all iterations of a loop.

    Parameters
    ----------
    files : str
        Its files with their sha256.
    before, after : str
        Its settings on both sides of the number of the iteration; all of them in `before` where
        they have none.
    own : int or None
        The number that stands there in the plan.
    """

    files: str
    before: str
    after: str
    own: int | None

    @classmethod
    def of(cls, task: Task) -> Self:
        """Write what a task declares."""
        settings = task.settings.model_dump(mode="json")
        own = settings.get("iteration")
        if own is not None:
            settings["iteration"] = _ITERATION
        before, _, after = _canonical(settings).partition(_canonical(_ITERATION))
        return cls(_canonical(task.files), before, after, own)

    def digest(self, needs: Iterable[tuple[str, str]], iteration: int | None = None) -> str:
        """Give the declared digest: the sha256 of settings, files and needs as canonical JSON.

        Parameters
        ----------
        needs : iterable of (str, str)
            Role and declared digest of each need.
        iteration : int, optional
            Iteration of a loop for which settings are filled; by default they stay.
        """
        number = "" if self.own is None else self.own if iteration is None else iteration
        pairs = ",".join([f'[{_role(role)},"{digest}"]' for role, digest in needs])
        settings = f"{self.before}{number}{self.after}"
        text = f'{{"files":{self.files},"needs":[{pairs}],"settings":{settings}}}'
        return hashlib.sha256(text.encode()).hexdigest()


_ITERATION = "\0iteration"
"""Stands in for the number of an iteration; no setting can hold it."""


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
    digests: dict[str, str] = {}
    for task in tasks:
        needs = [
            (need.role, digests[need.task] if need.task in digests else known[need.task])
            for need in task.needs
        ]
        digests[task.id] = Declaration.of(task).digest(needs)
    return {name: digest for name, digest in digests.items() if name not in known}


def sha256_of(value: object) -> str:
    """Give the sha256 of a value's canonical JSON."""
    return hashlib.sha256(_canonical(value).encode()).hexdigest()


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode


_role = lru_cache(maxsize=256)(_canonical)
