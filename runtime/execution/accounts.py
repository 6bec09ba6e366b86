"""The accounts of jobs: which were given out, and what has become of the attempts in them.

The order of writing is what lets a driver be killed anywhere.

1. The file of a job is written, then its tasks are journaled as submitted, then it is submitted: a
   job that may be alive is always on record.
2. A job executes only if its file stands, which it looks at under its lock. To account for a job
   that is not alive the driver takes that lock and moves the file away: a job that starts late
   finds nothing to do, and no task is executed twice at a time.
3. A result is published by renaming a folder that holds its exit record. It counts because it
   stands, not because it was journaled.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from saggar.runtime.durable import move, write_atomically
from saggar.runtime.execution.attempt import Attempt
from saggar.runtime.execution.job import job_file, job_folder, job_lock, job_log
from saggar.runtime.execution.journal import Journal, now
from saggar.runtime.execution.local import Submitter
from saggar.runtime.execution.lock import held_if_free
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.plan import Task
from saggar.schemas.state import Assignment, Event, EventName, ExitRecord, Job, TaskState

_LOST = "its process ended without a record: killed, out of memory, or the machine went down"
_FUTILE = "its job ended before it began a task"


class Accounts:
    """Jobs that are not accounted for, those of drivers before this one included.

    Parameters
    ----------
    rundir : RunDirectory
        The run; its driver lock must be held.
    submitter : Submitter
        Where jobs are executed.
    journal : Journal
        Where their events are written.
    """

    def __init__(self, rundir: RunDirectory, submitter: Submitter, journal: Journal) -> None:
        self._rundir = rundir
        self._submitter = submitter
        self._journal = journal
        self._number = self._last_number()
        self._jobs = {job.id: job for job in self._on_record()}
        self._certainly_started: set[str] = set()
        self._reattach()

    def __len__(self) -> int:
        """Give the number of jobs that wait or work."""
        return len(self._jobs)

    def work_left_s(self) -> list[float]:
        """Give the estimated time of the open tasks of each job that has any, s.

        A job whose tasks have all ended takes no core: its process is on its way out.
        """
        open_items = (self._open(job) for job in self._jobs.values())
        return [sum(item.task.resources.seconds for item in items) for items in open_items if items]

    def give_out(self, tasks: Sequence[Task], digests: Sequence[str]) -> None:
        """Submit a job with the next attempt at each of some tasks.

        Parameters
        ----------
        tasks : sequence of Task
            Tasks of one family.
        digests : sequence of str
            Their declared digests.
        """
        self._number += 1
        job = Job(
            id=f"{self._number:05d}-{tasks[0].resources.family}",
            assignments=tuple(map(self._next_attempt, tasks, digests)),
        )
        write_atomically(job_file(self._rundir, job.id), job.model_dump_json() + "\n")
        self._journal.write(
            *(event for item in job.assignments for event in self._replacement(item)),
            *(_event("submitted", item, job.id) for item in job.assignments),
        )
        self._submitter.submit(job)
        self._certainly_started.add(job.id)
        self._jobs[job.id] = job

    def settle(self) -> None:
        """Journal what jobs have done, and close those that are not alive any more."""
        for job in list(self._jobs.values()):
            self._settle(job)

    def stop(self) -> None:
        """End all jobs; attempts that had not finished are withdrawn."""
        for job in list(self._jobs.values()):
            self._submitter.cancel(job.id)
            self._certainly_started.discard(job.id)
            for attempt in map(self._attempt, job.assignments):
                attempt.conclude()
                shutil.rmtree(attempt.folder, ignore_errors=True)
            self._settle(job)

    def _on_record(self) -> Iterator[Job]:
        """Jobs whose file stands, and jobs closed just before a driver died."""
        names = {path.stem for path in self._rundir.jobs.glob("*/*.json")}
        names |= {state.job for state in self._known().values() if state.status == "running"}
        for name in sorted(names):
            for path in (job_file(self._rundir, name), self._closed_file(name)):
                if path.is_file():
                    yield Job.model_validate_json(path.read_bytes())
                    break

    def _last_number(self) -> int:
        files = self._rundir.jobs.rglob("*.json")
        return max((int(file.stem.split("-")[0]) for file in files), default=0)

    def _closed_file(self, job: str) -> Path:
        return self._rundir.jobs / job_folder(job) / "closed" / f"{job}.json"

    def _known(self) -> dict[str, TaskState]:
        return self._journal.state.tasks

    def _reattach(self) -> None:
        """Journal the tasks of live jobs that the journal does not know: it was lost."""
        for job in self._jobs.values():
            unknown = [item for item in job.assignments if not self._knows(item)]
            if unknown and self._submitter.alive(job.id):
                self._journal.write(*(_event("submitted", item, job.id) for item in unknown))

    def _knows(self, item: Assignment) -> bool:
        state = self._known().get(item.task.id)
        return state is not None and state.attempts >= item.attempt

    def _settle(self, job: Job) -> None:
        alive = self._submitter.alive(job.id)
        self._journal_records(job)
        if alive:
            return
        self._submitter.cancel(job.id)
        with held_if_free(job_lock(self._rundir, job.id)) as free:
            if free:
                self._close(job)

    def _journal_records(self, job: Job) -> None:
        found = ((item, self._attempt(item).record(item.digest)) for item in self._open(job))
        self._journal.write(*(ended(item, job.id, record) for item, record in found if record))

    def _open(self, job: Job) -> list[Assignment]:
        """Give the assignments of a job that are not accounted for."""
        states = ((item, self._known().get(item.task.id)) for item in job.assignments)
        return [
            item
            for item, state in states
            if state and state.status == "running" and state.job == job.id
        ]

    def _close(self, job: Job) -> None:
        """Account for a job that is not alive and keep it from beginning; its lock is held."""
        attempts = [self._attempt(item) for item in job.assignments]
        for attempt in attempts:
            attempt.conclude()
        begun = {attempt.task for attempt in attempts if attempt.keep_remains()}
        if job_file(self._rundir, job.id).exists():
            move(job_file(self._rundir, job.id), self._closed_file(job.id))
        self._journal_records(job)
        self._journal.write(*self._without_record(job, begun))
        del self._jobs[job.id]

    def _without_record(self, job: Job, begun: set[str]) -> list[Event]:
        """Give the events of attempts that left no record.

        One that never began does not count, unless a job that was certainly started began none:
        else a broken installation would submit for ever.
        """
        rest, log = self._open(job), job_log(self._rundir, job.id)
        futile = (
            job.id in self._certainly_started and not begun and len(rest) == len(job.assignments)
        )
        if futile:
            return [_event("lost", item, job.id, f"{_FUTILE}; see {log}") for item in rest]
        return [
            _event("lost", item, job.id, f"{_LOST}; see {log}")
            if item.task.id in begun
            else _event("withdrawn", item, job.id)
            for item in rest
        ]

    def _attempt(self, item: Assignment) -> Attempt:
        return Attempt(self._rundir, item.task.id, item.attempt)

    def _next_attempt(self, task: Task, digest: str) -> Assignment:
        state = self._known().get(task.id)
        return Assignment(task=task, digest=digest, attempt=1 + (state.attempts if state else 0))

    def _replacement(self, item: Assignment) -> Iterator[Event]:
        """Give the event that says that a finished result is replaced, if there is one."""
        state = self._known().get(item.task.id)
        if state and state.status == "finished" and state.digest != item.digest:
            yield stale(item.task.id, state.digest, "its settings, files or needs were changed")


def ended(item: Assignment, job: str, record: ExitRecord) -> Event:
    """Give the event that says how an attempt ended by its exit record."""
    event = _event(record.status, item, job, record.error)
    return event.model_copy(update={"wall_s": record.wall_s, "cpu_s": record.cpu_s})


def stale(task: str, digest: str, why: str) -> Event:
    """Give the event that says that a finished result does not hold any more."""
    return Event(time=now(), event="stale", task=task, digest=digest, detail=why)


def _event(name: EventName, item: Assignment, job: str, detail: str = "") -> Event:
    return Event(
        time=now(), event=name, task=item.task.id, job=job, digest=item.digest,
        attempt=item.attempt, detail=detail,
    )  # fmt: skip
