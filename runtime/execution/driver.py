"""The driver: one tick accounts for what jobs left, unrolls loops, and submits what is ready.

A tick keeps nothing in memory that it needs: it can be killed anywhere and done again. The order of
writing is what makes this so.

1. The file of a job is written, then its tasks are journaled as submitted, then it is submitted: a
   job that may be alive is always on record.
2. A job executes only if its file stands, which it looks at under its lock. To account for a job
   that is not alive the driver takes that lock and moves the file away: a job that starts late
   finds nothing to do, and no task is executed twice at a time. An attempt that never began does
   not count against its task, unless a job that was certainly started began none: else it would
   be submitted for ever.
3. A result is published by renaming a folder that holds its exit record. It counts because it
   stands, not because it was journaled.
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from saggar.runtime.execution.attempt import Attempt, current_result
from saggar.runtime.execution.batching import batches
from saggar.runtime.execution.durable import move, write_atomically
from saggar.runtime.execution.job import job_file, job_lock, job_log
from saggar.runtime.execution.journal import Journal, now
from saggar.runtime.execution.local import Submitter
from saggar.runtime.execution.lock import held_if_free
from saggar.runtime.execution.survey import Survey, survey
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.campaign import StageName
from saggar.schemas.plan import Task
from saggar.schemas.state import Assignment, Event, EventName, ExitRecord, Job, LoopState


@dataclass(frozen=True)
class Progress:
    """What a tick saw and did.

    Parameters
    ----------
    survey : Survey
        Where the run stands.
    events : tuple of Event
        What was journaled in this tick.
    jobs : int
        Jobs that wait or work.
    """

    survey: Survey
    events: tuple[Event, ...]
    jobs: int


class Driver:
    """Brings a run forward by ticks.

    Parameters
    ----------
    rundir : RunDirectory
        The run; its driver lock must be held.
    submitter : Submitter
        Where jobs are executed.
    journal : Journal
        Its journal.
    stages : tuple of StageName
        Stages whose tasks may be submitted.
    """

    def __init__(
        self,
        rundir: RunDirectory,
        submitter: Submitter,
        journal: Journal,
        stages: tuple[StageName, ...],
    ) -> None:
        self._rundir = rundir
        self._submitter = submitter
        self._journal = journal
        self._stages = stages
        self._events: list[Event] = []
        self._survey: Survey | None = None
        self._number = self._last_number()
        self._jobs = {job.id: job for job in self._jobs_on_record()}
        self._submitted: set[str] = set()
        self._reattach()
        self._doubt_finished()

    def tick(self) -> Progress:
        """Account for jobs, unroll loops, submit what is ready."""
        for job in list(self._jobs.values()):
            self._account(job)
        seen = self._seen()
        while self._adopt_results(seen):
            seen = self._seen()
        self._note_loops(seen)
        self._submit_ready(seen)
        events, self._events = tuple(self._events), []
        return Progress(self._seen(), events, len(self._jobs))

    def stop(self) -> None:
        """End all jobs; attempts that had not finished are withdrawn."""
        for job in list(self._jobs.values()):
            self._submitter.cancel(job.id)
            self._submitted.discard(job.id)
            for assignment in job.assignments:
                attempt = Attempt(self._rundir, assignment.task.id, assignment.attempt)
                attempt.conclude()
                shutil.rmtree(attempt.folder, ignore_errors=True)
            self._account(job)

    def _write(self, *events: Event) -> None:
        if events:
            self._journal.write(*events)
            self._events += events
            self._survey = None

    def _seen(self) -> Survey:
        if self._survey is None:
            self._survey = survey(self._rundir, self._journal.state)
        return self._survey

    # ---- jobs of drivers before this one

    def _jobs_on_record(self) -> Iterator[Job]:
        """Jobs whose file stands, and jobs closed just before a driver died."""
        names = {path.stem for path in self._rundir.jobs.glob("*.json")}
        tasks = self._journal.state.tasks.values()
        names |= {state.job for state in tasks if state.status == "running"}
        for name in sorted(names):
            for path in (job_file(self._rundir, name), self._closed_file(name)):
                if path.is_file():
                    yield Job.model_validate_json(path.read_bytes())
                    break

    def _last_number(self) -> int:
        files = (*self._rundir.jobs.glob("*.json"), *self._rundir.jobs.glob("closed/*.json"))
        return max((int(file.stem.split("-")[0]) for file in files), default=0)

    def _closed_file(self, job: str) -> Path:
        return self._rundir.jobs / "closed" / f"{job}.json"

    def _reattach(self) -> None:
        """Journal the tasks of live jobs that the journal does not know: it was lost."""
        for job in self._jobs.values():
            unknown = [item for item in job.assignments if not self._knows(item)]
            if unknown and self._submitter.alive(job.id):
                self._write(*(_event("submitted", item, job.id) for item in unknown))

    def _knows(self, assignment: Assignment) -> bool:
        state = self._journal.state.tasks.get(assignment.task.id)
        return state is not None and state.attempts >= assignment.attempt

    def _doubt_finished(self) -> None:
        """Journal as stale what was finished once and does not stand, or not on these inputs."""
        seen = self._seen()
        doubted: dict[str, Event] = {}
        for name, task in seen.expansion.tasks.items():
            if not seen.finished(name):
                continue
            digest = seen.expansion.digests[name]
            reason = ""
            if any(need in doubted for need in task.needed()):
                reason = "a result that it read is made again"
            elif not current_result(self._rundir, task, digest):
                reason = "its result is gone, or a result that it read was replaced"
            if reason:
                doubted[name] = Event(
                    time=now(), event="stale", task=name, digest=digest, detail=reason
                )
        self._write(*doubted.values())

    # ---- accounting for jobs

    def _account(self, job: Job) -> None:
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
        self._write(*(_ended(item, job.id, record) for item, record in found if record))

    def _open(self, job: Job) -> list[Assignment]:
        """Give the assignments of a job that are not accounted for."""
        tasks = self._journal.state.tasks
        return [
            item
            for item in job.assignments
            if (state := tasks.get(item.task.id))
            and state.status == "running"
            and state.job == job.id
        ]

    def _close(self, job: Job) -> None:
        """Account for a job that is not alive and keep it from beginning; its lock is held."""
        for item in job.assignments:
            self._attempt(item).conclude()
        began = {item.task.id for item in job.assignments if self._attempt(item).keep_remains()}
        if job_file(self._rundir, job.id).exists():
            move(job_file(self._rundir, job.id), self._closed_file(job.id))
        self._journal_records(job)
        rest = self._open(job)
        futile = len(rest) == len(job.assignments) and not began and job.id in self._submitted
        why = f"its job ended before it began a task; see {job_log(self._rundir, job.id)}"
        for item in rest:
            if item.task.id in began or futile:
                self._write(_event("lost", item, job.id, why if futile else _LOST))
            else:
                self._write(_event("withdrawn", item, job.id))
        del self._jobs[job.id]

    def _attempt(self, assignment: Assignment) -> Attempt:
        return Attempt(self._rundir, assignment.task.id, assignment.attempt)

    # ---- going on

    def _adopt_results(self, seen: Survey) -> bool:
        """Journal results that stand without having been journaled; give whether there are any."""
        events = []
        for task in seen.ready:
            digest = seen.expansion.digests[task.id]
            record = current_result(self._rundir, task, digest)
            if record:
                item = Assignment(task=task, digest=digest, attempt=record.attempt)
                events.append(_ended(item, "", record))
        self._write(*events)
        return bool(events)

    def _note_loops(self, seen: Survey) -> None:
        known = self._journal.state.loops
        for name, state in seen.expansion.loops.items():
            if state == known.get(name, LoopState()):
                continue
            why = "converged" if state.converged else "at the cap"
            self._write(
                Event(
                    time=now(),
                    event="loop_ended" if state.ended else "iteration",
                    task=name,
                    attempt=state.iteration,
                    detail=why if state.ended else "",
                )
            )

    def _submit_ready(self, seen: Survey) -> None:
        cores = self._rundir.lock.machine.cores
        free = cores - len(self._jobs)
        if free <= 0:
            return
        ready = [task for task in seen.ready if task.stage in self._stages]
        for batch in batches(ready, cores)[:free]:
            self._submit(batch, seen.expansion.digests)

    def _submit(self, batch: tuple[Task, ...], digests: Mapping[str, str]) -> None:
        self._number += 1
        job = Job(
            id=f"{self._number:05d}-{batch[0].resources.family}",
            assignments=tuple(self._assignment(task, digests[task.id]) for task in batch),
        )
        write_atomically(job_file(self._rundir, job.id), job.model_dump_json() + "\n")
        self._write(
            *(event for item in job.assignments for event in self._declared_otherwise(item)),
            *(_event("submitted", item, job.id) for item in job.assignments),
        )
        self._submitter.submit(job)
        self._submitted.add(job.id)
        self._jobs[job.id] = job

    def _declared_otherwise(self, item: Assignment) -> Iterator[Event]:
        """Give the event that says that a finished result is replaced, if there is one."""
        state = self._journal.state.tasks.get(item.task.id)
        if state and state.status == "finished" and state.digest != item.digest:
            yield Event(time=now(), event="stale", task=item.task.id, digest=state.digest,
                        detail="its settings, files or needs were changed")  # fmt: skip

    def _assignment(self, task: Task, digest: str) -> Assignment:
        state = self._journal.state.tasks.get(task.id)
        attempts = state.attempts if state else 0
        return Assignment(task=task, digest=digest, attempt=attempts + 1)


_LOST = "its process ended without a record: killed, out of memory, or the machine went down"


def _event(name: EventName, item: Assignment, job: str, detail: str = "") -> Event:
    return Event(
        time=now(), event=name, task=item.task.id, job=job, digest=item.digest,
        attempt=item.attempt, detail=detail,
    )  # fmt: skip


def _ended(item: Assignment, job: str, record: ExitRecord) -> Event:
    event = _event(record.status, item, job, record.error)
    return event.model_copy(update={"wall_s": record.wall_s, "cpu_s": record.cpu_s})
