"""Every campaign that ships is sound, and so are the structures that ship with it."""

import hashlib
import json
from pathlib import Path

import pytest
from studies import REPOSITORY

from saggar.__main__ import main
from saggar.runtime.structures.extxyz import read_extxyz
from saggar.schemas.frozen_structures import StructuresLock

CAMPAIGNS = sorted((REPOSITORY / "campaigns").glob("*/*.yaml"))
CAMPAIGNS = [path for path in CAMPAIGNS if path.parent.name != "machines"]
LOCKS = sorted((REPOSITORY / "campaigns").glob("*/structures.lock/lock.json"))
PAPER = REPOSITORY / "campaigns" / "zro2-li2zrcl6"

COUNTS = {
    "t101-ideal101": {"Zr": 1792 + 576, "O": 3584, "Li": 1152, "Cl": 3456},
    "c221-alpha001": {"Zr": 1512 + 576, "O": 3024, "Li": 1152, "Cl": 3456},
    "m010-alpha201": {"Zr": 1536 + 576, "O": 3072, "Li": 1152, "Cl": 3456},
}
"""Compositions of the paper's interfaces (2) to (4) (Methods, Molecular Dynamics)."""


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY / "campaigns"))


def locked(path: Path) -> StructuresLock:
    return StructuresLock.model_validate(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", CAMPAIGNS, ids=name_of)
def test_a_shipped_campaign_has_neither_errors_nor_warnings(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--json", str(path)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each for each in found if each["severity"] == "warning" and not each["ignored"]] == []


@pytest.mark.parametrize("path", CAMPAIGNS, ids=name_of)
def test_a_shipped_campaign_can_be_planned(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(path)]) == 0
    assert "production" in capsys.readouterr().out


@pytest.mark.parametrize("path", LOCKS, ids=name_of)
def test_every_file_of_a_shipped_lock_is_what_was_frozen(path: Path) -> None:
    lock = locked(path)
    for record in (*lock.phases.values(), *lock.interfaces.values()):
        content = (path.parent / record.file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == record.sha256


@pytest.mark.parametrize("path", LOCKS, ids=name_of)
def test_every_frozen_interface_has_its_picture(path: Path) -> None:
    pictures = {picture.stem for picture in (path.parent / "pictures").glob("*.svg")}
    assert pictures == set(locked(path).interfaces)


@pytest.mark.parametrize("path", LOCKS, ids=name_of)
def test_no_interface_is_both_held_out_and_trained_on(path: Path) -> None:
    interfaces = locked(path).interfaces.values()
    held_out = {each.identity for each in interfaces if each.held_out}
    assert not held_out & {each.identity for each in interfaces if each.set == "training"}


@pytest.mark.parametrize("name", COUNTS)
def test_production_cells_have_the_compositions_of_the_paper(name: str) -> None:
    path = PAPER / "structures.lock" / "interfaces" / f"{name}.xyz"
    (cell,) = read_extxyz(path.read_text(encoding="utf-8"), name=name)
    assert dict(cell.counts) == COUNTS[name]


@pytest.mark.parametrize("name", [*COUNTS, "c111-ideal001"])
def test_the_page_on_the_paper_says_what_stands_in_the_lock(name: str) -> None:
    frozen = locked(PAPER / "structures.lock" / "lock.json").interfaces[name]
    page = (REPOSITORY / "docs" / "paper-interfaces.md").read_text(encoding="utf-8")
    (row,) = [line for line in page.splitlines() if line.startswith(f"| `{name}`")][1:]
    cells = [cell.strip() for cell in row.split("|")][3:-1]
    assert cells == [
        f"{frozen.match_area_A2:.1f}",
        " x ".join(map(str, frozen.repeats)),
        f"{frozen.area_A2:.0f}",
        str(frozen.film_termination.repeats),
        str(frozen.substrate_termination.repeats),
        " / ".join(f"{100 * strain:.2f}" for strain in frozen.length_strains),
        " / ".join(f"{100 * strain:.2f}" for strain in frozen.strains),
    ]


def test_the_page_on_the_paper_names_the_dipoles_and_the_one_position_in_the_plane() -> None:
    lock = locked(PAPER / "structures.lock" / "lock.json")
    page = (REPOSITORY / "docs" / "paper-interfaces.md").read_text(encoding="utf-8")
    production = [each for each in lock.interfaces.values() if each.set == "production"]
    cuts = [
        cut for each in production for cut in (each.film_termination, each.substrate_termination)
    ]
    polar = {f"{cut.dipole_e_A_per_A2:.3f}" for cut in cuts if abs(cut.dipole_e_A_per_A2) > 5e-4}
    assert polar == {"0.774", "1.024", "-0.267"}
    assert [dipole for dipole in polar if dipole not in page] == []
    assert {each.shift for each in production} == {(0.0, 0.0)}


def test_training_cells_of_the_paper_cover_every_pair_of_polymorphs() -> None:
    lock = locked(PAPER / "structures.lock" / "lock.json")
    training = [each for each in lock.interfaces.values() if each.set == "training"]
    films, substrates = {each.film for each in training}, {each.substrate for each in training}
    assert (len(training), len(films), len(substrates)) == (10, 5, 2)
    assert len({(each.film, each.substrate) for each in training}) == 10
    assert len(lock.held_out) == 270


def test_all_decks_of_the_paper_that_can_be_rendered_are_rendered(tmp_path: Path) -> None:
    root = tmp_path / "run"
    assert main(["compile", str(PAPER / "campaign.yaml"), "--partial", "--out", str(root)]) == 0
    decks = {path.name for path in (root / "decks").rglob("*") if path.is_file()}
    assert {"run.in", "nep.in"} <= decks
    assert not list(root.rglob("POTCAR"))
