"""A compiled run directory: where everything stands, and whether it is what was compiled."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import ValidationError

from saggar.schemas.base import Frozen
from saggar.schemas.errors import RunStateError
from saggar.schemas.manifest import Difference, Manifest
from saggar.schemas.misfit import misfit
from saggar.schemas.plan import PLAN_VERSION, Plan
from saggar.schemas.resolved import Lock
from saggar.schemas.state import ExitRecord

EXIT_RECORD = "exit.json"
"""Last file of an attempt; a folder that holds it is complete."""

LOG = "log.txt"
"""What a step, its libraries and its programs said."""

_Model = TypeVar("_Model", bound=Frozen)

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class RunDirectory:
    """Paths and compiled documents of a run.

    Parameters
    ----------
    root : Path
        The folder that ``saggar compile`` wrote.
    """

    root: Path

    @classmethod
    def existing(cls, root: Path) -> Self:
        """Give a run directory that was compiled.

        Raises
        ------
        RunStateError
            If the path is a file, names nothing, or is a folder without a plan.
        """
        rundir = cls(root)
        rundir.require_folder()
        if not (root / "plan.json").is_file():
            raise RunStateError(_missing(root / "plan.json"))
        return rundir

    def require_folder(self) -> None:
        """Refuse a path that is no folder.

        Raises
        ------
        RunStateError
            If it is a file or names nothing.
        """
        if self.root.is_dir():
            return
        if self.root.exists():
            raise RunStateError(
                f"{self.root} is a file; give the run directory. "
                f"Did you mean `saggar run {self.root}`?"
            )
        raise RunStateError(
            f"{self.root} does not exist; make it with `saggar compile`, "
            "or name a directory that was compiled."
        )

    @property
    def work(self) -> Path:
        """Folder of the results of tasks."""
        return self.root / "work"

    @property
    def state(self) -> Path:
        """Folder of the journal, the locks and the jobs."""
        return self.root / "state"

    @property
    def results(self) -> Path:
        """Folder of the report and of what a user takes away."""
        return self.root / "results"

    @property
    def journal(self) -> Path:
        """Every event of the run, one a line."""
        return self.state / "journal.jsonl"

    @property
    def snapshot(self) -> Path:
        """The state at some place in the journal."""
        return self.state / "snapshot.json"

    @property
    def driver_lock(self) -> Path:
        """File that the one driver holds locked."""
        return self.state / "driver.lock"

    @property
    def jobs(self) -> Path:
        """Folder of jobs whose tasks are not all accounted for."""
        return self.state / "jobs"

    def result(self, task: str) -> Path:
        """Give the folder of a task's published result, whether or not it exists."""
        return self.work / task

    @cached_property
    def plan(self) -> Plan:
        """The plan.

        Raises
        ------
        RunStateError
            If it is missing, damaged, or of another format version.
        """
        return self._document("plan.json", Plan, PLAN_VERSION)

    @cached_property
    def lock(self) -> Lock:
        """The resolved campaign.

        Raises
        ------
        RunStateError
            If it is missing, damaged, or of another format version.
        """
        return self._document("lock.json", Lock, Lock.model_fields["version"].default)

    @cached_property
    def manifest(self) -> Manifest:
        """What the compiler wrote.

        Raises
        ------
        RunStateError
            If it is missing, damaged, or of another format version.
        """
        return self._document("manifest.json", Manifest, Manifest.model_fields["version"].default)

    def record(self, task: str) -> ExitRecord | None:
        """Give the exit record of a published result, none if there is no such result.

        Raises
        ------
        RunStateError
            If the record is damaged.
        """
        return read_record(self.result(task))

    def differences(self) -> tuple[Difference, ...]:
        """Compare every compiled file with the manifest, in the manifest's order.

        Raises
        ------
        RunStateError
            If the manifest is damaged, or of another format version.
        """
        if not (self.root / "manifest.json").is_file():
            return (Difference(path="manifest.json", kind="missing"),)
        found = []
        for path, digest in self.manifest.files.items():
            file = self.root / path
            if not file.is_file():
                found.append(Difference(path=path, kind="missing"))
            elif sha256_of_file(file) != digest:
                found.append(Difference(path=path, kind="edited"))
        return tuple(found)

    def verify(self) -> None:
        """Check that nothing was changed since the directory was compiled.

        Raises
        ------
        RunStateError
            If a compiled file was edited or is missing; the message names all of them.
        """
        found = self.differences()
        if not found:
            return
        lines = "".join(f"\n  {item}" for item in found)
        raise RunStateError(
            f"{self.root} is not what was compiled:{lines}\n"
            "Results would no longer belong to the campaign in it. Restore these files, or change "
            "the campaign file and run `saggar compile` into this directory again: finished work "
            "that the change does not touch is kept."
        )

    def _document(self, name: str, model: type[_Model], version: int) -> _Model:
        path = self.root / name
        content = self._read(path)
        found = content.get("version")
        if found != version:
            raise RunStateError(
                f"{path} has format version {found!r}; this saggar reads {version}. "
                f"The directory was compiled by saggar {self._compiler()}: install that release, "
                "or run `saggar compile` into this directory again with this one."
            )
        try:
            return model.model_validate(content)
        except ValidationError as error:
            raise RunStateError(
                f"{path} is {misfit(error)}. Run `saggar compile` into this directory again."
            ) from None

    def _read(self, path: Path) -> dict[str, Any]:
        self.require_folder()
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise RunStateError(_missing(path)) from None
        except ValueError as error:
            raise RunStateError(
                f"{path} is damaged ({error}). Run `saggar compile` into this directory again."
            ) from error
        if not isinstance(content, dict):
            raise RunStateError(f"{path} is damaged: it holds no object. Compile it again.")
        return content

    def _compiler(self) -> str:
        try:
            content = json.loads((self.root / "manifest.json").read_text(encoding="utf-8"))
            return str(content["saggar"])
        except (OSError, ValueError, KeyError, TypeError):
            return "of an unknown version"


def _missing(path: Path) -> str:
    return (
        f"{path} is missing: {path.parent} is no run directory, or not a whole one. "
        "Make one with `saggar compile`."
    )


def read_record(folder: Path) -> ExitRecord | None:
    """Give the exit record in a folder, none if the folder or the record does not exist.

    Raises
    ------
    RunStateError
        If the record is damaged.
    """
    path = folder / EXIT_RECORD
    try:
        return ExitRecord.model_validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValidationError as error:
        raise RunStateError(
            f"{path} is {misfit(error)}. If nobody edited it, the disk is to be doubted. "
            f"Move {folder} away to have the task executed again."
        ) from None


def sha256_of_file(path: Path) -> str:
    """Give the sha256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
