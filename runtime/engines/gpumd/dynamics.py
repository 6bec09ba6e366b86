"""One ``run`` of a deck: the loop over steps, for any force field."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from saggar.runtime.engines.gpumd.deck import Block
from saggar.runtime.engines.gpumd.forces import ForceField
from saggar.runtime.engines.gpumd.integrators import ensemble_bath, velocity_verlet
from saggar.runtime.engines.gpumd.recorders import Recorder
from saggar.runtime.engines.gpumd.state import State, cell_volume, wrap
from saggar.runtime.engines.gpumd.units import TIME_FS
from saggar.runtime.engines.gpumd.velocities import remove_drift, remove_rotation
from saggar.schemas.errors import DynamicsError, EngineError

_LARGEST_VOLUME_RATIO = 8.0
"""A cell that changed more has left the validity of any potential, and may exhaust the memory."""


def propagate(
    state: State,
    block: Block,
    force_field: ForceField,
    rng: np.random.Generator,
    *,
    recorders: Sequence[Recorder] = (),
    report: Callable[[int], None] = lambda step: None,
) -> None:
    """Execute one run, beginning with the forces at the positions as they stand.

    Parameters
    ----------
    state : State
        Changed in place; its time goes on from where it is.
    block : Block
        Ensemble, time step and length.
    force_field : ForceField
    rng : numpy.random.Generator
    recorders : sequence of Recorder
        Called in this order every ``interval`` steps, counted from the first step as 1.
    report : callable
        Called with the number of steps done, ten times a run.

    Raises
    ------
    DynamicsError
        With the step, as soon as positions, forces or the temperature are not finite, the volume
        left the range of a factor of 8, or the force field gives up.
    """
    bath = ensemble_bath(block.ensemble, rng)
    time_step = block.time_step_fs / TIME_FS
    steps, start_fs, start_volume = block.run.steps, state.time_fs, cell_volume(state.cell)
    tenth = max(steps // 10, 1)
    state.positions = wrap(state.positions, state.cell)
    state.interaction = force_field.evaluate(state.positions, state.cell)
    for step in range(steps):
        done = step + 1
        if block.correct_velocity and step % block.correct_velocity.interval == 0:
            correct_velocity(state)
        try:
            velocity_verlet(state, time_step, force_field)
            _require_finite(state)
            bath.act(state, step / steps)
            _require_volume(state, start_volume)
            state.time_fs = start_fs + done * block.time_step_fs
            _record(state, done, recorders)
        except EngineError as problem:
            raise DynamicsError(f"step {done} of 'run {steps}': {problem}") from problem
        if done % tenth == 0:
            report(done)


def _record(state: State, done: int, recorders: Sequence[Recorder]) -> None:
    for recorder in recorders:
        if done % recorder.interval == 0:
            recorder.record(state)


def correct_velocity(state: State) -> None:
    """Take linear and angular momentum out of the velocities, in place."""
    at_rest = remove_drift(state.masses, state.velocities)
    state.velocities = remove_rotation(state.masses, state.positions, at_rest)


def _require_finite(state: State) -> None:
    sums = {
        "position": state.positions.sum(),
        "force": state.interaction.forces.sum(),
        "energy": state.thermodynamics.potential_eV,
        "temperature": state.thermodynamics.temperature_K,
    }
    for name, total in sums.items():
        if not math.isfinite(total):
            raise EngineError(
                f"a {name} is not finite; the dynamics has broken down. Look at the last frames: "
                "atoms too close, a potential outside its training data, or too long a time step"
            )


def _require_volume(state: State, start_A3: float) -> None:
    volume = cell_volume(state.cell)
    if not start_A3 / _LARGEST_VOLUME_RATIO < volume < start_A3 * _LARGEST_VOLUME_RATIO:
        raise EngineError(
            f"the volume went from {start_A3:.6g} to {volume:.6g} A^3; the cell has collapsed or "
            "burst. Check pressure, moduli and the barostat's relaxation time"
        )
