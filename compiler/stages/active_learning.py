"""The active-learning loop: train a committee, explore, assess, label, collect."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Final, NamedTuple

from saggar.compiler.cells import cell_path
from saggar.compiler.engines.dialects import read_as
from saggar.compiler.engines.gpumd import Thermodynamic, exploration_deck, is_orthogonal
from saggar.compiler.engines.nep import training_deck
from saggar.compiler.estimate.speed import descent_factor, evaluation_factor
from saggar.compiler.stages import initial_data
from saggar.compiler.stages.labelling import label_tasks
from saggar.compiler.stages.parts import Parts, held_at, whole_steps
from saggar.compiler.stages.supercells import runnable
from saggar.compiler.study import Study
from saggar.runtime.structures.cell import Cell
from saggar.schemas import steps
from saggar.schemas.active_learning import ActiveLearning, Exploration, Gradient, Train
from saggar.schemas.machine import GpumdRelease
from saggar.schemas.plan import Loop, Need, Resources, Task

STAGE: Final = "active_learning"
BODY = "active_learning/{iteration}"
DATA_SET = "active_learning/{last}/collect"
"""Task whose result is the whole training set, where there is a loop."""

COMMITTEE_DECK = "decks/nep/committee/nep.in"


@dataclass(frozen=True)
class _State:
    """One thermodynamic state of one exploration."""

    kind: str
    section: Exploration = field(compare=False)
    temperature_K: float
    pressure_GPa: float | None

    @cached_property
    def held_at(self) -> str:
        return held_at(self.temperature_K, self.pressure_GPa)


class _Run(NamedTuple):
    """One exploration of one cell at one state."""

    state: _State
    cell_name: str

    @property
    def name(self) -> str:
        return f"{self.state.kind}-{self.cell_name}-{self.state.held_at}"


class _Deck(NamedTuple):
    """What a state renders to, for all cells of a shape."""

    path: str
    release: GpumdRelease
    steps: int
    check_every: int


def plan_active_learning(study: Study) -> Parts:
    """Plan the stage.

    Parameters
    ----------
    study : Study
        Campaign, machine and cells.

    Returns
    -------
    Parts
        One loop whose body is ``active_learning/{iteration}/{train,explore,...}/...``.
    """
    section = study.campaign.active_learning
    parts = Parts()
    if section is None:
        return parts
    train = _train_tasks(study, section, parts)
    explore = _explore_tasks(study, section, parts, train)
    assess = _assess_task(study, section, train, explore)
    labels = label_tasks(study, STAGE, f"{BODY}/label", assess.id, section.select.at_most)
    collect = Task(
        id=f"{BODY}/collect",
        stage=STAGE,
        settings=steps.Collect(reject=section.reject, origin="active_learning"),
        needs=(_data_set("previous"), *(Need(role="labels", task=task.id) for task in labels)),
        resources=Resources(seconds=2, family="light"),
    )
    body = (*train, *explore, assess, *labels, collect)
    parts.loops.append(
        Loop(name=STAGE, body=body, at_most=section.stop.at_most, decision=assess.id)
    )
    return parts


def _data_set(role: str) -> Need:
    return Need(role=role, task="active_learning/{previous}/collect", first=initial_data.DATA_SET)


def _train_tasks(study: Study, section: ActiveLearning, parts: Parts) -> list[Task]:
    potential = study.campaign.models.potential
    text = training_deck(potential, study.campaign.species, section.train.generations)
    deck = parts.deck(COMMITTEE_DECK, text)
    tasks = []
    for member in range(section.committee):
        previous = Need(role="warm_start", task=f"active_learning/{{previous}}/train/{member}")
        warm = (previous,) if section.train.warm_start else ()
        tasks.append(
            Task(
                id=f"{BODY}/train/{member}",
                stage=STAGE,
                settings=steps.TrainPotential(
                    deck=deck,
                    trainer=study.machine.nep.executor,
                    gradient=gradient_of(study, section.train),
                    seed=study.seed(STAGE, "train", str(member)),
                ),
                needs=(_data_set("data_set"), *warm),
                files={deck: ""},
                resources=training_resources(study, section.train),
            )
        )
    return tasks


def gradient_of(study: Study, train: Train) -> Gradient | None:
    """Give the schedule of gradient descent where it is what trains; ``nep`` reads none."""
    return train.gradient if study.machine.nep.executor == "neppo" else None


def training_resources(study: Study, train: Train) -> Resources:
    """Estimate the time of one training on full batches of the largest cell.

    ``nep`` evaluates every frame of a batch under every individual of a population, generation by
    generation; gradient descent takes one batch a step.
    """
    potential, rates = study.campaign.models.potential, study.machine.rates
    atoms, density = study.training_atoms, _training_density_per_A3(study)
    if study.machine.nep.executor == "nep" or train.gradient is None:
        rate = rates.evolution_us_per_atom
        if rate is None:
            return Resources(seconds=0, unrated="rates.evolution_us_per_atom", family="train")
        each = rate * 1e-6 * evaluation_factor(potential, density)
        evaluations = train.generations * potential.population * potential.batch * atoms
        return Resources(seconds=each * evaluations, family="train")
    each = rates.training_us_per_atom_step * 1e-6 * descent_factor(potential, density)
    steps_of_atoms = train.gradient.steps * train.gradient.batch * atoms
    return Resources(seconds=3 + each * steps_of_atoms, family="train")


def _training_density_per_A3(study: Study) -> float:
    """Give the atoms of all cells of training over their volume."""
    cells = [study.cells[name] for name in study.training_cells("all")] or [*study.cells.values()]
    return sum(map(len, cells)) / sum(cell.volume_A3 for cell in cells)


def _states(study: Study) -> Iterator[_State]:
    """Give every state, in an order that does not depend on how the campaign is written."""
    for kind, section in sorted(study.campaign.explorations.items()):
        for temperature in sorted(section.temperatures_K):
            for pressure in sorted(section.pressures_GPa or ()) or (None,):
                yield _State(kind, section, temperature, pressure)


def _runs(study: Study) -> Iterator[_Run]:
    """Give every exploration: its cells in order, and each at all its states."""
    for _, group in groupby(_states(study), key=lambda state: state.kind):
        states = list(group)
        for cell in study.training_cells(states[0].section.cells):
            yield from (_Run(state, cell) for state in states)


def _explore_tasks(
    study: Study, section: ActiveLearning, parts: Parts, train: list[Task]
) -> list[Task]:
    runs = list(_runs(study))
    cells = {name: runnable(study, name) for name in dict.fromkeys(run.cell_name for run in runs)}
    parts.cells |= dict(cells.values())
    decks: dict[tuple[_State, bool], _Deck] = {}
    committee = tuple(Need(role="committee", task=task.id) for task in train)
    tasks = []
    for run in runs:
        runs_in = cells[run.cell_name]
        held = run.state, is_orthogonal(run.state.section.ensemble, runs_in[1])
        if held not in decks:
            decks[held] = _deck(study, section, parts, *held)
        tasks.append(_explore_task(study, run, decks[held], runs_in, committee))
    return tasks


def _deck(
    study: Study, learning: ActiveLearning, parts: Parts, state: _State, orthogonal: bool
) -> _Deck:
    dynamics, section = study.campaign.dynamics, state.section
    length = whole_steps(section.duration_ps, dynamics.time_step_fs, "explore.duration")
    every = whole_steps(section.check_every_ps, dynamics.time_step_fs, "explore.check_every")
    held = Thermodynamic(
        ensemble=section.ensemble,
        from_K=state.temperature_K,
        to_K=state.temperature_K,
        pressure_GPa=state.pressure_GPa,
        orthogonal=orthogonal,
    )
    text = exploration_deck(
        held,
        dynamics,
        committee=learning.committee,
        steps=length,
        check_every=every,
        threshold_eV_per_A=learning.candidate.force_deviation.above_eV_per_A,
        release=study.machine.gpumd.release,
    )
    folder = f"explore-{state.kind}-{state.held_at}{held.suffix}"
    path = parts.deck(f"decks/gpumd/{folder}/run.in", text)
    return _Deck(path, read_as(text, study.machine.gpumd.release), length, every)


def _explore_task(
    study: Study, run: _Run, deck: _Deck, runs_in: tuple[str, Cell], committee: tuple[Need, ...]
) -> Task:
    state, (name, cell) = run.state, runs_in
    evaluations = deck.steps * (1 + len(committee) / deck.check_every)
    return Task(
        id=f"{BODY}/explore/{run.cell_name}/{run.name}",
        stage=STAGE,
        settings=steps.RunDynamics(
            purpose="explore",
            deck=deck.path,
            cell=cell_path(name),
            program=study.machine.gpumd.executor,
            release=deck.release,
            temperature_K=state.temperature_K,
            pressure_GPa=state.pressure_GPa,
            time_step_fs=study.campaign.dynamics.time_step_fs,
            steps=deck.steps,
            seed=study.seed(STAGE, "explore", run.name),
        ),
        needs=committee,
        files={deck.path: "", cell_path(name): ""},
        resources=Resources(
            seconds=1 + dynamics_seconds(study, cell, evaluations), family="dynamics"
        ),
        from_iteration=state.section.from_iteration,
    )


def dynamics_seconds(study: Study, cell: Cell, evaluations: float) -> float:
    """Estimate the time of force evaluations of a cell with the potential, s."""
    atoms, potential = len(cell), study.campaign.models.potential
    each = evaluation_factor(potential, atoms / cell.volume_A3) * atoms
    return study.machine.rates.dynamics_us_per_atom_step * 1e-6 * each * evaluations


def _later(study: Study) -> Iterator[steps.LaterStart]:
    for run in _runs(study):
        if run.state.section.from_iteration > 0:
            yield steps.LaterStart(
                exploration=run.name,
                from_iteration=run.state.section.from_iteration,
                temperature_K=run.state.temperature_K,
                pressure_GPa=run.state.pressure_GPa,
            )


def _assess_task(
    study: Study, section: ActiveLearning, train: list[Task], explore: list[Task]
) -> Task:
    previous = Need(role="previous", task="active_learning/{previous}/assess")
    return Task(
        id=f"{BODY}/assess",
        stage=STAGE,
        settings=steps.Assess(
            candidate=section.candidate,
            reject=section.reject,
            at_most=section.select.at_most,
            within=section.stop.within,
            candidate_fraction_below=section.stop.candidate_fraction_below,
            for_iterations=section.stop.for_iterations,
            later=tuple(_later(study)),
        ),
        needs=(
            *(Need(role="explorations", task=task.id) for task in explore),
            Need(role="descriptors", task=train[0].id),
            _data_set("data_set"),
            previous,
        ),
        resources=Resources(seconds=5, family="light"),
    )
