"""The commands on run directories."""

import argparse
import json
from pathlib import Path

import fake_runs
import pytest
from fake_runs import UNDISTURBED, ticks

from saggar.runtime.cli import add_commands
from saggar.schemas.state import RunStatus

pytestmark = pytest.mark.usefixtures("fake_steps")


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    arguments = parser.parse_args(words)
    code: int = arguments.command(arguments)
    return code


def status(root: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert call("status", str(root)) == 0
    return capsys.readouterr().out


def test_status_before_the_first_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fake_runs.build(tmp_path)
    text = status(tmp_path, capsys)
    assert "not begun" in text
    assert "driver: none is alive" in text
    assert "waits for its first `saggar run`" in text
    assert not list((tmp_path / "state").iterdir()), "looking changes nothing"


def test_status_of_a_finished_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ticks(fake_runs.build(tmp_path))
    text = status(tmp_path, capsys)
    assert "loop active_learning: iteration 2, at most 5 iterations, converged" in text
    assert "nothing: all tasks are finished" in text


def test_status_of_a_run_that_stands_within_a_loop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rundir = fake_runs.build(tmp_path)
    ticks(rundir, stages=("initial_data",))
    assert "waits for `saggar run`, which goes on from here" in status(tmp_path, capsys)


def test_json_of_the_status_is_a_run_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ticks(fake_runs.build(tmp_path))
    capsys.readouterr()
    call("status", str(tmp_path), "--json")
    report = RunStatus.model_validate(json.loads(capsys.readouterr().out))
    assert sum(stage.finished for stage in report.stages) == len(UNDISTURBED)
    assert all(stage.complete for stage in report.stages)
    assert [(loop.iteration, loop.converged) for loop in report.loops] == [(2, True)]


def test_replaced_results_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ticks(fake_runs.build(tmp_path, fake_runs.flat_plan(fake_runs.task("initial_data/a"))))
    changed = fake_runs.task("initial_data/a", value=3)
    ticks(fake_runs.build(tmp_path, fake_runs.flat_plan(changed)))
    assert "set aside: 1 replaced results" in status(tmp_path, capsys)


def test_edited_and_missing_files_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake_runs.build(tmp_path)
    assert "not as compiled" not in status(tmp_path, capsys)
    (tmp_path / fake_runs.DECK).write_text("type 2 Li Cl\n")
    (tmp_path / "campaign.yaml").unlink()
    text = status(tmp_path, capsys)
    assert "not as compiled: decks/nep.in: edited after compiling" in text
    assert "not as compiled: campaign.yaml: missing" in text
    call("status", str(tmp_path), "--json")
    found = RunStatus.model_validate_json(capsys.readouterr().out).differences
    assert {each.kind for each in found} == {"edited", "missing"}


def test_cancel_of_a_run_that_is_not_alive(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake_runs.build(tmp_path)
    assert call("cancel", str(tmp_path)) == 0
    assert "nothing was alive" in capsys.readouterr().out
