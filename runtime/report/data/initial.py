"""The initial data: the pool of frames in descriptor space, and the choice among them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.report.data.problems import Problems
from saggar.runtime.report.records import RunRecords, TaskRecord
from saggar.runtime.report.tables import read_numbers, read_words
from saggar.schemas.results import FramesOutcome


@dataclass(frozen=True)
class Selection:
    """The choice of the initial frames.

    Parameters
    ----------
    components : (n_pool, 2) float array
        First two principal components of each frame of the pool, dimensionless.
    origins : tuple of str
        Where each frame comes from.
    selected : (n_pool,) bool array
        Whether it was chosen.
    explained_variance : tuple of float
        Part of the variance along each principal component.
    pool, frames : int
        Frames offered and chosen.
    source : str
        Path of the table in the run directory.
    """

    components: NDArray[np.float64]
    origins: tuple[str, ...]
    selected: NDArray[np.bool_]
    explained_variance: tuple[float, ...]
    pool: int
    frames: int
    source: str

    def by_origin(self) -> dict[str, tuple[int, int]]:
        """Give the numbers of frames offered and chosen by where they come from."""
        counts: dict[str, tuple[int, int]] = {}
        for origin, chosen in zip(self.origins, self.selected, strict=True):
            offered, taken = counts.get(origin, (0, 0))
            counts[origin] = (offered + 1, taken + int(chosen))
        return dict(sorted(counts.items()))


def read_selection(records: RunRecords, problems: Problems) -> Selection | None:
    """Read the choice of the initial frames; none before it is made."""
    finished = records.finished("select_initial")
    return problems.attempt(_selection, finished[-1]) if finished else None


def _selection(record: TaskRecord) -> Selection:
    outcome = record.outcome(FramesOutcome)
    path = record.folder / "projection.csv"
    first, second, selected = read_numbers(path, "pc1", "pc2", "selected")
    return Selection(
        components=np.column_stack([first, second]),
        origins=read_words(path, "origin"),
        selected=selected > 0.5,
        explained_variance=outcome.explained_variance,
        pool=outcome.pool,
        frames=outcome.frames,
        source=f"work/{record.task.id}/projection.csv",
    )
