"""All that is wrong is told at once, and nothing that only follows from what is wrong."""

import json
from collections.abc import Iterator
from copy import deepcopy
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from faulty import SOUND, Edit, drop, put, save, spoiled
from test_load_faults import FAULTS

from saggar.__main__ import main
from saggar.compiler.cli import check_file
from saggar.compiler.diagnostics import CampaignErrors, Diagnostic
from saggar.compiler.load import load_campaign
from saggar.schemas.machine import LAPTOP

EXPLORE = "active_learning.explore.solid"
BULK = "production.bulk"

OF_RULES: dict[str, tuple[Edit, str]] = {
    "phase": (put(f"{BULK}.phases.LYX", 96), "SG201"),
    "cell": (put("initial_data.perturb.cells", ["c-ZrO"]), "SG202"),
    "element": (put("analysis.mobile", "Na"), "SG205"),
    "ignore": (put("ignore.SG104", "I know"), "SG208"),
    "file": (put("phases.LiCl", {"file": "no.cif"}), "SG301"),
    "time step": (put("dynamics.time_step", "5 fs"), "SG401"),
    "temperature": (put(f"{BULK}.temperatures", "700 K"), "SG410"),
    "committee": (put("active_learning.committee", 2), "SG414"),
    "zbl": (put("models.potential.zbl", "5 Å"), "SG430"),
}
"""One fault that a rule finds for each section, all in different ones."""

OF_FORM: dict[str, tuple[Edit, str]] = {
    "unknown key": (put("description_", "x"), "SG101"),
    "missing key": (drop("seed"), "SG102"),
    "type": (put("name", 3), "SG103"),
    "unit": (put("active_learning.reject.label_force_above", "30"), "SG110"),
    "name": (put("assumptions.of us", "some"), "SG107"),
    "word": (put("pause_after", ["never"]), "SG106"),
}
"""One fault of form for each kind, in sections that no fault of a rule is in."""

CONTRADICTIONS: dict[str, tuple[Edit, str]] = {
    "cutoff": (put("models.potential.cutoff.angular", "5.5 Å"), "SG104"),
    "candidate": (
        put("active_learning.candidate.force_deviation.above", "4 eV/Å"),
        "SG104",
    ),
    "durations": (put(f"{BULK}.durations", [{"run": "3 ps"}]), "SG115"),
    "select": (drop("initial_data.perturb"), "SG115"),
    "pressures": (put(f"{EXPLORE}.pressures", "1 bar"), "SG115"),
}
"""Keys of one section that do not go together."""

Said = set[tuple[str, tuple[str | int, ...]]]


def found(folder: Path, *edits: Edit) -> tuple[Diagnostic, ...]:
    """Check the sound campaign with edits; each has its own copy of what it puts in."""
    return of_tree(folder, spoiled(*(_apart(edit) for edit in edits)))


def of_tree(folder: Path, tree: dict[str, Any]) -> tuple[Diagnostic, ...]:
    """Check a campaign."""
    path, _ = save(folder, tree, "yaml")
    try:
        return check_file(path, LAPTOP).diagnostics
    except CampaignErrors as errors:
        return errors.diagnostics


def _apart(edit: Edit) -> Edit:
    def alone(tree: dict[str, Any]) -> None:
        edit(tree)
        own = deepcopy(tree)
        tree.clear()
        tree.update(own)

    return alone


def said(diagnostics: tuple[Diagnostic, ...]) -> Said:
    return {(each.code, each.path) for each in diagnostics}


def pairs() -> Iterator[tuple[str, str]]:
    """Pair each fault of a rule with each of another kind, and faults of form with each other."""
    others = [*OF_FORM, *CONTRADICTIONS]
    for rule in OF_RULES:
        yield from ((rule, other) for other in others)
    yield from combinations(OF_FORM, 2)


MUTED = {
    ("cell", "select"), ("zbl", "cutoff"), ("temperature", "durations"),
    ("phase", "durations"),
}  # fmt: skip
"""Pairs in one section."""

