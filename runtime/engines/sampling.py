"""Molecular dynamics with a reference model, from which the first training frames are taken."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from saggar.runtime.engines.reference import read_label
from saggar.runtime.labels import INSANE_FORCE_EV_A, Label
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import EngineError


@dataclass(frozen=True)
class SampledFrame:
    """One dumped frame of the dynamics.

    Parameters
    ----------
    step : int
        Number of steps since the start.
    time_fs : float
        Time since the start, fs.
    temperature_K : float
        Instantaneous temperature, from 3 n - 3 degrees of freedom, K.
    cell : Cell
        Atoms in the order of the start, positions not wrapped.
    label : Label
        What the model that drove the dynamics says about it, at no further cost.
    """

    step: int
    time_fs: float
    temperature_K: float
    cell: Cell
    label: Label


def sample(
    cell: Cell,
    calculator: Any,
    *,
    temperature_K: float,
    time_step_fs: float,
    steps: int,
    dump_every: int,
    rng: np.random.Generator,
    ensemble: Literal["nvt", "nve"] = "nvt",
    coupling_time_fs: float = 100.0,
) -> Iterator[SampledFrame]:
    """Run molecular dynamics and yield every `dump_every`-th frame as it comes.

    Velocities are drawn from the Maxwell-Boltzmann distribution without motion of the centre
    of mass. ``nvt`` rescales them stochastically; one generator state gives one trajectory.

    Parameters
    ----------
    cell : Cell
        Start, of n_atoms atoms.
    calculator : ase.calculators.calculator.Calculator
        Energy, forces and stress.
    temperature_K : float
        Temperature of the velocities and, in ``nvt``, of the bath, K.
    time_step_fs : float
        Step of the velocity Verlet integrator, fs.
    steps, dump_every : int
        Number of steps, and steps between two frames; the start is not a frame.
    rng : numpy.random.Generator
        Source of velocities and of the thermostat's noise.
    ensemble : {"nvt", "nve"}
        Constant temperature or constant energy.
    coupling_time_fs : float
        Relaxation time of the thermostat, fs.

    Yields
    ------
    SampledFrame
        Frames before a failure have been yielded when it is raised.

    Raises
    ------
    EngineError
        If the dynamics fails: a number is not finite, a force is insane, an atom escapes.

    References
    ----------
    G. Bussi, D. Donadio, M. Parrinello, J. Chem. Phys. 126, 014101 (2007).
    """
    atoms = _prepare(cell, calculator, temperature_K, rng)
    dynamics = _integrator(
        atoms,
        ensemble,
        temperature_K=temperature_K,
        time_step_fs=time_step_fs,
        coupling_time_fs=coupling_time_fs,
        rng=rng,
    )
    for step in range(1, steps + 1):
        where = f"{cell.label}, {temperature_K:g} K, step {step} of {steps}"
        _advance(dynamics, where)
        if step % dump_every == 0:
            frame = Cell.from_ase(atoms, name=where)
            yield SampledFrame(
                step=step,
                time_fs=step * time_step_fs,
                temperature_K=float(atoms.get_temperature()),
                cell=frame,
                label=read_label(atoms, frame),
            )


def _prepare(cell: Cell, calculator: Any, temperature_K: float, rng: np.random.Generator) -> Any:
    """Return the atoms with velocities; the centre of mass is held, so n loses one vector."""
    from ase.constraints import FixCom
    from ase.units import kB

    atoms = cell.to_ase()
    atoms.calc = calculator
    spread = np.sqrt(kB * temperature_K * atoms.get_masses())[:, None]
    momenta = spread * rng.standard_normal((len(cell), 3))
    velocities = momenta / atoms.get_masses()[:, None]
    drift = momenta.sum(axis=0) / atoms.get_masses().sum()
    atoms.set_velocities(velocities - drift)
    atoms.set_constraint(FixCom())
    return atoms


def _integrator(
    atoms: Any,
    ensemble: Literal["nvt", "nve"],
    *,
    temperature_K: float,
    time_step_fs: float,
    coupling_time_fs: float,
    rng: np.random.Generator,
) -> Any:
    from ase.md.bussi import Bussi
    from ase.md.verlet import VelocityVerlet
    from ase.units import fs

    if ensemble == "nve":
        return VelocityVerlet(atoms, time_step_fs * fs)
    return Bussi(atoms, time_step_fs * fs, temperature_K, coupling_time_fs * fs, rng=rng)


def _advance(dynamics: Any, where: str) -> None:
    """Take one step; stop dynamics that has exploded at the step at which it did."""
    try:
        dynamics.run(1)
    except EngineError as error:
        raise EngineError(f"{where}: {error}") from error
    largest = float(np.abs(dynamics.atoms.get_forces(apply_constraint=False)).max())
    if not largest <= INSANE_FORCE_EV_A:
        raise EngineError(
            f"{where}: molecular dynamics exploded, largest force {largest:.3g} eV/A "
            f"(at most {INSANE_FORCE_EV_A:g}); shorten the time step or lower the temperature"
        )
