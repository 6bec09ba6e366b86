"""The phase-space point that dynamics moves, and what is measured on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.engines.gpumd.forces import ForceField, Interaction
from saggar.runtime.engines.gpumd.model import Model
from saggar.runtime.engines.gpumd.units import BOLTZMANN_EV_K, TIME_FS

Array = NDArray[np.float64]

VOIGT = (0, 4, 8, 5, 2, 1)
"""Where xx, yy, zz, yz, xz, xy stand in a row of nine."""


@dataclass(frozen=True, eq=False)
class Thermodynamics:
    """Instantaneous averages of a configuration.

    Attributes
    ----------
    temperature_K : float
        2 K / (3 N k_B).
    kinetic_eV, potential_eV : float
    virial_eV : (9,) float, eV
        Total, row by row.
    stress_eV_A3 : (9,) float, eV/A^3
        (virial + sum of m v v) / V, row by row: the pressure tensor, positive under compression.
    """

    temperature_K: float
    kinetic_eV: float
    potential_eV: float
    virial_eV: Array
    stress_eV_A3: Array

    @cached_property
    def pressure_eV_A3(self) -> Array:
        """Pressure in Voigt order xx yy zz yz xz xy, (6,) eV/A^3."""
        return self.stress_eV_A3[list(VOIGT)]


@dataclass(slots=True, eq=False)
class State:
    """Atoms in motion, in natural units.

    Attributes
    ----------
    positions : (n_atoms, 3) float, A
        Inside the cell after each evaluation of the forces.
    velocities : (n_atoms, 3) float, A per natural unit of time
    masses : (n_atoms,) float, amu
    cell : (3, 3) float, A
        Lattice vectors as rows.
    interaction : Interaction
        Of these positions; after a barostat has moved them, still of the earlier ones.
    thermodynamics : Thermodynamics
        As measured at the end of the step, before a thermostat or barostat acts.
    time_fs : float
    """

    positions: Array
    velocities: Array
    masses: Array
    cell: Array
    interaction: Interaction
    thermodynamics: Thermodynamics
    time_fs: float = 0.0


def initial_state(model: Model, force_field: ForceField) -> State:
    """Set up dynamics from a model with velocities."""
    if model.velocities is None:
        raise ValueError("a model without velocities has no phase-space point")
    positions = wrap(model.positions, model.cell)
    velocities = model.velocities * TIME_FS
    masses, cell = model.atomic_masses(), model.cell.copy()
    interaction = force_field.evaluate(positions, cell)
    measured = measure(masses, velocities, cell, interaction)
    return State(positions, velocities, masses, cell, interaction, measured)


def measure(
    masses: Array, velocities: Array, cell: Array, interaction: Interaction
) -> Thermodynamics:
    """Measure temperature, energy and pressure.

    All 3 N degrees of freedom count, as in GPUMD, although the total momentum may be fixed.
    """
    momentum_flux = (velocities * masses[:, None]).T @ velocities
    twice_kinetic = float(np.trace(momentum_flux))
    virial = interaction.virials.sum(axis=0)
    return Thermodynamics(
        temperature_K=twice_kinetic / (3 * len(masses) * BOLTZMANN_EV_K),
        kinetic_eV=0.5 * twice_kinetic,
        potential_eV=float(interaction.energies.sum()),
        virial_eV=virial,
        stress_eV_A3=(virial + momentum_flux.ravel()) / cell_volume(cell),
    )


def cell_volume(cell: Array) -> float:
    """Give the volume of a cell, A^3."""
    return abs(float(np.linalg.det(cell)))


def thicknesses(cell: Array) -> Array:
    """Give the distance between each pair of opposite faces, (3,) A."""
    widths: Array = 1.0 / np.linalg.norm(np.linalg.inv(cell), axis=0)
    return widths


def wrap(positions: Array, cell: Array) -> Array:
    """Move atoms into the cell by lattice vectors; positions already inside stay bit for bit."""
    images = np.floor(positions @ np.linalg.inv(cell))
    return positions - images @ cell if images.any() else positions