TABLE = {**OF_RULES, **OF_FORM, **CONTRADICTIONS}


@pytest.mark.parametrize(("one", "other"), [each for each in pairs() if each not in MUTED])
def test_two_faults_are_told_together(one: str, other: str, tmp_path: Path) -> None:
    edits = [TABLE[name][0] for name in (one, other)]
    alone = said(found(tmp_path, edits[0])) | said(found(tmp_path, edits[1]))
    assert said(found(tmp_path, *edits)) == alone
    assert {TABLE[one][1], TABLE[other][1]} <= {code for code, _ in alone}


@pytest.mark.parametrize(("one", "other"), list(combinations(CONTRADICTIONS, 2)))
def test_two_contradictions_are_told_together(one: str, other: str, tmp_path: Path) -> None:
    edits = [CONTRADICTIONS[name][0] for name in (one, other)]
    alone = said(found(tmp_path, edits[0])) | said(found(tmp_path, edits[1]))
    assert said(found(tmp_path, *edits)) == alone


def test_many_faults_of_every_kind_are_told_together(tmp_path: Path) -> None:
    names = ["unit", "word", "missing key", "candidate", "pressures", "phase", "element", "file"]
    edits = [TABLE[name][0] for name in names]
    assert {TABLE[name][1] for name in names} <= {code for code, _ in said(found(tmp_path, *edits))}


SHOWN_BY = {
    "validation.holdout": {"SG508"},
    "interfaces.sets.own.pairs.one.film_plane": {"SG212"},
    "models.reference.tags.NSIM": {"SG507", "SG465"},
}
"""What is found of the sections that these faults are given with."""


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_nothing_follows_from_a_fault_of_form(fault: Any, tmp_path: Path) -> None:
    path, _ = save(tmp_path, spoiled(fault.edit), "yaml")
    with pytest.raises(CampaignErrors) as of_form:
        load_campaign(path)
    more = said(found(tmp_path, fault.edit)) - said(of_form.value.diagnostics)
    place = ".".join(key for key in fault.path if isinstance(key, str))
    assert {code for code, _ in more} == SHOWN_BY.get(place, set())


