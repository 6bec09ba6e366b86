"""Compiling into a run directory that exists: what stays, what will be redone, and whether to."""

from dataclasses import dataclass
from pathlib import Path

from saggar.compiler.compile import Compiled
from saggar.compiler.planning.changes import Changes, Standing, changes_to, standing_in
from saggar.compiler.planning.continuation import continued
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.errors import CompileError, RunStateError


@dataclass(frozen=True)
class Recompiled:
    """A compiled campaign and what it does to the run that it is written into.

    Parameters
    ----------
    compiled : Compiled
        What is to be written.
    standing : Standing or None
        The run as it is; none where there is none.
    changes : Changes or None
        What becomes of it.
    """

    compiled: Compiled
    standing: Standing | None = None
    changes: Changes | None = None

    @property
    def replaces(self) -> bool:
        """Say whether finished results will be replaced or not used any more."""
        return self.changes is not None and any(
            change.fate in ("redone", "dropped") for change in self.changes.tasks
        )

    @property
    def to_be_said(self) -> bool:
        """Say whether a person should read the changes."""
        return self.replaces or (self.changes is not None and bool(self.changes.notes))


def is_run(root: Path) -> bool:
    """Say whether a folder is a run directory."""
    return (root / "manifest.json").is_file()


def require_run_to_redo(root: Path, redo_from: int | None) -> None:
    """Refuse to redo iterations of what is no run directory.

    Raises
    ------
    CompileError
        If there is nothing of which iterations could be redone.
    """
    if redo_from is not None and not is_run(root):
        raise CompileError(
            f"--redo-from {redo_from}: {root} is no run directory, so no iteration is finished; "
            "leave it out"
        )


def recompiled(compiled: Compiled, root: Path, redo_from: int | None = None) -> Recompiled:
    """Fit a compiled campaign to the run directory that it is meant for.

    Parameters
    ----------
    compiled : Compiled
        The campaign in memory.
    root : Path
        The run directory.
    redo_from : int, optional
        First iteration of loops that does not stay.

    Raises
    ------
    RunStateError
        If it is none, or cannot be read.
    """
    standing = standing_in(RunDirectory(root))
    fitted = continued(compiled, standing, redo_from)
    changes = changes_to(standing, fitted.compiled.plan, fitted.notes)
    return Recompiled(fitted.compiled, standing, changes)


def recompiled_over_anything(
    compiled: Compiled, root: Path, redo_from: int | None = None
) -> Recompiled:
    """Fit a compiled campaign to a folder: new, a run directory, one that is damaged even.

    Compiling again is how a damaged directory, or one of another version, is mended; finished work
    is then told by its digests alone.

    Parameters
    ----------
    compiled, root, redo_from
        As for `recompiled`.

    Raises
    ------
    CompileError
        If iterations are to be redone that are not finished.
    """
    require_run_to_redo(root, redo_from)
    if not is_run(root):
        return Recompiled(compiled)
    try:
        return recompiled(compiled, root, redo_from)
    except RunStateError as error:
        note = f"what was compiled cannot be read, so no iteration is kept as it was: {error}"
        changes = Changes(directory=str(root), tasks=(), lost_cpu_seconds=0.0, notes=(note,))
        return Recompiled(compiled, changes=changes)
