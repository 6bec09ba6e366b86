"""Velocities of a set of atoms: drawn from the Maxwell-Boltzmann distribution, freed of drift.

Everything here is a pure function of arrays. Where no unit of velocity is said, any one does.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.engines.gpumd.units import BOLTZMANN_EV_K, TIME_FS

Array = NDArray[np.float64]

_SINGULAR_INERTIA = 1e-10


def draw_velocities(masses: Array, temperature_K: float, rng: np.random.Generator) -> Array:
    """Draw velocities of a canonical ensemble at rest, scaled to the temperature exactly.

    Each Cartesian component is normal with variance k_B T / m (Maxwell-Boltzmann); then the total
    momentum is removed and all velocities are scaled by one factor, so that
    sum(m v^2) = 3 N k_B T, the temperature as GPUMD counts it.

    Parameters
    ----------
    masses : (n_atoms,) float, amu
        At least two atoms.
    temperature_K : float
    rng : numpy.random.Generator

    Returns
    -------
    (n_atoms, 3) float, A/fs

    Raises
    ------
    ValueError
        If there are fewer than two atoms, or the temperature is not above zero.
    """
    if len(masses) < 2 or not temperature_K > 0.0:
        raise ValueError(
            f"{len(masses)} atoms at {temperature_K} K have no thermal velocities at rest; "
            "give at least two atoms and a temperature above 0 K"
        )
    spread = np.sqrt(BOLTZMANN_EV_K * temperature_K / masses)
    velocities = remove_drift(masses, rng.standard_normal((len(masses), 3)) * spread[:, None])
    scale = math.sqrt(temperature_K / kinetic_temperature(masses, velocities))
    return velocities * (scale / TIME_FS)


def kinetic_temperature(masses: Array, velocities: Array) -> float:
    """Give the temperature sum(m v^2) / (3 N k_B), K, with all 3 N degrees of freedom.

    Parameters
    ----------
    masses : (n_atoms,) float, amu
    velocities : (n_atoms, 3) float, A per natural unit of time
    """
    twice_kinetic = float(masses @ np.einsum("ij,ij->i", velocities, velocities))
    return twice_kinetic / (3 * len(masses) * BOLTZMANN_EV_K)


def remove_drift(masses: Array, velocities: Array) -> Array:
    """Give the velocities relative to the centre of mass.

    Parameters
    ----------
    masses : (n_atoms,) float
    velocities : (n_atoms, 3) float
    """
    at_rest: Array = velocities - masses @ velocities / masses.sum()
    return at_rest


def remove_rotation(masses: Array, positions: Array, velocities: Array) -> Array:
    """Give the velocities without the rigid rotation about the centre of mass.

    The angular velocity w solves I w = L with the tensor of inertia I and the angular momentum L
    of the positions as they stand, and w x (r - r_cm) is subtracted. In a periodic cell neither
    is independent of the choice of images: GPUMD uses the images inside the cell, so do we.
    A singular I (det below 1e-10) leaves the velocities as they are.

    Parameters
    ----------
    masses : (n_atoms,) float, amu
    positions : (n_atoms, 3) float, A
    velocities : (n_atoms, 3) float
        At rest, see :func:`remove_drift`.

    References
    ----------
    https://gpumd.org/gpumd/input_parameters/correct_velocity.html
    """
    arms = positions - masses @ positions / masses.sum()
    momentum = masses @ np.cross(arms, velocities)
    squares = np.einsum("i,ij,ik->jk", masses, arms, arms)
    inertia = np.trace(squares) * np.eye(3) - squares
    if abs(np.linalg.det(inertia)) < _SINGULAR_INERTIA:
        return velocities
    return velocities - np.cross(np.linalg.solve(inertia, momentum), arms)
