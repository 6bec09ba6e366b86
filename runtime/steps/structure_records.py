"""The files by which steps hand phases and interfaces to each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from saggar.runtime.steps.frames import FRAMES, read_frames, write_frames
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures_lock.contents import InterfaceCell, PhaseCells
from saggar.schemas.base import Frozen
from saggar.schemas.errors import RunStateError
from saggar.schemas.frozen_structures import (
    BuiltInterface,
    BuiltInterfaces,
    RankedInterfaces,
    SetCounts,
    SettledPhases,
)

PRIMITIVE, CONVENTIONAL, PHASES = "phases.xyz", "conventional.xyz", "phases.json"
CANDIDATES, KEPT, COUNTS = "candidates.json", "kept.json", "counts.json"

BULK = "bulk/"
"""Begins the names of frames that are bulk cells, evaluated beside interfaces as references."""


def read_phases(folders: Iterable[Path]) -> dict[str, PhaseCells]:
    """Read settled phases of several tasks, by name.

    Raises
    ------
    RunStateError
        If cells and records disagree.
    """
    found = {}
    for folder in folders:
        records = SettledPhases.model_validate_json(_text(folder / PHASES)).phases
        primitive = _named(folder / PRIMITIVE)
        conventional = _named(folder / CONVENTIONAL)
        _require_same(folder, records, primitive, conventional)
        for name, record in records.items():
            found[name] = PhaseCells(record, primitive[name], conventional[name])
    return found


def bulk_cells(phases: Mapping[str, PhaseCells]) -> list[Cell]:
    """Give the cells of phases under the names of energy references."""
    return [replace(each.primitive, name=BULK + name) for name, each in phases.items()]


def write_candidates(
    folder: Path,
    candidates: Mapping[str, tuple[BuiltInterface, Cell]],
    bulk: Iterable[Cell],
) -> None:
    """Write candidates by name, and the bulk cells that they are compared with."""
    named = [replace(cell, name=name) for name, (_, cell) in candidates.items()]
    write_frames(folder, [*named, *bulk])
    records = BuiltInterfaces(interfaces={name: each for name, (each, _) in candidates.items()})
    _write(folder / CANDIDATES, records)


def read_candidates(folder: Path) -> tuple[dict[str, tuple[BuiltInterface, Cell]], list[Cell]]:
    """Read candidates by name, and the bulk cells beside them.

    Raises
    ------
    RunStateError
        If cells and records disagree.
    """
    records = BuiltInterfaces.model_validate_json(_text(folder / CANDIDATES)).interfaces
    frames = read_frames(folder / FRAMES)
    bulk = [frame for frame in frames if frame.name.startswith(BULK)]
    cells = {frame.name: frame for frame in frames if not frame.name.startswith(BULK)}
    _require_same(folder, records, cells)
    return {name: (record, cells[name]) for name, record in records.items()}, bulk


def group_of(record: BuiltInterface) -> str:
    """Name what candidates compete within: their declared pair, or else their orientation."""
    return record.pair or record.orientation


@dataclass(frozen=True)
class RankedSet:
    """The interfaces of a set, and what became of the other candidates."""

    name: str
    kept: dict[str, InterfaceCell]
    counts: SetCounts


def write_ranked(folder: Path, ranked: RankedSet) -> None:
    """Write the interfaces of a set, and what became of the other candidates."""
    write_frames(folder, [replace(each.cell, name=name) for name, each in ranked.kept.items()])
    records = {name: each.record for name, each in ranked.kept.items()}
    _write(folder / KEPT, RankedInterfaces(set=ranked.name, interfaces=records))
    _write(folder / COUNTS, ranked.counts)


def read_ranked(folder: Path) -> RankedSet:
    """Read the interfaces of a set, and what became of the other candidates.

    Raises
    ------
    RunStateError
        If cells and records disagree.
    """
    ranked = RankedInterfaces.model_validate_json(_text(folder / KEPT))
    counts = SetCounts.model_validate_json(_text(folder / COUNTS))
    cells = _named(folder / FRAMES)
    _require_same(folder, ranked.interfaces, cells)
    kept = {name: InterfaceCell(each, cells[name]) for name, each in ranked.interfaces.items()}
    return RankedSet(ranked.set, kept, counts)


def _named(path: Path) -> dict[str, Cell]:
    return {frame.name: frame for frame in read_frames(path)}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _write(path: Path, record: Frozen) -> None:
    path.write_text(record.model_dump_json(indent=1, by_alias=False) + "\n", encoding="utf-8")


def _require_same(folder: Path, records: Mapping[str, object], *cells: Mapping[str, Cell]) -> None:
    for found in cells:
        if set(found) != set(records):
            names = ", ".join(sorted(set(found) ^ set(records)))
            raise RunStateError(f"{folder}: records and cells disagree about {names}")
