"""What a machine profile has no rate for is left out of estimates, and said so everywhere."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from studies import REPOSITORY, SMALL

PROFILE = (REPOSITORY / "campaigns" / "machines" / "laptop.yaml").read_text()
VASP = {"engine": "vasp", "energy_cutoff": "520 eV", "k_spacing": "0.3 1/Å"}

Command = Callable[..., Any]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def machine(tmp_path: Path) -> Callable[..., Path]:
    def written(*lines: str, nep: str = "neppo") -> Path:
        path = tmp_path / "machine.yaml"
        text = PROFILE.replace("executor: neppo", f"executor: {nep}")
        path.write_text(text + "".join(f"  {line}\n" for line in lines), encoding="utf-8")
        return path

    return written


def by_vasp(write: Command, **changes: Any) -> Path:
    return Path(write(models={**SMALL["models"], "reference": VASP}, **changes))


def amounts(saggar: Command, file: Path, machine: Path, *words: str) -> dict[str, Any]:
    document = json.loads(saggar("plan", file, "--machine", machine, "--json", *words).text)
    return dict(document["total"])


def test_labels_of_vasp_are_left_out_without_a_rate(
    saggar: Command, write: Command, machine: Command
) -> None:
    found = amounts(saggar, by_vasp(write), machine())["core_hours"]
    assert any(
        "x label, for which laptop gives no rates.vasp" in each for each in found["left_out"]
    )
    text = saggar("plan", by_vasp(write), "--machine", machine()).text
    assert " h + ?" in text or " min + ?" in text
    assert "not known and left out: initial_data" in text


def test_labels_of_vasp_take_the_time_that_the_profile_says(
    saggar: Command, write: Command, machine: Command
) -> None:
    hours = [
        amounts(saggar, by_vasp(write), machine(f"vasp: {{core_time: {time}, atoms: 12}}"))
        for time in ("100 h", "200 h")
    ]
    for end in ("low", "high"):
        labels = 2 * hours[0]["core_hours"][end] - hours[1]["core_hours"][end]
        assert labels < 0.02 * hours[1]["core_hours"][end]  # little beside the labels
    assert hours[0]["core_hours"]["left_out"] == []


def test_generations_of_nep_are_not_known_without_a_rate(
    saggar: Command, write: Command, machine: Command
) -> None:
    found = amounts(saggar, write(), machine(nep="nep"))["gpu_hours"]
    assert found["high"] == 0
    assert all("gives no rates.evolution_us_per_atom" in each for each in found["left_out"])
    assert "not known" in saggar("plan", write(), "--machine", machine(nep="nep")).text


@pytest.mark.parametrize(
    "setting", ["final_training.generations=200000", "models.potential.population=100"]
)
def test_time_of_nep_grows_with_generations_and_population(
    saggar: Command, write: Command, machine: Command, setting: str
) -> None:
    profile = machine("evolution_us_per_atom: 0.1", nep="nep")
    before = (
        "--set",
        "final_training.generations=100000",
        "--set",
        "models.potential.population=50",
    )

    def final(*words: str) -> dict[str, Any]:
        ran = saggar("plan", write(), "--machine", profile, "--json", *before, *words)
        stages = json.loads(ran.text)["stages"]
        (stage,) = (each for each in stages if each["stage"] == "final_training")
        return dict(stage["takes"]["gpu_hours"])

    one, two = final(), final("--set", setting)
    assert two["low"] == pytest.approx(2 * one["low"])
    assert two["high"] == pytest.approx(2 * one["high"])


def test_a_budget_of_time_warns_of_what_is_not_known(
    saggar: Command, write: Command, machine: Command
) -> None:
    ran = saggar("plan", by_vasp(write, budget={"core_hours": 1e6}), "--machine", machine())
    assert ran.code == 0
    assert "warning SG471: budget.core_hours is 1e+06 h" in ran.text
    assert "and what is not known: initial_data: " in ran.text
    assert "give the machine profile the rate that it lacks" in ran.text


def test_a_budget_of_other_things_does_not(
    saggar: Command, write: Command, machine: Command
) -> None:
    ran = saggar("plan", by_vasp(write, budget={"disk": "900 GB"}), "--machine", machine())
    assert "SG471" not in ran.text
