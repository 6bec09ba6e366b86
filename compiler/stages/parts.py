"""What a stage contributes to the plan, and the conversions that stages share."""

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from saggar.schemas.campaign import Campaign
from saggar.schemas.errors import CompileError
from saggar.schemas.production import Runs

if TYPE_CHECKING:
    from saggar.runtime.structures.cell import Cell
    from saggar.schemas.plan import Loop, Task


@dataclass
class Parts:
    """Tasks, loops, rendered decks, given files and cells of a stage.

    Decks, files and cells are keyed by their path or name; two stages may ask for the same one.
    """

    tasks: "list[Task]" = field(default_factory=list)
    loops: "list[Loop]" = field(default_factory=list)
    decks: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    cells: "dict[str, Cell]" = field(default_factory=dict)

    def deck(self, path: str, text: str) -> str:
        """Enter a deck and give its path.

        Raises
        ------
        CompileError
            If another deck has this path.
        """
        if self.decks.setdefault(path, text) != text:
            raise CompileError(f"two different decks would be written to {path}")
        return path

    def extend(self, other: "Parts") -> None:
        """Take over what another stage contributes."""
        self.tasks += other.tasks
        self.loops += other.loops
        for path, text in other.decks.items():
            self.deck(path, text)
        self.cells |= other.cells
        self.given |= other.given


def text_digest(text: str) -> str:
    """Give the sha256 of a text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


MOST_SEGMENTS = 10_000
"""Segments of one run; each is a job with a folder of its own."""


def whole_steps(duration_ps: float, time_step_fs: float, what: str) -> int:
    """Convert a duration to a whole number of steps.

    Parameters
    ----------
    duration_ps : float
        Duration, ps.
    time_step_fs : float
        Time step, fs.
    what : str
        Key that the message names.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    CompileError
        If the duration is no multiple of the step within 1e-6 steps.
    """
    steps = duration_ps * 1e3 / time_step_fs
    if round(steps) < 1 or abs(steps - round(steps)) > 1e-6 * max(1.0, steps):
        raise CompileError(
            f"{what} is {duration_ps:g} ps, {steps:g} steps of {time_step_fs:g} fs; "
            "give a multiple of the time step"
        )
    return round(steps)


def held_at(temperature_K: float, pressure_GPa: float | None = None) -> str:
    """Name a thermodynamic state in a path, for instance ``600K-1000bar``."""
    name = f"{temperature_K:g}K"
    return name if pressure_GPa is None else f"{name}-{pressure_GPa * 1e4:g}bar"


def cut_into_segments(campaign: Campaign, runs: Runs, temperature_K: float) -> tuple[int, ...]:
    """Give the steps of each segment of a run, wherever its frames fall.

    Raises
    ------
    CompileError
        If a time is no whole number of steps, or the segments are more than `MOST_SEGMENTS`.
    """
    step_fs = campaign.dynamics.time_step_fs
    length_ps = runs.length_ps(temperature_K)
    assert length_ps is not None
    total = whole_steps(length_ps, step_fs, "production duration")
    segment = whole_steps(campaign.production.segment_ps, step_fs, "production.segment")
    full, rest = divmod(total, min(total, segment))
    if full > MOST_SEGMENTS:
        raise CompileError(
            f"a production run at {temperature_K:g} K has {full} segments, at most {MOST_SEGMENTS} "
            "are planned; lengthen production.segment"
        )
    return (min(total, segment),) * full + ((rest,) if rest else ())
