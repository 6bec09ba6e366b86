"""What a run directory holds at this moment: finished results, failed attempts, journal, digests.

Nothing here assumes that the run is complete: what cannot be read is left out and named.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from saggar.runtime.execution.expansion import Outcomes, expand
from saggar.runtime.rundir import EXIT_RECORD, LOG, RunDirectory, read_record, sha256_of_file
from saggar.schemas.campaign import StageName
from saggar.schemas.errors import RunStateError
from saggar.schemas.manifest import Difference, Manifest
from saggar.schemas.plan import Loop, Plan, Task
from saggar.schemas.resolved import Lock
from saggar.schemas.results import Outcome
from saggar.schemas.state import Event, ExitRecord
from saggar.schemas.steps import StepSettings

LOG_LINES = 25
"""Lines at the end of a log that the report quotes."""

SomeOutcome = TypeVar("SomeOutcome", bound=Outcome)
SomeSettings = TypeVar("SomeSettings", bound=StepSettings)


@dataclass(frozen=True)
class FailedAttempt:
    """One attempt at a task that ended in an error or with its process.

    Parameters
    ----------
    number : int
        Number of the attempt, as in the name of its folder.
    digest : str
        Declared digest under which it was made; empty where it left no record.
    error : str
        Error of its exit record, or why there is none.
    log : str
        Last lines of its log.
    wall_s, cpu_s : float
        Time that it took, s.
    """

    number: int
    digest: str
    error: str
    log: str
    wall_s: float
    cpu_s: float


@dataclass(frozen=True)
class TaskRecord:
    """A task of the plan and what is known of its execution.

    Parameters
    ----------
    task : Task
        The task, place holders filled.
    iteration : int or None
        Iteration of the loop it belongs to.
    folder : Path
        Where its result stands.
    record : ExitRecord or None
        Exit record of the finished task.
    failures : tuple of FailedAttempt
        Attempts that failed or were lost, in order.
    in_progress : bool
        Whether an attempt has begun that left no record so far.
    waiting : bool
        Whether the journal says that it will be tried again.
    outdated : bool
        Whether its result was made under another declaration than the plan's.
    attempts_allowed : int
        How often the machine profile lets a task be tried.
    """

    task: Task
    iteration: int | None
    folder: Path
    record: ExitRecord | None
    failures: tuple[FailedAttempt, ...]
    in_progress: bool
    waiting: bool
    outdated: bool
    attempts_allowed: int

    @property
    def finished(self) -> bool:
        """Whether the result stands."""
        return self.record is not None

    @property
    def given_up(self) -> bool:
        """Whether every attempt allowed under the present declaration failed."""
        if self.finished or self.in_progress or self.waiting or not self.failures:
            return False
        latest = next((a.digest for a in reversed(self.failures) if a.digest), "")
        counting = sum(attempt.digest in {latest, ""} for attempt in self.failures)
        return counting >= self.attempts_allowed

    def outcome(self, kind: type[SomeOutcome]) -> SomeOutcome:
        """Give the outcome in the exit record.

        Raises
        ------
        RunStateError
            If the task is not finished or its outcome is of another kind.
        """
        if self.record is None:
            raise RunStateError(f"{self.task.id} is not finished; it has no outcome")
        try:
            return kind.model_validate(self.record.outcome)
        except ValidationError as error:
            raise RunStateError(
                f"{self.folder / EXIT_RECORD}: the outcome is not a {kind.__name__}: {error}"
            ) from error

    def settings(self, kind: type[SomeSettings]) -> SomeSettings:
        """Give the settings as those of one step.

        Raises
        ------
        RunStateError
            If the task executes another step.
        """
        if not isinstance(self.task.settings, kind):
            raise RunStateError(
                f"{self.task.id} executes {self.task.settings.step}, not {kind.__name__}"
            )
        return self.task.settings


@dataclass(frozen=True)
class RunRecords:
    """Everything that the report reads but the tables in the folders of the tasks.

    Parameters
    ----------
    root : Path
        The run directory.
    lock : Lock
        The resolved campaign.
    plan : Plan
        Its tasks and loops.
    manifest : Manifest or None
        What the compiler wrote; none where it is missing.
    differences : tuple of Difference
        Compiled files that are not what was compiled.
    tasks : tuple of TaskRecord
        Tasks in the order of the stages; of a loop, every iteration that has begun.
    events : tuple of Event
        The journal.
    stale : int
        Results moved aside because their declaration changed.
    damaged : tuple of str
        Exit records that cannot be read; their tasks count as not finished.
    digests : dict
        sha256 of lock and plan.
    """

    root: Path
    lock: Lock
    plan: Plan
    manifest: Manifest | None
    differences: tuple[Difference, ...]
    tasks: tuple[TaskRecord, ...]
    events: tuple[Event, ...]
    stale: int
    damaged: tuple[str, ...]
    digests: dict[str, str]

    def of_step(self, step: str, stage: StageName | None = None) -> tuple[TaskRecord, ...]:
        """Give the tasks that execute a step, finished or not."""
        return tuple(
            record
            for record in self.tasks
            if record.task.settings.step == step and stage in (None, record.task.stage)
        )

    def finished(self, step: str, stage: StageName | None = None) -> tuple[TaskRecord, ...]:
        """Give the finished tasks of a step."""
        return tuple(record for record in self.of_step(step, stage) if record.finished)

    def behind(self, record: TaskRecord) -> tuple[TaskRecord, ...]:
        """Give every task on which one depends, directly or not, in the order of the plan."""
        by_id = {known.task.id: known for known in self.tasks}
        found: set[str] = set()
        open_ids = list(record.task.needed())
        while open_ids:
            name = open_ids.pop()
            if name in by_id and name not in found:
                found.add(name)
                open_ids.extend(by_id[name].task.needed())
        return tuple(known for known in self.tasks if known.task.id in found)

    def iterations(self, loop: Loop) -> int:
        """Give how many iterations of a loop have begun."""
        numbers = [
            record.iteration
            for record in self.tasks
            if record.iteration is not None and record.task.stage == loop.name
        ]
        return max(numbers, default=-1) + 1


def read_records(root: Path) -> RunRecords:
    """Read a run directory in whatever state it is.

    Parameters
    ----------
    root : Path
        The run directory; ``lock.json`` and ``plan.json`` must stand in it.

    Returns
    -------
    RunRecords
        What it holds.

    Raises
    ------
    RunStateError
        If lock or plan are missing or not readable.
    """
    rundir = RunDirectory.existing(root)
    lock, plan = rundir.lock, rundir.plan
    events = tuple(_journal(rundir.journal))
    latest = {event.task: event.event for event in events}
    digests = _declared(root, plan)
    records = [
        TaskRecord(
            task=task,
            iteration=iteration,
            folder=folder,
            record=record,
            failures=_failures(folder),
            in_progress=bool(_attempts(folder, "attempt")),
            waiting=latest.get(task.id) in {"submitted", "retried"},
            outdated=record is not None and digests.get(task.id) != record.digest,
            attempts_allowed=lock.machine.attempts,
        )
        for task, iteration in _begun_tasks(root, plan)
        for folder in (root / "work" / task.id,)
        for record in (_finished(folder),)
    ]
    position = {stage: number for number, stage in enumerate(plan.stages)}
    records.sort(key=lambda record: position[record.task.stage])
    return RunRecords(
        root=root,
        lock=lock,
        plan=plan,
        manifest=rundir.manifest if (root / "manifest.json").is_file() else None,
        differences=rundir.differences(),
        tasks=tuple(records),
        events=events,
        stale=_stale_results(rundir.work / ".stale"),
        damaged=tuple(_damaged(records)),
        digests={name: sha256_of_file(root / name) for name in ("lock.json", "plan.json")},
    )


def _begun_tasks(root: Path, plan: Plan) -> Iterator[tuple[Task, int | None]]:
    for task in plan.tasks:
        yield task, None
    for loop in plan.loops:
        for iteration in range(loop.at_most):
            tasks = loop.tasks(iteration)
            if not any(_was_tried(root, task) for task in tasks):
                break
            for task in tasks:
                yield task, iteration


def _was_tried(root: Path, task: Task) -> bool:
    folder = root / "work" / task.id
    return folder.exists() or any(_attempts(folder, "failed|lost|attempt"))


def _attempts(folder: Path, kinds: str) -> list[tuple[int, Path]]:
    """Give numbers and folders of the attempts at a task that are named as one of the kinds."""
    if not folder.parent.is_dir():
        return []
    pattern = re.compile(rf"{re.escape(folder.name)}\.(?:{kinds})-(\d+)")
    matches = ((pattern.fullmatch(path.name), path) for path in folder.parent.iterdir())
    return sorted((int(match[1]), path) for match, path in matches if match)


def _finished(folder: Path) -> ExitRecord | None:
    record = _exit_record(folder)
    return record if record and record.status == "finished" else None


def _failures(folder: Path) -> tuple[FailedAttempt, ...]:
    return tuple(_failed_attempt(number, path) for number, path in _attempts(folder, "failed|lost"))


def _declared(root: Path, plan: Plan) -> dict[str, str]:
    """Give the declared digest of every task that is known by now."""

    def finished(task: str, digest: str) -> bool:
        return _finished(root / "work" / task) is not None

    def converged(task: str) -> bool:
        record = _finished(root / "work" / task)
        return record is not None and bool(record.outcome.get("converged"))

    return expand(plan, Outcomes(finished, converged)).digests


def _exit_record(folder: Path) -> ExitRecord | None:
    try:
        return read_record(folder)
    except RunStateError:
        return None


def _damaged(records: list[TaskRecord]) -> Iterator[str]:
    for record in records:
        try:
            read_record(record.folder)
        except RunStateError as error:
            yield str(error).splitlines()[0]


def _failed_attempt(number: int, folder: Path) -> FailedAttempt:
    record = _exit_record(folder)
    log = _end_of_log(folder / LOG)
    if record is None:
        return FailedAttempt(number, "", "its process ended without a record", log, 0.0, 0.0)
    return FailedAttempt(number, record.digest, record.error, log, record.wall_s, record.cpu_s)


def _end_of_log(path: Path) -> str:
    if not path.is_file():
        return ""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-LOG_LINES:])


def _journal(path: Path) -> Iterator[Event]:
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield Event.model_validate(json.loads(line))
        except ValueError:  # a line cut short by a kill
            continue


def _stale_results(folder: Path) -> int:
    return sum(1 for _ in folder.rglob(EXIT_RECORD)) if folder.is_dir() else 0
