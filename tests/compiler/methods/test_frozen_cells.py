"""Cells are told as they were frozen, whatever the campaign asks for now."""

import json
from pathlib import Path
from typing import Any

import pytest
from locks import SETS, write_campaign, write_lock

from saggar.__main__ import main
from saggar.schemas.frozen_structures import Relaxed
from saggar.schemas.interfaces import Ranking
from saggar.schemas.phases import Relaxation

PAPER = Path(__file__).parents[3] / "campaigns" / "zro2-li2zrcl6" / "campaign.yaml"


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Methods of the campaign of the paper that ships."""
    from contextlib import redirect_stdout
    from io import StringIO

    with redirect_stdout(StringIO()) as said:
        assert main(["methods", str(PAPER)]) == 0
    return " ".join(said.getvalue().split())


@pytest.mark.parametrize(
    "said",
    [
        "c-ZrO2 (Fm-3m;",
        "there were 817 candidates (517 not evaluated, 1 with film and substrate too near and 10 "
        "of another set)",
        "as few layers as reach 10 Å (substrate), where nothing else is said",
        "allow 924 orderings, 96 of them distinct by symmetry, of which the 30 lowest",
        "ideal-LZC and beta-LZC were relaxed together with the lattice with CHGNet",
        "alpha-LZC was relaxed at fixed lattice",
        "Of each set at most 300 candidates, the smallest in area, were taken.",
        "in at most 5 steps. They were ranked",
        "None of their relaxations converged: they ended after 5 steps with largest forces of "
        "0.43 to 4.71 eV/Å.",
        "They have 90 to 150 atoms, areas of 65.1 to 112.7 Å^2, strains of up to 9.08 % "
        "(principal) and 7.91 % (lengths), films of 7.2 to 10.5 Å and substrates of 8.6 to 18.1 Å",
        "12348 atoms (Zr2548 O3528 Li1568 Cl4704)",
        "4 x 1 matches of 833.7 Å^2",
        "film 16.3 Å in 6 layers, substrate 43.4 Å in 4 layers (instead, strains up to 1.2 %)",
        "(instead, areas up to 850 Å^2)",
        "They were ranked as thinner cells and built anew at this size",
        "polar by formal charges with +0.77 e/Å (film) and +1.02 e/Å (substrate)",
    ],
)
def test_cells_of_the_paper_are_told_by_their_lock(said: str, paper: str) -> None:
    assert said in paper


@pytest.mark.parametrize("asked", ["12240 atoms", "at most 500 steps. They were ranked"])
def test_what_was_asked_for_and_is_not_so_is_not_told(asked: str, paper: str) -> None:
    assert asked not in paper


def test_the_effort_of_the_lock_stands_among_the_values(paper: str) -> None:
    assert "300 structures.lock/lock.json (2000 asked for, default)" in paper


def test_alike_relaxations_are_one_sentence(paper: str) -> None:
    assert paper.count("relaxed together with the lattice") == 1


def test_without_a_lock_limits_are_told_as_asked_for(tell: Any, tmp_path: Path) -> None:
    text = tell(write_campaign(tmp_path))
    assert "Cells are still to be frozen" in text
    assert "Set training was to hold Miller indices up to 1, areas up to 50 Å^2" in text
    assert "c001, c-ZrO2 (0 0 1) on rutile (0 0 1)" in text


def test_limits_of_a_declared_pair_are_told(tell: Any, tmp_path: Path) -> None:
    pair = SETS["production"]["pairs"]["c001"] | {
        "max_area": "60 Å^2", "max_strain": "6 %", "atoms": 300,
        "thickness": {"film_layers": 3, "substrate_layers": 4},
    }  # fmt: skip
    sets = SETS | {"production": SETS["production"] | {"pairs": {"c001": pair}}}
    interfaces = {"films": ["c-ZrO2"], "substrates": ["rutile"], "sets": sets}
    text = tell(write_campaign(tmp_path, interfaces=interfaces))
    assert (
        "(area up to 60 Å^2; strain up to 6 %; 3 layers (film) and 4 layers (substrate); about "
        "300 atoms)"
    ) in text


def test_a_stale_lock_is_not_told_as_if_it_belonged(tell: Any, tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    write_lock(campaign)
    text = tell(campaign, "--set", "interfaces.sets.training.max_strain=7 %")
    assert "Cells are still to be frozen" in text
    assert "was frozen from other phases, charges or sets" in text
    assert "strains up to 7 %" in text


def test_cells_that_were_not_evaluated_have_no_relaxation(tell: Any, tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    write_lock(campaign)
    text = tell(campaign)
    assert "Set training has 2 interfaces" in text
    assert "converged" not in text.partition("Reference calculations")[0]
    assert "The cells of c-ZrO2 and rutile were used as given." in text


def relaxed(model: Any, *, steps: int, converged: bool, force: float) -> Relaxed:
    return Relaxed(
        model=model,
        relaxation=Relaxation(cell=False, max_steps=9),
        steps=steps,
        converged=converged,
        largest_force_eV_per_A=force,
        energy_eV_per_atom=-9.0,
    )


def test_relaxations_that_ended_early_are_counted(tell: Any, tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    folder = write_lock(campaign, rank=Ranking(at_most=17))
    lock = json.loads((folder / "lock.json").read_text())
    outcomes = {
        "training-1": relaxed(lock["models"]["foundation"], steps=4, converged=True, force=0.009),
        "training-2": relaxed(lock["models"]["foundation"], steps=9, converged=False, force=0.31),
    }
    for name, outcome in outcomes.items():
        lock["interfaces"][name]["relaxed"] = outcome.lock()
    (folder / "lock.json").write_text(json.dumps(lock))
    text = tell(campaign)
    assert "at most 17 candidates" in text
    assert "1 of 2 relaxations did not converge: they ended after 9 steps" in text
    assert "with largest forces of 0.31 eV/Å." in text


def test_a_draw_that_left_nothing_out_was_none(tell: Any, tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    folder = write_lock(campaign)
    assert "drawn at random" not in tell(campaign)
    lock = json.loads((folder / "lock.json").read_text())
    lock["sets"]["training"]["not_drawn"] = 1
    (folder / "lock.json").write_text(json.dumps(lock))
    assert "drawn at random" in tell(campaign)


def test_what_a_review_left_out_is_told_with_its_reason(tell: Any, tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    folder = write_lock(campaign)
    (folder / "review.yaml").write_text("drop: {training-2: looks broken}\n")
    text = tell(campaign)
    assert "Set training has 1 interface" in text
    assert "On review training-2 (looks broken) was left out." in text
