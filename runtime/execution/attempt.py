"""One attempt at a task: the folders it passes through and how its result is published.

An attempt is made in ``<task>.attempt-N``. When its exit record stands, the folder is renamed: to
``<task>`` if it finished, to ``<task>.failed-N`` if not. What an attempt that ended without a
record leaves is kept as ``<task>.lost-N``.
"""

from dataclasses import dataclass
from pathlib import Path

from saggar.runtime.durable import move
from saggar.runtime.rundir import EXIT_RECORD, RunDirectory, read_record, sha256_of_file
from saggar.schemas.errors import RunStateError
from saggar.schemas.plan import Task
from saggar.schemas.state import ExitRecord


@dataclass(frozen=True)
class Attempt:
    """Folders of one attempt.

    Parameters
    ----------
    rundir : RunDirectory
        The run.
    task : str
        Name of the task.
    number : int
        Number of the attempt, from 1.
    """

    rundir: RunDirectory
    task: str
    number: int

    @property
    def folder(self) -> Path:
        """Where it works."""
        return self._beside("attempt")

    @property
    def failed(self) -> Path:
        """Where it stands when it failed."""
        return self._beside("failed")

    @property
    def lost(self) -> Path:
        """Where its remains stand when its process ended without a record."""
        return self._beside("lost")

    @property
    def published(self) -> Path:
        """Where its result stands when it finished."""
        return self.rundir.result(self.task)

    def conclude(self) -> None:
        """Publish a complete attempt: rename its folder by what its exit record says.

        A result that stands in the way was made under another digest or from other inputs; it is
        moved to ``work/.stale``. Does nothing to an attempt without a record.
        """
        record = read_record(self.folder)
        if record is None:
            return
        target = self.published if record.status == "finished" else self.failed
        if target.exists():
            set_aside(self.rundir, target)
        move(self.folder, target)

    def keep_remains(self) -> bool:
        """Put away what an attempt without a record left; give whether it had begun."""
        if self.folder.exists():
            if self.lost.exists():
                set_aside(self.rundir, self.lost)
            move(self.folder, self.lost)
        return self.lost.exists()

    def record(self, digest: str) -> ExitRecord | None:
        """Give the exit record that this attempt left under a declared digest, if it did."""
        for folder in (self.published, self.failed):
            record = read_record(folder)
            if record and record.attempt == self.number and record.digest == digest:
                return record
        return None

    def _beside(self, what: str) -> Path:
        return self.published.with_name(f"{self.published.name}.{what}-{self.number}")


def set_aside(rundir: RunDirectory, folder: Path) -> Path:
    """Move a folder of ``work/`` to ``work/.stale``; give its new place."""
    record = read_record(folder)
    digest = record.digest[:8] if record else "unknown"
    stale = rundir.work / ".stale" / folder.relative_to(rundir.work)
    target = stale.with_name(f"{stale.name}-{digest}")
    number = 1
    while target.exists():
        number += 1
        target = stale.with_name(f"{stale.name}-{digest}-{number}")
    move(folder, target)
    return target


def current_result(rundir: RunDirectory, task: Task, digest: str) -> ExitRecord | None:
    """Give the record of a task's published result if it is what the plan declares.

    Parameters
    ----------
    rundir : RunDirectory
        The run.
    task : Task
        The task, place holders filled.
    digest : str
        Its declared digest.

    Returns
    -------
    ExitRecord or None
        None where there is no result, where it was declared otherwise, or where it was made from
        results that have been replaced since.
    """
    record = rundir.record(task.id)
    if record is None or record.status != "finished" or record.digest != digest:
        return None
    needed = _need_digests(rundir, task)
    return record if needed.items() <= record.inputs.items() else None


def input_digests(rundir: RunDirectory, task: Task) -> dict[str, str]:
    """Give the sha256 of everything that a task reads: its files and the records of its needs.

    Raises
    ------
    RunStateError
        If a file or a needed result is missing, or a file is not the one in the plan.
    """
    files = {path: _as_planned(rundir, task, path) for path in task.files}
    return files | _need_digests(rundir, task)


def _need_digests(rundir: RunDirectory, task: Task) -> dict[str, str]:
    records = [rundir.result(need.task) / EXIT_RECORD for need in task.needs]
    return {record.relative_to(rundir.root).as_posix(): _of_record(record) for record in records}


def _of_record(record: Path) -> str:
    return sha256_of_file(record) if record.is_file() else "missing"


def _as_planned(rundir: RunDirectory, task: Task, path: str) -> str:
    file = rundir.root / path
    found = sha256_of_file(file) if file.is_file() else "missing"
    if found != task.files[path]:
        what = "is missing" if found == "missing" else "was edited after compiling"
        raise RunStateError(
            f"{file}, which {task.id} reads, {what}. Restore it, or change the campaign and run "
            "`saggar compile` into this directory again."
        )
    return found
