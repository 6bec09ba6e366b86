"""Against a run the plan says what is still to be paid, by times measured there."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def remaining(saggar: Command, *words: Any) -> dict[str, Any]:
    return dict(json.loads(saggar("plan", *words, "--json").text)["remaining"])


def test_a_new_study_has_no_such_row(saggar: Command, write: Command) -> None:
    assert json.loads(saggar("plan", write(), "--json").text)["remaining"] is None
    assert "still to be done" not in saggar("plan", write()).text


def test_a_finished_run_leaves_nothing(
    saggar: Command, write: Command, finish: Command, tmp_path: Path
) -> None:
    saggar("compile", write(), "--out", "run")
    finish(tmp_path / "run", "")
    found = remaining(saggar, write(), "--against", "run")
    assert found["core_hours"]["high"] == 0
    assert "still to be done     0 " in saggar("plan", write(), "--against", "run").text


def test_what_waits_is_what_the_whole_study_takes_less_what_is_finished(
    saggar: Command, write: Command, finish: Command, tmp_path: Path
) -> None:
    saggar("compile", write(), "--out", "run")
    all_of_it = json.loads(saggar("plan", write(), "--against", "run", "--json").text)
    assert all_of_it["remaining"]["core_hours"]["low"] == pytest.approx(
        sum(stage["takes"]["core_hours"]["low"] for stage in all_of_it["stages"])
    )
    assert all_of_it["remaining"]["core_hours"]["high"] == pytest.approx(
        sum(stage["takes"]["core_hours"]["high"] for stage in all_of_it["stages"])
    )
    finish(tmp_path / "run", "initial_data")
    (first,) = (each for each in all_of_it["stages"] if each["stage"] == "initial_data")
    found = remaining(saggar, write(), "--against", "run")["reference_calculations"]
    whole = all_of_it["remaining"]["reference_calculations"]
    assert whole["low"] - found["low"] == first["takes"]["reference_calculations"]["low"]


def test_measured_times_stay_with_their_machine(
    saggar: Command, write: Command, finish: Command, tmp_path: Path
) -> None:
    saggar("compile", write(), "--out", "run")
    finish(tmp_path / "run", "", cpu_s=500.0)
    other = tmp_path / "other.yaml"
    other.write_text(
        "name: other\nscheduler: local\ncores: 2\n"
        "gpumd: {executor: gpumd, release: '5.6'}\nnep: {executor: neppo, release: '5.6'}\n"
    )
    here = saggar("plan", write(), "--against", "run").text
    there = saggar("plan", write(), "--against", "run", "--machine", other).text
    assert "times as measured in run" in here
    assert "times as measured" not in there
