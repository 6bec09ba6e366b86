"""A person drops and adds frozen interfaces by name, each with a reason."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from locks import sandwich, write_campaign, write_lock
from studies import fluorite

from saggar.compiler.cli import check_file, compile_file
from saggar.compiler.diagnostics import CampaignErrors
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.extxyz import format_extxyz
from saggar.schemas.machine import LAPTOP

ADDED = "{set: training, film: c-ZrO2, substrate: rutile, file: mine.xyz, reason: a known twist}"


def reviewed(folder: Path, text: str) -> Path:
    """Write a campaign whose lock has a review."""
    campaign = write_campaign(folder)
    lock = write_lock(campaign)
    (lock / "review.yaml").write_text(text, encoding="utf-8")
    (lock / "mine.xyz").write_text(format_extxyz([sandwich("mine", layers=2)]), encoding="utf-8")
    return campaign


def said(campaign: Path) -> str:
    found = check_file(campaign, LAPTOP).diagnostics
    return "\n".join(f"{each.code} {each.message}; {each.hint}" for each in found)


def test_a_dropped_interface_is_in_no_set_and_its_reason_in_the_lock(tmp_path: Path) -> None:
    campaign = reviewed(tmp_path, "drop: {training-2: oxygen touches chlorine}\n")
    lock = compile_file(campaign, LAPTOP, partial=True).lock
    assert lock.structures is not None
    assert lock.structures.sets["training"] == ("training-1",)
    assert lock.structures.dropped == {"training-2": "oxygen touches chlorine"}
    assert "training-2" not in lock.cells


def test_an_added_interface_is_used_with_its_reason(tmp_path: Path) -> None:
    campaign = reviewed(tmp_path, f"add: {{twisted: {ADDED}}}\n")
    compiled = compile_file(campaign, LAPTOP, partial=True)
    assert compiled.lock.structures is not None
    assert compiled.lock.structures.sets["training"] == ("training-1", "training-2", "twisted")
    assert compiled.lock.cells["twisted"].source == (
        "structures.lock: added to set training from mine.xyz: a known twist"
    )
    assert "campaign/structures.lock/mine.xyz" in compiled.files


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("drop: {training-3: wrong}", ("there is no frozen interface", "training-1")),
        ("drop: {training-1: '  '}", ("drop.training-1: the reason is empty",)),
        (f"add: {{training-1: {ADDED}}}", ("the name 'training-1' is taken",)),
        (f"add: {{x: {ADDED.replace('set: training', 'set: trainin')}}}",
         ("no 'trainin' among sets", "did you mean 'training'")),
        (f"add: {{x: {ADDED.replace('rutile', 'rutil')}}}", ("did you mean 'rutile'",)),
        (f"add: {{x: {ADDED.replace('mine.xyz', 'yours.xyz')}}}", ("yours.xyz", "no file")),
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_named(
    tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    found = said(reviewed(tmp_path, f"{text}\n"))
    assert "SG324 structures.lock/review.yaml" in found
    assert all(word in found for word in words)


def test_a_pair_of_phases_that_a_review_leaves_out_is_a_warning(tmp_path: Path) -> None:
    whole = "drop: {training-1: polar, training-2: slipped}\n"
    assert "SG334" not in said(reviewed(tmp_path, "drop: {training-1: polar}\n"))
    found = said(reviewed(tmp_path, whole))
    assert "SG334 interfaces.sets.training: the review leaves no interface of c-ZrO2 on" in found
    assert "SG334" not in said(reviewed(tmp_path, f"{whole}add: {{twisted: {ADDED}}}\n"))


def test_a_reason_that_is_left_out_is_asked_for_as_text(tmp_path: Path) -> None:
    campaign = reviewed(tmp_path, "drop:\n  training-1:\n")
    with pytest.raises(CampaignErrors, match=r"review\.yaml:2:3: SG105") as caught:
        check_file(campaign, LAPTOP)
    (found,) = caught.value.diagnostics
    assert found.hint.startswith("it takes text: write for instance 'training-1: text'")


def test_an_added_cell_is_judged_like_a_given_one(tmp_path: Path) -> None:
    campaign = reviewed(tmp_path, f"add: {{twisted: {ADDED}}}\n")
    cell = tmp_path / "structures.lock" / "mine.xyz"
    lines = cell.read_text().splitlines()
    cell.write_text("\n".join([str(len(lines) - 3), *lines[1:-1]]) + "\n")
    assert "SG303" in said(campaign)


def test_a_misspelt_key_of_a_review_is_pointed_at(tmp_path: Path) -> None:
    campaign = reviewed(tmp_path, "dropped: {training-1: x}\n")
    with pytest.raises(CampaignErrors, match=r"review\.yaml:1:1: SG101"):
        check_file(campaign, LAPTOP)


def without_groups(cell: Cell) -> Cell:
    return replace(cell, group=None)


def swapped(cell: Cell) -> Cell:
    assert cell.group is not None
    return replace(cell, group=1 - cell.group)


def salt(cell: Cell) -> Cell:
    """Turn the substrate of fluorite into one of Li and Cl, 8 atoms to 4."""
    assert cell.group is not None
    names = {"Zr": "Li", "O": "Cl"}
    species = [
        symbol if of == 0 else names[symbol]
        for symbol, of in zip(cell.species, cell.group, strict=True)
    ]
    return replace(cell, species=tuple(species))


def added(folder: Path, cell: Cell, phases: Mapping[str, tuple[str, Cell]] | None = None) -> Path:
    """Write a campaign whose review adds a cell."""
    campaign = write_campaign(folder, charges={"Zr": 4, "O": -2, "Li": 2, "Cl": -1})
    lock = write_lock(campaign, phases=phases)
    (lock / "review.yaml").write_text(f"add: {{twisted: {ADDED}}}\n", encoding="utf-8")
    (lock / "mine.xyz").write_text(format_extxyz([cell]), encoding="utf-8")
    return campaign


def different(cell: Cell) -> Mapping[str, tuple[str, Cell]]:
    """Give phases of which the substrate is a salt."""
    whole = salt(cell)
    assert whole.group is not None
    base = replace(whole.take(np.flatnonzero(whole.group == 1)), name="rutile")
    return {"c-ZrO2": ("c-ZrO2", fluorite()), "rutile": ("rutile", base)}


def test_phases_that_share_elements_need_groups(tmp_path: Path) -> None:
    found = said(added(tmp_path, without_groups(sandwich("mine", layers=2))))
    assert "SG324" in found
    assert "add.twisted.file is mine.xyz; it does not say which atoms are of the film" in found
    assert "O, Zr is in both phases" in found
    assert "Properties=species:S:1:pos:R:3:group:I:1" in found


def test_groups_follow_from_elements_that_no_two_phases_share(tmp_path: Path) -> None:
    cell = sandwich("mine", layers=2)
    campaign = added(tmp_path, without_groups(salt(cell)), different(cell))
    used = check_file(campaign, LAPTOP).frozen.cells["twisted"].whole
    assert used.group is not None
    assert {(symbol, int(of)) for symbol, of in zip(used.species, used.group, strict=True)} == {
        ("Zr", 0),
        ("O", 0),
        ("Li", 1),
        ("Cl", 1),
    }


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ((1, 0), "the groups are swapped: 0 is film c-ZrO2, 1 is substrate rutile"),
        ((1, 2), "the groups are 1, 2; they are 0 (film), 1 (substrate)"),
    ],
)
def test_groups_that_contradict_the_phases_are_refused(
    tmp_path: Path, labels: tuple[int, int], words: str
) -> None:
    cell = sandwich("mine", layers=2)
    assert cell.group is not None
    wrong = replace(salt(cell), group=np.array(labels)[cell.group])
    found = said(added(tmp_path, wrong, different(cell)))
    assert "SG324" in found
    assert words in found


def test_a_group_with_an_element_of_the_other_phase_is_refused(tmp_path: Path) -> None:
    cell = sandwich("mine", layers=2)
    assert cell.group is not None
    group = cell.group.copy()
    group[cell.species.index("Zr")] = 1 - group[cell.species.index("Zr")]
    found = said(added(tmp_path, replace(salt(cell), group=group), different(cell)))
    assert re.search(r"group [01] holds .* consists of", found)


def test_groups_of_a_given_cell_are_held_against_its_phases(tmp_path: Path) -> None:
    base = replace(different(sandwich("", layers=2))["rutile"][1], name="base")
    given = {"mine": {"file": "mine.xyz", "film": "c-ZrO2", "substrate": "rutile"}}
    campaign = write_campaign(
        tmp_path,
        charges={"Zr": 4, "O": -2, "Li": 2, "Cl": -1},
        interfaces={"given": given},
        production__interfaces=None,
    )
    (tmp_path / "rutile.xyz").write_text(format_extxyz([base]), encoding="utf-8")
    cell = salt(sandwich("mine", layers=2))
    for group, wrong in ((cell.group, False), (None, False), (swapped(cell).group, True)):
        text = format_extxyz([replace(cell, group=group)])
        (tmp_path / "mine.xyz").write_text(text, encoding="utf-8")
        assert (
            "SG308 interfaces.given.mine.file: the groups are swapped" in said(campaign)
        ) == wrong


def test_an_added_cell_holds_the_elements_of_its_two_phases(tmp_path: Path) -> None:
    campaign = reviewed(tmp_path, f"add: {{twisted: {ADDED}}}\n")
    cell = tmp_path / "structures.lock" / "mine.xyz"
    cell.write_text(cell.read_text().replace("\nZr ", "\nTi "))
    assert "SG307" in said(campaign)
    assert "SG308 twisted, added to structures.lock: the interface holds O, Ti" in said(campaign)
