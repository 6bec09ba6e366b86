"""Rendered decks against the releases of the machine, found at the responsible key."""

import pytest
import studies

from saggar.compiler.checks import Finding, decks, run_checks
from saggar.compiler.checks.subject import Subject
from saggar.compiler.engines import gpumd
from saggar.compiler.planner import plan_study
from saggar.schemas.machine import LAPTOP, Machine


def machine(release: str, *, cluster: bool = True) -> Machine:
    executors = ("gpumd", "nep") if cluster else ("embedded", "neppo")
    runner = LAPTOP.gpumd.model_copy(update={"release": release, "executor": executors[0]})
    trainer = LAPTOP.nep.model_copy(update={"release": release, "executor": executors[1]})
    return LAPTOP.model_copy(update={"gpumd": runner, "nep": trainer})


def grammar_findings(release: str, *, cluster: bool = True, **changes: object) -> list[Finding]:
    campaign = studies.campaign(studies.changed(**changes))
    cells = {"c-ZrO2": studies.fluorite()}
    found = run_checks(campaign, studies.known(cells), machine(release, cluster=cluster))
    return [each for each in found if each.code.startswith("SG44")]


@pytest.mark.parametrize("release", ["4.0", "4.4", "4.8", "5.2", "5.6", "main"])
def test_small_campaign_is_clean(release: str) -> None:
    assert grammar_findings(release) == []


def test_output_rarer_than_the_run_is_found_at_its_key() -> None:
    found = grammar_findings("5.6", dynamics={"thermo_every": 1001})

    assert {(each.code, each.path) for each in found} == {("SG441", ("dynamics", "thermo_every"))}


@pytest.mark.parametrize("ensemble", ["nve", "nvt", "npt"])
def test_every_production_deck_of_the_plan_is_linted(ensemble: str) -> None:
    study = studies.study(studies.changed(production__ensemble=ensemble))
    subject = Subject(study.campaign, studies.known(study.cells), LAPTOP)
    linted = {deck.text for deck in decks.run_in_decks(subject) if deck.section[0] == "production"}
    files = plan_study(study).files
    ramp = {text for name, text in files.items() if name.startswith("decks/gpumd/equilibrate")}
    whole = {text for name, text in files.items() if "-2000steps-" in name}
    last = {text for name, text in files.items() if name.startswith("decks/gpumd/produce")} - whole
    assert ramp | whole | last == linted
    assert len(ramp) == len(whole) == len(last) == 1


def test_line_that_nep_refuses_is_found_at_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decks, "_LIMITS", ())
    potential = {**studies.SMALL["models"]["potential"], "n_max": [4, 9]}

    found = grammar_findings("5.6", models__potential=potential)

    assert {(each.code, each.path) for each in found} == {
        ("SG442", ("models", "potential", "n_max", 1))
    }


def test_line_that_the_release_refuses_is_found_at_its_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gpumd, "active_line", lambda *_: "10 1 1 1 0.3")

    found = grammar_findings("4.3")

    assert {each.code for each in found} == {"SG440"}
    assert {each.path for each in found} == {
        ("active_learning", "explore", "solid", "check_every"),
        ("active_learning", "explore", "hot", "check_every"),
    }
    assert "write `active 10 1 1 0.3`" in found[0].message


def test_training_that_leaves_no_potential_is_found_at_generations() -> None:
    found = grammar_findings("5.6", final_training__generations=50)

    assert [(each.code, each.path) for each in found] == [
        ("SG443", ("final_training", "generations"))
    ]
    assert grammar_findings("5.6", cluster=False, final_training__generations=50) == []


def test_limit_with_a_code_of_its_own_is_not_found_twice() -> None:
    potential = {**studies.SMALL["models"]["potential"], "n_max": [13, 8]}
    campaign = studies.campaign(studies.changed(models__potential=potential))

    found = run_checks(campaign, studies.known({"c-ZrO2": studies.fluorite()}), machine("5.6"))

    assert [each.code for each in found if each.path[:3] == ("models", "potential", "n_max")] == [
        "SG430"
    ]
