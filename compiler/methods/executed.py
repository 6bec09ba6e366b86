"""By what a run was executed: from its records and the locks of its past, not from its profile."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from saggar.compiler.diff.tasks import Unrolled, decided, finished, unroll
from saggar.compiler.lock_files import read_lock
from saggar.compiler.methods.account import Execution, Stretch
from saggar.compiler.methods.manuscript import counted
from saggar.compiler.methods.notation import listed
from saggar.compiler.stages.final_training import TRAINED
from saggar.compiler.stages.initial_data import DATA_SET
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.plan import Loop
from saggar.schemas.resolved import Lock
from saggar.schemas.state import ExitRecord


def as_executed(run: RunDirectory) -> Execution:
    """Give by what a run was executed as far as it has come, and is to be from there on.

    Parameters
    ----------
    run : RunDirectory
        A compiled run.

    Returns
    -------
    Execution
        A task counts as finished where its record has the digest that the plan declares.

    Raises
    ------
    RunStateError
        If the run or a lock of its past is damaged or missing.
    """
    return _Past(run).execution()


@dataclass(frozen=True)
class _Past:
    run: RunDirectory

    @cached_property
    def declared(self) -> Unrolled:
        return unroll(self.run.plan, decided(self.run))

    @cached_property
    def records(self) -> Mapping[str, ExitRecord]:
        """Records of tasks that are finished as they are declared."""
        return finished(self.run, self.declared)

    def execution(self) -> Execution:
        machine = self.run.lock.machine
        loop = next(iter(self.declared.loops.values()), None)
        iterations = 0 if loop is None else self._iterations(loop)
        converged = loop is not None and self._converged(loop, iterations)
        return Execution(
            loop=() if loop is None else tuple(self._stretches(loop)),
            final_trainer=self._said(TRAINED, "trainer") or machine.nep.executor,
            production=self._program("production/") or machine.gpumd.executor,
            iterations=iterations,
            loop_ended=converged or (loop is not None and iterations >= loop.at_most),
            converged=converged,
            initial_frames=self._frames(DATA_SET),
            final_frames=self._frames(TRAINED),
            remarks=tuple(self._unfinished()),
        )

    def _stretches(self, loop: Loop) -> Iterator[Stretch]:
        """Give the iterations under each lock; a cap that is reached leaves none to the present."""
        start = 0
        for past in loop.past:
            yield from self._stretch(start, past.until, read_lock(self.run.root / past.lock_file))
            start = past.until
        if start < loop.at_most:
            yield from self._stretch(start, loop.at_most, self.run.lock)

    def _stretch(self, first: int, until: int, lock: Lock) -> Iterator[Stretch]:
        settings = lock.campaign.active_learning
        if settings is None:
            return
        trained = self._said(f"active_learning/{first:03d}/train/0", "trainer")
        explored = self._program(f"active_learning/{first:03d}/explore/")
        yield Stretch(
            first,
            until,
            settings,
            trained or lock.machine.nep.executor,
            explored or lock.machine.gpumd.executor,
        )

    def _iterations(self, loop: Loop) -> int:
        """Count the iterations, from the first, whose tasks are all finished."""
        for iteration in range(self.declared.last[loop.name] + 1):
            if not self.records.keys() >= loop.named(iteration).keys():
                return iteration
        return self.declared.last[loop.name] + 1

    def _converged(self, loop: Loop, iterations: int) -> bool:
        """Say whether the decision of the last finished iteration ended the loop."""
        last = iterations - 1
        if last < 0 or not loop.may_end(last):
            return False
        return bool(self._said(loop.decision_task(last), "converged"))

    def _said(self, task: str, what: str) -> str:
        """Give what the record of a finished task says; nothing where it says nothing."""
        record = self.records.get(task)
        return str(record.outcome.get(what) or "") if record is not None else ""

    def _frames(self, task: str) -> int | None:
        said = self._said(task, "frames")
        return int(said) if said else None

    def _program(self, folder: str) -> str:
        """Give what executed the dynamics below a folder, where some are finished."""
        tasks = (
            name
            for name, task in self.declared.tasks.items()
            if name.startswith(folder) and task.settings.step == "dynamics" and name in self.records
        )
        first = next(tasks, None)
        return "" if first is None else self._said(first, "program") or "embedded"

    def _unfinished(self) -> Iterator[str]:
        """Say what of the run is described though it is not finished."""
        if not self.records:
            yield "Nothing of this run is finished yet: it is described as it was compiled."
            return
        parts = []
        for stage, tasks in self.declared.stages.items():
            done = sum(name in self.records for name in tasks)
            if done < len(tasks):
                most = "at most " if stage in self.declared.loops else ""
                name = stage.replace("_", " ")
                parts.append(f"{name} ({done} of {most}{counted(len(tasks), 'task')})")
        if parts:
            yield f"Not finished, and described as compiled: {listed(parts)}."
