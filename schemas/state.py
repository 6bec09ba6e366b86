"""State of a run: exit records, jobs, journal, snapshot."""

from typing import Any, Literal

from saggar.schemas.base import Frozen
from saggar.schemas.campaign import StageName
from saggar.schemas.manifest import Difference
from saggar.schemas.plan import Task


class ExitRecord(Frozen):
    """Written by a job into the folder of an attempt, as its last file."""

    task: str
    digest: str
    """Declared digest under which the task was executed."""
    status: Literal["finished", "failed"]
    attempt: int
    inputs: dict[str, str] = {}
    """Files read, with the sha256 of their bytes when the task began; a needed result stands here
    by its exit record."""
    outcome: dict[str, Any] = {}
    """What the driver or the report must know of the result."""
    error: str = ""
    wall_s: float
    cpu_s: float
    """Of the process and of the programs that it started and waited for."""
    host: str
    versions: dict[str, str] = {}


class Assignment(Frozen):
    """One attempt at one task, as given to a job."""

    task: Task
    """Place holders filled."""
    digest: str
    """Declared digest."""
    attempt: int
    """From 1; no number is used twice for a task."""


class Job(Frozen):
    """A batch of attempts given to one process: the intent, written before it is submitted."""

    id: str
    assignments: tuple[Assignment, ...]


class Holder(Frozen):
    """Who holds a lock; written into the locked file."""

    host: str
    pid: int
    started: str
    """When the lock was taken: UTC, ISO 8601."""
    heartbeat: str
    """When the holder last gave a sign of life; of a job, when it started."""


EventName = Literal[
    "submitted",
    "finished",
    "failed",
    "lost",
    "withdrawn",
    "stale",
    "retried",
    "iteration",
    "loop_ended",
    "repaired",
]
"""
``submitted``   an attempt was given to a job
``finished``    a result stands in its folder
``failed``      an attempt ended with an error; it counts against the attempts of its task
``lost``        the process of an attempt ended without a record; it counts
``withdrawn``   an attempt never began or was ended on purpose; it does not count
``stale``       a result is gone or was made from other settings or inputs; the task waits again
``retried``     a person asked for a given-up task once more; its attempts count anew
``iteration``   a loop works at the iteration in ``attempt``
``loop_ended``  the iteration in ``attempt`` was the last; ``detail`` says why
``repaired``    a half-written end of the journal was cut off
"""


class Event(Frozen):
    """One line of the journal."""

    time: str
    """UTC, ISO 8601."""
    event: EventName
    task: str = ""
    """Name of the task, or of the loop."""
    job: str = ""
    digest: str = ""
    attempt: int = 0
    wall_s: float = 0.0
    cpu_s: float = 0.0
    detail: str = ""


class TaskState(Frozen):
    """What the driver knows of a task."""

    status: Literal["waiting", "running", "finished", "failed"]
    digest: str
    attempts: int = 0
    """Number of the latest attempt."""
    failures: int = 0
    """Attempts that failed or were lost since the task was last tried anew."""
    job: str = ""
    error: str = ""
    wall_s: float = 0.0
    """Of the attempt that finished."""
    cpu_s: float = 0.0


class LoopState(Frozen):
    """How far a loop has come."""

    iteration: int = 0
    ended: bool = False
    converged: bool = False


class Snapshot(Frozen):
    """The state after so many events of the journal."""

    version: int = 1
    events: int = 0
    offset: int = 0
    """Length in bytes of the journal up to here."""
    tasks: dict[str, TaskState] = {}
    loops: dict[str, LoopState] = {}


class StageStatus(Frozen):
    """Counts of the tasks of a stage; a loop counts the iterations that have begun."""

    stage: StageName
    finished: int
    running: int
    """With a job, at work or next in its batch."""
    failed: int
    """Given up."""
    blocked: int
    """Need something that was given up."""
    waiting: int
    wall_s: float
    """Sum over finished tasks."""
    cpu_s: float
    complete: bool


class LoopStatus(Frozen):
    """How far a loop has come."""

    name: StageName
    iteration: int
    """Number of the present or last iteration, from 0."""
    at_most: int
    ended: bool
    converged: bool


class GivenUp(Frozen):
    """A task that failed as often as it may."""

    task: str
    attempts: int
    error: str
    log: str
    """Log of the last attempt; empty where it left none."""


class RunStatus(Frozen):
    """Where a run stands."""

    version: int = 1
    campaign: str
    directory: str
    driver: Holder | None
    """Who drives the run now."""
    started: str
    """Time of the first event; empty before it."""
    latest: str
    """Time of the latest event."""
    stages: tuple[StageStatus, ...]
    loops: tuple[LoopStatus, ...]
    working: tuple[str, ...]
    """Tasks that a job has begun."""
    given_up: tuple[GivenUp, ...]
    set_aside: int
    """Results that were replaced and are kept in ``work/.stale``."""
    differences: tuple[Difference, ...] = ()
    """Compiled files that are not what was compiled; `saggar run` refuses them."""
    waits_for: str
    """What has to happen next, and by whom."""
