"""What diff says of a run and a campaign is what plan and compile say of them."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from studies import fluorite

from saggar.runtime.structures.extxyz import format_extxyz

Finish = Callable[..., list[str]]
RUN = Path("run")
BEGINNING = ("initial_data", "active_learning/000")
STRICTER = {"force_deviation": {"above": "0.2 eV/Å", "below": "3 eV/Å"}}
STOP = {"within": {"temperature": ["300 K", "600 K"]}, "at_most": 4}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def fates(saggar: Any, campaign: Path) -> dict[str, int]:
    """Count the tasks by what plan makes of them."""
    changes = json.loads(saggar("plan", campaign, "--against", RUN, "--json").text)["against"]
    kinds = [each["fate"] for each in changes["tasks"]]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


def difference(saggar: Any, a: Path, b: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(saggar("diff", a, b, "--json").text)
    return found


@pytest.mark.parametrize("edits", [1, 2])
def test_a_run_does_not_differ_from_the_file_with_which_it_goes_on(
    saggar: Any, write: Any, finish: Finish, edits: int
) -> None:
    saggar("compile", write(active_learning__stop=STOP), "--out", RUN)
    for edit in range(edits):
        finish(RUN, *BEGINNING, f"active_learning/{edit:03d}")
        campaign = write(
            active_learning__stop=STOP,
            active_learning__candidate=STRICTER,
            active_learning__select={"at_most": 7 + edit},
        )
        saggar("compile", campaign, "--out", RUN)
    assert saggar("diff", RUN, campaign).code == 0
    assert saggar("diff", campaign, RUN).code == 0
    assert difference(saggar, RUN, campaign)["files"] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"active_learning__candidate": STRICTER},
        {"active_learning__reject": {"label_force_above": "20 eV/Å"}},
        {"active_learning__stop": STOP},
        {"dynamics": {"thermo_every": 10}},
        {"seed": 8},
    ],
)
def test_both_keep_the_same_results(
    saggar: Any, write: Any, finish: Finish, changes: dict[str, Any]
) -> None:
    saggar("compile", write(), "--out", RUN)
    finish(RUN, "")
    edited = write(**changes)
    planned, stages = fates(saggar, edited), difference(saggar, RUN, edited)["stages"]
    assert sum(each["finished"] for each in stages) == planned.get("kept", 0)
    assert sum(len(each["stale"]) for each in stages) == planned.get("redone", 0)
    assert sum(len(each["new"]) for each in stages) == planned.get("added", 0)


def test_what_digits_without_meaning_make_anew_is_counted_beside_what_changes(
    saggar: Any, write: Any, finish: Finish
) -> None:
    saggar("compile", write(), "--out", RUN)
    finish(RUN, "")
    edited = write(active_learning__stop=STOP)
    noise = np.random.default_rng(0).uniform(-2e-5, 2e-5, (12, 3))
    noisy = replace(fluorite(), positions=fluorite().positions + noise)
    Path("cell.xyz").write_text(format_extxyz([noisy]), encoding="utf-8")
    found = difference(saggar, RUN, edited)
    planned = fates(saggar, edited)
    again = planned["redone"] + planned["added"]
    again -= sum(len(each["stale"]) + len(each["new"]) for each in found["stages"])
    assert again > 0
    assert any(f"declares {again} more tasks anew" in note for note in found["notes"])
