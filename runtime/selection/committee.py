"""Disagreement of a committee of potentials, the sign that a frame is new to them."""

import numpy as np
from numpy.typing import NDArray


def force_deviations(forces: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far the members' forces on each atom scatter.

    epsilon_i = sqrt( sum over x, y, z of mean over members of (F - mean F)^2 ): variances are
    divided by the number of members M, not by M - 1.

    Parameters
    ----------
    forces : (n_members, ..., n_atoms, 3) float, eV/A
        Forces by each member on the same frame or frames.

    Returns
    -------
    (..., n_atoms) float, eV/A

    References
    ----------
    GPUMD manual, ``active``; Zhang et al., Comput. Phys. Commun. 253, 107206 (2020), eq. 2.
    """
    variances = np.asarray(forces, dtype=np.float64).var(axis=0)
    return np.asarray(np.sqrt(variances.sum(axis=-1)), dtype=np.float64)


def largest_force_deviation(forces: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the largest deviation over the atoms of each frame.

    Parameters
    ----------
    forces : (n_members, ..., n_atoms, 3) float, eV/A
        Forces by each member.

    Returns
    -------
    (...) float, eV/A
        The number that is compared with the candidate thresholds (0.3 eV/A in the paper, Methods,
        Molecular Dynamics).
    """
    return np.asarray(force_deviations(forces).max(axis=-1), dtype=np.float64)
