"""One training of one potential from a rendered nep.in."""

import shutil

import numpy as np

from saggar.runtime.dataset import read_train_xyz
from saggar.runtime.engines.nep.prediction import predict
from saggar.runtime.engines.nep.training import train
from saggar.runtime.steps.accuracy import accuracy
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import DATA_SET, POTENTIAL
from saggar.schemas.errors import EngineError
from saggar.schemas.results import TrainOutcome
from saggar.schemas.steps import TrainPotential


def execute(settings: TrainPotential, context: StepContext) -> TrainOutcome:
    """Train from the previous iteration's potential where there is one, else from the seed.

    Parameters
    ----------
    settings : TrainPotential
        Deck, schedule of the gradient trainer, seed.
    context : StepContext
        Where to read and write.
    """
    if settings.gradient is None:
        raise EngineError(
            "the embedded trainer needs the section `gradient` of this training; "
            "add gradient: {steps: ...} to the campaign"
        )
    folder = context.folder
    shutil.copyfile(context.root / settings.deck, folder / "nep.in")
    shutil.copyfile(context.result("data_set") / DATA_SET, folder / DATA_SET)
    previous = context.results("warm_start")
    warm = previous[0] / POTENTIAL if previous else None
    rate = settings.learning_rate(warm=warm is not None)
    seed = int(np.random.SeedSequence([settings.seed, settings.iteration]).generate_state(1)[0])
    train(
        folder,
        steps=settings.gradient.steps,
        batch=settings.gradient.batch,
        learning_rate=(rate.start, rate.stop),
        seed=seed,
        warm_start=warm,
    )
    frames = read_train_xyz(folder / DATA_SET)
    predicted = predict(folder / POTENTIAL, [frame.cell for frame in frames])
    return TrainOutcome(
        seed=seed,
        warm=warm is not None,
        frames=len(frames),
        trainer="neppo",
        accuracy=accuracy(predicted, frames),
    )
