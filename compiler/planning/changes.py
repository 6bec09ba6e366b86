"""What a compiled campaign changes in an existing run: kept, redone, added, and why, by task."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from saggar.compiler.diff.alike import declared_alike
from saggar.compiler.diff.tasks import Unrolled, decided, recorded, unroll
from saggar.compiler.estimate.amounts import Range
from saggar.compiler.planning.families import kind_of
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.base import Frozen
from saggar.schemas.machine import Machine
from saggar.schemas.plan import Plan, Task
from saggar.schemas.state import ExitRecord

Fate = Literal["kept", "waiting", "redone", "added", "dropped"]
"""
``kept``     its result stands and stays
``waiting``  it is declared as before and not finished yet
``redone``   its result stands and would be replaced
``added``    the run has not declared it, or not so, and has no result of it
``dropped``  its result stands and would not be used any more
"""

MEASURED = frozenset({"sample", "train", "dynamics"})
"""Steps whose time is proportional to their estimate."""

SCATTER = Range(0.9, 1.1)
"""By which the next task may be faster or slower than any that was measured."""


class Change(Frozen):
    """What becomes of one task."""

    task: str
    stage: str
    fate: Fate
    reason: str


class Changes(Frozen):
    """What becomes of a run."""

    directory: str
    tasks: tuple[Change, ...]
    lost_cpu_seconds: float
    """Measured time of results that are replaced or not used any more."""
    notes: tuple[str, ...] = ()

    def count(self, fate: Fate) -> int:
        """Give how many tasks have one fate."""
        return sum(change.fate == fate for change in self.tasks)

    @property
    def alter(self) -> bool:
        """Say whether anything is redone or added."""
        return any(change.fate in ("redone", "added") for change in self.tasks)

    @property
    def open_tasks(self) -> frozenset[str]:
        """Names of tasks that are still to be done."""
        open_fates = ("waiting", "redone", "added")
        return frozenset(each.task for each in self.tasks if each.fate in open_fates)

    def grouped(self) -> dict[tuple[str, Fate, str], int]:
        """Count tasks by stage, fate and reason, in the order of the plan."""
        return Counter((each.stage, each.fate, each.reason) for each in self.tasks)


@dataclass(frozen=True)
class Standing:
    """What stands in a run directory.

    Parameters
    ----------
    run : RunDirectory
        The run.
    declared : Unrolled
        Tasks that its plan declares, loops unrolled to where they ended or to their cap.
    records : dict of str to ExitRecord
        Of finished tasks, whatever declared them.
    """

    run: RunDirectory
    declared: Unrolled
    records: dict[str, ExitRecord]


def standing_in(run: RunDirectory) -> Standing:
    """Look at what stands in a run directory.

    Raises
    ------
    RunStateError
        If it is damaged or of another version.
    """
    declared = unroll(run.plan, decided(run))
    return Standing(run, declared, recorded(run, declared.tasks))


def changes_to(standing: Standing, plan: Plan, notes: tuple[str, ...] = ()) -> Changes:
    """Compare what stands with what a plan declares.

    Parameters
    ----------
    standing : Standing
        The run as it is.
    plan : Plan
        What would be compiled into it.
    notes : tuple of str
        What else is to be said.
    """
    wanted = unroll(plan, decided(standing.run))
    tasks = tuple(_each_change(standing, wanted))
    lost = (standing.records[each.task] for each in tasks if each.fate in ("redone", "dropped"))
    return Changes(
        directory=str(standing.run.root),
        tasks=tasks,
        lost_cpu_seconds=round(sum(record.cpu_s for record in lost), 3),
        notes=notes,
    )


def measured_ratios(standing: Standing, machine: Machine) -> dict[str, Range]:
    """Give measured seconds over estimated ones, by step, least and largest.

    Parameters
    ----------
    standing : Standing
        The run.
    machine : Machine
        For which times are wanted. Times of another machine, of another executor or beside other
        rates say nothing of it, and none is given.

    Returns
    -------
    dict of str to Range
        Of the time of the process, or of what passed where a GPU was at work.
    """
    if not standing.run.lock.machine.times_hold_on(machine):
        return {}
    found: dict[str, list[float]] = {}
    for name, record in standing.records.items():
        task = standing.declared.tasks[name]
        step, estimate_s = task.settings.step, task.resources.seconds
        known = not task.resources.unrated and record.digest == standing.declared.digest(name)
        if step in MEASURED and known:
            taken_s = record.wall_s if step in machine.on_gpu else record.cpu_s
            found.setdefault(step, []).append(taken_s / estimate_s)
    return {step: Range(min(all_), max(all_)).times(SCATTER) for step, all_ in found.items()}


def _each_change(standing: Standing, wanted: Unrolled) -> Iterator[Change]:
    fates = _Fates(standing, wanted)
    for name, task in wanted.tasks.items():
        fate, reason = fates.of(name)
        yield Change(task=name, stage=task.stage, fate=fate, reason=reason)
    for name in standing.records:
        if name not in wanted.tasks:
            stage = standing.declared.tasks[name].stage
            yield Change(task=name, stage=stage, fate="dropped", reason="no task of the campaign")


class _Fates:
    """What becomes of the tasks of a plan, asked in their order."""

    def __init__(self, standing: Standing, wanted: Unrolled) -> None:
        self._standing, self._wanted = standing, wanted
        self._alike = declared_alike(standing.declared, wanted)
        self._again: set[str] = set()
        self._edits: dict[tuple[int, int], str] = {}

    def of(self, name: str) -> tuple[Fate, str]:
        """Give the fate of a task, and why."""
        record = self._standing.records.get(name)
        if record and record.digest == self._wanted.digest(name):
            return "kept", "declared as it was executed"
        if name in self._alike and not record:
            return "waiting", "declared as before"
        self._again.add(name)
        fate: Fate = "redone" if record else "added"
        if name not in self._standing.declared.tasks:
            return fate, "not declared before"
        return fate, self._difference(name)

    def _difference(self, name: str) -> str:
        """Say what in the declaration of a task is another, nearest cause first."""
        before, after = self._standing.declared.tasks[name], self._wanted.tasks[name]
        key = id(before), id(after)
        if key not in self._edits:
            self._edits[key] = _edit(before, after)
        if self._edits[key]:
            return self._edits[key]
        needed = self._wanted.needed(name)
        if self._standing.declared.needed(name) != needed:
            return "reads other results"
        again = Counter(self._called(each, after) for each in needed if each in self._again)
        if again:
            called = (f"{each} ({n} tasks)" if n > 1 else each for each, n in again.items())
            return f"reads what is made again: {', '.join(called)}"
        earlier = name in self._alike
        return "its result is of an earlier compilation" if earlier else "reads other results"

    def _called(self, name: str, reader: Task) -> str:
        """Name a task by what it does, and by its stage where its reader is of another."""
        task = self._wanted.tasks[name]
        return kind_of(task) + (f" of {task.stage}" if task.stage != reader.stage else "")


def _edit(before: Task, after: Task) -> str:
    """Say what differs in settings or files of a task, nothing where neither does."""
    settings = sorted(_unequal(before.settings.lock(), after.settings.lock()))
    if settings:
        return f"other settings: {', '.join(settings[:4])}{' ...' * (len(settings) > 4)}"
    files = sorted(path for path, digest in after.files.items() if before.files.get(path) != digest)
    if files:
        return f"other content: {', '.join(files[:3])}{' ...' * (len(files) > 3)}"
    return ""


def _unequal(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Give the dotted paths at which two trees differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in (*before, *(key for key in after if key not in before)):
            below = f"{path}.{key}" if path else key
            yield from _unequal(before.get(key), after.get(key), below)
    elif before != after:
        yield path
