"""Evenly spaced frames of production runs, for reference single points."""

from collections import defaultdict
from pathlib import Path

import numpy as np

from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import write_frames
from saggar.runtime.steps.trajectory import read_trajectory
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import EngineError
from saggar.schemas.results import FramesOutcome
from saggar.schemas.steps import PickFrames


def execute(settings: PickFrames, context: StepContext) -> FramesOutcome:
    """Write frames of every run, the last one among them, named ``<run>/<time>``.

    Parameters
    ----------
    settings : PickFrames
        Frames of each run.
    context : StepContext
        Where to read and write; the needs' roles are the names of the runs.
    """
    segments: dict[str, list[Path]] = defaultdict(list)
    for need in context.task.needs:
        segments[need.role].append(context.root / "work" / need.task)
    picked: list[Cell] = []
    pool = 0
    for run, folders in segments.items():
        frames = list(read_trajectory(folders))
        if not frames:
            raise EngineError(f"the production run {run} has no frames")
        pool += len(frames)
        evenly = np.linspace(0, len(frames), settings.per_run + 1)[1:].round().astype(int) - 1
        for index in dict.fromkeys(int(i) for i in evenly if i >= 0):
            time_fs, frame = frames[index]
            name = f"{run}/{time_fs:g}fs"
            picked.append(Cell(frame.species, frame.positions, frame.cell, name=name))
    write_frames(context.folder, picked)
    return FramesOutcome(frames=len(picked), pool=pool)