def _leaves(tree: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if path:
        yield path
    if isinstance(tree, dict):
        for key, each in tree.items():
            yield from _leaves(each, (*path, key))


OF_ABSENCE = {"SG210", "SG211", "SG433"}
"""What a section that holds an unknown key alone leaves open, or to its defaults."""


@pytest.mark.parametrize("path", list(_leaves(SOUND)), ids=".".join)
@pytest.mark.parametrize("wrong", [[[]], {"no such key": 1}, ""], ids=["list", "section", "text"])
def test_nothing_follows_from_any_value_that_is_wrong(
    path: tuple[str, ...], wrong: Any, tmp_path: Path
) -> None:
    """Whatever stands at a place, other places of a sound campaign stay without findings."""
    tree = deepcopy(SOUND)
    section = tree
    for key in path[:-1]:
        section = section[key]
    section[path[-1]] = wrong
    diagnostics = of_tree(tmp_path, tree)
    assert diagnostics
    elsewhere = [each for each in diagnostics if each.path[: len(path)] != path[: len(each.path)]]
    assert {each.code for each in elsewhere} <= OF_ABSENCE


def test_campaigns_with_several_wrong_values_end_in_diagnostics(tmp_path: Path) -> None:
    random = Random(7)
    places = list(_leaves(SOUND))
    for _ in range(60):
        tree = deepcopy(SOUND)
        for path in random.sample(places, 3):
            section = tree
            for key in path[:-1]:
                section = section[key] if isinstance(section.get(key), dict) else {}
            section[path[-1]] = random.choice([None, True, -1, "x y", [], {}, [1, "a"], {"a": 1}])
        assert of_tree(tmp_path, tree)


def test_a_key_that_was_meant_is_not_taken_for_its_default(tmp_path: Path) -> None:
    """With a time step of 1 fs, the default, the length of a dump would be no whole number."""
    step = put("dynamics.time_stpe", "0.5 fs")
    dump = put(f"{BULK}.dump_every", "0.1005 ps")
    length = put(f"{BULK}.duration", "5.025 ps")
    assert {code for code, _ in said(found(tmp_path, step, dump, length))} == {"SG101"}


def test_neither_value_of_a_repeated_key_is_judged(tmp_path: Path) -> None:
    path, written = save(tmp_path, SOUND, "yaml")
    line = '    temperatures: "300 K"\n'
    path.write_text(written.text.replace(line, f'{line}    temperatures: "7000 K"\n'))
    with pytest.raises(CampaignErrors) as caught:
        check_file(path, LAPTOP)
    place = ("production", "bulk", "temperatures")
    assert said(caught.value.diagnostics) == {("SG007", place)}
    path.write_text(path.read_text().replace(line, '    temperatures: "8000 K"\n'))
    with pytest.raises(CampaignErrors) as caught:
        check_file(path, LAPTOP)
    assert said(caught.value.diagnostics) == {("SG007", place)}


def test_a_name_that_is_none_may_be_what_others_refer_to(tmp_path: Path) -> None:
    phase = put("phases.m ZrO2", {"file": "c-ZrO2.cif"})
    use = put(f"{BULK}.phases.m-ZrO2", 96)
    assert {code for code, _ in said(found(tmp_path, phase, use))} == {"SG107"}


def test_a_wrong_removal_is_told_with_everything_else(tmp_path: Path) -> None:
    save(tmp_path, spoiled(TABLE["element"][0], TABLE["unit"][0]), "yaml")
    study = tmp_path / "study.yaml"
    study.write_text("extends: campaign.yaml\nremove: [production.blk]\nname: study\n")
    with pytest.raises(CampaignErrors) as caught:
        check_file(study, LAPTOP)
    assert {"SG017", "SG110", "SG205"} == {each.code for each in caught.value.diagnostics}


def test_each_wrong_setting_is_told(tmp_path: Path) -> None:
    path, _ = save(tmp_path, spoiled(TABLE["element"][0]), "yaml")
    settings = ["production.segmnt=1 ps", "foo", "=1", "a..b=1", "seed.x=2"]
    with pytest.raises(CampaignErrors) as caught:
        check_file(path, LAPTOP, settings)
    codes = [each.code for each in caught.value.diagnostics]
    assert sorted(codes) == ["SG018"] * 4 + ["SG101", "SG205"]


def test_bases_that_cannot_be_read_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("name: [\n")
    (tmp_path / "two.yaml").write_text("name: {\n")
    (tmp_path / "study.yaml").write_text("extends: [one.yaml, two.yaml, three.yaml]\n")
    with pytest.raises(CampaignErrors) as caught:
        load_campaign(tmp_path / "study.yaml")
    assert [each.code for each in caught.value.diagnostics] == ["SG005", "SG015", "SG005"]


def test_the_last_line_counts_what_was_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, _ = save(tmp_path, spoiled(TABLE["unit"][0], TABLE["committee"][0]), "yaml")
    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == f"{path}: 1 error, 1 warning"


def test_editors_get_json_of_a_wrong_machine_profile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, _ = save(tmp_path, SOUND, "yaml")
    machine = tmp_path / "machine.yaml"
    machine.write_text("nam: x\n")
    assert main(["check", str(path), "--json", "--machine", str(machine)]) == 1
    told = json.loads(capsys.readouterr().out)
    assert {each["file"] for each in told} == {str(machine)}


@pytest.mark.parametrize("path", ["production.equilibrate", "production.segment", "dynamics"])
def test_what_is_unreadable_of_times_hides_no_others(path: str, tmp_path: Path) -> None:
    fitting = put(f"{EXPLORE}.duration", "1.005 ps")
    wrong = found(tmp_path, put(path, "x y"), fitting)
    assert tuple(path.split(".")) in {each.path for each in wrong}
    expected = ("SG403", (*EXPLORE.split("."), "duration"))
    assert (expected in said(wrong)) == (path != "dynamics")
