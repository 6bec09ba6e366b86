"""Frozen structures are used where they belong to the campaign and are what was frozen."""

import json
from pathlib import Path
from typing import Any

import pytest
from faulty import FLUORITE
from locks import INTERFACES, SETS, opened, rutile, sandwich, set_of, write_campaign, write_lock
from studies import fluorite

from saggar.__main__ import main
from saggar.compiler.cli import check_file, compile_file
from saggar.compiler.diagnostics import CampaignErrors
from saggar.compiler.frozen.digest import structures_digest
from saggar.compiler.load import load_campaign
from saggar.compiler.resolve import resolve
from saggar.runtime.structures.extxyz import format_extxyz
from saggar.runtime.structures.sanity import repeat
from saggar.schemas.engines import Chgnet
from saggar.schemas.interfaces import Ranking
from saggar.schemas.machine import LAPTOP
from saggar.schemas.resolved import Lock


def codes(campaign: Path) -> list[str]:
    found = check_file(campaign, LAPTOP).diagnostics
    return sorted({each.code for each in found if not each.ignored and each.code != "SG508"})


def said(campaign: Path, code: str) -> str:
    found = check_file(campaign, LAPTOP).diagnostics
    return "\n".join(f"{each.message}\n{each.hint}" for each in found if each.code == code)


def lock_of(campaign: Path) -> Lock:
    compiled = compile_file(campaign, LAPTOP, partial=True)
    return compiled.lock


def test_a_campaign_without_sets_orderings_and_relaxations_needs_nothing(tmp_path: Path) -> None:
    plain = write_campaign(tmp_path, interfaces={}, production__interfaces=None)
    assert codes(plain) == []


