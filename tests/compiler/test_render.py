"""A deck holds the lines of its template: as often as there are values, and no other."""

from pathlib import Path

import pytest

import saggar.templates
from saggar.compiler.engines.gpumd import RunDeck
from saggar.compiler.engines.nep import NepDeck
from saggar.compiler.render import render_deck

SHORTEST = RunDeck(
    potentials=("nep.txt",), time_step="1", ensemble="nve", correct_velocity=None, dump_thermo=10,
    steps=100,
)  # fmt: skip


def test_a_line_without_a_value_is_left_out() -> None:
    assert render_deck("gpumd/run.in", SHORTEST._asdict()) == (
        "potential nep.txt\ntime_step 1\nensemble nve\ndump_thermo 10\nrun 100\n"
    )


def test_a_line_with_several_values_is_written_for_each_in_order() -> None:
    deck = SHORTEST._replace(potentials=("nep1.txt", "nep0.txt"))
    text = render_deck("gpumd/run.in", deck._asdict())
    assert text.startswith("potential nep1.txt\npotential nep0.txt\ntime_step")


def test_braces_in_a_value_are_no_name() -> None:
    deck = SHORTEST._replace(ensemble="{steps}")
    assert "ensemble {steps}\n" in render_deck("gpumd/run.in", deck._asdict())


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError, match="time_step"):
        render_deck("gpumd/run.in", {"potentials": ()})


@pytest.mark.parametrize(
    ("template", "fields"),
    [("gpumd/run.in", RunDeck._fields), ("nep/nep.in", NepDeck._fields)],
)
def test_each_line_of_a_template_names_one_value_and_each_value_has_one_line(
    template: str, fields: tuple[str, ...]
) -> None:
    (folder,) = saggar.templates.__path__
    lines = (Path(folder) / template).read_text(encoding="utf-8").splitlines()
    named = [line.partition("{")[2].partition("}")[0] for line in lines]
    assert all(line.count("{") == line.count("}") == 1 for line in lines)
    assert named == [*dict.fromkeys(named)]
    assert set(named) == set(fields)
