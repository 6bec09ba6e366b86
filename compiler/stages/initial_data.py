"""Initial training set: perturbed copies and foundation-model dynamics, selected and labelled."""

from typing import Final

from saggar.compiler.cells import cell_path
from saggar.compiler.existing import TRAINING_SET
from saggar.compiler.stages.labelling import label_tasks
from saggar.compiler.stages.parts import Parts, held_at, whole_steps
from saggar.compiler.study import Study
from saggar.schemas import steps
from saggar.schemas.plan import Need, Resources, Task
from saggar.schemas.sampling import Perturb, Sample, SelectInitial

STAGE: Final = "initial_data"
DATA_SET = "initial_data/collect"
"""Task whose result is the initial training set."""


def plan_initial_data(study: Study) -> Parts:
    """Plan the stage.

    Parameters
    ----------
    study : Study
        Campaign, machine and cells.

    Returns
    -------
    Parts
        Tasks ``initial_data/{existing,perturb,sample/...,select,label/...,collect}``.
    """
    section = study.campaign.initial_data
    parts = Parts()
    if not section.is_given:
        return parts
    labels: list[Task] = []
    if study.existing.training_set is not None:
        labels.append(_existing(study.existing.training_set, parts))
    if section.select is not None:
        labels += _generated(study, section.select, parts)
    parts.tasks.append(
        Task(
            id=DATA_SET,
            stage=STAGE,
            settings=steps.Collect(reject=study.campaign.reject, origin="initial"),
            needs=tuple(Need(role="labels", task=task.id) for task in labels),
            resources=Resources(seconds=2, family="light"),
        )
    )
    return parts


def _existing(text: str, parts: Parts) -> Task:
    """Plan the task by which existing frames enter the study."""
    parts.given[TRAINING_SET] = text
    parts.tasks.append(
        Task(
            id="initial_data/existing",
            stage=STAGE,
            settings=steps.AdmitFrames(file=TRAINING_SET),
            files={TRAINING_SET: ""},
            resources=Resources(seconds=2, family="light"),
        )
    )
    return parts.tasks[-1]


def _generated(study: Study, select: SelectInitial, parts: Parts) -> list[Task]:
    """Plan what makes, chooses and labels frames; give the tasks that label."""
    section = study.campaign.initial_data
    pool: list[Task] = []
    if section.perturb is not None:
        pool.append(_perturb(study, section.perturb))
    if section.sample is not None:
        pool += _samples(study, section.sample)
    chosen = Task(
        id="initial_data/select",
        stage=STAGE,
        settings=steps.SelectInitialFrames(select=select, seed=study.seed(STAGE, "select")),
        needs=tuple(Need(role="pool", task=name) for name in (task.id for task in pool)),
        resources=Resources(seconds=10, family="light"),
    )
    labels = label_tasks(study, STAGE, "initial_data/label", chosen.id, select.frames)
    parts.tasks += [*pool, chosen, *labels]
    return labels


def _perturb(study: Study, section: Perturb) -> Task:
    cells = study.training_cells(section.cells)
    return Task(
        id="initial_data/perturb",
        stage=STAGE,
        settings=steps.Perturb(
            cells=tuple(cell_path(name) for name in cells),
            strain=(section.strain[0], section.strain[1]),
            rattle_A=section.rattle_A,
            per_structure=section.per_structure,
            seed=study.seed(STAGE, "perturb"),
        ),
        files={cell_path(name): "" for name in cells},
        resources=Resources(seconds=3, family="light"),
    )


def _samples(study: Study, section: Sample) -> list[Task]:
    model = study.campaign.models.foundation
    assert model is not None, "SG211 refuses a sample without one"
    steps_each = whole_steps(section.duration_ps, section.time_step_fs, "sample.duration")
    every = whole_steps(section.dump_every_ps, section.time_step_fs, "sample.dump_every")
    rate = study.machine.rates.foundation_ms_per_atom / 1e3
    tasks = []
    for name in study.training_cells(section.cells):
        for temperature in sorted(section.temperatures_K):
            state = held_at(temperature)
            settings = steps.Sample(
                cell=cell_path(name),
                model=model,
                temperature_K=temperature,
                time_step_fs=section.time_step_fs,
                coupling_fs=section.coupling_fs,
                steps=steps_each,
                dump_every=every,
                seed=study.seed(STAGE, "sample", f"{name}-{state}"),
            )
            tasks.append(
                Task(
                    id=f"initial_data/sample/{name}/{state}",
                    stage=STAGE,
                    settings=settings,
                    files={cell_path(name): ""},
                    resources=Resources(
                        seconds=5 + rate * len(study.cells[name]) * steps_each,
                        family="foundation",
                    ),
                )
            )
    return tasks
