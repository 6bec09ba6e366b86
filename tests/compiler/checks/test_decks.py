"""Rendered decks against the releases of the machine, found at the responsible key."""

import pytest
import studies

from saggar.compiler.checks import Finding, decks, run_checks
from saggar.compiler.checks.subject import Subject
from saggar.compiler.engines import gpumd
from saggar.compiler.planner import plan_study
from saggar.compiler.positions import KeyPath
from saggar.schemas.machine import LAPTOP, Machine

MENDED = (1672, 1680)
"""Pull requests without which every run under npt is warned of."""


def machine(
    release: str, *, cluster: bool = True, corrections: tuple[int, ...] = MENDED
) -> Machine:
    executors = ("gpumd", "nep") if cluster else ("embedded", "neppo")
    runner = LAPTOP.gpumd.model_copy(
        update={"release": release, "executor": executors[0], "corrections": corrections}
    )
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


def test_decks_for_cells_of_both_shapes_are_linted_with_their_cells() -> None:
    study = studies.barostat_study()
    subject = Subject(study.campaign, studies.known(study.cells), LAPTOP)
    rendered = plan_study(study).files
    linted = {deck.text: deck for deck in decks.run_in_decks(subject)}
    assert {text for path, text in rendered.items() if path.endswith("run.in")} == set(linted)
    for path, text in rendered.items():
        if path.endswith("-orthogonal/run.in"):
            assert linted[text].cells.names == ("c-ZrO2",)
        elif "bar" in path and path.endswith("run.in"):
            assert linted[text].cells.names == ("sheared-ZrO2",)


def doubts(*corrections: int, **changes: object) -> dict[tuple[str, KeyPath], str]:
    campaign = studies.campaign({**studies.barostat_tree(), **changes})
    cells = {"c-ZrO2": studies.fluorite(), "sheared-ZrO2": studies.sheared()}
    found = run_checks(campaign, studies.known(cells), machine("main", corrections=corrections))
    return {
        (each.code, each.path): f"{each.message}\n{each.hint}"
        for each in found
        if each.code in ("SG435", "SG444")
    }


def test_a_barostat_is_said_to_turn_tilted_cells_at_the_ensemble_of_production() -> None:
    ((found, text),) = doubts(1672).items()
    assert found == ("SG435", ("production", "ensemble"))
    assert "runs of sheared-ZrO2 with GPUMD main" in text


def test_a_barostat_of_explorations_alone_is_doubted_there() -> None:
    production = {**studies.SMALL["production"]}
    assert {path for _, path in doubts(production=production)} == {
        ("active_learning", "explore", "hot", "ensemble")
    }


def test_every_barostat_is_said_to_use_random_numbers_twice() -> None:
    ((found, text),) = doubts(1680).items()
    assert found == ("SG444", ("production", "ensemble"))
    assert "pull request 1672" in text
    assert "runs of sheared-ZrO2, c-ZrO2 with GPUMD main" in text


def test_a_build_that_holds_the_corrections_is_not_doubted() -> None:
    assert "write 'corrections: [1680]'" in doubts()["SG435", ("production", "ensemble")]
    assert not doubts(1672, 1680)


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
