"""Errors of the final potential against reference single points, with the pairs behind them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from saggar.runtime.analysis.errors import VIRIAL_COMPONENTS
from saggar.runtime.dataset import LabelledFrame, read_train_xyz
from saggar.runtime.engines.nep.prediction import predict
from saggar.runtime.labels import Label
from saggar.runtime.steps.accuracy import accuracy
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import LABELS, POTENTIAL, write_table
from saggar.schemas.errors import EngineError
from saggar.schemas.results import CompareOutcome
from saggar.schemas.steps import Compare

_ROWS, _COLUMNS = (0, 1, 2, 0, 1, 2), (0, 1, 2, 1, 2, 0)


def execute(settings: Compare, context: StepContext) -> CompareOutcome:
    """Write the pairs of predicted and reference values, and summarise them by run.

    Parameters
    ----------
    settings : Compare
        Nothing to set.
    context : StepContext
        Where to read and write.
    """
    frames = [
        frame for folder in context.results("labels") for frame in read_train_xyz(folder / LABELS)
    ]
    if not frames:
        raise EngineError("no frame of the production runs has a label")
    predicted = predict(context.result("potential") / POTENTIAL, [frame.cell for frame in frames])
    _write_energies(context.folder, frames, predicted)
    _write_forces(context.folder, frames, predicted)
    _write_virials(context.folder, frames, predicted)
    by_origin = {}
    for origin in sorted({_origin(frame) for frame in frames}):
        chosen = [index for index, frame in enumerate(frames) if _origin(frame) == origin]
        by_origin[origin] = accuracy(
            [predicted[index] for index in chosen], [frames[index] for index in chosen]
        )
    return CompareOutcome(accuracy=accuracy(predicted, frames), by_origin=by_origin)


def _origin(frame: LabelledFrame) -> str:
    return frame.origin.rsplit("/", 1)[0]


def _write_energies(
    folder: Path, frames: Sequence[LabelledFrame], predicted: Sequence[Label]
) -> None:
    def rows() -> Iterator[tuple[object, ...]]:
        for frame, label in zip(frames, predicted, strict=True):
            atoms = len(frame.cell)
            reference, ours = frame.label.energy_eV / atoms, label.energy_eV / atoms
            yield frame.origin, _origin(frame), atoms, reference, ours

    header = ("frame", "origin", "atoms", "reference_eV_per_atom", "predicted_eV_per_atom")
    write_table(folder / "energy.csv", header, rows())


def _write_forces(
    folder: Path, frames: Sequence[LabelledFrame], predicted: Sequence[Label]
) -> None:
    def rows() -> Iterator[tuple[object, ...]]:
        for frame, label in zip(frames, predicted, strict=True):
            pairs = zip(frame.cell.species, frame.label.forces_eV_A, label.forces_eV_A, strict=True)
            for symbol, reference, ours in pairs:
                for axis, name in enumerate("xyz"):
                    values = float(reference[axis]), float(ours[axis])
                    yield frame.origin, _origin(frame), symbol, name, *values

    header = (
        "frame", "origin", "species", "component", "reference_eV_per_A", "predicted_eV_per_A",
    )  # fmt: skip
    write_table(folder / "force.csv", header, rows())


def _write_virials(
    folder: Path, frames: Sequence[LabelledFrame], predicted: Sequence[Label]
) -> None:
    def rows() -> Iterator[tuple[object, ...]]:
        for frame, label in zip(frames, predicted, strict=True):
            atoms = len(frame.cell)
            for name, row, column in zip(VIRIAL_COMPONENTS, _ROWS, _COLUMNS, strict=True):
                reference = float(frame.label.virial_eV[row, column]) / atoms
                ours = float(label.virial_eV[row, column]) / atoms
                yield frame.origin, _origin(frame), name, reference, ours

    header = ("frame", "origin", "component", "reference_eV_per_atom", "predicted_eV_per_atom")
    write_table(folder / "virial.csv", header, rows())
