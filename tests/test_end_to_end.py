"""A whole campaign with the real engines through the command line, killed in the middle."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from studies import REPOSITORY

from saggar.runtime.execution.local import marked_processes
from saggar.runtime.execution.status import cancel, run_status
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.state import Event, EventName

pytestmark = pytest.mark.slow

STRUCTURE = REPOSITORY / "campaigns" / "demo" / "structures" / "c-ZrO2.cif"

CAMPAIGN = """\
saggar: 1
name: pocket
description: fluorite ZrO2 in seconds, to see every stage at work
seed: 11
charges: {Zr: 4, O: -2}
phases: {c-ZrO2: {file: c-ZrO2.cif, source: fluorite}}
models:
  foundation: {engine: chgnet}
  reference: {engine: chgnet}
  potential: {engine: nep, cutoff: {radial: 4 Å, angular: 3 Å}, neurons: 5}
initial_data:
  perturb: {strain: [1 %, 3 %], per_structure: 4}
  select: {frames: 2}
active_learning:
  committee: 2
  train: {generations: 10000, gradient: {steps: 20}}
  explore:
    solid: {temperatures: 300 K, duration: 0.02 ps, check_every: 5 fs}
  candidate: {force_deviation: {above: 0.001 eV/Å, below: 100 eV/Å}}
  select: {at_most: 2}
  stop: {within: {temperature: [300 K, 600 K]}, at_most: 1}
final_training: {generations: 10000, gradient: {steps: 20}}
production:
  ensemble: nvt
  segment: 0.5 ps
  equilibrate: {from: 300 K, duration: 0.02 ps}
  bulk: {phases: {c-ZrO2: 12}, temperatures: 300 K, duration: 1 ps, dump_every: 20 fs}
validation: {production_frames: {per_run: 2}}
analysis: {mobile: O}
"""

PATIENCE_S = 600.0
"""Time after which a run that should go on is taken for hung, s."""


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    (tmp_path / "c-ZrO2.cif").write_bytes(STRUCTURE.read_bytes())
    (tmp_path / "campaign.yaml").write_text(CAMPAIGN, encoding="utf-8")
    return tmp_path / "campaign.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A run directory to be; whatever still works in it afterwards is ended."""
    root = tmp_path / "run"
    yield root
    if root.is_dir():
        cancel(RunDirectory(root))


def saggar_run(target: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "saggar", "run", str(target), *words]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def tasks_that(root: Path, event: EventName) -> list[str]:
    """Name the tasks of one kind of event; a line that a kill cut short is none."""
    text = (root / "state" / "journal.jsonl").read_text()
    lines = text[: text.rfind("\n") + 1].splitlines()
    return [each.task for each in map(Event.model_validate_json, lines) if each.event == event]


def exit_record(root: Path, task: str) -> bytes:
    return (root / "work" / task / "exit.json").read_bytes()


def wait_until_training(root: Path, driver: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    attempt = root / "work" / "active_learning" / "000" / "train" / "0.attempt-1"
    while not (attempt / "train.xyz").is_file():
        assert driver.poll() is None, driver.communicate()[0]
        assert time.monotonic() < deadline, f"no training has begun after {PATIENCE_S:g} s"
        time.sleep(0.05)


def assert_whole(root: Path) -> None:
    status = run_status(RunDirectory(root))
    assert status.waits_for == "nothing: all tasks are finished"
    assert all(stage.complete for stage in status.stages)
    assert {stage.stage for stage in status.stages} == {
        "initial_data",
        "active_learning",
        "final_training",
        "production",
        "validation",
        "analysis",
    }
    for name in ("nep.txt", "loss.out", "train.xyz", "translation.json", "exit.json"):
        for training in ("active_learning/000/train/0", "final_training/train"):
            assert (root / "work" / training / name).stat().st_size > 0
    page = (root / "results" / "report.html").read_text(encoding="utf-8")
    assert "Not finished:" not in page
    assert "cannot be read" not in page
    assert "Force RMSE" in page
    assert list((root / "results" / "csv").glob("*.csv"))
    assert not marked_processes(RunDirectory(root))


def test_campaign_killed_while_it_trains_goes_on_to_its_report_and_repeats_nothing(
    campaign: Path, root: Path
) -> None:
    driver = saggar_run(campaign, "--out", str(root))
    wait_until_training(root, driver)
    driver.send_signal(signal.SIGKILL)
    driver.communicate()
    for process, _ in marked_processes(RunDirectory(root)):
        process.send_signal(signal.SIGKILL)
    before = {task: exit_record(root, task) for task in tasks_that(root, "finished")}
    assert before

    again = saggar_run(root)
    said, _ = again.communicate(timeout=PATIENCE_S)
    assert again.returncode == 0, said
    assert "All tasks are finished." in said
    assert_whole(root)
    assert {task: exit_record(root, task) for task in before} == before
    finished = tasks_that(root, "finished")
    assert len(finished) == len(set(finished))
    assert "active_learning/000/train/0" in tasks_that(root, "lost")
