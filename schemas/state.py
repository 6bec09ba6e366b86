"""State of a run: exit records, jobs, journal, snapshot."""

from typing import Any, Literal

from saggar.schemas.base import Frozen


class ExitRecord(Frozen):
    """Written by a job into the folder of a task, as its last file."""

    task: str
    digest: str
    """Declared digest under which the task was executed."""
    status: Literal["finished", "failed"]
    attempt: int
    inputs: dict[str, str] = {}
    """Files read, with the sha256 of their bytes when the task began."""
    outcome: dict[str, Any] = {}
    """What the driver or the report must know of the result."""
    error: str = ""
    wall_s: float
    cpu_s: float
    host: str
    versions: dict[str, str] = {}


class Job(Frozen):
    """A batch of tasks given to one process."""

    id: str
    tasks: tuple[str, ...]
    digests: dict[str, str]
    attempts: dict[str, int]


class Event(Frozen):
    """One line of the journal."""

    time: str
    """UTC, ISO 8601."""
    event: Literal["submitted", "finished", "failed", "lost", "stale", "iteration", "loop_ended"]
    task: str = ""
    job: str = ""
    digest: str = ""
    attempt: int = 0
    detail: str = ""


class TaskState(Frozen):
    """What the driver knows of a task."""

    status: Literal["running", "finished", "failed"]
    digest: str
    attempts: int = 0
    job: str = ""
    error: str = ""


class LoopState(Frozen):
    """How far a loop has come."""

    iteration: int = 0
    ended: bool = False
    converged: bool = False


class Snapshot(Frozen):
    """The state after so many events of the journal."""

    version: int = 1
    events: int = 0
    tasks: dict[str, TaskState] = {}
    loops: dict[str, LoopState] = {}
