"""A person drops and adds frozen interfaces by name, each with a reason."""

from pathlib import Path

import pytest
from locks import sandwich, write_campaign, write_lock

from saggar.compiler.cli import check_file, compile_file
from saggar.compiler.diagnostics import CampaignErrors
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


def test_an_added_cell_holds_the_elements_of_its_two_phases(tmp_path: Path) -> None:
    campaign = reviewed(tmp_path, f"add: {{twisted: {ADDED}}}\n")
    cell = tmp_path / "structures.lock" / "mine.xyz"
    cell.write_text(cell.read_text().replace("\nZr ", "\nTi "))
    assert "SG307" in said(campaign)
    assert "SG308 twisted, added to structures.lock: the interface holds O, Ti" in said(campaign)
