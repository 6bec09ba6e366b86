"""Small run directories of fake steps."""

import json
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from fake_steps import FakeWork

from saggar.runtime.execution.driver import Driver
from saggar.runtime.execution.job import execute_job
from saggar.runtime.execution.journal import Journal
from saggar.runtime.execution.local import LocalSubmitter
from saggar.runtime.execution.survey import Survey
from saggar.runtime.rundir import RunDirectory, sha256_of_file
from saggar.schemas.campaign import Campaign, StageName
from saggar.schemas.machine import LAPTOP
from saggar.schemas.manifest import Manifest
from saggar.schemas.plan import Loop, Need, Plan, Resources, Task
from saggar.schemas.resolved import Lock
from saggar.schemas.state import Event, Job

JOB_COMMAND = (sys.executable, str(Path(__file__).with_name("job.py")))

CAMPAIGN = {
    "saggar": 1,
    "name": "fake",
    "seed": 1,
    "charges": {"Li": 1},
    "phases": {"li": {"file": "li.cif"}},
    "models": {
        "foundation": {"engine": "chgnet"},
        "reference": {"engine": "chgnet"},
        "potential": {"engine": "nep"},
    },
    "initial_data": {
        "perturb": {"per_structure": 1},
        "select": {"frames": 1},
    },
    "active_learning": {
        "train": {"generations": 1},
        "explore": {"solid": {"temperatures": "300 K", "duration": "1 ps"}},
        "candidate": {"force_deviation": {"above": "0.1 eV/A", "below": "1 eV/A"}},
        "stop": {"within": {"temperature": "300, 400 K"}, "at_most": 5},
    },
    "final_training": {"generations": 1},
    "production": {
        "bulk": {
            "phases": {"li": 2},
            "temperatures": "300 K",
            "duration": "1 ps",
            "dump_every": "1 ps",
        }
    },
    "analysis": {"mobile": "Li"},
}

DECK, DECK_TEXT = "decks/nep.in", "type 1 Li\n"


def task(name: str, *needs: str | Need, family: str = "light", **settings: Any) -> Task:
    """Give a fake task; its stage is the first part of its name."""
    return Task(
        id=name,
        stage=name.split("/", maxsplit=1)[0],
        settings=FakeWork(**settings),
        needs=tuple(Need(role="data", task=n) if isinstance(n, str) else n for n in needs),
        resources=Resources(seconds=1.0, family=family),
    )


def loop(at_most: int = 5, converges_at: int | None = 2) -> Loop:
    """Give a loop like that of active learning: train twice, explore, assess, collect."""
    here, before = "active_learning/{iteration}", "active_learning/{previous}"
    previous = Need(role="data", task=f"{before}/collect", first="initial_data/collect")
    trained = (f"{here}/train/0", f"{here}/train/1")
    return Loop(
        name="active_learning",
        at_most=at_most,
        decision=f"{here}/assess",
        body=(
            task(f"{here}/train/0", previous, family="train", value=0),
            task(f"{here}/train/1", previous, family="train", value=1),
            task(f"{here}/hot", *trained).model_copy(update={"from_iteration": 1}),
            task(f"{here}/assess", *trained, f"{here}/hot", converges_at=converges_at),
            task(f"{here}/collect", f"{here}/assess", previous),
        ),
    )


def plan(
    *, loops: tuple[Loop, ...] | None = None, changed: dict[str, dict[str, Any]] | None = None
) -> Plan:
    """Give a plan of three stages; settings of tasks outside its loop can be changed by name."""
    tasks = (
        task("initial_data/sample/0", value=0),
        task("initial_data/sample/1", value=1),
        task("initial_data/collect", "initial_data/sample/0", "initial_data/sample/1"),
        task("final_training/train", "active_learning/{last}/collect", family="train"),
    )
    return Plan(
        campaign="fake",
        stages=("initial_data", "active_learning", "final_training"),
        tasks=tuple(with_settings(item, (changed or {}).get(item.id, {})) for item in tasks),
        loops=(loop(),) if loops is None else loops,
    )


