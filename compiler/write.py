"""Writes a compiled campaign: the only part of the compiler that changes a disk."""

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from saggar.schemas.errors import CompileError
from saggar.schemas.manifest import Manifest

MANIFEST = "manifest.json"

NESTED = "structures"
"""Run directory of the structures, which may stand in that of their campaign before it is made."""


@dataclass(frozen=True)
class Written:
    """What a write has changed, by path in the run directory."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]


def write_run_directory(root: Path, files: dict[str, str]) -> Written:
    """Bring a run directory to a set of compiled files.

    Files with the right content are not touched; files that the last compilation wrote and this
    one does not are removed; results and state stay. The manifest is written last, so that an
    interrupted write is found out and can be repeated.

    Parameters
    ----------
    root : Path
        The run directory; made if it does not exist.
    files : dict of str to str
        Path to text, the manifest among them.

    Returns
    -------
    Written

    Raises
    ------
    CompileError
        If the folder holds something that is no run directory, or cannot be written.
    """
    before = _compiled_before(root)
    removed = sorted(set(before) - set(files))
    added: list[str] = []
    changed: list[str] = []
    kept: list[str] = []
    order = sorted(files, key=lambda path: (path == MANIFEST, path))
    try:
        for path in order:
            target = root / PurePosixPath(path)
            state = _state(target, files[path])
            {"new": added, "same": kept, "other": changed}[state].append(path)
            if state != "same":
                replace_text(target, files[path])
        for path in removed:
            (root / path).unlink(missing_ok=True)
        for folder in ("work", "state", "results"):
            (root / folder).mkdir(exist_ok=True)
    except OSError as error:
        raise CompileError(f"{root} cannot be written: {error}") from error
    return Written(tuple(added), tuple(changed), tuple(removed), tuple(kept))


def _compiled_before(root: Path) -> dict[str, str]:
    manifest = root / MANIFEST
    if manifest.exists():
        try:
            return Manifest.model_validate_json(manifest.read_text(encoding="utf-8")).files
        except (ValidationError, OSError, UnicodeDecodeError) as error:
            raise CompileError(
                f"{manifest} is damaged ({type(error).__name__}); move it away and compile again"
            ) from error
    if root.is_dir() and any(each.name != NESTED for each in root.iterdir()):
        raise CompileError(
            f"{root} is not empty and no run directory; give another folder with --out"
        )
    return {}


def _state(target: Path, text: str) -> str:
    try:
        return "same" if target.read_bytes() == text.encode() else "other"
    except FileNotFoundError:
        return "new"


def replace_text(target: Path, text: str) -> None:
    """Write a file in one step: whoever reads it finds the old text or the new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        scratch.write_bytes(text.encode())
        scratch.replace(target)
    except OSError:
        scratch.unlink(missing_ok=True)
        raise