def test_missing_structures_pass_check_and_are_refused_by_compile(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    assert main(["check", str(campaign)]) == 0
    with pytest.raises(CampaignErrors, match="SG320 pending: cells are to be made first") as error:
        compile_file(campaign, LAPTOP, partial=True)
    assert f"saggar structures {campaign}" in str(error.value.diagnostics[0].hint)


def test_frozen_cells_are_compiled_with_their_source(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    write_lock(campaign)
    cells = lock_of(campaign).cells
    assert cells["training-1"].source == (
        "structures.lock: c-ZrO2 (0 0 1) on rutile (0 0 1), set training"
    )
    assert cells["training-1"].strains == (-0.004, 0.006)
    assert cells["c-ZrO2"].source == "structures.lock: made for tests"
    assert cells["c001"].atoms == len(sandwich("", width=3))
    assert {cells[name].kind for name in INTERFACES} == {"interface"}


def test_a_run_directory_compiles_again_from_its_own_files(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    folder = write_lock(campaign)
    (folder / "review.yaml").write_text("drop: {training-2: too thin}\n")
    first, second = tmp_path / "first", tmp_path / "second"
    assert main(["compile", str(campaign), "--out", str(first), "--partial"]) == 0
    inner = first / "campaign" / "campaign.yaml"
    assert main(["compile", str(inner), "--out", str(second), "--partial"]) == 0
    assert (first / "lock.json").read_text() == (second / "lock.json").read_text()


def test_other_limits_make_frozen_structures_stale(tmp_path: Path) -> None:
    write_lock(write_campaign(tmp_path))
    sets = {**SETS, "training": {**SETS["training"], "max_strain": "12 %"}}
    campaign = write_campaign(
        tmp_path, interfaces={"films": ["c-ZrO2"], "substrates": ["rutile"], "sets": sets}
    )
    assert codes(campaign) == ["SG321"]
    assert main(["check", str(campaign)]) == 0
    with pytest.raises(CampaignErrors, match="SG321"):
        compile_file(campaign, LAPTOP, partial=True)


def test_another_content_of_a_phase_makes_frozen_structures_stale(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    write_lock(campaign)
    file = tmp_path / "cell.xyz"
    file.write_text(file.read_text() + "\n")
    assert codes(campaign) == ["SG321"]


@pytest.mark.parametrize(
    ("key", "value", "changes"),
    [
        ("seed", 8, False),
        ("name", "another", False),
        ("models__foundation", {"engine": "chgnet", "dispersion": "d3bj"}, False),
        ("production__segment", "1 ps", False),
        ("interfaces__rank", {"at_most": 7}, False),
        ("charges", {"O": -2, "Zr": 4}, False),
        ("validation", {"holdout": "training"}, True),
        ("charges", {"Zr": 4, "O": -2, "Li": 1}, True),
    ],
    ids=lambda value: str(value)[:30],
)
def test_the_digest_counts_what_decides_cells_and_nothing_else(
    tmp_path: Path, key: str, value: Any, changes: bool
) -> None:
    def digest(**edits: Any) -> str:
        loaded = load_campaign(write_campaign(tmp_path, **edits))
        return structures_digest(resolve(loaded).campaign, tmp_path)

    assert (digest() != digest(**{key: value})) == changes


def with_cif(folder: Path) -> tuple[Path, Path]:
    """Write the small campaign with a phase from a CIF; give the campaign and that file."""
    cif = folder / "fluorite.cif"
    cif.write_text(FLUORITE)
    phases = {"c-ZrO2": {"file": cif.name}, "rutile": {"file": "rutile.xyz"}}
    return write_campaign(folder, phases=phases), cif


def test_a_comment_in_a_crystal_structure_makes_no_lock_stale(tmp_path: Path) -> None:
    campaign, cif = with_cif(tmp_path)
    write_lock(campaign)
    cif.write_text(f"# from the shelf\n{FLUORITE}# the end")
    assert codes(campaign) == []
    cif.write_text(FLUORITE.replace("5.1221", "5.13"))
    assert codes(campaign) == ["SG321"]


def test_a_lock_whose_digest_counts_comments_remains_valid(tmp_path: Path) -> None:
    campaign, cif = with_cif(tmp_path)
    cif.write_text(f"# from the shelf\n{FLUORITE}")
    lock = write_lock(campaign) / "lock.json"
    resolved = resolve(load_campaign(campaign)).campaign
    new, old = (structures_digest(resolved, tmp_path, comments=each) for each in (False, True))
    assert new != old
    lock.write_text(lock.read_text().replace(new, old))
    assert codes(campaign) == []


def test_an_edited_cell_is_refused(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    cell = write_lock(campaign) / "interfaces" / "training-1.xyz"
    cell.write_text(cell.read_text().replace("Zr", "Li", 1))
    assert codes(campaign) == ["SG323"]
    assert "training-1.xyz is not what was frozen" in said(campaign, "SG323")


def test_an_edited_conventional_cell_is_refused(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    cell = write_lock(campaign) / "phases" / "rutile-conventional.xyz"
    cell.write_text(cell.read_text().replace("Zr", "Li", 1))
    assert codes(campaign) == ["SG323"]
    assert "rutile-conventional.xyz is not what was frozen" in said(campaign, "SG323")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [('"version": 1', '"version": 9', "format version 9"), ("{", "", "cannot be read"),
     ('"digest"', '"digets"', "is damaged")],
)  # fmt: skip
def test_a_damaged_lock_is_refused(tmp_path: Path, before: str, after: str, words: str) -> None:
    campaign = write_campaign(tmp_path)
    path = write_lock(campaign) / "lock.json"
    path.write_text(path.read_text().replace(before, after, 1))
    assert codes(campaign) == ["SG322"]
    assert words in said(campaign, "SG322")


def test_a_lock_ranked_with_another_model_is_a_warning(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    write_lock(campaign, models={"foundation": Chgnet(engine="chgnet", dispersion="d3bj")})
    assert codes(campaign) == ["SG327"]
    assert "ranked with chgnet 0.3.0 d3bj" in said(campaign, "SG327")


def test_a_lock_ranked_with_another_effort_is_a_warning(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    write_lock(campaign, rank=Ranking(at_most=7))
    assert codes(campaign) == ["SG333"]
    assert "rank.at_most is 2000; structures.lock was ranked with 7" in said(campaign, "SG333")


def test_large_training_cells_are_a_warning(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    write_lock(campaign, interfaces={**INTERFACES, "training-3": sandwich("training-3", width=3)})
    assert "training-3 as many as 648" in said(campaign, "SG328")


def test_a_set_with_fewer_cells_than_drawn_is_a_warning(tmp_path: Path) -> None:
    sets = {**SETS, "holdout": {**SETS["holdout"], "draw": 3}}
    interfaces = {"films": ["c-ZrO2"], "substrates": ["rutile"], "sets": sets}
    campaign = write_campaign(tmp_path, interfaces=interfaces)
    write_lock(campaign)
    assert codes(campaign) == ["SG329"]
    assert "draw is 3; structures.lock holds 1 of the set" in said(campaign, "SG329")


def test_sets_and_phases_out_of_training_never_enter_it(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    write_lock(campaign)
    checked = check_file(campaign, LAPTOP)
    study = checked.study(LAPTOP)
    assert study.training_cells("all") == ("c-ZrO2", "rutile", "training-1", "training-2")
    assert study.training_cells("interfaces") == ("training-1", "training-2")


def test_production_runs_the_cells_of_its_set_as_they_were_frozen(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    write_lock(campaign)
    compiled = compile_file(campaign, LAPTOP, partial=True)
    runs = {task.id.split("/")[1] for task in compiled.plan.tasks if task.stage == "production"}
    assert runs == {"c-ZrO2-96", "c001"}


def test_a_held_out_cell_is_refused_by_name(tmp_path: Path) -> None:
    campaign = write_campaign(
        tmp_path,
        initial_data={
            "perturb": {"cells": ["c-ZrO2", "holdout-1"], "per_structure": 2},
            "select": {"frames": 2},
        },
    )
    write_lock(campaign)
    (one,) = [each for each in check_file(campaign, LAPTOP).diagnostics if each.code == "SG325"]
    assert one.path == ("initial_data", "perturb", "cells", 1)


def test_an_interface_that_was_ever_held_out_is_refused_in_a_training_set(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    write_lock(campaign, held_out=("identity of training-2",))
    assert codes(campaign) == ["SG325"]
    assert "drop training-2" in said(campaign, "SG325")


def test_a_held_out_cell_from_a_file_of_its_own_is_refused(tmp_path: Path) -> None:
    copy = repeat(opened(sandwich("copy", layers=1)), (1, 2, 1))
    given = {"mine": {"file": "copy.xyz", "film": "c-ZrO2", "substrate": "rutile"}}
    interfaces = {"films": ["c-ZrO2"], "substrates": ["rutile"], "sets": SETS, "given": given}
    campaign = write_campaign(tmp_path, interfaces=interfaces)
    write_lock(campaign)
    (tmp_path / "copy.xyz").write_text(format_extxyz([copy]))
    (one,) = [each for each in check_file(campaign, LAPTOP).diagnostics if each.code == "SG325"]
    assert one.path == ("interfaces", "given", "mine")
    assert "the cell of mine is that of holdout-1" in one.message
    (tmp_path / "copy.xyz").write_text(format_extxyz([opened(copy, by_A=0.2)]))
    assert "SG325" not in codes(campaign)


@pytest.mark.parametrize("dropped", ["", "drop: {holdout-1: polar}\n"])
def test_a_held_out_cell_is_not_added_to_training(tmp_path: Path, dropped: str) -> None:
    campaign = write_campaign(tmp_path)
    folder = write_lock(campaign)
    addition = (
        "{file: interfaces/holdout-1.xyz, set: SET, film: c-ZrO2, substrate: rutile, reason: seen}"
    )
    review = folder / "review.yaml"
    review.write_text(f"{dropped}add: {{mine: {addition.replace('SET', 'training')}}}\n")
    assert "the cell of mine is that of holdout-1" in said(campaign, "SG325")
    assert "take mine out of structures.lock/review.yaml" in said(campaign, "SG325")
    review.write_text(f"{dropped}add: {{mine: {addition.replace('SET', 'production')}}}\n")
    assert "SG325" not in codes(campaign)


def test_a_frozen_cell_of_training_that_is_held_out_under_another_name_is_refused(
    tmp_path: Path,
) -> None:
    campaign = write_campaign(tmp_path)
    write_lock(campaign, interfaces={**INTERFACES, "training-2": INTERFACES["holdout-1"]})
    assert "drop training-2" in said(campaign, "SG325")


def test_a_production_set_without_cells_is_refused(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    others = {name: cell for name, cell in INTERFACES.items() if set_of(name) != "production"}
    write_lock(campaign, interfaces=others)
    assert codes(campaign) == ["SG326"]


def test_several_orderings_of_a_phase_are_all_trained_and_the_lowest_is_produced(
    tmp_path: Path,
) -> None:
    campaign = write_campaign(tmp_path)
    wide = fluorite()
    low = type(wide)(wide.species, wide.positions * 1.01, wide.lattice * 1.01, name="low")
    write_lock(
        campaign,
        phases={
            "c-ZrO2-a": ("c-ZrO2", low),
            "c-ZrO2-b": ("c-ZrO2", wide),
            "rutile": ("rutile", rutile()),
        },
    )
    study = check_file(campaign, LAPTOP).study(LAPTOP)
    assert study.training_cells("phases") == ("c-ZrO2-a", "c-ZrO2-b", "rutile")
    assert study.training_cells(("c-ZrO2",)) == ("c-ZrO2-a", "c-ZrO2-b")
    assert study.bulk_cell("c-ZrO2").volume_A3 == pytest.approx(low.volume_A3)


def test_the_lock_of_a_run_names_the_frozen_structures(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path)
    folder = write_lock(campaign)
    used = lock_of(campaign).structures
    assert used is not None
    assert used.digest == json.loads((folder / "lock.json").read_text())["digest"]
    assert used.sets == {
        "training": ("training-1", "training-2"),
        "holdout": ("holdout-1",),
        "production": ("c001",),
    }
