"""What a step is given: its settings, its folder, and the folders of the results it needs."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from saggar.schemas.errors import RunStateError
from saggar.schemas.plan import Task
from saggar.schemas.resolved import Lock
from saggar.schemas.results import Outcome
from saggar.schemas.state import ExitRecord

AnyOutcome = TypeVar("AnyOutcome", bound=Outcome)


def read_outcome(folder: Path, kind: type[AnyOutcome]) -> AnyOutcome:
    """Give the outcome of a finished task.

    Parameters
    ----------
    folder : Path
        The task's published folder.
    kind : type
        Model of the outcome.
    """
    text = (folder / "exit.json").read_text(encoding="utf-8")
    return kind.model_validate(ExitRecord.model_validate_json(text).outcome)


@dataclass(frozen=True)
class StepContext:
    """Surroundings of one attempt at a task.

    Parameters
    ----------
    root : Path
        The run directory.
    folder : Path
        Folder of this attempt: the only place where a step writes, apart from the stores of labels
        and relaxations.
    task : Task
        The task, place holders filled.
    lock : Lock
        The resolved campaign.
    """

    root: Path
    folder: Path
    task: Task
    lock: Lock

    @property
    def label_store(self) -> Path:
        """Folder of the labels that all tasks of the run share."""
        return self.root / "work" / "labels"

    @property
    def relaxation_store(self) -> Path:
        """Folder of the relaxations that all tasks of the run share."""
        return self.root / "work" / "relaxed"

    def results(self, role: str) -> tuple[Path, ...]:
        """Give the folders of all results in one role, in the order of the plan."""
        return tuple(
            self.root / "work" / need.task for need in self.task.needs if need.role == role
        )

    def result(self, role: str) -> Path:
        """Give the folder of the only result in one role.

        Raises
        ------
        RunStateError
            If the plan gives none or several.
        """
        folders = self.results(role)
        if len(folders) != 1:
            raise RunStateError(f"{self.task.id} needs one result as {role}, got {len(folders)}")
        return folders[0]
