"""How the state of a run changes on disk: each operation happens whole or not at all."""

import os
import secrets
from pathlib import Path


def write_atomically(path: Path, text: str) -> None:
    """Replace a file so that a reader sees the old text or the new one, even after a power cut.

    Parameters
    ----------
    path : Path
        File to write; its folder is made where it is missing.
    text : str
        Whole content.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    try:
        with scratch.open("x", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def append(descriptor: int, data: bytes) -> None:
    """Write at the end of an open file and wait until the bytes stand on disk."""
    while data:
        data = data[os.write(descriptor, data) :]
    os.fsync(descriptor)


def move(source: Path, target: Path) -> None:
    """Rename a file or folder on the same disk; the folder of the target is made if missing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)
    sync_folder(target.parent)
    if source.parent != target.parent:
        sync_folder(source.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder stand on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Wait until every file under a folder, and every name, stands on disk."""
    for parent, _, names in os.walk(folder):
        for name in names:
            file = Path(parent, name)
            if file.is_file():
                _sync_file(file)
        sync_folder(Path(parent))


def _sync_file(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
