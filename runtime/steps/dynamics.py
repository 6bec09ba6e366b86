"""One GPUMD run: sets its folder up, executes the deck, and says what came of it."""

import logging
import shutil
from pathlib import Path

import numpy as np

from saggar.runtime.engines.gpumd.interpreter import execute as execute_deck
from saggar.runtime.engines.gpumd.model import Model, write_model
from saggar.runtime.engines.gpumd.output import iter_frames, read_active, read_thermo
from saggar.runtime.engines.gpumd.velocities import draw_velocities
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import POTENTIAL, read_cell
from saggar.runtime.structures.elements import atomic_mass
from saggar.schemas.errors import DynamicsError, EngineError
from saggar.schemas.results import DynamicsOutcome
from saggar.schemas.steps import RunDynamics

log = logging.getLogger(__name__)

LAST_FRAME = "last.xyz"


def execute(settings: RunDynamics, context: StepContext) -> DynamicsOutcome:
    """Execute the deck from the previous run's last frame, or with drawn velocities.

    An exploration that breaks down is a result: its frames are assessed, and the outcome says where
    it stopped. A production run that breaks down is a failure.

    Parameters
    ----------
    settings : RunDynamics
        Deck, cell, release, temperature of the initial velocities.
    context : StepContext
        Where to read and write.
    """
    folder = context.folder
    shutil.copyfile(context.root / settings.deck, folder / "run.in")
    _copy_potentials(context)
    write_model(folder / "model.xyz", _initial_model(settings, context))
    stopped = ""
    seed = _stream(settings).generate_state(1)[0]
    try:
        execute_deck(folder, release=settings.release, seed=int(seed))
    except DynamicsError as error:
        if settings.purpose != "explore":
            raise
        stopped = str(error)
        log.warning("the exploration stopped: %s", stopped)
    return _outcome(settings, folder, stopped)


def _copy_potentials(context: StepContext) -> None:
    committee = context.results("committee")
    for member, folder in enumerate(committee):
        shutil.copyfile(folder / POTENTIAL, context.folder / f"nep{member}.txt")
    if not committee:
        shutil.copyfile(context.result("potential") / POTENTIAL, context.folder / POTENTIAL)


def _stream(settings: RunDynamics) -> np.random.SeedSequence:
    return np.random.SeedSequence([settings.seed, settings.iteration])


def _initial_model(settings: RunDynamics, context: StepContext) -> Model:
    cell = read_cell(context.root / settings.cell)
    group = None if cell.group is None else cell.group[:, None]
    previous = context.results("previous")
    if previous:
        frames = list(iter_frames(previous[0] / LAST_FRAME))
        if not frames:
            raise EngineError(f"{previous[0] / LAST_FRAME} holds no whole frame to go on from")
        last = frames[-1].model()
        return Model(last.species, last.positions, last.cell, last.velocities, group=group)
    masses = np.array([atomic_mass(symbol) for symbol in cell.species])
    rng = np.random.default_rng(_stream(settings).spawn(1)[0])
    velocities = draw_velocities(masses, settings.temperature_K, rng)
    return Model(cell.species, cell.positions, cell.lattice, velocities, group=group)


def _outcome(settings: RunDynamics, folder: Path, stopped: str) -> DynamicsOutcome:
    thermo = read_thermo(folder / "thermo.out")
    if len(thermo.temperature_K) == 0:
        raise EngineError(f"the run left no thermodynamic output; {stopped or 'it was too short'}")
    checks_fs = np.empty(0)
    if settings.purpose == "explore":
        checks_fs = read_active(folder / "active.out").time_fs
    steps = round(checks_fs.max(initial=0.0) / settings.time_step_fs) if stopped else settings.steps
    return DynamicsOutcome(
        cell=Path(settings.cell).stem,
        set_temperature_K=settings.temperature_K,
        set_pressure_GPa=settings.pressure_GPa,
        steps=steps,
        records=len(thermo.temperature_K),
        checks=len(checks_fs),
        mean_temperature_K=float(thermo.temperature_K.mean()),
        mean_pressure_GPa=float(thermo.pressure_GPa[:, :3].mean()),
        stopped=stopped,
        program="embedded",
    )
