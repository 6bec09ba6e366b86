"""The linter against what the real programs answered to single lines."""

import pytest

from saggar.compiler.grammar import lint_run_in

FRAME = "potential nep0.txt\npotential nep1.txt\nensemble nve\n{line}\nrun 100\n"

SEEN = (
    ("dump_xyz -1 0 5 d.xyz force", {"4.8": True, "5.2": True, "main": False}),
    ("dump_xyz 5 d.xyz force", {"4.8": False, "5.2": False, "main": True}),
    ("dump_exyz 5 1 1", {"4.8": True, "5.2": True, "main": False}),
    ("dump_position 5", {"4.8": True, "5.2": True, "main": False}),
    ("compute_rdf 4 100 5 atom 0 0", {"4.8": True, "5.2": False, "main": False}),
    ("active 5 1 1 1 0.0", {"4.8": True, "5.2": True, "main": True}),
    ("compute_msd 1 5", {"4.8": True, "5.2": True, "main": True}),
    ("compute_rdf 4 100 5", {"4.8": True, "5.2": True, "main": True}),
    ("dump_restart 5", {"4.8": True, "5.2": True, "main": True}),
)
"""Lines, and whether GPUMD of a release took them."""

CASES = [(line, release, taken) for line, answers in SEEN for release, taken in answers.items()]


@pytest.mark.parametrize(("line", "release", "taken"), CASES)
def test_line_is_judged_as_gpumd_did(line: str, release: str, taken: bool) -> None:
    problems = lint_run_in(FRAME.format(line=line), release)

    assert (not problems) == taken, problems


@pytest.mark.parametrize("release", ["4.8", "5.2", "main"])
@pytest.mark.parametrize(
    "text",
    [
        "potential a\nensemble nve # comment\nrun 1\n",
        "potential a\nvelocity 300 seed 7\nensemble nve\nrun 1\n",
        "ensemble nve\npotential a\nrun 1\n",
    ],
)
def test_decks_that_ran_are_clean(text: str, release: str) -> None:
    assert lint_run_in(text, release) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("potential a\nminimize fire 1e-3\n", "minimize"),
        ("potential a\nensemble nve\n", "run"),
        ("potential a\nrun 10\n", "ensemble"),
    ],
)
def test_decks_that_failed_or_did_nothing_are_errors(text: str, word: str) -> None:
    problems = lint_run_in(text, "5.2")

    assert [each.severity for each in problems] == ["error"]
    assert word in problems[0].message


def test_output_after_the_last_run_is_a_warning() -> None:
    (problem,) = lint_run_in("potential a\nensemble nve\nrun 10\ndump_thermo 1\n", "5.6")

    assert (problem.line, problem.severity) == (4, "warning")
    assert "above the last `run`" in problem.message
