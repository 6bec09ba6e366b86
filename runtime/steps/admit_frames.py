"""Labelled frames that exist enter the study, under names that say where they come from."""

from dataclasses import replace

from saggar.runtime.dataset import read_train_xyz, write_train_xyz
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import LABELS
from saggar.schemas.results import AdmitFramesOutcome
from saggar.schemas.steps import AdmitFrames

ORIGIN = "existing"
"""First word of the origin of every frame that was not computed here."""


def execute(settings: AdmitFrames, context: StepContext) -> AdmitFramesOutcome:
    """Write the frames as labels; whatever reads labels filters these too.

    Parameters
    ----------
    settings : AdmitFrames
        Where they are.
    context : StepContext
        Where to read and write.
    """
    frames = read_train_xyz(context.root / settings.file)
    named = [replace(frame, origin=f"{ORIGIN}/{frame.origin}") for frame in frames]
    write_train_xyz(context.folder / LABELS, named)
    return AdmitFramesOutcome(frames=len(named), atoms=sum(len(frame.cell) for frame in named))
