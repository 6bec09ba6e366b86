"""Labels that no potential should learn: forces beyond what the model can describe."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class LabelReview:
    """Which labels pass the force limit.

    Attributes
    ----------
    kept, rejected : int arrays
        Indices of the labels, ascending.
    largest_forces_eV_A : (n,) float, eV/A
        Largest force on an atom in each label.
    """

    kept: NDArray[np.intp]
    rejected: NDArray[np.intp]
    largest_forces_eV_A: NDArray[np.float64]


def review_labels(
    forces_eV_A: Sequence[NDArray[np.float64]], largest_force_eV_A: float
) -> LabelReview:
    """Reject labels with a force above a limit, or one that is not finite.

    Parameters
    ----------
    forces_eV_A : sequence of (n_atoms, 3) float, eV/A
        Reference forces of each label.
    largest_force_eV_A : float, eV/A
        Largest |F| on an atom that is allowed.

    Returns
    -------
    LabelReview
    """
    largest = np.array([np.linalg.norm(forces, axis=1).max() for forces in forces_eV_A])
    passes = largest <= largest_force_eV_A
    return LabelReview(np.flatnonzero(passes), np.flatnonzero(~passes), largest)
