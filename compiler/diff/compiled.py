"""A side of a comparison that was compiled: a lock, or a run directory."""

import json
from pathlib import Path

from pydantic import ValidationError

from saggar.compiler.cells import cell_path, read_structure
from saggar.compiler.diff.sides import Side
from saggar.compiler.existing import existing_beside
from saggar.compiler.frozen.cells import Described, FrozenCells
from saggar.runtime.rundir import RunDirectory
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import RunStateError, SaggarError
from saggar.schemas.resolved import Lock


def read_compiled(path: Path) -> Side:
    """Read a lock or the lock of a run directory, with the structures beside it.

    Parameters
    ----------
    path : Path
        A lock (``.json``) or a run directory.

    Raises
    ------
    RunStateError
        If it is missing, damaged or of another version.
    """
    if path.is_dir():
        run = RunDirectory(path)
        lock, root = run.lock, path
        edited = tuple(each.path for each in run.differences())
    else:
        lock, root, edited = _read_lock(path), path.parent, ()
    return Side(
        path=path,
        kind="run" if path.is_dir() else "lock",
        campaign=lock.campaign,
        machine=lock.machine,
        origins=lock.origins,
        cells=_cells_beside(lock, root),
        existing=existing_beside(lock.campaign, root),
        frozen=_frozen_in(lock),
        records={n: each for n, each in lock.cells.items() if each.kind != "supercell"},
        packages=lock.packages,
        edited=edited,
    )


def _read_lock(path: Path) -> Lock:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        version = content["version"]
    except FileNotFoundError:
        raise RunStateError(f"there is no file {path}; give a campaign, a lock or a run") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunStateError(f"{path} is no lock that can be read ({error!r})") from error
    expected = Lock.model_fields["version"].default
    if version != expected:
        raise RunStateError(
            f"{path} has format version {version!r}; this saggar reads {expected}. "
            "Compile its campaign again, or install the release that wrote it."
        )
    try:
        return Lock.model_validate(content)
    except ValidationError as error:
        raise RunStateError(f"{path} is no lock of a campaign: {error}") from error


def _frozen_in(lock: Lock) -> FrozenCells | None:
    """Give what a lock says of the frozen cells that it was compiled with."""
    if lock.structures is None:
        return None
    described = {name: Described(each.source, each.strains) for name, each in lock.cells.items()}
    return FrozenCells(lock.structures, described)


def _cells_beside(lock: Lock, root: Path) -> dict[str, Cell]:
    """Read the structures of a lock that stand in a folder; those that do not are left out."""
    cells = {}
    for name in (name for name, each in lock.cells.items() if each.kind != "supercell"):
        try:
            cells[name] = read_structure(root / cell_path(name), name=name)
        except SaggarError:
            continue
    return cells
