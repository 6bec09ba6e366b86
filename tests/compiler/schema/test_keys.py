"""A key is explained from the models: what it is for, its type, unit, limits and default."""

from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from saggar.__main__ import main
from saggar.compiler.loading.slots import ROOT, Slot
from saggar.compiler.schema.keys import explain_key
from saggar.schemas.errors import CampaignError


def keys(slot: Slot, path: tuple[str, ...] = ()) -> list[str]:
    """List every key of a campaign; ``*`` stands for a chosen name."""
    found = [".".join(path)] if path else []
    for each in slot.branches or (slot,):
        if each.model is not None:
            found += [key for name in each.keys for key in keys(each.field(name), (*path, name))]
        elif get_origin(each.kind) is dict:
            found += keys(each.item("*"), (*path, "*"))
        elif get_origin(each.kind) is tuple and _holds_sections(get_args(each.kind)[0]):
            found += keys(each.item(0), (*path, "0"))
    return found


def _holds_sections(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


@pytest.mark.parametrize("key", sorted(set(keys(ROOT))))
def test_every_key_of_a_campaign_can_be_explained(key: str) -> None:
    text = explain_key(key)
    assert text.startswith(key)
    assert "Takes: " in text
    assert "another value" not in text


def test_a_quantity_is_given_with_units_limit_and_default() -> None:
    lines = explain_key("production.segment").splitlines()
    assert "Takes: a number with a unit (ps or fs or ns or us), above 0 ps" in lines
    assert "Default: 1 ns" in lines


def test_a_key_has_its_description_and_example() -> None:
    lines = explain_key("models.potential.neurons").splitlines()
    assert "Neurons of the hidden layer." in lines
    assert "Takes: a whole number without a unit, at least 1 and at most 120" in lines
    assert "Default: 30" in lines
    assert any(line.startswith("Example: neurons: ") for line in lines)


def test_words_and_a_required_key_are_named() -> None:
    assert "Takes: one of nve, nvt, npt" in explain_key("production.ensemble")
    assert "Required" in explain_key("models.reference.energy_cutoff").splitlines()


def test_a_section_names_its_keys() -> None:
    text = explain_key("initial_data.perturb")
    assert "Strained and rattled copies of every cell" in text
    assert "Keys: cells, strain, rattle, per_structure" in text


def test_a_key_that_engines_share_is_explained_for_each() -> None:
    text = explain_key("models.reference.dispersion")
    assert text.count("models.reference.dispersion (engine: ") == 3
    assert "(engine: vasp)" in text


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("NCORE", "Takes: a whole number of at least 1"),
        ("LDAUU", "Takes: a list with a number for each species"),
        ("ENCUT", "models.reference.energy_cutoff stands for it"),
        ("ISIF", "the stress of a cell that stays"),
    ],
)
def test_a_tag_is_explained_from_the_table_of_tags(name: str, says: str) -> None:
    text = explain_key(f"models.reference.tags.{name}")
    assert says in text
    assert text.endswith(f"VASP wiki, page {name}")


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("extends", "Example: extends: base.yaml"),
        ("remove", "Example: remove: [production.bulk]"),
        ("walltime", "Takes: a number with a unit (s or min or h or d), above 0 s"),
        ("gpumd.release", 'Example: release: "5.6"'),
        ("machine.name", "What reports call the machine."),
    ],
)
def test_directives_and_keys_of_a_machine_profile_are_explained(key: str, says: str) -> None:
    assert says in explain_key(key).splitlines()


def test_several_values_are_shown_as_a_list_and_as_text() -> None:
    lines = explain_key("production.bulk.temperatures").splitlines()
    assert 'Example: temperatures: [300 K, 900 K], or "300, 900 K"' in lines


def test_engines_are_one_choice() -> None:
    text = explain_key("models.reference.engine")
    assert text.count("Takes: ") == 1
    assert "Takes: one of chgnet, mace, vasp" in text
    assert "chgnet, mace, vasp" in explain_key("models.reference")


def test_nothing_is_said_twice() -> None:
    lines = [line for line in explain_key("analysis").splitlines() if line]
    assert len(lines) == len(set(lines))


def test_what_is_no_tag_is_not_explained() -> None:
    with pytest.raises(CampaignError, match="did you mean 'NCORE'"):
        explain_key("models.reference.tags.NCROE")


def test_a_chosen_name_may_be_any() -> None:
    assert (
        explain_key("phases.mine.file").splitlines()[2:]
        == (explain_key("phases.*.file").splitlines()[2:])
    )


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("production.segmnt", "production has no key 'segmnt'; did you mean 'segment'"),
        ("prodution", "a campaign has no key 'prodution'; did you mean 'production'"),
        ("segment", "a campaign has no key 'segment'; did you mean production.segment?"),
        ("film_plane", "did you mean interfaces.sets.*.pairs.*.film_plane?"),
        ("cutoff", "did you mean models.potential.cutoff or analysis.coordination.cutoff"),
        ("film_plan", "did you mean interfaces.sets.*.pairs.*.film_plane?"),
        ("zzz", "a campaign has no key 'zzz'; keys: saggar, name"),
        ("machine.foo", "a machine profile has no key 'foo'; keys: name, scheduler"),
        ("corrections", "did you mean machine.gpumd.corrections?"),
        ("seed.value", "seed has no key 'value'; it takes no keys"),
        ("", "a campaign has no key ''"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest(key: str, says: str) -> None:
    with pytest.raises(CampaignError) as caught:
        explain_key(key)
    assert says in str(caught.value)


def test_the_command_takes_codes_and_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "sg104"]) == 0
    assert main(["explain", "production.segment"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("SG104")
    assert "production.segment" in said
    assert main(["explain", "production.sgment"]) == 1
