"""Frozen structures compare by their content, and sets by what they hold."""

import json
from pathlib import Path
from typing import Any

import pytest
from locks import INTERFACES, sandwich, write_campaign, write_lock

from saggar.__main__ import main


def study(folder: Path, review: str = "", **changes: Any) -> Path:
    folder.mkdir()
    campaign = write_campaign(folder)
    lock = write_lock(campaign, **changes)
    if review:
        (lock / "review.yaml").write_text(review)
    return campaign


def differences(a: Path, b: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    main(["diff", str(a), str(b), "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_equal_locks_make_no_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = differences(study(tmp_path / "a"), study(tmp_path / "b"), capsys)
    assert not found["differs"]


def test_a_dropped_interface_is_named_with_its_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    b = study(tmp_path / "b", review="drop: {training-2: too thin}\n")
    found = differences(study(tmp_path / "a"), b, capsys)
    (one,) = found["differences"]
    assert (one["path"], one["category"]) == ("structures.training.training-2", "sampling")
    assert found["differs"]


def test_an_interface_of_another_content_is_a_difference_of_structure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = {**INTERFACES, "training-1": sandwich("training-1", layers=4)}
    found = differences(study(tmp_path / "a"), study(tmp_path / "b", interfaces=other), capsys)
    assert [each["name"] for each in found["structures"]] == ["training-1"]
    assert found["differs"]


def test_where_cells_are_to_be_made_values_are_compared_and_tasks_are_not_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b").mkdir()
    frozen, unmade = study(tmp_path / "a"), write_campaign(tmp_path / "b")
    assert not differences(unmade, unmade, capsys)["differs"]
    assert not differences(frozen, unmade, capsys)["differs"]
    words = ["diff", str(unmade), str(unmade), "--set", "seed=99", "--json"]
    assert main(words) == 2
    found = json.loads(capsys.readouterr().out)
    assert [each["path"] for each in found["differences"]] == ["seed"]
    assert found["stages"] == []
    assert found["cost"] is None
    assert any("cells are to be made first" in note for note in found["notes"])


def test_the_graph_of_a_study_whose_cells_are_to_be_made_is_that_of_making_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["graph", str(write_campaign(tmp_path))]) == 0
    said = capsys.readouterr()
    assert "cells are to be made first" in said.err
    assert "freeze structures" in said.out
    assert "active_learning" not in said.out


def test_a_run_and_the_campaign_that_it_was_compiled_from_are_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    campaign = study(tmp_path / "a")
    assert main(["compile", str(campaign), "--out", str(tmp_path / "run")]) == 0
    assert not differences(campaign, tmp_path / "run", capsys)["differs"]
