"""Errors of a potential against its reference: energies, forces, virials."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.schemas.errors import SaggarError

#: Order of the independent components of a virial, as in GPUMD's virial_train.out.
VIRIAL_COMPONENTS = ("xx", "yy", "zz", "xy", "yz", "zx")
_ROWS, _COLUMNS = (0, 1, 2, 0, 1, 2), (0, 1, 2, 1, 2, 0)


@dataclass(frozen=True)
class Evaluation:
    """Energies, forces and virials of the same frames by one method.

    Attributes
    ----------
    energies_eV : (n_frames,) float, eV
        Total energies.
    forces_eV_A : sequence of (n_atoms, 3) float, eV/A
        Forces of each frame.
    virials_eV : (n_frames, 3, 3) float, eV
        Total virials; nan in frames that have none.
    """

    energies_eV: NDArray[np.float64]
    forces_eV_A: Sequence[NDArray[np.float64]]
    virials_eV: NDArray[np.float64]


@dataclass(frozen=True)
class ErrorSummary:
    """Size of the differences between predicted and reference values.

    Attributes
    ----------
    rmse : float
        Root of the mean squared difference.
    mae : float
        Mean absolute difference.
    largest : float
        Largest absolute difference.
    count : int
        Number of values; with none of them the other numbers are nan.
    """

    rmse: float
    mae: float
    largest: float
    count: int


@dataclass(frozen=True)
class Parity:
    """Reference and predicted values, one point of a parity plot each.

    Attributes
    ----------
    reference, predicted : (n,) float
        Values in the same unit, finite.
    """

    reference: NDArray[np.float64]
    predicted: NDArray[np.float64]

    @property
    def summary(self) -> ErrorSummary:
        """Errors over all points."""
        return error_summary(self.predicted, self.reference)


@dataclass(frozen=True)
class Parities:
    """The three comparisons of a potential with its reference.

    Attributes
    ----------
    energy : Parity, eV/atom
        One point a frame.
    force : Parity, eV/A
        One point for each Cartesian component.
    virial : Parity, eV/atom
        Six points (`VIRIAL_COMPONENTS`) for each frame that has a virial in both.
    """

    energy: Parity
    force: Parity
    virial: Parity


def error_summary(predicted: NDArray[np.float64], reference: NDArray[np.float64]) -> ErrorSummary:
    """Summarise differences: RMSE = sqrt(mean (Y - Y_ref)^2), MAE = mean |Y - Y_ref|.

    Parameters
    ----------
    predicted, reference : arrays of one shape
        Values in the same unit.

    Returns
    -------
    ErrorSummary

    Raises
    ------
    SaggarError
        If the shapes differ.

    References
    ----------
    The paper's RMSE (Methods, Molecular Dynamics).
    """
    if np.shape(predicted) != np.shape(reference):
        raise SaggarError(
            f"{np.shape(predicted)} predictions against {np.shape(reference)} reference values"
        )
    differences = np.abs(np.asarray(predicted) - np.asarray(reference))
    if differences.size == 0:
        return ErrorSummary(np.nan, np.nan, np.nan, 0)
    return ErrorSummary(
        rmse=float(np.sqrt(np.mean(differences**2))),
        mae=float(differences.mean()),
        largest=float(differences.max()),
        count=differences.size,
    )


def compare(predicted: Evaluation, reference: Evaluation) -> Parities:
    """Pair predicted with reference values, energies and virials for each atom.

    Parameters
    ----------
    predicted, reference : Evaluation
        The same frames in the same order.

    Returns
    -------
    Parities

    Raises
    ------
    SaggarError
        If the numbers of frames or of atoms differ.
    """
    n_atoms = _atoms(reference)
    if not np.array_equal(n_atoms, _atoms(predicted)):
        raise SaggarError("predictions and reference differ in their frames or numbers of atoms")
    return Parities(
        energy=Parity(reference.energies_eV / n_atoms, predicted.energies_eV / n_atoms),
        force=Parity(_components(reference.forces_eV_A), _components(predicted.forces_eV_A)),
        virial=_virial_parity(predicted, reference, n_atoms),
    )


def _atoms(evaluation: Evaluation) -> NDArray[np.int64]:
    n_atoms = np.array([len(forces) for forces in evaluation.forces_eV_A], dtype=np.int64)
    if not len(n_atoms) == len(evaluation.energies_eV) == len(evaluation.virials_eV):
        raise SaggarError(
            f"{len(evaluation.energies_eV)} energies, {len(n_atoms)} sets of forces and "
            f"{len(evaluation.virials_eV)} virials; each frame needs one of each"
        )
    return n_atoms


def _components(forces: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    return np.concatenate([np.zeros(0), *(np.ravel(frame) for frame in forces)])


def _virial_parity(
    predicted: Evaluation, reference: Evaluation, n_atoms: NDArray[np.int64]
) -> Parity:
    ours, theirs = (
        values.virials_eV[:, _ROWS, _COLUMNS] / n_atoms[:, None]
        for values in (predicted, reference)
    )
    known = np.isfinite(ours).all(axis=1) & np.isfinite(theirs).all(axis=1)
    return Parity(theirs[known].ravel(), ours[known].ravel())
