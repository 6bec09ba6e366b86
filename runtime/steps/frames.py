"""The files by which steps hand frames to each other."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.extxyz import format_extxyz, read_extxyz
from saggar.schemas.errors import StructureError
from saggar.schemas.frozen_structures import Relaxations

FRAMES = "frames.xyz"
"""Unlabelled frames; the name of each says where it comes from."""

LABELS = "labels.xyz"
"""Labelled frames of one share."""

DATA_SET = "train.xyz"
"""The training set, in the form that ``nep`` reads."""

POTENTIAL = "nep.txt"

RELAXATIONS = "relaxations.json"
"""Energies of relaxed structures, and why others failed."""


def read_cell(path: Path) -> Cell:
    """Read a file that holds one cell, and name the cell after it."""
    cells = read_extxyz(path.read_text(encoding="utf-8"), name=path.stem)
    if len(cells) != 1:
        raise StructureError(f"{path}: {len(cells)} frames where one cell is needed")
    return replace(cells[0], name=path.stem)


def read_frames(path: Path) -> list[Cell]:
    """Read all frames of a file; an empty file holds none."""
    text = path.read_text(encoding="utf-8")
    return read_extxyz(text, name=path.name) if text else []


def write_frames(folder: Path, cells: Sequence[Cell]) -> None:
    """Write frames for the next step."""
    (folder / FRAMES).write_text(format_extxyz(cells), encoding="utf-8")


def read_relaxations(folder: Path) -> Relaxations:
    """Read what became of the structures of one relax task."""
    return Relaxations.model_validate_json((folder / RELAXATIONS).read_text(encoding="utf-8"))


def write_relaxations(folder: Path, relaxations: Relaxations) -> None:
    """Write what became of the structures of one relax task."""
    text = relaxations.model_dump_json(indent=1, by_alias=False) + "\n"
    (folder / RELAXATIONS).write_text(text, encoding="utf-8")


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table as comma-separated values.

    Parameters
    ----------
    path : Path
        The file.
    header : sequence of str
        Column names, with units.
    rows : iterable of sequence
        Floats are written with 10 significant digits.
    """
    lines = [",".join(header)]
    lines += [",".join(_field(value) for value in row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _field(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)
