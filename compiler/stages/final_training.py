"""The final potential: trained on everything that was labelled, or there already."""

from typing import Final

from saggar.compiler.engines.nep import training_deck
from saggar.compiler.existing import POTENTIAL as POTENTIAL_FILE
from saggar.compiler.stages import active_learning, initial_data
from saggar.compiler.stages.parts import Parts
from saggar.compiler.study import Study
from saggar.schemas import steps
from saggar.schemas.plan import Need, Resources, Task

STAGE: Final = "final_training"
TRAINED = "final_training/train"
ADMITTED = "production/potential"

DECK = "decks/nep/final/nep.in"


def potential_task(study: Study) -> str:
    """Name the task whose result is the final potential."""
    return TRAINED if study.existing.potential is None else ADMITTED


def plan_final_training(study: Study) -> Parts:
    """Plan the stage: one training, or the admission of a potential at the start of production."""
    if study.existing.potential is not None:
        return _admission(study.existing.potential)
    return _training(study)


def _admission(potential: str) -> Parts:
    task = Task(
        id=ADMITTED,
        stage="production",
        settings=steps.AdmitPotential(file=POTENTIAL_FILE),
        files={POTENTIAL_FILE: ""},
        resources=Resources(seconds=1, family="light"),
    )
    return Parts(tasks=[task], given={POTENTIAL_FILE: potential})


def _training(study: Study) -> Parts:
    """Plan a training, warm from the first member of the last committee if wanted."""
    campaign, section = study.campaign, study.campaign.final_training
    parts = Parts()
    if section is None:
        return parts
    deck_text = training_deck(campaign.models.potential, campaign.species, section.generations)
    deck = parts.deck(DECK, deck_text)
    data_set = initial_data.DATA_SET
    warm: tuple[Need, ...] = ()
    if campaign.active_learning is not None:
        data_set = active_learning.DATA_SET
        warm = (Need(role="warm_start", task="active_learning/{last}/train/0"),)
    parts.tasks.append(
        Task(
            id=TRAINED,
            stage=STAGE,
            settings=steps.TrainPotential(
                deck=deck,
                trainer=study.machine.nep.executor,
                gradient=active_learning.gradient_of(study, section),
                seed=study.seed(STAGE),
            ),
            needs=(
                Need(role="data_set", task=data_set),
                *(warm if section.warm_start else ()),
            ),
            files={deck: ""},
            resources=active_learning.training_resources(study, section),
        )
    )
    return parts
