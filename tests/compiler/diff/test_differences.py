"""Differences between the values of two studies."""

from typing import Any

import pytest
from studies import campaign, changed

from saggar.compiler.diff.differences import Difference, find_differences
from saggar.compiler.diff.leaves import Leaves, aligned, leaves_of


def leaves(**changes: Any) -> Leaves:
    return leaves_of(campaign(changed(**changes)).lock(), {"seed": "a.yaml:3:7"})


def between(a: Leaves, b: Leaves, *, same: bool = False) -> tuple[Difference, ...]:
    return find_differences(a, b, lambda old, new: same)


def only(found: tuple[Difference, ...]) -> Difference:
    assert len(found) == 1, found
    return found[0]


def test_equal_studies_have_no_differences() -> None:
    assert between(leaves(), leaves()) == ()


def test_a_changed_value_has_both_values_origin_and_class() -> None:
    found = only(between(leaves(), leaves(seed=8)))
    assert (found.path, found.kind, found.category) == ("seed", "changed", "sampling")
    assert found.a is not None
    assert found.b is not None
    assert (found.a.value, found.b.value, found.a.origin) == (7, 8, "a.yaml:3:7")


def test_units_make_no_difference() -> None:
    assert between(leaves(), leaves(production__segment="2000 fs")) == ()
    assert between(leaves(), leaves(production__segment="0.002 ns")) == ()


def test_a_default_that_is_written_out_makes_no_difference() -> None:
    assert between(leaves(), leaves(dynamics={"time_step": "1 fs"})) == ()


@pytest.mark.parametrize("temperatures", ["600, 300 K", ["600 K", "300 K"]])
def test_order_of_temperatures_makes_no_difference(temperatures: Any) -> None:
    assert (
        between(leaves(), leaves(active_learning__explore__solid__temperatures=temperatures)) == ()
    )


def test_order_in_which_order_has_a_meaning_is_a_difference() -> None:
    a = leaves(models__potential__basis_size=[8, 6])
    b = leaves(models__potential__basis_size=[6, 8])
    assert only(between(a, b)).path == "models.potential.basis_size"


def test_another_order_of_elements_is_an_engine_difference() -> None:
    found = only(between(leaves(), leaves(charges={"O": -2, "Zr": 4})))
    assert (found.path, found.kind, found.category) == ("charges", "reordered", "engine")


def test_a_section_that_appears_is_one_difference_of_its_gravest_class() -> None:
    sample = {"temperatures": "300 K", "duration": "1 ps", "dump_every": "0.1 ps"}
    found = only(between(leaves(), leaves(initial_data__sample=sample)))
    assert (found.path, found.kind, found.category) == ("initial_data.sample", "added", "sampling")
    assert found.b is not None
    assert found.b.value["temperatures_K"] == [300.0]
    assert found.b.value["time_step_fs"] == 1.0


def test_a_section_that_goes_is_removed() -> None:
    found = only(between(leaves(), leaves(validation={})))
    assert (found.path, found.kind) == ("validation.production_frames", "removed")
    assert found.b is None


def test_another_engine_shows_its_own_keys_as_added() -> None:
    vasp = {"engine": "vasp", "energy_cutoff": "500 eV", "k_spacing": "0.3 1/Å"}
    found = {each.path: each for each in between(leaves(), leaves(models__reference=vasp))}
    assert found["models.reference.engine"].kind == "changed"
    assert found["models.reference.energy_cutoff_eV"].kind == "added"
    assert found["models.reference.version"].kind == "removed"
    assert "models.reference.weights" not in found


def test_an_exploration_under_another_name_is_renamed() -> None:
    tree = changed()
    explore = tree["active_learning"]["explore"]
    explore["warm"] = explore.pop("solid")
    other = leaves_of(campaign(tree).lock(), {})
    found = only(between(leaves(), other))
    assert (found.path, found.kind) == ("active_learning.explore.warm", "renamed")


def renamed_phase() -> Leaves:
    tree = changed()
    tree["phases"] = {"zirconia": tree["phases"]["c-ZrO2"] | {"file": "elsewhere.cif"}}
    tree["production"]["bulk"]["phases"] = {"zirconia": 96}
    return leaves_of(campaign(tree).lock(), {})


def test_a_phase_of_the_same_content_is_renamed_with_all_that_refers_to_it() -> None:
    found = between(leaves(), renamed_phase(), same=True)
    assert [(each.path, each.kind) for each in found] == [
        ("phases.zirconia", "renamed"),
        ("phases.zirconia.file", "changed"),
    ]


def test_a_phase_of_other_content_is_not_renamed() -> None:
    kinds = {each.kind for each in between(leaves(), renamed_phase(), same=False)}
    assert kinds == {"added", "removed"}


def test_aligning_takes_the_order_of_the_other_study_and_keeps_values() -> None:
    model = {"phases": {"a": 1, "b": 2}, "x": {"temperatures_K": [3.0, 5.0]}}
    tree = {"x": {"temperatures_K": [5.0, 3.0]}, "phases": {"c": 9, "b": 7, "a": 1}}
    result = aligned(tree, model)
    assert list(result) == ["phases", "x"]
    assert list(result["phases"].items()) == [("a", 1), ("b", 7), ("c", 9)]
    assert result["x"]["temperatures_K"] == [3.0, 5.0]


def test_aligning_leaves_the_order_of_elements() -> None:
    assert list(
        aligned({"charges": {"O": -2, "Li": 1}}, {"charges": {"Li": 1, "O": -2}})["charges"]
    ) == ["O", "Li"]


def tagged(**tags: Any) -> Leaves:
    reference = {"engine": "vasp", "energy_cutoff": "500 eV", "k_spacing": "0.3 1/Å"}
    return leaves(models__reference={**reference, "tags": tags})


def test_ways_to_write_a_tag_make_no_difference() -> None:
    a = tagged(LMAXMIX=4, PRECFOCK="Fast", LHFCALC=True, DIPOL=[0, 0.5, 1.0])
    b = tagged(PRECFOCK="fast", LHFCALC=".TRUE.", LMAXMIX=4.0, DIPOL=[0.0, 0.5, 1])
    assert between(a, b) == ()


def test_tags_differ_one_by_one_each_with_its_class() -> None:
    found = {each.path: each for each in between(tagged(), tagged(NCORE=4, LDAUU=[4, 0]))}
    assert found["models.reference.tags.NCORE"].category == "machine"
    assert found["models.reference.tags.LDAUU"].category == "physics"
    assert {each.kind for each in found.values()} == {"added"}
    assert len(found) == 2


def test_a_switch_is_no_number_of_the_same_worth() -> None:
    assert only(between(tagged(LDIAG=True), tagged(LDIAG=1))).kind == "changed"
