"""Resolving fills defaults, notes origins and completes sets of interfaces."""

from pathlib import Path

import pytest
from faulty import Edit, put, save, spoiled

from saggar.compiler.cli import check_file
from saggar.compiler.load import load_campaign
from saggar.compiler.resolve import Resolved, resolve
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import LAPTOP


def resolved(folder: Path, *edits: Edit, suffix: str = "yaml") -> Resolved:
    path, _ = save(folder, spoiled(*edits), suffix)
    return resolve(load_campaign(path))


def with_sets(**sets: dict[str, object]) -> Edit:
    """Declare films, substrates and sets of interfaces."""
    return put("interfaces", {"films": ["c-ZrO2"], "substrates": ["c-ZrO2"], "sets": sets})


@pytest.mark.parametrize("suffix", ["yaml", "toml"])
def test_a_written_value_has_its_place_as_origin(suffix: str, tmp_path: Path) -> None:
    path, written = save(tmp_path, spoiled(), suffix)
    origins = resolve(load_campaign(path)).origins
    line, column = written.values["production", "bulk", "duration"]
    assert origins["production.bulk.duration_ps"] == f"campaign.{suffix}:{line}:{column}"


def test_a_value_that_is_not_written_has_the_default_as_origin(tmp_path: Path) -> None:
    origins = resolved(tmp_path).origins
    assert origins["dynamics.time_step_fs"] == "default"
    assert origins["active_learning.train.gradient.batch"] == "default"


def test_every_leaf_of_the_lock_has_an_origin(tmp_path: Path) -> None:
    edit = put("production.bulk.durations", [{"up_to": "400 K", "run": "5 ps"}, {"run": "2 ps"}])
    tree = spoiled(edit)
    del tree["production"]["bulk"]["duration"]
    path, _ = save(tmp_path, tree, "yaml")
    result = resolve(load_campaign(path))

    def leaves(value: object, path: str) -> list[str]:
        if isinstance(value, dict) and value:
            return [leaf for key, each in value.items() for leaf in leaves(each, f"{path}.{key}")]
        if isinstance(value, list) and any(isinstance(each, dict) for each in value):
            return [leaf for i, each in enumerate(value) for leaf in leaves(each, f"{path}.{i}")]
        return [path.removeprefix(".")]

    assert sorted(result.origins) == sorted(leaves(result.campaign.lock(), ""))


def test_the_lock_gives_the_same_campaign_again(tmp_path: Path) -> None:
    campaign = resolved(
        tmp_path, with_sets(a={"max_strain": "7 %"}, b={"like": "a", "draw": 3})
    ).campaign
    again = Campaign.model_validate(campaign.lock(), by_alias=False, by_name=True)
    assert again == campaign


def test_a_set_takes_what_it_does_not_give_from_another(tmp_path: Path) -> None:
    sets = resolved(
        tmp_path,
        with_sets(
            training={"max_index": 2, "max_area": "120 Å^2", "draw": 10},
            holdout={"like": "training", "draw": 270},
        ),
    ).campaign.interfaces.sets
    assert (sets["holdout"].max_index, sets["holdout"].max_area_A2) == (2, 120.0)
    assert (sets["holdout"].draw, sets["training"].draw) == (270, 10)
    assert sets["holdout"].like is None


def test_the_nearest_of_several_ancestors_gives_the_value(tmp_path: Path) -> None:
    sets = resolved(
        tmp_path,
        with_sets(a={"max_index": 1, "draw": 1}, b={"like": "a", "max_index": 2}, c={"like": "b"}),
    ).campaign.interfaces.sets
    assert (sets["c"].max_index, sets["c"].draw) == (2, 1)


def test_a_value_taken_over_has_the_place_where_it_was_written(tmp_path: Path) -> None:
    edit = with_sets(a={"max_area": "120 Å^2"}, b={"like": "a"})
    path, written = save(tmp_path, spoiled(edit), "yaml")
    origins = resolve(load_campaign(path)).origins
    line, column = written.values["interfaces", "sets", "a", "max_area"]
    assert origins["interfaces.sets.b.max_area_A2"] == f"campaign.yaml:{line}:{column}"


def test_like_names_a_set_or_is_refused_with_the_nearest(tmp_path: Path) -> None:
    edit = with_sets(training={"max_index": 1}, holdout={"like": "trainning"})
    path, written = save(tmp_path, spoiled(edit), "yaml")
    (found,) = resolve(load_campaign(path)).diagnostics
    assert found.code == "SG203"
    assert (found.line, found.column) == written.values["interfaces", "sets", "holdout", "like"]
    assert "did you mean 'training'?" in found.hint


def test_sets_in_a_circle_are_refused_at_each_of_them(tmp_path: Path) -> None:
    edit = with_sets(a={"like": "b"}, b={"like": "c"}, c={"like": "a"}, d={"like": "a"})
    found = resolved(tmp_path, edit).diagnostics
    assert [each.code for each in found] == ["SG204"] * 3
    assert "a -> b -> c -> a" in found[0].message


def test_a_wrong_like_is_told_together_with_all_other_errors(tmp_path: Path) -> None:
    edits = (
        with_sets(a={"like": "b"}, c={"like": "c"}),
        put("analysis.mobile", "Na"),
        put("phases.c-ZrO2.file", "none.cif"),
    )
    path, _ = save(tmp_path, spoiled(*edits), "yaml")
    codes = {each.code for each in check_file(path, LAPTOP).diagnostics}
    assert {"SG203", "SG204", "SG205", "SG301"} <= codes
