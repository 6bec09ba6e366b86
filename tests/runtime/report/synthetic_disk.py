"""A run directory to which finished and failed tasks are added."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from synthetic_plan import ATOMS, CELLS

from saggar.runtime.execution.expansion import Outcomes, expand
from saggar.schemas.base import Frozen
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import LAPTOP
from saggar.schemas.manifest import Manifest
from saggar.schemas.plan import Plan
from saggar.schemas.resolved import CellRecord, Lock
from saggar.schemas.state import Event, ExitRecord


@dataclass
class RunOnDisk:
    """A run directory and the means to add finished and failed tasks to it."""

    root: Path
    study: Campaign
    plan: Plan
    random: np.random.Generator

    def compile(self) -> None:
        """Write what the compiler writes."""
        cells = {
            name: CellRecord(
                kind="phase",
                file=f"inputs/{name}.vasp",
                source="mp-1565",
                sha256="ab" * 32,
                atoms=ATOMS,
                formula="Li2ZrCl6",
                thicknesses_A=(10.0, 10.0, 10.5),
            )
            for name in CELLS
        }
        lock = Lock(
            campaign=self.study,
            origins={},
            cells=cells,
            machine=LAPTOP,
            packages={"calorine": "4.1", "neppo": "1.0"},
        )
        self.root.mkdir(parents=True, exist_ok=True)
        manifest = Manifest(saggar="0.1.0", files={})
        for name, model in (("lock", lock), ("plan", self.plan), ("manifest", manifest)):
            text = json.dumps(model.model_dump(mode="json", by_alias=False))
            (self.root / f"{name}.json").write_text(text)

    def folder(self, id: str) -> Path:
        """Give the folder of a task's result."""
        return self.root / "work" / id

    def digest(self, id: str) -> str:
        """Give the declared digest of a task by what is finished so far."""

        def finished(task: str, digest: str) -> bool:
            return (self.folder(task) / "exit.json").is_file()

        def converged(task: str) -> bool:
            return bool(
                json.loads((self.folder(task) / "exit.json").read_text())["outcome"]["converged"]
            )

        return expand(self.plan, Outcomes(finished, converged)).digests[id]

    def finish(self, id: str, outcome: Frozen) -> Path:
        """Write the exit record of a finished task."""
        record = ExitRecord(
            task=id,
            digest=self.digest(id),
            status="finished",
            attempt=1,
            outcome=outcome.model_dump(mode="json"),
            wall_s=12.5,
            cpu_s=11.0,
            host="node",
            versions={"calorine": "4.1"},
        )
        self._write(self.folder(id), record)
        self.event("finished", id)
        return self.folder(id)

    def fail(self, id: str, attempt: int, error: str, log: str = "") -> None:
        """Write what a failed attempt leaves."""
        folder = self.folder(id).with_name(f"{Path(id).name}.failed-{attempt}")
        record = ExitRecord(
            task=id,
            digest=self.digest(id),
            status="failed",
            attempt=attempt,
            error=error,
            wall_s=2.0,
            cpu_s=1.5,
            host="node",
        )
        self._write(folder, record)
        (folder / "log.txt").write_text(log)
        self.event("failed", id)

    def _write(self, folder: Path, record: ExitRecord) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "exit.json").write_text(record.model_dump_json())

    def event(self, event: str, id: str) -> None:
        """Add an event to the journal."""
        line = Event(time="2026-01-02T03:04:05Z", event=event, task=id).model_dump_json()
        journal = self.root / "state" / "journal.jsonl"
        journal.parent.mkdir(exist_ok=True)
        with journal.open("a") as lines:
            lines.write(line + "\n")
