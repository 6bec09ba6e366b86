"""A campaign is judged alike whether its structures were looked at before or not."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from faulty import put, save, spoiled
from locks import INTERFACES, SETS, opened, sandwich, write_campaign, write_lock
from studies import DEMO, REPOSITORY

import saggar.compiler.structures.given
from saggar.compiler.cli import check_file
from saggar.compiler.diagnostics import Diagnostic
from saggar.runtime.structures.extxyz import format_extxyz
from saggar.schemas.machine import LAPTOP

PAPER = REPOSITORY / "campaigns" / "zro2-li2zrcl6" / "campaign.yaml"

ADDED = "{file: mine.xyz, set: training, film: c-ZrO2, substrate: rutile, reason: seen elsewhere}"

GIVEN = {"file": "c-ZrO2.cif", "film": "c-ZrO2", "substrate": "c-ZrO2"}

SCRIPT = """
import sys
from saggar.__main__ import main
assert main(["check", sys.argv[1]]) == 0
print("\\n" + " ".join(sys.modules))
"""


def found(path: Path) -> list[Diagnostic]:
    return list(check_file(path, LAPTOP).diagnostics)


def codes(path: Path) -> set[str]:
    return {each.code for each in found(path)}


def doubled(text: str) -> str:
    return text + "O2 O 0.25 0.25 0.36 1\n"


def swapped(text: str) -> str:
    return text.replace("Zr1 Zr", "Li1 Li")


def thinned(text: str) -> str:
    return text.replace("5.1221", "50")


def emptied(text: str) -> str:
    return text.replace("0.25 1\n", "0.25 0.5\n")


@pytest.mark.parametrize(
    ("edit", "code"),
    [(doubled, "SG306"), (swapped, "SG303"), (thinned, "SG315"), (emptied, "SG305")],
)
def test_a_structure_that_was_edited_is_judged_anew(
    edit: Callable[[str], str], code: str, tmp_path: Path
) -> None:
    path, _ = save(tmp_path, spoiled(), "yaml")
    structure = tmp_path / "c-ZrO2.cif"
    sound = structure.read_text()
    assert found(path) == []
    structure.write_text(edit(sound))
    first = found(path)
    assert code in {each.code for each in first}
    assert found(path) == first
    structure.write_text(sound)
    assert found(path) == []


def test_an_ordering_is_judged_anew_with_other_charges(tmp_path: Path) -> None:
    def half_filled(zirconium: int) -> list[Diagnostic]:
        ordering = put("phases.c-ZrO2.ordering", {"supercell": [1, 1, 1]})
        path, _ = save(tmp_path, spoiled(ordering, put("charges.Zr", zirconium)), "yaml")
        structure = tmp_path / "c-ZrO2.cif"
        structure.write_text(emptied(structure.read_text()))
        return found(path)

    first = half_filled(4)
    assert {each.code for each in first} == {"SG316", "SG320"}
    assert half_filled(4) == first
    assert {each.code for each in half_filled(2)} == {"SG320"}


def test_sites_that_may_be_partial_are_judged_anew_where_they_must_be_filled(
    tmp_path: Path,
) -> None:
    ordering = put("phases.c-ZrO2.ordering", {"supercell": [1, 1, 1]})
    for edits, code in (((ordering,), "SG316"), ((), "SG305"), ((ordering,), "SG316")):
        path, _ = save(tmp_path, spoiled(*edits), "yaml")
        structure = tmp_path / "c-ZrO2.cif"
        structure.write_text(emptied(structure.read_text()))
        assert {"SG305", "SG316"} & codes(path) == {code}


def test_an_interface_with_other_groups_is_judged_anew(tmp_path: Path) -> None:
    given = {"mine": {"file": "mine.xyz", "film": "c-ZrO2", "substrate": "rutile"}}
    interfaces = {"films": ["c-ZrO2"], "substrates": ["rutile"], "sets": SETS, "given": given}
    path = write_campaign(tmp_path, interfaces=interfaces)
    (tmp_path / "mine.xyz").write_text(format_extxyz([sandwich("mine")]))
    assert "SG308" not in codes(path)
    (tmp_path / "mine.xyz").write_text(format_extxyz([sandwich("mine", layers=1).take(range(12))]))
    assert "SG308" in codes(path)


def test_frozen_cells_are_judged_alike(tmp_path: Path) -> None:
    path = write_campaign(tmp_path)
    lock = write_lock(path, interfaces={**INTERFACES, "training-2": INTERFACES["holdout-1"]})
    (lock / "review.yaml").write_text(f"add: {{twisted: {ADDED}}}\n")
    (lock / "mine.xyz").write_text(format_extxyz([opened(sandwich("mine", layers=1))]))
    first = found(path)
    assert [each.message for each in first if each.code == "SG325"] != []
    assert found(path) == first
    cells = check_file(path, LAPTOP).cells
    assert cells["twisted"].group is not None
    assert cells["training-1"].name == "training-1"


def test_a_frozen_cell_that_was_edited_is_refused_though_it_is_remembered(tmp_path: Path) -> None:
    path = write_campaign(tmp_path)
    lock = write_lock(path)
    assert "SG323" not in codes(path)
    cell = lock / "interfaces" / "training-1.xyz"
    cell.write_text(cell.read_text().replace("Zr", "Li", 1))
    assert "SG323" in codes(path)


def test_a_structure_is_read_once_for_all_commands_that_only_judge_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = save(tmp_path, spoiled(put("interfaces.given.film", GIVEN)), "yaml")
    first = found(path)

    def read_given(*_: object, **__: object) -> None:
        raise AssertionError("the structure was read again")

    monkeypatch.setattr(saggar.compiler.structures.given, "read_given", read_given)
    assert found(path) == first


@pytest.mark.parametrize("campaign", [DEMO, PAPER], ids=["demo", "paper"])
def test_a_campaign_that_was_checked_before_needs_no_numbers(campaign: Path) -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(campaign)],
            capture_output=True, text=True, check=True,
        ).stdout.splitlines()
        for _ in range(2)
    ]  # fmt: skip
    first, again = (lines[:-1] for lines in said)
    assert again == first
    assert not {"numpy", "gemmi"} & set(said[1][-1].split())
