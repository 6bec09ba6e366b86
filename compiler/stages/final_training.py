"""The final potential, trained on everything that was labelled."""

from typing import Final

from saggar.compiler.engines.nep import training_deck
from saggar.compiler.stages import active_learning
from saggar.compiler.stages.parts import Parts
from saggar.compiler.study import Study
from saggar.schemas import steps
from saggar.schemas.plan import Need, Resources, Task

STAGE: Final = "final_training"
POTENTIAL = "final_training/train"
"""Task whose result is the final potential."""

DECK = "decks/nep/final/nep.in"


def plan_final_training(study: Study) -> Parts:
    """Plan the stage: one training, warm from the first member of the last committee if wanted."""
    section = study.campaign.final_training
    parts = Parts()
    potential = study.campaign.models.potential
    deck = parts.deck(DECK, training_deck(potential, study.campaign.species, section.generations))
    warm = Need(role="warm_start", task="active_learning/{last}/train/0")
    parts.tasks.append(
        Task(
            id=POTENTIAL,
            stage=STAGE,
            settings=steps.TrainPotential(
                deck=deck, gradient=section.gradient, seed=study.seed(STAGE)
            ),
            needs=(
                Need(role="data_set", task=active_learning.DATA_SET),
                *((warm,) if section.warm_start else ()),
            ),
            files={deck: ""},
            resources=Resources(
                seconds=active_learning.training_seconds(study, final=True), family="train"
            ),
        )
    )
    return parts
