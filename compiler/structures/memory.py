"""What was found of structures before, remembered between commands by the content of their files.

One small file for each campaign, in ``$SAGGAR_CACHE_DIR``, else ``$XDG_CACHE_HOME/saggar``, else
``~/.cache/saggar``. It holds what follows from content alone and can be deleted at will: what is
missing, damaged or was found by other code is found again.
"""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Generic, Self, TypeVar

from pydantic import ValidationError

from saggar.compiler.structures.inspection import Inspection
from saggar.compiler.structures.summary import CellSummary
from saggar.schemas.base import Frozen

_Found = TypeVar("_Found")

_CODE = ("compiler/cells.py", "compiler/structures", "runtime/orderings", "runtime/structures")
"""Modules that find what is remembered, and folders of such modules."""

_LIBRARIES = ("gemmi", "numpy")


class Remembered(Frozen):
    """What is remembered of the structures of a campaign, by content and how it was read."""

    summaries: dict[str, CellSummary | None] = {}
    """None for a CIF whose sites are filled partly."""
    inspections: dict[str, Inspection] = {}
    orderings: dict[str, str] = {}
    """Why sites cannot be ordered as declared; empty where they can."""
    twins: dict[str, bool] = {}
    """Whether two cells hold the same structure."""


class Table(Generic[_Found]):
    """Findings of one kind: those of the last command, and those that this one asked for."""

    def __init__(self, before: dict[str, _Found]) -> None:
        self._before = before
        self.asked: dict[str, _Found] = {}

    def recall(self, key: str, find: Callable[[], _Found]) -> _Found:
        """Give what is remembered, or find it.

        Parameters
        ----------
        key : str
            Names what is asked: digests of contents, and all else that decides the answer.
        find : callable
            Finds the answer; what it raises is raised here and not remembered.
        """
        if key not in self.asked:
            self.asked[key] = self._before[key] if key in self._before else find()
        return self.asked[key]

    @property
    def has_more(self) -> bool:
        """Whether something was asked for that was not remembered."""
        return not self.asked.keys() <= self._before.keys()


class Memory:
    """What was found of the structures of a campaign.

    Parameters
    ----------
    file : Path, optional
        Where it is kept between commands; without it, nothing is.
    """

    def __init__(self, file: Path | None = None) -> None:
        before = _read(file) if file is not None else Remembered()
        self._file = file
        self.summaries = Table(before.summaries)
        self.inspections = Table(before.inspections)
        self.orderings = Table(before.orderings)
        self.twins = Table(before.twins)

    @classmethod
    def of(cls, campaign: Path) -> Self:
        """Give the memory of a campaign, by the path of its file."""
        folder = _folder()
        if folder is None:
            return cls()
        name = hashlib.sha256(os.path.realpath(campaign).encode(errors="replace")).hexdigest()
        return cls(folder / f"{name[:32]}.json")

    def keep(self) -> None:
        """Write what was asked for, if any of it is new; what cannot be written is forgotten."""
        tables = (self.summaries, self.inspections, self.orderings, self.twins)
        if self._file is None or not any(each.has_more for each in tables):
            return
        from saggar.compiler.write import replace_text

        remembered = Remembered(
            summaries=self.summaries.asked,
            inspections=self.inspections.asked,
            orderings=self.orderings.asked,
            twins=self.twins.asked,
        )
        body = remembered.model_dump_json(by_alias=False)
        with suppress(OSError):
            replace_text(self._file, f"{_seal(body.encode())}\n{body}")


def _folder() -> Path | None:
    own, caches = (os.environ.get(name, "") for name in ("SAGGAR_CACHE_DIR", "XDG_CACHE_HOME"))
    if own:
        return Path(own)
    with suppress(RuntimeError):  # no home
        return (Path(caches) if caches else Path.home() / ".cache") / "saggar"
    return None


def _read(file: Path) -> Remembered:
    """Read what this code found; nothing where the file is missing, damaged or of other code."""
    try:
        seal, _, body = file.read_bytes().partition(b"\n")
        if seal.decode(errors="replace") == _seal(body):
            return Remembered.model_validate_json(body)
    except (OSError, ValidationError):
        pass
    return Remembered()


def _seal(body: bytes) -> str:
    """Digest what is remembered and the code that found it."""
    return hashlib.sha256(_code() + body).hexdigest()


@cache
def _code() -> bytes:
    """Digest the modules that find what is remembered, and name the libraries that they use."""
    root = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for each in _CODE:
        files = (root / each).glob("*.py") if (root / each).is_dir() else (root / each,)
        for file in sorted(files):
            digest.update(file.read_bytes())
    for name in _LIBRARIES:
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            state = Path(spec.origin).stat()
            digest.update(f"{spec.origin} {state.st_size} {state.st_mtime_ns}".encode())
    return digest.digest()
