"""How far each stage has come, and the time that it took."""

from dataclasses import dataclass

from saggar.runtime.report.records import RunRecords, TaskRecord
from saggar.schemas.campaign import StageName


@dataclass(frozen=True)
class StageProgress:
    """One stage.

    Parameters
    ----------
    stage : str
        Its name.
    tasks : int
        Tasks known so far; a loop counts the iterations that have begun.
    finished, given_up : int
        Tasks with a result, and tasks without one after every allowed attempt.
    failures : int
        Failed attempts.
    wall_s, cpu_s : float
        Sums over tasks and failed attempts, s.
    in_loop : bool
        Whether further iterations may add tasks.
    """

    stage: StageName
    tasks: int
    finished: int
    given_up: int
    failures: int
    wall_s: float
    cpu_s: float
    in_loop: bool

    @property
    def complete(self) -> bool:
        """Whether every task known so far is finished."""
        return 0 < self.tasks == self.finished


def read_execution(records: RunRecords) -> tuple[StageProgress, ...]:
    """Count tasks and time by stage, in the order of the plan."""
    return tuple(_progress(records, stage) for stage in records.plan.stages)


def _progress(records: RunRecords, stage: StageName) -> StageProgress:
    tasks = [record for record in records.tasks if record.task.stage == stage]
    return StageProgress(
        stage=stage,
        tasks=len(tasks),
        finished=sum(record.finished for record in tasks),
        given_up=sum(record.given_up for record in tasks),
        failures=sum(len(record.failures) for record in tasks),
        wall_s=sum(_wall_s(record) for record in tasks),
        cpu_s=sum(_cpu_s(record) for record in tasks),
        in_loop=any(loop.name == stage for loop in records.plan.loops),
    )


def _wall_s(record: TaskRecord) -> float:
    own = record.record.wall_s if record.record else 0.0
    return own + sum(attempt.wall_s for attempt in record.failures)


def _cpu_s(record: TaskRecord) -> float:
    own = record.record.cpu_s if record.record else 0.0
    return own + sum(attempt.cpu_s for attempt in record.failures)
