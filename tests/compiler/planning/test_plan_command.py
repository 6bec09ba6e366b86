"""The command ``plan``: what it shows, against which run, and what it exits with."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from studies import REPOSITORY

from saggar.compiler.planning.document import read_document

DEMO = REPOSITORY / "campaigns" / "demo" / "campaign.yaml"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_plan_names_stages_cells_loop_and_reasons(saggar: Any) -> None:
    ran = saggar("plan", DEMO)
    assert ran.code == 0
    assert "c111-alpha001  interface    135 atoms  Li12 Zr33 Cl36 O54  area 101.079 Å²" in ran.text
    assert "4 x train" in ran.text
    assert "until fewer than 1 % of frames are candidates between 300 and 600 K" in ran.text
    assert "converged at the earliest after 1 iteration" in ran.text


def test_json_holds_every_quantity_with_its_reason(saggar: Any) -> None:
    document = json.loads(saggar("plan", DEMO, "--json").text)
    for stage in document["stages"]:
        for name, amount in stage["takes"].items():
            assert 0 <= amount["low"] <= amount["high"], name
            assert amount["reasons"], name
    assert document["against"] is None
    assert document["plan"]["campaign"] == "demo"


def test_written_plan_reads_back(saggar: Any, tmp_path: Path) -> None:
    printed = saggar("plan", DEMO, "--json", "--out", "p.json").text
    assert (tmp_path / "p.json").read_text(encoding="utf-8") == printed
    assert read_document(tmp_path / "p.json").campaign == "demo"


def test_sections_without_executor_are_listed_and_not_counted(saggar: Any, write: Any) -> None:
    ran = saggar("plan", write(validation={"energy_volume": {}}))
    assert ran.code == 0
    assert "not executed yet: refused by compile, named by compile --partial" in ran.text
    assert "energy-volume" in ran.text


def test_fresh_run_has_nothing_to_redo(saggar: Any, write: Any) -> None:
    assert saggar("compile", write()).code == 0
    ran = saggar("plan", write())
    assert ran.code == 0
    assert "against runs/small: 40 waiting" in ran.text


def test_longer_production_redoes_its_stage_alone(
    saggar: Any, write: Any, finish: Callable[..., list[str]]
) -> None:
    saggar("compile", write(), "--out", "run")
    finish(Path("run"), "")
    other = write(production__ensemble="npt")
    ran = saggar("plan", other, "--against", "run", "--json")
    changes = json.loads(ran.text)["against"]["tasks"]
    assert ran.code == 2
    stages = {each["stage"] for each in changes if each["fate"] == "redone"}
    assert stages == {"production", "validation", "analysis"}
    assert {each["fate"] for each in changes if each["stage"] == "active_learning"} == {"kept"}


def test_reason_names_the_setting_that_is_another(
    saggar: Any, write: Any, finish: Callable[..., list[str]]
) -> None:
    saggar("compile", write(), "--out", "run")
    finish(Path("run"), "")
    ran = saggar("plan", write(initial_data__perturb__per_structure=3), "--against", "run")
    assert "redone" in ran.text
    assert "other settings: per_structure" in ran.text
    assert "reads what is made again: perturb" in ran.text


def test_new_temperature_is_added_and_the_others_kept(
    saggar: Any, write: Any, finish: Callable[..., list[str]]
) -> None:
    saggar("compile", write(), "--out", "run")
    finish(Path("run"), "")
    other = write(production__bulk__temperatures="600, 900 K")
    changes = json.loads(saggar("plan", other, "--against", "run", "--json").text)["against"]
    fates = {each["task"]: each["fate"] for each in changes["tasks"]}
    added = {name for name, fate in fates.items() if fate == "added"}
    assert {name for name in added if name.startswith("production")} == {
        f"production/c-ZrO2-96/900K/{leg}"
        for leg in ("equilibrate", "segment-000", "segment-001", "segment-002")
    }
    assert fates["production/c-ZrO2-96/600K/segment-000"] == "kept"


def test_result_of_a_task_that_is_gone_is_dropped(
    saggar: Any, write: Any, finish: Callable[..., list[str]]
) -> None:
    saggar("compile", write(production__bulk__temperatures="600, 900 K"), "--out", "run")
    finish(Path("run"), "")
    changes = json.loads(saggar("plan", write(), "--against", "run", "--json").text)["against"]
    dropped = [each["task"] for each in changes["tasks"] if each["fate"] == "dropped"]
    assert "analysis/c-ZrO2-96/900K" in dropped
    assert changes["lost_cpu_seconds"] >= 10.0 * len(dropped)


def test_measured_times_replace_rates(
    saggar: Any, write: Any, finish: Callable[..., list[str]]
) -> None:
    saggar("compile", write(), "--out", "run")
    finish(Path("run"), "active_learning/000/train", cpu_s=1000.0)
    document = json.loads(saggar("plan", write(), "--against", "run", "--json").text)
    assert document["measured_in"] == "run"
    (final,) = (each for each in document["stages"] if each["stage"] == "final_training")
    assert final["takes"]["core_hours"]["high"] > 0.2


def test_against_something_else_is_refused(saggar: Any, write: Any, tmp_path: Path) -> None:
    ran = saggar("plan", write(), "--against", tmp_path / "nothing")
    assert ran.code == 1
    assert "does not exist" in ran.errors


def test_compile_accepts_the_plan_of_the_same_world(saggar: Any, write: Any) -> None:
    saggar("plan", write(), "--out", "p.json")
    assert saggar("compile", write(), "--plan", "p.json").code == 0


def test_compile_refuses_a_plan_of_another_campaign(saggar: Any, write: Any) -> None:
    saggar("plan", write(), "--out", "p.json")
    ran = saggar("compile", write(seed=8), "--plan", "p.json")
    assert ran.code == 1
    assert "\n  seed: 7 -> 8 (" in ran.errors
    assert "lock.json" not in ran.errors
    assert not Path("runs").exists()


def test_compile_refuses_when_the_run_has_gone_on(
    saggar: Any, write: Any, finish: Callable[..., list[str]]
) -> None:
    saggar("compile", write())
    saggar("plan", write(), "--out", "p.json")
    finish(Path("runs/small"), "initial_data/perturb")
    ran = saggar("compile", write(), "--plan", "p.json")
    assert ran.code == 1
    assert "initial_data/perturb was waiting, is kept" in ran.errors


def test_a_file_that_is_no_plan_is_refused(saggar: Any, write: Any) -> None:
    Path("p.json").write_text("{}")
    ran = saggar("compile", write(), "--plan", "p.json")
    assert ran.code == 1
    assert "saggar plan FILE --out p.json" in ran.errors
