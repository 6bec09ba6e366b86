"""Puts what was frozen beside the campaign: the one place where structures.lock/ is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from saggar.compiler.frozen.reading import FOLDER, LOCK, REVIEW, read_structures_lock
from saggar.compiler.write import replace_text
from saggar.schemas.errors import CampaignError, CompileError
from saggar.schemas.frozen_structures import StructuresLock

OF_THE_TASK = ("exit.json", "log.txt")
"""Files of a result that tell of its making and are not of the lock."""


@dataclass(frozen=True)
class Published:
    """What a publication changed.

    Attributes
    ----------
    folder : Path
        The lock.
    lock : StructuresLock
        What it says now.
    written, kept, removed : int
        Files.
    """

    folder: Path
    lock: StructuresLock
    written: int
    kept: int
    removed: int


def publish(result: Path, campaign_folder: Path) -> Published:
    """Bring the lock beside a campaign to what was frozen.

    Files with the right content are not touched, ``lock.json`` is replaced last, and then what only
    the lock before named is removed. What a person put there stays, the review before all.

    Parameters
    ----------
    result : Path
        Folder of the finished task ``freeze``.
    campaign_folder : Path
        Folder of the campaign.

    Raises
    ------
    CompileError
        If the lock cannot be written.
    CampaignError
        If the result is damaged.
    """
    target = campaign_folder / FOLDER
    lock = read_structures_lock(result / LOCK)
    before = _files_of(_lock_in(target))
    paths = sorted(_contents(result), key=lambda path: (path == LOCK, path))
    try:
        written = sum(_written(result / path, target / PurePosixPath(path)) for path in paths)
        gone = [target / path for path in before - set(paths) if (target / path).is_file()]
        for file in gone:
            file.unlink()
    except OSError as error:
        raise CompileError(f"{target} cannot be written: {error}") from error
    return Published(target, lock, written, len(paths) - written, len(gone))


def _contents(result: Path) -> Iterable[str]:
    for path in result.rglob("*"):
        name = path.relative_to(result).as_posix()
        if path.is_file() and name not in (*OF_THE_TASK, REVIEW):
            yield name


def _written(source: Path, target: Path) -> bool:
    text = source.read_text(encoding="utf-8")
    if target.is_file() and target.read_bytes() == text.encode():
        return False
    replace_text(target, text)
    return True


def _lock_in(folder: Path) -> StructuresLock | None:
    try:
        return read_structures_lock(folder / LOCK)
    except CampaignError:
        return None


def _files_of(lock: StructuresLock | None) -> set[str]:
    """Name the files of a lock; those of a damaged one are not known and stay."""
    if lock is None:
        return set()
    phases = {each.file for each in lock.phases.values()}
    conventional = {each.conventional_file for each in lock.phases.values()}
    interfaces = {each.file for each in lock.interfaces.values()}
    return phases | conventional | interfaces | {f"pictures/{name}.svg" for name in lock.interfaces}
