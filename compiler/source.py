"""What a campaign was compiled from, as its author wrote it, for the run directory.

The files keep their places relative to each other, so that the campaign among them can be compiled
again wherever the run directory is.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from saggar.compiler.load import Loaded
from saggar.compiler.loading.references import file_paths
from saggar.schemas.resolved import Source

FOLDER = "campaign"
"""Folder of the author's files in a run directory."""


@dataclass(frozen=True)
class Written:
    """The author's files.

    Attributes
    ----------
    source : Source
        Which of them is the campaign, and what the command line gave.
    files : dict of str to str
        All of them: path in the run directory to text.
    """

    source: Source
    files: dict[str, str]


def written_by_author(loaded: Loaded, frozen: Iterable[Path] = ()) -> Written:
    """Collect the files of a campaign.

    Parameters
    ----------
    loaded : Loaded
        A campaign in which no file is missing.
    frozen : iterable of Path
        Files of its frozen structures.

    Returns
    -------
    Written
        The campaign, the files that it extends, those that it names and its frozen structures,
        below the nearest folder that holds them all.
    """
    contents = {_absolute(path): content for path, content in loaded.files.items()}
    named = [loaded.path.parent / name for _, name in file_paths(loaded.tree, texts_only=True)]
    for path in map(_absolute, (*named, *frozen)):
        contents[path] = path.read_bytes()
    top = os.path.commonpath([path.parent for path in contents])
    files = {
        _in_run_directory(path, top): content.decode("utf-8", errors="replace")
        for path, content in contents.items()
    }
    campaign = _in_run_directory(_absolute(loaded.path), top)
    return Written(Source(file=campaign, settings=loaded.settings), dict(sorted(files.items())))


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - links are kept as they are named


def _in_run_directory(path: Path, top: str) -> str:
    return str(PurePosixPath(FOLDER, path.relative_to(top).as_posix()))
