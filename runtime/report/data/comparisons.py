"""Predictions of the potential against the reference: pairs of values and their errors."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.report.data.problems import Problems
from saggar.runtime.report.records import RunRecords, TaskRecord
from saggar.runtime.report.tables import read_matrix, read_numbers, read_words
from saggar.schemas.results import Accuracy, CompareOutcome, TrainOutcome

NO_VIRIAL = -1e5
"""GPUMD writes -1e6 where the training set gives no virial; no physical value is as low."""


@dataclass(frozen=True)
class Pairs:
    """Values of one quantity, in the order of the frames.

    Parameters
    ----------
    reference, predicted : (n,) float array
        In one unit.
    origins : tuple of str
        Where each value comes from; empty where all come from one place.
    source : str
        Path of the whole table in the run directory.
    """

    reference: NDArray[np.float64]
    predicted: NDArray[np.float64]
    source: str
    origins: tuple[str, ...] = ()

    @property
    def rmse(self) -> float:
        """Root of the mean square difference, in the unit of the values."""
        return float(np.sqrt(np.mean((self.predicted - self.reference) ** 2)))

    @property
    def reference_rms(self) -> float:
        """Root of the mean square of the reference values, in their unit."""
        return float(np.sqrt(np.mean(self.reference**2)))


@dataclass(frozen=True)
class Comparison:
    """One set of frames with labels and predictions.

    Parameters
    ----------
    name : str
        Path of the task, safe as part of a file name.
    title : str
        What the frames are.
    accuracy : Accuracy
        Errors over all frames.
    by_origin : dict of Accuracy
        Errors by where the frames come from.
    energy, force, virial : Pairs or None
        eV/atom, eV/Å, eV/atom; none where the table cannot be read.
    of_production : bool
        Whether the frames are those of production runs.
    """

    name: str
    title: str
    accuracy: Accuracy
    energy: Pairs | None
    force: Pairs | None
    virial: Pairs | None
    of_production: bool
    by_origin: dict[str, Accuracy] = field(default_factory=dict)


def read_comparisons(records: RunRecords, problems: Problems) -> tuple[Comparison, ...]:
    """Read every finished comparison, those on production frames first."""
    found = [
        comparison
        for record in records.finished("compare")
        if (comparison := problems.attempt(_compared, records, record, problems))
    ]
    return tuple(sorted(found, key=lambda comparison: not comparison.of_production))


def read_training_fit(records: RunRecords, problems: Problems) -> Comparison | None:
    """Read how the final potential fits its own training set; none before it is trained."""
    finished = records.finished("train", "final_training")
    if not finished:
        return None
    return problems.attempt(_fitted, finished[-1], problems)


def _compared(records: RunRecords, record: TaskRecord, problems: Problems) -> Comparison:
    outcome = record.outcome(CompareOutcome)
    steps = {known.task.settings.step for known in records.behind(record)}
    of_production = "pick_frames" in steps
    name = record.task.id.removesuffix("/compare").replace("/", "-")
    return Comparison(
        name=name,
        title="production frames" if of_production else name,
        accuracy=outcome.accuracy,
        by_origin=outcome.by_origin,
        energy=problems.attempt(_pairs, record, "energy", "eV_per_atom"),
        force=problems.attempt(_pairs, record, "force", "eV_per_A"),
        virial=problems.attempt(_pairs, record, "virial", "eV_per_atom"),
        of_production=of_production,
    )


def _pairs(record: TaskRecord, quantity: str, unit: str) -> Pairs | None:
    path = record.folder / f"{quantity}.csv"
    reference, predicted = read_numbers(path, f"reference_{unit}", f"predicted_{unit}")
    origins = read_words(path, "origin") if quantity == "energy" else ()
    source = f"work/{record.task.id}/{quantity}.csv"
    return Pairs(reference, predicted, source, origins) if reference.size else None


def _fitted(record: TaskRecord, problems: Problems) -> Comparison:
    return Comparison(
        name="training-set",
        title="training set of the final potential",
        accuracy=record.outcome(TrainOutcome).accuracy,
        energy=problems.attempt(_fitted_pairs, record, "energy", 1),
        force=problems.attempt(_fitted_pairs, record, "force", 3),
        virial=problems.attempt(_fitted_pairs, record, "virial", 6),
        of_production=False,
    )


def _fitted_pairs(record: TaskRecord, quantity: str, components: int) -> Pairs | None:
    """Read a table of GPUMD's ``nep``: the predicted components, then those of the target."""
    name = f"{quantity}_train.out"
    values = read_matrix(record.folder / name, 2 * components)
    predicted, reference = values[:, :components].ravel(), values[:, components:].ravel()
    known = reference > NO_VIRIAL
    if not known.any():
        return None
    return Pairs(reference[known], predicted[known], f"work/{record.task.id}/{name}")
