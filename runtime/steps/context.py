"""What a step is given: its settings, its folder, and the folders of the results it needs."""

from dataclasses import dataclass
from pathlib import Path

from saggar.schemas.errors import RunStateError
from saggar.schemas.plan import Task
from saggar.schemas.resolved import Lock


@dataclass(frozen=True)
class StepContext:
    """Surroundings of one attempt at a task.

    Parameters
    ----------
    root : Path
        The run directory.
    folder : Path
        Folder of this attempt: the only place where a step writes, the label store apart.
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
