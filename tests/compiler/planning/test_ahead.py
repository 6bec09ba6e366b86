"""Before structures are made, the plan estimates what follows with cells that stand in for them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from studies import REPOSITORY

Command = Callable[..., Any]
STUDIES = REPOSITORY / "campaigns"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def unmade(tmp_path: Path) -> Callable[[str], Path]:
    """Give a function that copies a shipped study without its frozen structures."""

    def copied(name: str) -> Path:
        shutil.copytree(
            STUDIES / name, tmp_path / name, ignore=shutil.ignore_patterns("structures.lock")
        )
        return tmp_path / name / "campaign.yaml"

    return copied


def planned(saggar: Command, file: Path, *words: str) -> dict[str, Any]:
    return dict(json.loads(saggar("plan", file, "--json", *words).text))


@pytest.mark.parametrize("name", ["lif-mgo", "zro2-li2zrcl6"])
def test_every_stage_is_estimated_about_as_with_the_frozen_cells(
    saggar: Command, unmade: Command, name: str
) -> None:
    document = planned(saggar, unmade(name))
    ahead = {stage["stage"]: stage for stage in document["ahead"]}
    frozen = planned(saggar, STUDIES / name / "campaign.yaml")["stages"]
    assert list(ahead) == [stage["stage"] for stage in frozen]
    for stage in frozen:
        for quantity, amount in stage["takes"].items():
            low, high = (ahead[stage["stage"]]["takes"][quantity][end] for end in ("low", "high"))
            assert low <= amount["high"] * 1.5, (stage["stage"], quantity)
            assert amount["low"] <= high * 1.5, (stage["stage"], quantity)


def test_a_part_is_not_called_the_total(saggar: Command, unmade: Command) -> None:
    text = saggar("plan", unmade("lif-mgo")).text
    rows = [line.split("  ")[0] for line in text.splitlines()]
    assert "making structures" in rows
    assert "(production)" in rows
    assert "(all of it)" in rows
    assert "total" not in rows


def test_frozen_structures_leave_nothing_ahead(saggar: Command) -> None:
    document = planned(saggar, STUDIES / "lif-mgo" / "campaign.yaml")
    assert document["ahead"] == []
    assert "\ntotal " in saggar("plan", STUDIES / "lif-mgo" / "campaign.yaml").text


def test_what_cannot_be_planned_so_is_said(saggar: Command, unmade: Command) -> None:
    setting = "production.bulk.phases.alpha-LZC=3890"  # of a phase that is not ordered yet
    document = planned(saggar, unmade("zro2-li2zrcl6"), "--set", setting)
    assert document["ahead"] == []
    assert "3890 atoms are no multiple of the 27" in document["not_ahead"]
