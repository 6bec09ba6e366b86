"""Velocity Verlet, the Bussi-Donadio-Parrinello thermostat and stochastic cell rescaling.

A step of length dt is

1. v += f dt / (2 m); r += v dt; atoms that left the cell are wrapped
2. forces at r
3. v += f dt / (2 m)
4. T, energy and pressure are measured (these are the numbers that GPUMD writes)
5. the thermostat scales v, then the barostat scales the cell and r

with 5 depending on the ensemble, as in GPUMD's ``src/integrate``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.engines.gpumd.forces import ForceField
from saggar.runtime.engines.gpumd.keywords import Ensemble, NptScr, Nve, NvtBdp
from saggar.runtime.engines.gpumd.state import State, cell_volume, measure, wrap
from saggar.runtime.engines.gpumd.units import BOLTZMANN_EV_K, PRESSURE_GPA

Array = NDArray[np.float64]

_RIGID_GPA = 2000.0
"""Moduli above this keep their component of the cell fixed, as in GPUMD."""


class Bath(Protocol):
    """What couples a state to its surroundings at the end of a step."""

    def act(self, state: State, progress: float) -> None:
        """Change velocities and cell of the state.

        Parameters
        ----------
        state : State
        progress : float
            Steps done before this one as a fraction of the run, from which ramps follow.
        """
        ...


def velocity_verlet(state: State, time_step: float, force_field: ForceField) -> None:
    """Move a state by one step at constant energy (steps 1 to 4 above).

    Parameters
    ----------
    state : State
        Changed in place.
    time_step : float
        Natural units.
    force_field : ForceField
    """
    kick = 0.5 * time_step / state.masses[:, None]
    velocities = state.velocities + kick * state.interaction.forces
    state.positions = wrap(state.positions + time_step * velocities, state.cell)
    state.interaction = force_field.evaluate(state.positions, state.cell)
    state.velocities = velocities + kick * state.interaction.forces
    state.thermodynamics = measure(state.masses, state.velocities, state.cell, state.interaction)


class Isolation:
    """No bath: constant energy and cell."""

    def act(self, state: State, progress: float) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class BussiThermostat:
    """Stochastic velocity rescaling on all 3 N degrees of freedom.

    Attributes
    ----------
    start_K, end_K : float
        Target temperature, linear in the progress of the run.
    relaxation_steps : float
        Relaxation time of the kinetic energy, in steps.
    rng : numpy.random.Generator
    """

    start_K: float
    end_K: float
    relaxation_steps: float
    rng: np.random.Generator

    def target_K(self, progress: float) -> float:
        """Give the target temperature at a fraction of the run."""
        return self.start_K + (self.end_K - self.start_K) * progress

    def act(self, state: State, progress: float) -> None:
        """Scale the velocities so that the kinetic energy follows its canonical distribution."""
        kinetic = state.thermodynamics.kinetic_eV
        drawn = resample_kinetic_energy(
            kinetic,
            self.target_K(progress),
            3 * len(state.masses),
            self.relaxation_steps,
            self.rng,
        )
        state.velocities = state.velocities * math.sqrt(drawn / kinetic)


def resample_kinetic_energy(
    kinetic_eV: float,
    target_K: float,
    degrees_of_freedom: int,
    relaxation_steps: float,
    rng: np.random.Generator,
) -> float:
    """Draw the kinetic energy that follows a given one, one step later.

    With c = exp(-1/tau), N_f degrees of freedom, K0 = N_f k_B T / 2, R normal and S the sum of
    N_f - 1 squared normals,

        K' = c K + (1 - c) K0 (S + R^2) / N_f + 2 R sqrt(c (1 - c) K K0 / N_f),

    which leaves the gamma distribution of the canonical kinetic energy unchanged.

    References
    ----------
    G. Bussi, D. Donadio, M. Parrinello, J. Chem. Phys. 126, 014101 (2007), eq. (A7).
    """
    kept = math.exp(-1.0 / relaxation_steps)
    share = 0.5 * BOLTZMANN_EV_K * target_K
    normal = rng.standard_normal()
    others = rng.chisquare(degrees_of_freedom - 1)
    return float(
        kept * kinetic_eV
        + (1.0 - kept) * share * (others + normal**2)
        + 2.0 * normal * math.sqrt(kept * (1.0 - kept) * kinetic_eV * share)
    )


@dataclass(frozen=True, slots=True)
class CellRescaling:
    """Stochastic cell rescaling with the thermostat above.

    Attributes
    ----------
    thermostat : BussiThermostat
    pressure_GPa : (3,) or (6,) float
        Target: xx yy zz, or xx yy zz yz xz xy.
    modulus_GPa : same shape as pressure_GPa
        Estimated elastic moduli; they set the speed, not the result.
    relaxation_steps : float
        Relaxation time of the volume, in steps, if the moduli are the bulk modulus.
    """

    thermostat: BussiThermostat
    pressure_GPa: tuple[float, ...]
    modulus_GPa: tuple[float, ...]
    relaxation_steps: float

    def act(self, state: State, progress: float) -> None:
        """Scale velocities, then cell and positions; the pressure is the one before either."""
        self.thermostat.act(state, progress)
        strain = self.draw_strain(state, self.thermostat.target_K(progress))
        scaling = np.eye(3) + strain + 0.5 * strain @ strain
        state.cell = state.cell @ scaling
        state.positions = state.positions @ scaling

    def draw_strain(self, state: State, target_K: float) -> Array:
        """Draw the symmetric strain increment of one step, (3, 3), dimensionless.

        Each component e of the strain is an overdamped Brownian coordinate with mobility
        beta = 1 / (3 tau C): for the measured pressure p, the target p0 and the volume V,

            e_ii = beta (p_ii - p0_ii) + sqrt(2 beta k_B T / V) R
            e_ij = beta (p_ij - p0_ij) + sqrt(beta k_B T / V) R        (i < j, and e_ji = e_ij)

        with one standard normal R each. The shears have half the variance because the work
        of e_ij = e_ji against the stress is twice that of a diagonal component. Three pressures
        have no shears: an orthogonal cell stays one.

        GPUMD draws the three diagonal components so, each with the volume that the ones before it
        left. Of its six pressures e_ij and e_ji have a normal each, of twice the variance; their
        difference turns the cell at random, which nothing opposes and e_ij = e_ji does not do.

        The cell is multiplied by 1 + e + e^2/2. GPUMD stops at 1 + e; as <e^2> is of the order of
        the step, that shifts the mean pressure by k_B T / V, 2 MPa for 135 atoms at 400 K.
        As in GPUMD the velocities are not scaled along with the cell.

        References
        ----------
        M. Bernetti, G. Bussi, J. Chem. Phys. 153, 114107 (2020).
        V. Del Tatto, P. Raiteri, M. Bernetti, G. Bussi, Appl. Sci. 12, 1139 (2022).
        """
        components = self._components(state, target_K)
        strain = np.diag(components[:3])
        if len(components) == 6:
            strain[1, 2] = strain[2, 1] = components[3]
            strain[0, 2] = strain[2, 0] = components[4]
            strain[0, 1] = strain[1, 0] = components[5]
        return strain

    def _components(self, state: State, target_K: float) -> Array:
        pressure = state.thermodynamics.pressure_eV_A3
        count = len(self.pressure_GPa)
        moduli = np.array(self.modulus_GPa)
        mobility = PRESSURE_GPA / (3.0 * self.relaxation_steps * moduli)
        mobility[moduli > _RIGID_GPA] = 0.0
        heat = BOLTZMANN_EV_K * target_K / cell_volume(state.cell)
        noise = np.sqrt(_NOISE_WEIGHT[:count] * mobility * heat)
        excess = pressure[:count] - np.array(self.pressure_GPa) / PRESSURE_GPA
        strain: Array = mobility * excess + noise * self.thermostat.rng.standard_normal(count)
        return strain


_NOISE_WEIGHT = np.array([2.0, 2.0, 2.0, 1.0, 1.0, 1.0])


def ensemble_bath(ensemble: Ensemble, rng: np.random.Generator) -> Bath:
    """Give the bath that an ``ensemble`` line asks for.

    Parameters
    ----------
    ensemble : Nve, NvtBdp or NptScr
    rng : numpy.random.Generator
        The only source of chance.
    """
    match ensemble:
        case Nve():
            return Isolation()
        case NvtBdp():
            return BussiThermostat(ensemble.start_K, ensemble.end_K, ensemble.thermostat_steps, rng)
        case NptScr():
            return CellRescaling(
                BussiThermostat(ensemble.start_K, ensemble.end_K, ensemble.thermostat_steps, rng),
                ensemble.pressure_GPa,
                ensemble.modulus_GPa,
                ensemble.barostat_steps,
            )
