"""Production dynamics: a ramp, then a chain of segments, for each cell and temperature."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from saggar.compiler.cells import cell_path
from saggar.compiler.engines.gpumd import Thermodynamic, production_deck
from saggar.compiler.stages.active_learning import dynamics_seconds, runnable
from saggar.compiler.stages.final_training import potential_task
from saggar.compiler.stages.parts import Parts, cut_into_segments, held_at, whole_steps
from saggar.compiler.study import Study
from saggar.runtime.structures.box import supercell_of_size
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import repeat
from saggar.schemas import steps
from saggar.schemas.errors import CompileError
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

    @property
    def name(self) -> str:
        """What it is called, and what its seeds derive from."""
        return f"{self.cell_name}-{held_at(self.temperature_K)}"

    @property
    def folder(self) -> str:
        """Its folder in a stage: one for each cell, so that none has thousands of entries."""
        return f"{self.cell_name}/{held_at(self.temperature_K)}"


def production_runs(study: Study) -> Iterator[Run]:
    """Give every production run, bulk first, by name and temperature."""
    section = study.campaign.production
    if section.bulk is not None:
        for phase, atoms in sorted(section.bulk.phases.items()):
            primitive = study.bulk_cell(phase)
            cell = repeat(primitive, supercell_of_size(primitive, atoms))
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
class _Leg:
    """One link of a run's chain."""

    name: str
    purpose: Literal["equilibrate", "produce"]
    steps: int
    dump_every: int
    from_K: float
    ensemble: Ensemble


def _legs(study: Study, run: Run) -> Iterator[_Leg]:
    section = study.campaign.production
    ramp = section.equilibrate
    if ramp is not None:
        step_fs = study.campaign.dynamics.time_step_fs
        steps_of_ramp = whole_steps(ramp.duration_ps, step_fs, "equilibrate.duration")
        held = section.ramp_ensemble
        yield _Leg("equilibrate", "equilibrate", steps_of_ramp, steps_of_ramp, ramp.from_K, held)
    for index, length in enumerate(segments_of(study, run)):
        name = segment_name(index)
        every = dump_steps(study, run)
        yield _Leg(name, "produce", length, every, run.temperature_K, section.ensemble)


def _plan_run(study: Study, run: Run, parts: Parts) -> None:
    previous: tuple[Need, ...] = ()
    for leg in _legs(study, run):
        task = _task(study, run, leg, parts, previous)
        parts.tasks.append(task)
        previous = (Need(role="previous", task=task.id),)


def _task(study: Study, run: Run, leg: _Leg, parts: Parts, previous: tuple[Need, ...]) -> Task:
    dynamics = study.campaign.dynamics
    pressure = study.campaign.production.pressure_GPa
    held = Thermodynamic(
        ensemble=leg.ensemble,
        from_K=leg.from_K,
        to_K=run.temperature_K,
        pressure_GPa=pressure,
    )
    release = study.machine.gpumd.release
    text = production_deck(
        held, dynamics, steps=leg.steps, dump_every=leg.dump_every, release=release
    )
    state = held_at(run.temperature_K, pressure)
    folder = f"{leg.purpose}-{state}-{leg.steps}steps-every{leg.dump_every}"
    deck = parts.deck(f"decks/gpumd/{folder}/run.in", text)
    cell = cell_path(run.cell_name)
    settings = steps.RunDynamics(
        purpose=leg.purpose,
        deck=deck,
        cell=cell,
        release=release,
        temperature_K=leg.from_K,
        pressure_GPa=pressure,
        time_step_fs=dynamics.time_step_fs,
        steps=leg.steps,
        seed=study.seed(STAGE, run.name, leg.name),
    )
    seconds = 2 + dynamics_seconds(study, len(run.cell), leg.steps)
    return Task(
        id=f"production/{run.folder}/{leg.name}",
        stage=STAGE,
        settings=settings,
        needs=(Need(role="potential", task=potential_task(study)), *previous),
        files={deck: "", cell: ""},
        resources=Resources(seconds=seconds, family="dynamics"),
    )