def flat_plan(*tasks: Task) -> Plan:
    """Give a plan of one stage without a loop."""
    return Plan(campaign="fake", stages=("initial_data",), tasks=tasks)


def with_settings(item: Task, update: dict[str, Any]) -> Task:
    """Give a task with other settings."""
    return item.model_copy(update={"settings": item.settings.model_copy(update=update)})


UNDISTURBED = (
    "initial_data/sample/0",
    "initial_data/sample/1",
    "initial_data/collect",
    *(
        f"active_learning/{iteration:03d}/{name}"
        for iteration in range(3)
        for name in ("train/0", "train/1", "hot", "assess", "collect")
        if (iteration, name) != (0, "hot")
    ),
    "final_training/train",
)
"""Tasks of `plan()` when its loop converges in the third iteration."""


def build(root: Path, a_plan: Plan | None = None, **machine: Any) -> RunDirectory:
    """Write a run directory as the compiler would."""
    for folder in ("inputs", "decks", "work", "state", "results"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    lock = Lock(
        campaign=Campaign.model_validate(
            CAMPAIGN | {"pause_after": machine.pop("pause_after", ())}
        ),
        origins={},
        cells={},
        machine=LAPTOP.model_copy(update=machine),
        packages={"pydantic": "2"},
    )
    (root / DECK).write_text(DECK_TEXT)
    (root / "campaign.yaml").write_text("saggar: 1\n")
    (root / "plan.json").write_text((a_plan or plan()).model_dump_json(indent=1))
    (root / "lock.json").write_text(json.dumps(lock.lock()))
    files = [DECK, "campaign.yaml", "plan.json", "lock.json"]
    manifest = Manifest(saggar="0.1.0", files={f: sha256_of_file(root / f) for f in files})
    (root / "manifest.json").write_text(manifest.model_dump_json())
    return RunDirectory(root)


def submitter(rundir: RunDirectory) -> LocalSubmitter:
    """Give a submitter whose jobs know the fake steps."""
    return LocalSubmitter(rundir, JOB_COMMAND)


class InlineSubmitter:
    """Executes each job at once in this process.

    Parameters
    ----------
    rundir : RunDirectory
        The run.
    begins : bool
        Whether jobs begin; if not they are taken for alive, like jobs in a queue.
    """

    def __init__(self, rundir: RunDirectory, *, begins: bool = True) -> None:
        self.jobs: list[Job] = []
        self._rundir = rundir
        self._begins = begins

    def submit(self, job: Job) -> None:
        """Execute a job, or not."""
        self.jobs.append(job)
        if self._begins:
            execute_job(self._rundir, job.id)

    def alive(self, job: str) -> bool:
        """Say whether a job waits."""
        return not self._begins

    def cancel(self, job: str) -> None:
        """Forget a waiting job."""
        self._begins = True

    @property
    def batches(self) -> list[list[str]]:
        """Names of the tasks of each job."""
        return [[item.task.id for item in job.assignments] for job in self.jobs]


def ticks(
    rundir: RunDirectory,
    submitter: InlineSubmitter | None = None,
    stages: tuple[StageName, ...] | None = None,
) -> Survey:
    """Tick until no job is left and give where the run stands."""
    with closing(Journal(rundir)) as journal:
        stages = rundir.plan.stages if stages is None else stages
        driver = Driver(rundir, submitter or InlineSubmitter(rundir), journal, stages)
        while (seen := driver.tick()).jobs:
            pass
        return seen.survey


def events(rundir: RunDirectory) -> list[Event]:
    """Read the journal."""
    lines = rundir.journal.read_text().splitlines()
    return [Event.model_validate_json(line) for line in lines]


def executions(rundir: RunDirectory) -> Counter[str]:
    """Count how often each task was executed."""
    lines = (rundir.root / "executions").read_text().splitlines()
    return Counter(line.split()[0] for line in lines)
