"""Every golden deck against the grammar of its release, and one form of dump_xyz for the other."""

from pathlib import Path

import pytest

from saggar.compiler.grammar import Problem, lint_nep_in, lint_run_in

GOLDEN = Path(__file__).parents[2] / "golden"
DECKS = sorted(GOLDEN.glob("gpumd-*/*/decks/**/*.in"))


def release_of(deck: Path) -> str:
    return deck.relative_to(GOLDEN).parts[0].removeprefix("gpumd-")


def lint(deck: Path, release: str) -> list[Problem]:
    linter = lint_run_in if deck.name == "run.in" else lint_nep_in
    return linter(deck.read_text(encoding="utf-8"), release)


def test_there_are_decks_of_four_releases() -> None:
    assert {release_of(deck) for deck in DECKS} >= {"4.0", "4.8", "5.6", "main"}


@pytest.mark.parametrize("deck", DECKS, ids=lambda deck: str(deck.relative_to(GOLDEN)))
def test_deck_passes_for_its_release(deck: Path) -> None:
    assert lint(deck, release_of(deck)) == []


@pytest.mark.parametrize(
    ("own", "other", "instead"),
    [
        ("5.6", "main", "write `dump_xyz 100 dump.xyz`"),
        ("main", "4.8", "write `dump_xyz -1 0 100 dump.xyz`"),
    ],
)
def test_dump_xyz_of_one_form_fails_for_the_other(own: str, other: str, instead: str) -> None:
    (deck,) = GOLDEN.glob(f"gpumd-{own}/small/decks/gpumd/produce-600K-1000steps-every100/run.in")

    problems = lint(deck, other)

    assert {each.keyword for each in problems} == {"dump_xyz"}
    assert {each.severity for each in problems} == {"error"}
    assert instead in problems[0].message
