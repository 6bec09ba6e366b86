"""Molecular dynamics with the foundation model."""

import logging
from dataclasses import replace

import numpy as np

from saggar.runtime.engines.loading import load_model
from saggar.runtime.engines.sampling import sample
from saggar.runtime.labels import LabelStore, label_key
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import read_cell, write_frames
from saggar.schemas.errors import EngineError
from saggar.schemas.results import FramesOutcome
from saggar.schemas.steps import Sample

log = logging.getLogger(__name__)


def execute(settings: Sample, context: StepContext) -> FramesOutcome:
    """Write every dumped frame, named ``sample/<cell>-<T>K/<step>``.

    A trajectory that breaks down keeps the frames before it. Energy and forces of each frame have
    just been computed, so they enter the label store; they serve as labels where the reference has
    the same physics.

    Parameters
    ----------
    settings : Sample
        Cell, model, temperature, length.
    context : StepContext
        Where to read and write.
    """
    cell = read_cell(context.root / settings.cell)
    model = load_model(settings.model, context.root)
    store = LabelStore(context.label_store)
    species = context.lock.campaign.species
    frames = []
    trajectory = sample(
        cell,
        model.calculator(),
        temperature_K=settings.temperature_K,
        time_step_fs=settings.time_step_fs,
        coupling_time_fs=settings.coupling_fs,
        steps=settings.steps,
        dump_every=settings.dump_every,
        rng=np.random.default_rng(settings.seed),
    )
    stopped = ""
    try:
        for frame in trajectory:
            name = f"sample/{cell.name}-{settings.temperature_K:g}K/{frame.step:06d}"
            frames.append(replace(frame.cell, name=name))
            store.put(label_key(frame.cell, species, model.physics), frame.label, model.provenance)
    except EngineError as error:
        if not frames:
            raise
        stopped = str(error)
        log.warning("sampling stopped: %s", stopped)
    write_frames(context.folder, frames)
    return FramesOutcome(frames=len(frames), stopped=stopped)
