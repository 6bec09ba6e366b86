"""A run directory keeps the machine that it was compiled for, unless another is named."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from studies import REPOSITORY

from saggar.runtime.rundir import RunDirectory

Write = Callable[..., Path]
Saggar = Callable[..., Any]


@pytest.fixture
def node(tmp_path: Path) -> Path:
    """A profile of another machine."""
    text = (REPOSITORY / "campaigns" / "machines" / "laptop.yaml").read_text()
    path = tmp_path / "node.yaml"
    path.write_text(text.replace("name: laptop", "name: node").replace("cores: 2 ", "cores: 16 "))
    return path


def machine_of(run: Path) -> str:
    return RunDirectory(run).lock.machine.name


def test_compiling_again_keeps_the_machine_and_says_so(
    write: Write, saggar: Saggar, node: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    saggar("compile", write(), "--out", run, "--machine", node)
    again = saggar("compile", write(seed=8), "--out", run)
    assert again.code == 0
    assert machine_of(run) == "node"
    (line,) = [line for line in again.errors.splitlines() if line.startswith("machine: ")]
    assert line == f"machine: node, for which {run} was compiled; --machine takes another"


def test_the_default_directory_counts_too(
    write: Write, saggar: Saggar, node: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    saggar("compile", write(), "--machine", node)
    assert saggar("compile", write(seed=8)).code == 0
    assert machine_of(Path("runs/small")) == "node"


def test_a_machine_that_is_named_is_taken(
    write: Write, saggar: Saggar, node: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    saggar("compile", write(), "--out", run, "--machine", node)
    named = saggar("compile", write(), "--out", run, "--machine", "laptop")
    assert machine_of(run) == "laptop"
    assert "machine: " not in named.errors


def test_nothing_is_said_of_the_built_in_machine(
    write: Write, saggar: Saggar, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    for _ in range(2):
        assert "machine: " not in saggar("compile", write(), "--out", run).errors


def test_a_plan_is_made_for_the_machine_of_the_run(
    write: Write, saggar: Saggar, node: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    saggar("compile", write(), "--out", run, "--machine", node)
    planned = saggar("plan", write(), "--against", run)
    assert planned.code == 0, planned.text
    assert "node" in planned.text
    assert "machine: node" in planned.errors


def test_a_lock_that_cannot_be_read_is_named(
    write: Write, saggar: Saggar, node: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    saggar("compile", write(), "--out", run, "--machine", node)
    (run / "lock.json").write_text("{")
    again = saggar("compile", write(), "--out", run)
    assert again.code == 0
    assert f"machine: laptop; that of {run} cannot be read" in again.errors
