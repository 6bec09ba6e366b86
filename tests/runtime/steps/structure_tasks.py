"""Tasks of a structures run around the one that is tested: settled phases, fake relaxations."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from frozen_records import CHARGES, phase, relaxed
from surroundings import context, finished

from saggar.runtime.steps import build_interfaces
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import FRAMES, read_frames, write_frames, write_relaxations
from saggar.runtime.steps.structure_records import BULK, CONVENTIONAL, PHASES, PRIMITIVE
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.extxyz import format_extxyz
from saggar.runtime.structures_lock.contents import PhaseCells
from saggar.schemas.frozen_structures import Relaxations, SettledPhases
from saggar.schemas.interfaces import Build, InterfaceSet, Thickness
from saggar.schemas.results import BuildOutcome
from saggar.schemas.steps import BuildInterfaces

LIMITS = InterfaceSet(max_index=1, max_area_A2=40.0, max_strain=0.05)
BUILD = Build(thickness=Thickness(film_A=4.0, substrate_A=4.0), minimum_distance_A=1.0)
PHASES_OF = {"LiO": (("Li", "O"), 4.30), "LiCl": (("Li", "Cl"), 4.20), "ZrO": (("Zr", "O"), 4.25)}
EDGES_EV = {"Li": -2.0, "Zr": -8.0, "O": -5.0, "Cl": -3.0}


def settled(root: Path, name: str, cells: PhaseCells | None = None) -> str:
    """Make the task that settles a phase; give its name."""
    species, edge = PHASES_OF.get(name, (("Li", "O"), 4.3))
    cells = cells or phase(name, species, edge)
    folder = finished(root, f"phases/{name}")
    for file, cell in ((PRIMITIVE, cells.primitive), (CONVENTIONAL, cells.conventional)):
        (folder / file).write_text(format_extxyz([replace(cell, name=name)]))
    records = SettledPhases(phases={name: cells.record})
    (folder / PHASES).write_text(records.model_dump_json(by_alias=False))
    return f"phases/{name}"


def building(**changes: object) -> BuildInterfaces:
    """Give settings of a set of LiO and ZrO on LiCl."""
    fields = {
        "set": "training",
        "limits": LIMITS,
        "films": ("LiO", "ZrO"),
        "substrates": ("LiCl",),
        "build": BUILD,
        "charges": CHARGES | {"Li": 2.0, "Zr": 2.0, "Cl": -2.0},
        "at_most": 500,
    }
    return BuildInterfaces.model_validate(fields | changes)


def build(root: Path, settings: BuildInterfaces, task: str = "build") -> tuple[Path, BuildOutcome]:
    """Execute the step that builds candidates; give its folder and outcome."""
    needs = [("phase", settled(root, name)) for name in PHASES_OF]
    where = context(root, settings, needs)
    outcome = build_interfaces.execute(settings, where)
    return published(root, task, where, outcome), outcome


def published(root: Path, task: str, where: StepContext, outcome: object) -> Path:
    """Move what an attempt wrote to the folder of a finished task."""
    folder = finished(root, task, outcome)  # type: ignore[arg-type]
    for file in where.folder.iterdir():
        file.rename(folder / file.name)
    return folder


def evaluate(
    root: Path,
    source: Path,
    task: str,
    excess_eV: Callable[[Cell], float],
    failures: Mapping[str, str] | None = None,
    up_A: float = 0.0,
    stretch: float = 1.0,
) -> str:
    """Make a relax task whose energies are those of free atoms and an excess of each interface.

    Atoms move up by `up_A` and cells grow by `stretch`, as a sign that relaxed cells are used.
    """
    failures = failures or {}
    folder = finished(root, task)
    frames = [frame for frame in read_frames(source / FRAMES) if frame.name not in failures]
    records = {}
    for frame in frames:
        bulk = sum(EDGES_EV[symbol] for symbol in frame.species)
        excess = 0.0 if frame.name.startswith(BULK) else excess_eV(frame)
        records[frame.name] = relaxed((bulk + excess) / len(frame))
    moved = [
        replace(
            frame,
            positions=stretch * frame.positions + np.array([0, 0, up_A]),
            lattice=stretch * frame.lattice,
        )
        for frame in frames
    ]
    write_frames(folder, moved)
    write_relaxations(folder, Relaxations(finished=records, failed=dict(failures)))
    return task
