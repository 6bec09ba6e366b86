"""The journal: every event of a run, one JSON object a line, never rewritten.

The state of a run is the fold of its events. A snapshot saves reading the whole journal and is
never needed: where it is missing, damaged or does not fit, all events are read.
"""

import logging
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from saggar.runtime.durable import append, write_atomically
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.errors import RunStateError
from saggar.schemas.state import Event, LoopState, Snapshot, TaskState

logger = logging.getLogger(__name__)

SNAPSHOT_EVERY = 20
"""Events after which a new snapshot is written."""


def now() -> str:
    """Give the present time, UTC, ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def fold(state: Snapshot, events: Iterable[Event]) -> Snapshot:
    """Give the state after more events.

    Parameters
    ----------
    state : Snapshot
        The state before them; its byte offset is kept.
    events : iterable of Event
        In the order of the journal.
    """
    tasks, loops, count = dict(state.tasks), dict(state.loops), state.events
    for event in events:
        count += 1
        if event.event in ("iteration", "loop_ended"):
            loops[event.task] = _loop_after(event)
        elif event.task:
            tasks[event.task] = _task_after(tasks.get(event.task), event)
    return state.model_copy(update={"events": count, "tasks": tasks, "loops": loops})


def _loop_after(event: Event) -> LoopState:
    ended = event.event == "loop_ended"
    return LoopState(
        iteration=event.attempt, ended=ended, converged=ended and event.detail == "converged"
    )


def _task_after(before: TaskState | None, event: Event) -> TaskState:
    if before is None or (event.digest and event.digest != before.digest):
        attempts = 0 if before is None else before.attempts
        before = TaskState(status="waiting", digest=event.digest, attempts=attempts)
    changes: dict[str, object]
    match event.event:
        case "submitted":
            changes = {"status": "running", "attempts": event.attempt, "job": event.job}
        case "finished":
            changes = {
                "status": "finished", "failures": 0, "error": "",
                "wall_s": event.wall_s, "cpu_s": event.cpu_s,
            }  # fmt: skip
        case "failed" | "lost":
            changes = {"status": "failed", "failures": before.failures + 1, "error": event.detail}
        case "stale" | "retried":
            changes = {"status": "waiting", "failures": 0, "error": ""}
        case _:
            changes = {"status": "waiting"}
    return before.model_copy(update=changes)


def read_state(rundir: RunDirectory) -> Snapshot:
    """Give the state of a run without touching it; a half-written last line is left out.

    Raises
    ------
    RunStateError
        If a line of the journal is damaged.
    """
    return _read(rundir)[0]


def read_ends(rundir: RunDirectory) -> tuple[str, str]:
    """Give the times of the first and of the latest event, empty where there is none."""
    try:
        lines = rundir.journal.read_bytes().splitlines(keepends=True)
    except FileNotFoundError:
        return "", ""
    whole = [line for line in lines if line.endswith(b"\n")]
    if not whole:
        return "", ""
    first, last = (Event.model_validate_json(line) for line in (whole[0], whole[-1]))
    return first.time, last.time


class Journal:
    """The journal of the one writer.

    Parameters
    ----------
    rundir : RunDirectory
        The run; its driver lock must be held.

    Raises
    ------
    RunStateError
        If a line of the journal is damaged; a half-written last line is cut off instead.
    """

    def __init__(self, rundir: RunDirectory) -> None:
        self._rundir = rundir
        self._new: list[Event] = []
        rundir.state.mkdir(parents=True, exist_ok=True)
        self.state, half_written = _read(rundir)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        self._descriptor = os.open(rundir.journal, flags, 0o644)
        self._saved = self.state.events
        if half_written:
            os.ftruncate(self._descriptor, self.state.offset)
            self._report_repair(half_written)

    def write(self, *events: Event) -> None:
        """Append events and wait until they stand on disk; `state` follows."""
        if not events:
            return
        data = b"".join(event.model_dump_json(exclude_defaults=True).encode() + b"\n"
                        for event in events)  # fmt: skip
        append(self._descriptor, data)
        self._new += events
        state = fold(self.state, events)
        self.state = state.model_copy(update={"offset": state.offset + len(data)})
        if self.state.events - self._saved >= SNAPSHOT_EVERY:
            self.save()

    def take_new(self) -> tuple[Event, ...]:
        """Give the events that were written since this was last asked."""
        new, self._new = tuple(self._new), []
        return new

    def save(self) -> None:
        """Write a snapshot of the present state."""
        write_atomically(self._rundir.snapshot, self.state.model_dump_json() + "\n")
        self._saved = self.state.events

    def close(self) -> None:
        """Write a last snapshot and close the file."""
        if self.state.events > self._saved:
            self.save()
        os.close(self._descriptor)

    def _report_repair(self, half_written: int) -> None:
        logger.warning(
            "%s ended in %d bytes of an unfinished line, left by a killed driver; they are cut off",
            self._rundir.journal,
            half_written,
        )
        self.write(Event(time=now(), event="repaired", detail=f"{half_written} bytes"))


def _read(rundir: RunDirectory) -> tuple[Snapshot, int]:
    """Give the state and the length of a half-written last line, bytes."""
    try:
        data = rundir.journal.read_bytes()
    except FileNotFoundError:
        return Snapshot(), 0
    start = _snapshot(rundir.snapshot, data)
    end = data.rfind(b"\n") + 1
    lines = data[start.offset : end].splitlines()
    state = fold(start, _events(lines, start.events, rundir.journal))
    return state.model_copy(update={"offset": end}), len(data) - end


def _snapshot(path: Path, journal: bytes) -> Snapshot:
    try:
        snapshot = Snapshot.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Snapshot()
    except ValidationError:
        logger.warning("%s is damaged; the whole journal is read instead", path)
        return Snapshot()
    length = snapshot.offset
    if snapshot.version == 1 and journal[:length].count(b"\n") == snapshot.events and (
        length == 0 or journal[length - 1 : length] == b"\n"
    ):  # fmt: skip
        return snapshot
    logger.warning("%s does not fit the journal; the whole journal is read instead", path)
    return Snapshot()


def _events(lines: list[bytes], before: int, path: Path) -> list[Event]:
    events = []
    for number, line in enumerate(lines, start=before + 1):
        try:
            events.append(Event.model_validate_json(line))
        except ValidationError as error:
            raise RunStateError(
                f"{path}:{number} is damaged: {error}\nWhen no job of this run is alive, move the "
                "folder state/ away and run again: finished work is found in work/."
            ) from error
    return events
