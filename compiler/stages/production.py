"""Production dynamics: a ramp, then a chain of segments, for each cell and temperature."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple

from saggar.compiler.cells import cell_path
from saggar.compiler.engines.dialects import read_as
from saggar.compiler.engines.gpumd import Thermodynamic, is_orthogonal, production_deck
from saggar.compiler.stages.active_learning import dynamics_seconds
from saggar.compiler.stages.final_training import potential_task
from saggar.compiler.stages.parts import Parts, cut_into_segments, held_at, whole_steps
from saggar.compiler.stages.supercells import bulk_supercell, runnable
from saggar.compiler.study import Study
from saggar.runtime.structures.cell import Cell
from saggar.schemas import steps
from saggar.schemas.errors import CompileError
from saggar.schemas.machine import GpumdRelease
from saggar.schemas.plan import Need, Resources, Task
from saggar.schemas.production import Runs
from saggar.schemas.sampling import Ensemble

STAGE: Final = "production"


@dataclass(frozen=True)
class Run:
    """One production run."""

    cell_name: str
    cell: Cell
    section: Runs
    temperature_K: float
    is_interface: bool

    @cached_property
    def name(self) -> str:
        """What it is called, and what its seeds derive from."""
        return f"{self.cell_name}-{held_at(self.temperature_K)}"

    @cached_property
    def folder(self) -> str:
        """Its folder in a stage: one for each cell, so that none has thousands of entries."""
        return f"{self.cell_name}/{held_at(self.temperature_K)}"


def production_runs(study: Study) -> Iterator[Run]:
    """Give every production run, bulk first, by name and temperature."""
    section = study.campaign.production
    if section.bulk is not None:
        for phase, atoms in sorted(section.bulk.phases.items()):
            cell = bulk_supercell(study, phase, atoms)
            for temperature in sorted(section.bulk.temperatures_K):
                yield Run(f"{phase}-{atoms}", cell, section.bulk, temperature, is_interface=False)
    if section.interfaces is not None:
        built = study.set_cells(section.interfaces.set or "")
        for used in sorted((*section.interfaces.cells, *built)):
            name, cell = runnable(study, used)
            for temperature in sorted(section.interfaces.temperatures_K):
                yield Run(name, cell, section.interfaces, temperature, is_interface=True)


def segments_of(study: Study, run: Run) -> tuple[int, ...]:
    """Give the steps of each segment; the last is shorter where the length is no multiple.

    Raises
    ------
    CompileError
        If frames would not fall on the ends of the segments.
    """
    lengths = cut_into_segments(study.campaign, run.section, run.temperature_K)
    one, total, every = lengths[0], sum(lengths), dump_steps(study, run)
    if one % every or total % every:
        raise CompileError(
            f"production of {run.name}: segments of {one} steps in a run of {total} are not "
            f"whole multiples of the {every} steps between frames; change segment or dump_every"
        )
    return lengths


def dump_steps(study: Study, run: Run) -> int:
    """Give the steps between frames of a run."""
    step_fs = study.campaign.dynamics.time_step_fs
    return whole_steps(run.section.dump_every_ps, step_fs, "production dump_every")


def segment_names(study: Study, run: Run) -> tuple[str, ...]:
    """Name the tasks of a run's segments, in order."""
    count = len(segments_of(study, run))
    return tuple(f"production/{run.folder}/{segment_name(index)}" for index in range(count))


def segment_name(index: int) -> str:
    """Name the folder of a segment."""
    return f"segment-{index:03d}"


def plan_production(study: Study) -> Parts:
    """Plan the stage: chains ``production/<cell>/<T>K/{equilibrate,segment-000,...}``."""
    parts = Parts()
    for run in production_runs(study):
        parts.cells[run.cell_name] = run.cell
        _plan_run(study, run, parts)
    return parts


@dataclass(frozen=True)
class _Motion:
    """What one link of a run's chain renders to a deck."""

    purpose: Literal["equilibrate", "produce"]
    steps: int
    dump_every: int
    from_K: float
    ensemble: Ensemble
    orthogonal: bool


class _Leg(NamedTuple):
    """One link of a run's chain."""

    name: str
    motion: _Motion


class _Deck(NamedTuple):
    """What a motion renders to, and the release that stands for those that read it alike."""

    path: str
    release: GpumdRelease


def _legs(study: Study, run: Run) -> Iterator[_Leg]:
    section = study.campaign.production
    ramp = section.equilibrate
    if ramp is not None:
        step_fs = study.campaign.dynamics.time_step_fs
        length = whole_steps(ramp.duration_ps, step_fs, "equilibrate.duration")
        held = section.ramp_ensemble
        shape = is_orthogonal(held, run.cell)
        yield _Leg("equilibrate", _Motion("equilibrate", length, length, ramp.from_K, held, shape))
    every, held = dump_steps(study, run), section.ensemble
    shape = is_orthogonal(held, run.cell)
    for index, length in enumerate(segments_of(study, run)):
        motion = _Motion("produce", length, every, run.temperature_K, held, shape)
        yield _Leg(segment_name(index), motion)


def _plan_run(study: Study, run: Run, parts: Parts) -> None:
    legs = list(_legs(study, run))
    motions = dict.fromkeys(leg.motion for leg in legs)
    decks = {motion: _deck(study, run, motion, parts) for motion in motions}
    potential = Need(role="potential", task=potential_task(study))
    needs: tuple[Need, ...] = (potential,)
    for leg in legs:
        task = _task(study, run, leg, decks[leg.motion], needs)
        parts.tasks.append(task)
        needs = (potential, Need(role="previous", task=task.id))


def _deck(study: Study, run: Run, motion: _Motion, parts: Parts) -> _Deck:
    pressure = study.campaign.production.pressure_GPa
    held = Thermodynamic(
        ensemble=motion.ensemble,
        from_K=motion.from_K,
        to_K=run.temperature_K,
        pressure_GPa=pressure,
        orthogonal=motion.orthogonal,
    )
    text = production_deck(
        held,
        study.campaign.dynamics,
        steps=motion.steps,
        dump_every=motion.dump_every,
        release=study.machine.gpumd.release,
    )
    state = held_at(run.temperature_K, pressure)
    folder = f"{motion.purpose}-{state}-{motion.steps}steps-every{motion.dump_every}{held.suffix}"
    path = parts.deck(f"decks/gpumd/{folder}/run.in", text)
    return _Deck(path, read_as(text, study.machine.gpumd.release))


def _task(study: Study, run: Run, leg: _Leg, deck: _Deck, needs: tuple[Need, ...]) -> Task:
    motion, cell = leg.motion, cell_path(run.cell_name)
    settings = steps.RunDynamics(
        purpose=motion.purpose,
        deck=deck.path,
        cell=cell,
        program=study.machine.gpumd.executor,
        release=deck.release,
        temperature_K=motion.from_K,
        pressure_GPa=study.campaign.production.pressure_GPa,
        time_step_fs=study.campaign.dynamics.time_step_fs,
        steps=motion.steps,
        seed=study.seed(STAGE, run.name, leg.name),
    )
    seconds = 1 + dynamics_seconds(study, run.cell, motion.steps)
    return Task(
        id=f"production/{run.folder}/{leg.name}",
        stage=STAGE,
        settings=settings,
        needs=needs,
        files={deck.path: "", cell: ""},
        resources=Resources(seconds=seconds, family="dynamics"),
    )
