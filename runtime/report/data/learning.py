"""The course of active learning: data sets, trainings, deviations, and the verdict."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.report.data.problems import Problems
from saggar.runtime.report.records import RunRecords, TaskRecord
from saggar.runtime.report.tables import read_numbers
from saggar.schemas.active_learning import ActiveLearning, ForceDeviation, Stop
from saggar.schemas.results import (
    Accuracy,
    AssessOutcome,
    CollectOutcome,
    DomainFraction,
    TrainOutcome,
    Verdict,
)
from saggar.schemas.steps import Collect


@dataclass(frozen=True)
class DataSet:
    """The training set after one collection.

    Parameters
    ----------
    name : str
        ``initial``, or the number of the iteration.
    origin : str
        Where the frames added here come from.
    added, frames : int
        Frames added here, and in the set afterwards.
    """

    name: str
    origin: str
    added: int
    frames: int


@dataclass(frozen=True)
class Training:
    """The potentials trained at one point of the study.

    Parameters
    ----------
    name : str
        Number of the iteration, or ``final``.
    accuracies : tuple of Accuracy
        On the training set, one a member of the committee.
    trainers : tuple of str
        Programs that trained them, as they say themselves, each once.
    """

    name: str
    accuracies: tuple[Accuracy, ...]
    trainers: tuple[str, ...]


@dataclass(frozen=True)
class Iteration:
    """One assessed iteration.

    Parameters
    ----------
    number : int
        From 0.
    assessed : AssessOutcome
        Counts and fractions.
    deviations_eV_per_A : (n_checked,) float array
        Largest force deviation of the committee in each frame; empty where it cannot be read.
    source : str
        Path of the table of deviations in the run directory.
    """

    number: int
    assessed: AssessOutcome
    deviations_eV_per_A: NDArray[np.float64]
    source: str

    @property
    def in_domain(self) -> tuple[DomainFraction, ...]:
        """Explorations within the declared domain."""
        return tuple(part for part in self.assessed.explorations if part.within_domain)

    @property
    def checked_in_domain(self) -> int:
        """Frames checked within the declared domain."""
        return sum(part.checked for part in self.in_domain)


@dataclass(frozen=True)
class Learning:
    """Active learning so far.

    Parameters
    ----------
    data_sets, trainings, iterations : tuples
        What is finished, in order.
    begun : int
        Iterations that have begun.
    declared : ActiveLearning or None
        The section of the campaign, where it has a loop.
    """

    data_sets: tuple[DataSet, ...]
    trainings: tuple[Training, ...]
    iterations: tuple[Iteration, ...]
    begun: int
    declared: ActiveLearning | None

    @property
    def window(self) -> ForceDeviation:
        """Deviations that make a frame a candidate, where there is a loop."""
        return self._section.candidate.force_deviation

    @property
    def stop(self) -> Stop:
        """When the loop ends, where there is one."""
        return self._section.stop

    @property
    def _section(self) -> ActiveLearning:
        assert self.declared is not None, "only a loop has iterations"
        return self.declared

    @property
    def verdict(self) -> Verdict:
        """Whether the loop has converged, ended without, or goes on."""
        if not self.iterations:
            return "unfinished"
        last = self.iterations[-1]
        if last.assessed.converged:
            return "converged"
        return "not converged" if last.number + 1 >= self.stop.at_most else "unfinished"


def read_learning(records: RunRecords, problems: Problems) -> Learning:
    """Read the course of active learning from a run."""
    return Learning(
        data_sets=_data_sets(records, problems),
        trainings=_trainings(records, problems),
        iterations=_iterations(records, problems),
        begun=max((records.iterations(loop) for loop in records.plan.loops), default=0),
        declared=records.lock.campaign.active_learning,
    )


def _data_sets(records: RunRecords, problems: Problems) -> tuple[DataSet, ...]:
    sets = []
    for record in records.finished("collect"):
        outcome = problems.attempt(record.outcome, CollectOutcome)
        if outcome is not None:
            name = "initial" if record.iteration is None else str(record.iteration)
            origin = record.settings(Collect).origin
            sets.append(DataSet(name, origin, outcome.added, outcome.frames))
    return tuple(sets)


def _trainings(records: RunRecords, problems: Problems) -> tuple[Training, ...]:
    found: dict[str, list[TrainOutcome]] = {}
    for record in records.finished("train"):
        outcome = problems.attempt(record.outcome, TrainOutcome)
        if outcome is not None:
            name = "final" if record.iteration is None else str(record.iteration)
            found.setdefault(name, []).append(outcome)
    return tuple(
        Training(
            name,
            accuracies=tuple(outcome.accuracy for outcome in outcomes),
            trainers=tuple(sorted({outcome.trainer for outcome in outcomes})),
        )
        for name, outcomes in found.items()
    )


def _iterations(records: RunRecords, problems: Problems) -> tuple[Iteration, ...]:
    finished = []
    for record in records.finished("assess"):
        outcome = problems.attempt(record.outcome, AssessOutcome)
        if outcome is not None:
            deviations = problems.attempt(_deviations, record)
            finished.append(
                Iteration(
                    number=record.iteration or 0,
                    assessed=outcome,
                    deviations_eV_per_A=np.empty(0) if deviations is None else deviations,
                    source=f"work/{record.task.id}/deviations.csv",
                )
            )
    return tuple(finished)


def _deviations(record: TaskRecord) -> NDArray[np.float64]:
    (deviations,) = read_numbers(record.folder / "deviations.csv", "deviation_eV_per_A")
    return deviations
