"""Validation: reference single points on frames of the production runs."""

from typing import Final

from saggar.compiler.stages.final_training import potential_task
from saggar.compiler.stages.labelling import label_tasks
from saggar.compiler.stages.parts import Parts
from saggar.compiler.stages.production import production_runs, segment_names
from saggar.compiler.study import Study
from saggar.schemas import steps
from saggar.schemas.plan import Need, Resources, Task

STAGE: Final = "validation"
FOLDER = "validation/production_frames"


def plan_validation(study: Study) -> Parts:
    """Plan the stage: ``validation/production_frames/{pick,label/...,compare}``."""
    parts = Parts()
    section = study.campaign.validation.production_frames
    if section is None:
        return parts
    runs = list(production_runs(study))
    pick = Task(
        id=f"{FOLDER}/pick",
        stage=STAGE,
        settings=steps.PickFrames(per_run=section.per_run),
        needs=tuple(
            Need(role=run.name, task=name) for run in runs for name in segment_names(study, run)
        ),
        resources=Resources(seconds=2, family="light"),
    )
    frames = section.per_run * len(runs)
    labels = label_tasks(study, STAGE, f"{FOLDER}/label", pick.id, frames)
    compare = Task(
        id=f"{FOLDER}/compare",
        stage=STAGE,
        settings=steps.Compare(),
        needs=(
            Need(role="potential", task=potential_task(study)),
            *(Need(role="labels", task=task.id) for task in labels),
        ),
        resources=Resources(seconds=3, family="light"),
    )
    parts.tasks += [pick, *labels, compare]
    return parts
