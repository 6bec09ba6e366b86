"""A side of a comparison that was compiled: a lock, or a run directory."""

from pathlib import Path

from saggar.compiler.cells import cell_path, read_structure
from saggar.compiler.diff.sides import Side
from saggar.compiler.existing import existing_beside
from saggar.compiler.frozen.cells import Described, FrozenCells
from saggar.compiler.lock_files import is_lock, read_lock
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
    if path.is_file() and not is_lock(path):
        raise RunStateError(
            f"{path} is no lock of a compiled campaign; give a campaign, a run directory or the "
            "lock.json in one"
        )
    return read_lock(path)


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
