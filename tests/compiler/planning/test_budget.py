"""A budget: what is estimated to take more is warned of, what certainly does is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import studies

from saggar.compiler.checks.budget import over_budget
from saggar.compiler.estimate.amounts import Amount
from saggar.compiler.estimate.stages import Takes

Command = Callable[..., Any]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def takes(**ranges: tuple[float, float]) -> Takes:
    both = {name: ranges.get(name, (0, 0)) for name in Takes.model_fields}
    return Takes(**{
        name: Amount(low=low, high=high, reasons=("assumed",)) for name, (low, high) in both.items()
    })  # fmt: skip


def codes(budget: dict[str, Any], **ranges: tuple[float, float]) -> list[tuple[str, str]]:
    campaign = studies.campaign(studies.changed(budget=budget))
    return [(each.code, each.path[-1]) for each in over_budget(campaign, takes(**ranges))]


@pytest.mark.parametrize(
    ("limit", "found"), [(9.9, ["SG470"]), (10, ["SG471"]), (19.9, ["SG471"]), (20, []), (30, [])]
)
def test_the_lower_end_is_an_error_and_the_upper_a_warning(limit: float, found: list[str]) -> None:
    assert [code for code, _ in codes({"core_hours": limit}, core_hours=(10, 20))] == found


def test_each_limit_is_held_against_its_own_quantity() -> None:
    budget = {"core_hours": 5, "gpu_hours": 5, "reference_calculations": 5, "disk": "5 GB"}
    for name in ("core_hours", "gpu_hours", "reference_calculations"):
        assert codes(budget, **{name: (6, 7)}) == [("SG470", name)]


def test_disk_is_compared_in_one_unit() -> None:
    assert codes({"disk": "5 GB"}, disk_MB=(4000, 4999)) == []
    assert codes({"disk": "5 GB"}, disk_MB=(4000, 5001)) == [("SG471", "disk")]
    assert codes({"disk": "500 MB"}, disk_MB=(501, 600)) == [("SG470", "disk")]


def test_nothing_is_limited_without_a_budget() -> None:
    assert codes({}, core_hours=(1e6, 1e7)) == []


def within_the_range(saggar: Command, path: Path) -> int:
    """Give a number of reference calculations between the ends of the estimate."""
    estimate = json.loads(saggar("plan", path, "--json").text)["total"]["reference_calculations"]
    assert estimate["low"] + 1 < estimate["high"]
    return int(estimate["low"]) + 1


def test_plan_shows_what_exceeds_the_budget_and_fails(saggar: Command, write: Command) -> None:
    ran = saggar("plan", write(budget={"core_hours": 1e-6}))
    assert ran.code == 1
    assert "total" in ran.text
    assert "error SG470: budget.core_hours is 1e-06 h" in ran.text


def test_a_warning_does_not_fail_the_plan_and_stands_in_the_document(
    saggar: Command, write: Command
) -> None:
    budget = {"reference_calculations": within_the_range(saggar, write())}
    ran = saggar("plan", write(budget=budget), "--json")
    assert ran.code == 0
    (found,) = json.loads(ran.text)["over_budget"]
    assert (found["code"], found["severity"]) == ("SG471", "warning")
    assert found["path"] == ["budget", "reference_calculations"]


def test_check_tells_of_a_budget_that_is_exceeded_where_it_is_written(
    saggar: Command, write: Command
) -> None:
    hopeless = saggar("check", write(budget={"disk": "0.001 MB"}))
    assert hopeless.code == 1
    assert "campaign.yaml:1:" in hopeless.text
    assert "SG470 budget.disk is 1e-06 GB" in hopeless.text
    budget = {"reference_calculations": within_the_range(saggar, write())}
    doubtful = saggar("check", write(budget=budget))
    assert doubtful.code == 0
    assert "SG471 warning: budget.reference_calculations" in doubtful.text


def test_compile_refuses_what_certainly_exceeds_the_budget(
    saggar: Command, write: Command, tmp_path: Path
) -> None:
    ran = saggar("compile", write(budget={"disk": "0.001 MB"}))
    assert ran.code == 1
    assert "SG470" in ran.errors
    assert not (tmp_path / "runs").exists()


def test_compile_warns_of_what_may_exceed_it_unless_ignored(
    saggar: Command, write: Command
) -> None:
    budget = {"reference_calculations": within_the_range(saggar, write())}
    loud = saggar("compile", write(budget=budget))
    quiet = saggar("compile", write(budget=budget, ignore={"SG471": "the loop will stop early"}))
    assert (loud.code, quiet.code) == (0, 0)
    assert "SG471" in loud.errors
    assert "SG471" not in quiet.errors
