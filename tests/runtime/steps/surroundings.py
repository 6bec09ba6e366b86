"""A run directory small enough to execute one step in."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from studies import campaign, fluorite

from saggar.runtime.dataset import LabelledFrame
from saggar.runtime.labels import Label
from saggar.runtime.steps.context import StepContext
from saggar.runtime.structures.cell import Cell
from saggar.schemas.machine import LAPTOP
from saggar.schemas.plan import Need, Resources, Task
from saggar.schemas.resolved import Lock
from saggar.schemas.results import Outcome
from saggar.schemas.state import ExitRecord
from saggar.schemas.steps import StepSettings


def context(
    root: Path, settings: StepSettings, needs: Iterable[tuple[str, str]] = ()
) -> StepContext:
    """Give the surroundings of a step; `needs` are pairs of role and task."""
    folder = root / "work" / "attempt"
    folder.mkdir(parents=True, exist_ok=True)
    task = Task(
        id="attempt",
        stage="production",
        settings=settings,
        needs=tuple(Need(role=role, task=name) for role, name in needs),
        resources=Resources(seconds=1, family="light"),
    )
    lock = Lock(campaign=campaign(), origins={}, cells={}, machine=LAPTOP, packages={})
    return StepContext(root, folder, task, lock)


def finished(root: Path, name: str, outcome: Outcome | None = None) -> Path:
    """Make the folder of a finished task."""
    folder = root / "work" / name
    folder.mkdir(parents=True, exist_ok=True)
    record = ExitRecord(
        task=name,
        digest="0" * 64,
        status="finished",
        attempt=1,
        outcome=outcome.model_dump(mode="json") if outcome else {},
        wall_s=1.0,
        cpu_s=1.0,
        host="here",
    )
    (folder / "exit.json").write_text(record.model_dump_json())
    return folder


def shifted(distance_A: float, name: str = "frame") -> Cell:
    """Give fluorite with its first atom moved along x."""
    cell = fluorite()
    positions = cell.positions.copy()
    positions[0, 0] += distance_A
    return Cell(cell.species, positions, cell.lattice, name=name)


def labelled(cell: Cell, largest_force_eV_A: float = 1.0) -> LabelledFrame:
    """Label a frame with one force on its first atom."""
    forces = np.zeros((len(cell), 3))
    forces[0, 0] = largest_force_eV_A
    return LabelledFrame(cell, Label(-10.0 * len(cell), forces, np.eye(3)), cell.name)


def write_dump(
    path: Path,
    species: Sequence[str],
    frames: Iterable[tuple[float, NDArray[np.float64]]],
    lattice: NDArray[np.float64],
    *,
    uncertainty: Sequence[float] | None = None,
) -> None:
    """Write frames as GPUMD's dump.xyz or active.xyz does: pairs of time (fs) and positions (A)."""
    text = []
    cell = " ".join(f"{x:.8f}" for x in lattice.ravel())
    for index, (time, positions) in enumerate(frames):
        mark = "" if uncertainty is None else f" uncertainty={uncertainty[index]:.8f}"
        text += [
            str(len(species)),
            f'Time={time:.8f} pbc="T T T"{mark} Lattice="{cell}" Properties=species:S:1:pos:R:3',
        ]
        rows = zip(species, positions, strict=True)
        text += [f"{symbol} {x:.8f} {y:.8f} {z:.8f}" for symbol, (x, y, z) in rows]
    path.write_text("\n".join(text) + ("\n" if text else ""))


def write_active(path: Path, times_fs: Sequence[float], deviations: Sequence[float]) -> None:
    """Write active.out."""
    rows = zip(times_fs, deviations, strict=True)
    path.write_text("".join(f"{time:20.10e}{value:20.10e}\n" for time, value in rows))
