"""The table of tags against a list that others keep, and against the roles of tags."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from saggar.compiler.incar.roles import (
    BY_PROGRAM,
    ELSEWHERE,
    KEYS,
    NEEDS,
    NEEDS_DISPERSION,
    NEEDS_SPIN,
    OTHER_BUILDS,
    reason_against,
)
from saggar.compiler.incar.table import TAGS
from saggar.compiler.loading.slots import Slot
from saggar.schemas.engines import Vasp


def listed_elsewhere() -> dict[str, dict[str, Any]]:
    """Give the types and values of tags that pymatgen knows."""
    spec = find_spec("pymatgen.io.vasp")
    assert spec is not None
    assert spec.origin is not None
    found: dict[str, dict[str, Any]] = json.loads(
        (Path(spec.origin).parent / "incar_parameters.json").read_text()
    )
    return found


OTHERS = listed_elsewhere()

KINDS = {"bool": {"logical"}, "int": {"whole"}, "float": {"real"}, "str": {"word", "text"}}

BETTER_HERE = {
    "HFSCREENC": "a screening length, as HFSCREEN",
    "LDAUTYPE": "3 is the linear response of the wiki's page",
    "LORBIT": "13 and 14 came with VASP 6",
    "PRECFOCK": "Single is on the wiki's page",
}
"""Where the list of pymatgen is older or coarser than the wiki, and why."""


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_every_tag_that_others_know_is_known(name: str) -> None:
    assert name in TAGS or name in KEYS or reason_against(name)


@pytest.mark.parametrize("name", sorted(OTHERS.keys() & TAGS.keys() - BETTER_HERE.keys()))
def test_types_and_words_agree_with_those_that_others_know(name: str) -> None:
    tag, other = TAGS[name], OTHERS[name]
    if other["type"] in KINDS:
        assert tag.kind in KINDS[other["type"]]
    if other["type"] == "list":
        assert tag.count != 1 or tag.kind == "text"
    if tag.allowed and "values" in other:
        assert set(map(str, tag.allowed)) == set(map(str, other["values"]))


@pytest.mark.parametrize(
    "name", ["LMAXMIX", "NCORE", "KPAR", "ADDGRID", "AMIX", "LDAUU", "IDIPOL", "SYMPREC", "NELMDL"]
)
def test_tags_of_a_usual_study_can_be_given(name: str) -> None:
    assert name in TAGS
    assert TAGS[name].subject not in ELSEWHERE


def test_no_tag_has_two_owners() -> None:
    owners = [TAGS.keys(), KEYS.keys(), BY_PROGRAM.keys()]
    assert sum(map(len, owners)) == len(set().union(*owners))


def test_every_key_that_stands_for_a_tag_is_a_key() -> None:
    for key in set(KEYS.values()):
        slot = Slot(Vasp)
        for step in key.split("."):
            assert step in slot.keys
            slot = slot.field(step)


def test_tags_of_roles_are_tags() -> None:
    switches = {name for names in NEEDS.values() for name in names}
    named = {*NEEDS, *switches, *NEEDS_SPIN, *NEEDS_DISPERSION, *OTHER_BUILDS}
    assert named <= TAGS.keys()


def test_switches_are_logical_or_choose_by_a_number() -> None:
    switches = {name for names in NEEDS.values() for name in names}
    assert {TAGS[name].kind for name in switches} <= {"logical", "whole"}


def test_subjects_of_other_calculations_have_tags() -> None:
    assert ELSEWHERE.keys() <= {tag.subject for tag in TAGS.values()}


def test_bounds_are_in_order_and_words_are_few() -> None:
    for tag in TAGS.values():
        if tag.least is not None and tag.most is not None:
            assert tag.least < tag.most
        assert tag.kind != "word" or tag.allowed
        assert tag.name == tag.name.upper()


@pytest.mark.parametrize("name", ["ML_LMLFF", "ML_ANYTHING_NEW", "PLUGINS_STRUCTURE", "NSW"])
def test_what_the_program_keeps_has_a_reason(name: str) -> None:
    assert reason_against(name)


def test_a_usual_tag_has_no_reason_against_it() -> None:
    assert reason_against("LMAXMIX") is None
