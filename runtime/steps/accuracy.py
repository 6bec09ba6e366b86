"""Errors of a potential against the labels of a set of frames."""

from collections.abc import Sequence

import numpy as np

from saggar.runtime.analysis.errors import Evaluation, Parities, compare
from saggar.runtime.dataset import LabelledFrame
from saggar.runtime.labels import Label
from saggar.schemas.results import Accuracy


def evaluation(labels: Sequence[Label]) -> Evaluation:
    """Give the energies, forces and virials of labels as arrays."""
    return Evaluation(
        energies_eV=np.array([label.energy_eV for label in labels]),
        forces_eV_A=[label.forces_eV_A for label in labels],
        virials_eV=np.array([label.virial_eV for label in labels]).reshape(-1, 3, 3),
    )


def parities(predicted: Sequence[Label], frames: Sequence[LabelledFrame]) -> Parities:
    """Pair predictions with the labels of the frames."""
    return compare(evaluation(predicted), evaluation([frame.label for frame in frames]))


def accuracy(predicted: Sequence[Label], frames: Sequence[LabelledFrame]) -> Accuracy:
    """Summarise the errors of predictions.

    Parameters
    ----------
    predicted : sequence of Label, length n
        By the potential.
    frames : sequence of LabelledFrame, length n
        With the labels of the reference.

    Returns
    -------
    Accuracy
        Energy and virial per atom in meV, force components in eV/A.
    """
    pairs = parities(predicted, frames)
    energy, force, virial = pairs.energy.summary, pairs.force.summary, pairs.virial.summary
    return Accuracy(
        frames=len(frames),
        atoms=sum(len(frame.cell) for frame in frames),
        energy_rmse_meV_per_atom=1e3 * energy.rmse,
        energy_mae_meV_per_atom=1e3 * energy.mae,
        force_rmse_eV_per_A=force.rmse,
        force_mae_eV_per_A=force.mae,
        force_max_eV_per_A=force.largest,
        virial_rmse_meV_per_atom=1e3 * virial.rmse,
    )
