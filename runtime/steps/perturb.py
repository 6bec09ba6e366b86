"""Strained and rattled copies of cells (paper, Initial Training Set)."""

from dataclasses import replace

import numpy as np

from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import read_cell, write_frames
from saggar.runtime.structures.perturbation import perturbed
from saggar.schemas.results import FramesOutcome
from saggar.schemas.steps import Perturb


def execute(settings: Perturb, context: StepContext) -> FramesOutcome:
    """Write the copies of every cell, each named ``perturb/<cell>/<number>``.

    Parameters
    ----------
    settings : Perturb
        Cells, strain, displacement, number of copies.
    context : StepContext
        Where to read and write.
    """
    rng = np.random.default_rng(settings.seed)
    copies = []
    for path in settings.cells:
        cell = read_cell(context.root / path)
        made = perturbed(cell, settings.strain, settings.rattle_A, settings.per_structure, rng)
        copies += [
            replace(copy, name=f"perturb/{cell.name}/{number:03d}")
            for number, copy in enumerate(made)
        ]
    write_frames(context.folder, copies)
    return FramesOutcome(frames=len(copies))
