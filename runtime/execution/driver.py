"""The driver: one tick accounts for what jobs did, unrolls loops, and submits what is ready.

A tick keeps nothing in memory that it needs: it can be killed anywhere and done again.
"""

from dataclasses import dataclass

from saggar.runtime.execution.accounts import Accounts, ended, stale
from saggar.runtime.execution.attempt import current_result
from saggar.runtime.execution.batching import batches
from saggar.runtime.execution.journal import Journal, now
from saggar.runtime.execution.local import Submitter
from saggar.runtime.execution.survey import Survey, survey
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.campaign import StageName
from saggar.schemas.state import Assignment, Event, LoopState


@dataclass(frozen=True)
class Progress:
    """What a tick saw and did.

    Parameters
    ----------
    survey : Survey
        Where the run stands.
    events : tuple of Event
        What was journaled since the tick before.
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
        self._journal = journal
        self._stages = stages
        self._jobs = Accounts(rundir, submitter, journal)
        self._seen = survey(rundir, journal.state)
        self._doubt_finished()

    def tick(self) -> Progress:
        """Account for jobs, unroll loops, submit what is ready."""
        self._jobs.settle()
        while self._adopt_results():
            pass
        self._note_loops()
        self._submit_ready()
        return Progress(self._survey(), self._journal.take_new(), len(self._jobs))

    def stop(self) -> None:
        """End all jobs; attempts that had not finished are withdrawn."""
        self._jobs.stop()

    def _survey(self) -> Survey:
        """Give where the run stands now; looked at anew only after events."""
        if self._seen.state is not self._journal.state:
            self._seen = survey(self._rundir, self._journal.state)
        return self._seen

    def _doubt_finished(self) -> None:
        """Journal as stale what was finished once and does not stand, or not on these inputs."""
        seen = self._survey()
        doubted: dict[str, str] = {}
        for name, task in seen.expansion.tasks.items():
            if not seen.finished(name):
                continue
            if any(need in doubted for need in task.needed()):
                doubted[name] = "a result that it read is made again"
            elif not current_result(self._rundir, task, seen.expansion.digests[name]):
                doubted[name] = "its result is gone, or a result that it read was replaced"
        digests = seen.expansion.digests
        self._journal.write(*(stale(name, digests[name], why) for name, why in doubted.items()))

    def _adopt_results(self) -> bool:
        """Journal results that stand without having been journaled; give whether there are any."""
        seen = self._survey()
        events = []
        for task in seen.ready:
            digest = seen.expansion.digests[task.id]
            record = current_result(self._rundir, task, digest)
            if record:
                item = Assignment(task=task, digest=digest, attempt=record.attempt)
                events.append(ended(item, "", record))
        self._journal.write(*events)
        return bool(events)

    def _note_loops(self) -> None:
        known = self._journal.state.loops
        states = self._survey().expansion.loops.items()
        news = [item for item in states if item[1] != known.get(item[0], LoopState())]
        self._journal.write(*(_loop_event(name, state) for name, state in news))

    def _submit_ready(self) -> None:
        busy_s = self._jobs.work_left_s()
        free = self._rundir.lock.machine.cores - len(busy_s)
        if free <= 0:
            return
        seen = self._survey()
        ready = [task for task in seen.ready if task.stage in self._stages]
        for batch in batches(ready, free, busy_s):
            self._jobs.give_out(batch, [seen.expansion.digests[task.id] for task in batch])


def _loop_event(name: str, state: LoopState) -> Event:
    if not state.ended:
        return Event(time=now(), event="iteration", task=name, attempt=state.iteration)
    why = "converged" if state.converged else "at the cap"
    return Event(time=now(), event="loop_ended", task=name, attempt=state.iteration, detail=why)
