"""Frozen structures: those that a run was compiled with, or those that it made."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from saggar.runtime.report.data.problems import Problems
from saggar.runtime.report.records import RunRecords
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.extxyz import read_extxyz
from saggar.schemas.errors import RunStateError, StructureError
from saggar.schemas.frozen_structures import StructuresLock
from saggar.schemas.resolved import FrozenSource


@dataclass(frozen=True)
class FrozenStructures:
    """Frozen cells and what a person decided on them.

    Parameters
    ----------
    lock : StructuresLock
        Everything that was frozen.
    source : str
        Path of its ``lock.json`` in the run directory.
    cells : dict of str to Cell
        Interfaces that are used, by name.
    dropped, added : dict of str to str
        Interfaces that a person left out or added, with the reasons.
    """

    lock: StructuresLock
    source: str
    cells: dict[str, Cell]
    dropped: dict[str, str]
    added: dict[str, str]


def makes_structures(records: RunRecords) -> bool:
    """Tell whether a run does nothing but make structures."""
    return records.plan.stages == ("structures",)


def read_structures(records: RunRecords, problems: Problems) -> FrozenStructures | None:
    """Read what was frozen; none where every cell is given, or nothing is frozen yet."""
    used = records.lock.structures
    if used is not None:
        return problems.attempt(_used, records, used)
    finished = records.finished("freeze_structures")
    return problems.attempt(_made, records, finished[-1].folder) if finished else None


def _used(records: RunRecords, source: FrozenSource) -> FrozenStructures:
    file = (Path(records.lock.source.file).parent / source.file).as_posix()
    lock = _read_lock(records.root / file)
    files = {
        name: records.root / cell.file
        for name, cell in records.lock.cells.items()
        if name in lock.interfaces
    }
    cells = {name: _read_cell(path) for name, path in files.items()}
    return FrozenStructures(lock, file, cells, source.dropped, source.added)


def _made(records: RunRecords, folder: Path) -> FrozenStructures:
    path = folder / "lock.json"
    lock = _read_lock(path)
    cells = {name: _read_cell(folder / each.file) for name, each in lock.interfaces.items()}
    return FrozenStructures(lock, path.relative_to(records.root).as_posix(), cells, {}, {})


def _read_lock(path: Path) -> StructuresLock:
    try:
        return StructuresLock.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise RunStateError(f"{path} cannot be read: {error}") from error


def _read_cell(path: Path) -> Cell:
    try:
        return read_extxyz(path.read_text(encoding="utf-8"), name=path.stem)[0]
    except (OSError, StructureError) as error:
        raise RunStateError(f"{path} cannot be read: {error}") from error
