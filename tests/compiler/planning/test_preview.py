"""What `plan` says of a campaign whose structures are not frozen yet, and of one with them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from locks import INTERFACES, SETS, opened, sandwich, write_campaign, write_lock

from saggar.__main__ import main
from saggar.compiler.cli import check_file
from saggar.compiler.preview import preview_interfaces
from saggar.schemas.machine import LAPTOP


@pytest.fixture
def plan(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    """Give a function that plans a campaign and gives what was printed."""
    monkeypatch.chdir(tmp_path)

    def planned(campaign: Path, *words: str) -> str:
        capsys.readouterr()
        assert main(["plan", str(campaign), *words]) == 0
        return capsys.readouterr().out

    return planned


def test_the_cube_face_of_fluorite_fits_rutile_turned_by_45_degrees(tmp_path: Path) -> None:
    checked = check_file(write_campaign(tmp_path), LAPTOP)
    *_, production = preview_interfaces(checked.resolved.campaign, checked.given)
    (match,) = production.matches
    strain = 4.9 / 5.12 - 1  # of the film; its face-centred square has half the area of a^2
    assert match.strains == pytest.approx((strain, strain), abs=1e-6)
    assert match.area_A2 == pytest.approx(4.9**2, abs=1e-3)
    per_area = 10.0 * 12 / 5.12**3 + 12.0 * 6 / (4.9**2 * 3.2)
    assert match.atoms == round(4.9**2 * per_area)


def test_a_preview_is_told_to_be_one_and_plans_the_run_that_makes_structures(
    tmp_path: Path, plan: Callable[..., str]
) -> None:
    text = plan(write_campaign(tmp_path))
    assert "a preview with cells as they are given" in text
    assert "c001: c-ZrO2 (0 0 1) on rutile (0 0 1)  area 24.0 Å²" in text
    assert "structures: 2 x settle phase, 3 x build interfaces, 24 x relax, 3 x rank" in text


def test_limits_that_leave_nothing_name_what_comes_nearest(
    tmp_path: Path, plan: Callable[..., str]
) -> None:
    sets: dict[str, Any] = {**SETS, "production": {**SETS["production"], "max_strain": "1 %"}}
    interfaces = {"films": ["c-ZrO2"], "substrates": ["rutile"], "sets": sets}
    campaign = write_campaign(tmp_path, interfaces=interfaces)
    checked = check_file(campaign, LAPTOP)
    *_, production = preview_interfaces(checked.resolved.campaign, checked.given)
    assert not production.matches
    assert "c001: c-ZrO2 on rutile: no common cell" in production.nothing[0]
    assert "nearest" in production.nothing[0]


def test_the_plan_as_json_holds_every_match(tmp_path: Path, plan: Callable[..., str]) -> None:
    document = json.loads(plan(write_campaign(tmp_path), "--json"))
    assert [each["name"] for each in document["preview"]] == ["training", "holdout", "production"]
    assert document["preview"][2]["matches"][0]["pair"] == "c001"
    assert [each["stage"] for each in document["stages"]] == ["structures"]


def test_frozen_interfaces_are_planned_with_area_and_strain(
    tmp_path: Path, plan: Callable[..., str]
) -> None:
    campaign = write_campaign(tmp_path)
    write_lock(campaign)
    text = plan(campaign)
    assert "preview" not in text
    assert "area 26.214 Å², strain -0.40/+0.60 % (principal)" in text


def test_a_large_set_is_not_listed_to_its_end(tmp_path: Path, plan: Callable[..., str]) -> None:
    campaign = write_campaign(tmp_path)
    many = {f"holdout-{number}": opened(sandwich("", layers=1)) for number in range(20)}
    write_lock(campaign, interfaces={**INTERFACES, **many})
    text = plan(campaign)
    assert "  and 8 more of set holdout (--json has all)" in text
    assert text.count("  holdout-") == 12
    assert "  c001 " in text


@pytest.mark.parametrize("command", ["check", "plan"])
def test_a_budget_is_held_against_the_preview(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    campaign = write_campaign(tmp_path)
    assert main([command, str(campaign), "--set", "budget.core_hours=0.0001"]) == 1
    assert "budget.core_hours is 0.0001 h; the study" in capsys.readouterr().out
    assert main([command, str(campaign), "--set", "budget.core_hours=1e6"]) == 0
