"""Tasks that may take longer than the machine lets them are named before they are started."""

import json
import re
from pathlib import Path

import pytest
from studies import DEMO, REPOSITORY

from saggar.__main__ import main

PROFILE = (REPOSITORY / "campaigns" / "machines" / "laptop.yaml").read_text()


def slow_tasks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], walltime: str, *arguments: str
) -> list[dict[str, str]]:
    machine = tmp_path / "node.yaml"
    machine.write_text(f"{PROFILE}{walltime and f'walltime: {walltime}'}\n")
    main(["check", str(DEMO), "--machine", str(machine), "--json", *arguments])
    found = json.loads(capsys.readouterr().out)
    return [each for each in found if each["code"] == "SG472"]


def test_no_walltime_and_a_long_one_find_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert slow_tasks(tmp_path, capsys, "") == []
    assert slow_tasks(tmp_path, capsys, "10 d") == []


def test_a_short_one_names_task_estimate_limit_and_what_to_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = slow_tasks(tmp_path, capsys, "1 min")
    (training,) = [each for each in found if "final_training/train" in each["message"]]
    assert training["severity"] == "warning"
    assert "ends tasks after 60 s and counts them as failed" in training["message"]
    assert "fewer steps" in training["hint"]
    assert "raise `walltime`" in training["hint"]
    line = (
        DEMO.read_text()
        .splitlines()
        .index(
            next(
                text for text in DEMO.read_text().splitlines() if text.startswith("final_training")
            )
        )
    )
    assert training["line"] == line + 1


def test_the_spread_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (training,) = [
        each
        for each in slow_tasks(tmp_path, capsys, "1 s")
        if "final_training/train" in each["message"]
    ]
    low, high = map(float, re.findall(r"([\d.]+) s to ([\d.]+) s", training["message"])[0])
    assert high / low == pytest.approx(1.8**2, rel=0.1)  # the profile's spread either way
    beyond = slow_tasks(tmp_path, capsys, f"{0.9 * high:g} s")
    assert any("final_training/train" in each["message"] for each in beyond)
    within = slow_tasks(tmp_path, capsys, f"{1.1 * high:g} s")
    assert not any("final_training/train" in each["message"] for each in within)


def test_production_points_to_its_segment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = slow_tasks(tmp_path, capsys, "1 s")
    (produced,) = [each for each in found if "shorter segment" in each["hint"]]
    assert "task production/" in produced["message"]
    line = DEMO.read_text().splitlines()[int(produced["line"]) - 1]
    assert line.strip().startswith("segment:")


def test_it_can_be_ignored_with_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reason = ("--set", "ignore.SG472=a try")
    found = slow_tasks(tmp_path, capsys, "1 s", *reason)
    assert found
    assert {each["ignored"] for each in found} == {"a try"}
