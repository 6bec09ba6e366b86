"""Reference single points; no frame is computed twice."""

import logging

from saggar.runtime.dataset import LabelledFrame, write_train_xyz
from saggar.runtime.engines.loading import load_model
from saggar.runtime.engines.reference import ReferenceModel
from saggar.runtime.labels import LabelStore, label_key
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import FRAMES, LABELS, read_frames
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import EngineError
from saggar.schemas.results import LabelOutcome
from saggar.schemas.steps import Label

log = logging.getLogger(__name__)


class _Labeller:
    """Looks each frame up in the store, and asks the model where it is not there."""

    def __init__(self, model: ReferenceModel, store: LabelStore, species: tuple[str, ...]) -> None:
        self._model, self._store, self._species = model, store, species
        self.reused = 0
        self.failures: list[str] = []

    def label(self, frame: Cell) -> LabelledFrame | None:
        """Give the labelled frame, or none where the model fails on it."""
        key = label_key(frame, self._species, self._model.physics)
        label = self._store.get(key)
        if label is not None:
            self.reused += 1
            return LabelledFrame(frame, label, frame.name)
        try:
            label = self._model.evaluate(frame)
        except EngineError as error:
            self.failures.append(f"{frame.name}: {error}")
            log.warning("no label: %s", self.failures[-1])
            return None
        self._store.put(key, label, self._model.provenance)
        return LabelledFrame(frame, label, frame.name)


def execute(settings: Label, context: StepContext) -> LabelOutcome:
    """Label this share of the frames; a frame that fails is counted and left out.

    Parameters
    ----------
    settings : Label
        Model, and which share of how many.
    context : StepContext
        Where to read and write.

    Raises
    ------
    EngineError
        If every frame of the share failed.
    """
    frames = read_frames(context.result("frames") / FRAMES)[settings.share :: settings.shares]
    model = load_model(settings.model, context.root)
    store = LabelStore(context.label_store)
    labeller = _Labeller(model, store, context.lock.campaign.species)
    labelled = [made for frame in frames if (made := labeller.label(frame)) is not None]
    if frames and not labelled:
        raise EngineError(f"none of {len(frames)} frames got a label; {labeller.failures[0]}")
    write_train_xyz(context.folder / LABELS, labelled)
    return LabelOutcome(
        frames=len(frames),
        labelled=len(labelled),
        reused=labeller.reused,
        failed=len(labeller.failures),
        failures=tuple(labeller.failures),
        damaged=len(store.damaged),
        engine=model.provenance.engine,
        engine_version=model.provenance.release,
    )
