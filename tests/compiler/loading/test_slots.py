"""What each place of a campaign takes, as read off the models."""

import pytest

from saggar.compiler.loading.slots import ROOT, describe, example, follow


@pytest.mark.parametrize(
    ("location", "path", "takes"),
    [
        (("seed",), ("seed",), "a whole number without a unit"),
        (("name",), ("name",), "a name"),
        (("charges", "Li"), ("charges", "Li"), "a number without a unit"),
        (("charges", "li", "[key]"), ("charges", "li"), "a number without a unit"),
        (
            ("models", "foundation", "chgnet", "dispersion"),
            ("models", "foundation", "dispersion"),
            "one of none, d3bj",
        ),
        (
            ("models", "potential", "n_max", 1),
            ("models", "potential", "n_max", 1),
            "a whole number without a unit",
        ),
        (
            ("active_learning", "explore", "hot", "temperatures"),
            ("active_learning", "explore", "hot", "temperatures"),
            "one or several values with a unit (K)",
        ),
        (
            ("initial_data", "perturb", "cells", "tuple[constrained-str, ...]", 0),
            ("initial_data", "perturb", "cells", 0),
            "a name",
        ),
        (
            ("production", "bulk", "durations", 0, "run"),
            ("production", "bulk", "durations", 0, "run"),
            "a number with a unit (ps or fs or ns or us)",
        ),
    ],
)
def test_branches_of_unions_fall_out_of_locations(
    location: tuple[str | int, ...], path: tuple[str | int, ...], takes: str
) -> None:
    keys, slot, _ = follow(location)
    assert keys == path
    assert describe(slot) == takes


def test_a_key_named_like_an_engine_is_not_taken_for_the_branch() -> None:
    path, _, _ = follow(("models", "foundation", "chgnet", "chgnet"))
    assert path == ("models", "foundation", "chgnet")


def test_keys_are_those_that_a_user_writes() -> None:
    assert "time_step" in ROOT.field("dynamics").keys
    assert "time_step_fs" not in ROOT.field("dynamics").keys


def test_engines_are_those_of_the_union() -> None:
    assert ROOT.field("models").field("reference").engines == ("chgnet", "mace", "vasp")


def test_an_example_of_a_section_holds_what_is_required() -> None:
    assert example(ROOT.field("final_training")) == "{generations: 100000}"
    assert example(ROOT.field("models").field("potential").field("n_max")) == "[4, 4]"
    assert example(ROOT.field("production").field("segment")) == "100 ps"
