"""Evenly spaced frames of production runs, for reference single points."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

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
    counts = {run: _count(run, folders) for run, folders in segments.items()}
    picked = [
        cell
        for run, folders in segments.items()
        for cell in _pick(run, folders, evenly_spaced(counts[run], settings.per_run))
    ]
    write_frames(context.folder, picked)
    return FramesOutcome(
        frames=len(picked),
        pool=sum(counts.values()),
        asked=settings.per_run * len(segments),
        fewer=tuple(
            f"{run}: asked {settings.per_run}, the run had {count}"
            for run, count in counts.items()
            if count < settings.per_run
        ),
    )


def evenly_spaced(count: int, asked: int) -> tuple[int, ...]:
    """Give indices that end equal parts of a series, the last of all among them.

    Parameters
    ----------
    count : int
        Length of the series, at least 1.
    asked : int
        Number of indices; where it exceeds `count`, each index is given once.
    """
    parts = min(asked, count)
    return tuple((part + 1) * count // parts - 1 for part in range(parts))


def _count(run: str, folders: list[Path]) -> int:
    count = sum(1 for _ in read_trajectory(folders))
    if count == 0:
        raise EngineError(f"the production run {run} has no frames")
    return count


def _pick(run: str, folders: list[Path], indices: tuple[int, ...]) -> Iterator[Cell]:
    """Read a run once more and keep the frames at some indices."""
    wanted = set(indices)
    for index, (time_fs, frame) in enumerate(read_trajectory(folders)):
        if index in wanted:
            yield Cell(frame.species, frame.positions, frame.cell, name=f"{run}/{time_fs:g}fs")
