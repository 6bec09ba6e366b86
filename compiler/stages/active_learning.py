"""The active-learning loop: train a committee, explore, assess, label, collect."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from saggar.compiler.cells import cell_path
from saggar.compiler.engines.gpumd import Thermodynamic, exploration_deck
from saggar.compiler.engines.nep import training_deck
from saggar.compiler.stages import initial_data
from saggar.compiler.stages.labelling import label_tasks
from saggar.compiler.stages.parts import Parts, held_at, whole_steps
from saggar.compiler.study import Study
from saggar.runtime.structures.box import supercell_for_box_rule
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import repeat
from saggar.schemas import steps
from saggar.schemas.active_learning import ActiveLearning, Exploration, Train
from saggar.schemas.plan import Loop, Need, Resources, Task

STAGE: Final = "active_learning"
BODY = "active_learning/{iteration}"
DATA_SET = "active_learning/{last}/collect"
"""Task whose result is the whole training set, where there is a loop."""

COMMITTEE_DECK = "decks/nep/committee/nep.in"


@dataclass(frozen=True)
class _Run:
    """One exploration of one cell at one state."""

    kind: str
    section: Exploration
    cell_name: str
    temperature_K: float
    pressure_GPa: float | None

    @property
    def name(self) -> str:
        state = held_at(self.temperature_K, self.pressure_GPa)
        return f"{self.kind}-{self.cell_name}-{state}"


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
    explore = [_explore_task(study, section, parts, run, train) for run in _runs(study)]
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
                    gradient=section.train.gradient,
                    seed=study.seed(STAGE, "train", str(member)),
                ),
                needs=(_data_set("data_set"), *warm),
                files={deck: ""},
                resources=Resources(seconds=training_seconds(study, section.train), family="train"),
            )
        )
    return tasks


def training_seconds(study: Study, train: Train) -> float:
    """Estimate the time of one training on one core, s."""
    atoms = study.training_atoms
    rate = study.machine.rates.training_us_per_atom_step * 1e-6
    if train.gradient is None:
        return rate * atoms * train.generations
    return 5 + rate * atoms * train.gradient.steps * train.gradient.batch


def _runs(study: Study) -> Iterator[_Run]:
    """Give every exploration, in an order that does not depend on how the campaign is written."""
    for kind, section in sorted(study.campaign.explorations.items()):
        for cell in study.training_cells(section.cells):
            for temperature in sorted(section.temperatures_K):
                for pressure in sorted(section.pressures_GPa or ()) or (None,):
                    yield _Run(kind, section, cell, temperature, pressure)


def _explore_task(
    study: Study, section: ActiveLearning, parts: Parts, run: _Run, train: list[Task]
) -> Task:
    campaign = study.campaign
    dynamics = campaign.dynamics
    length = whole_steps(run.section.duration_ps, dynamics.time_step_fs, "explore.duration")
    every = whole_steps(run.section.check_every_ps, dynamics.time_step_fs, "explore.check_every")
    state = held_at(run.temperature_K, run.pressure_GPa)
    text = exploration_deck(
        Thermodynamic(
            ensemble=run.section.ensemble,
            from_K=run.temperature_K,
            to_K=run.temperature_K,
            pressure_GPa=run.pressure_GPa,
        ),
        dynamics,
        committee=section.committee,
        steps=length,
        check_every=every,
        threshold_eV_per_A=section.candidate.force_deviation.above_eV_per_A,
        release=study.machine.gpumd.release,
    )
    deck = parts.deck(f"decks/gpumd/explore-{run.kind}-{state}/run.in", text)
    name, cell = runnable(study, run.cell_name)
    parts.cells[name] = cell
    evaluations = length * (1 + len(train) / every)
    return Task(
        id=f"{BODY}/explore/{run.cell_name}/{run.name}",
        stage=STAGE,
        settings=steps.RunDynamics(
            purpose="explore",
            deck=deck,
            cell=cell_path(name),
            release=study.machine.gpumd.release,
            temperature_K=run.temperature_K,
            pressure_GPa=run.pressure_GPa,
            time_step_fs=dynamics.time_step_fs,
            steps=length,
            seed=study.seed(STAGE, "explore", run.name),
        ),
        needs=tuple(Need(role="committee", task=task.id) for task in train),
        files={deck: "", cell_path(name): ""},
        resources=Resources(
            seconds=2 + dynamics_seconds(study, len(cell), evaluations), family="dynamics"
        ),
        from_iteration=run.section.from_iteration,
    )


def runnable(study: Study, name: str) -> tuple[str, Cell]:
    """Give a cell that GPUMD's box rule admits: the cell itself or its least supercell."""
    cell = study.cells[name]
    cutoff = study.campaign.models.potential.cutoff.radial_A
    repeats = supercell_for_box_rule(cell, cutoff)
    if repeats == (1, 1, 1):
        return name, cell
    return f"{name}-{'x'.join(map(str, repeats))}", repeat(cell, repeats)


def dynamics_seconds(study: Study, atoms: int, evaluations: float) -> float:
    """Estimate the time of force evaluations with the potential on one core, s."""
    return study.machine.rates.dynamics_us_per_atom_step * 1e-6 * atoms * evaluations


def _later(study: Study) -> Iterator[steps.LaterStart]:
    for run in _runs(study):
        if run.section.from_iteration > 0:
            yield steps.LaterStart(
                exploration=run.name,
                from_iteration=run.section.from_iteration,
                temperature_K=run.temperature_K,
                pressure_GPa=run.pressure_GPa,
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
