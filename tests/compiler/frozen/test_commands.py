"""The commands around frozen structures, with a driver that makes them at once."""

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from locks import write_campaign, write_lock

from saggar.__main__ import main
from saggar.runtime import cli as runtime_cli


@dataclass
class Driver:
    """Stands for the driver: freezes what the tests freeze, and counts."""

    made: Path
    code: int = 0
    roots: list[Path] = field(default_factory=list)

    def run_directory(self, root: Path, **options: object) -> int:
        self.roots.append(root)
        freeze = root / "work" / "structures" / "freeze"
        if root.name == "structures" and not self.code:
            shutil.copytree(self.made, freeze, dirs_exist_ok=True)
        return self.code


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Driver:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "made"
    folder.mkdir()
    found = Driver(write_lock(write_campaign(folder)))
    monkeypatch.setattr(runtime_cli, "run_directory", found.run_directory)
    return found


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    return write_campaign(tmp_path)


def test_structures_are_made_and_frozen_beside_the_campaign(
    campaign: Path, driver: Driver, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["structures", str(campaign)]) == 0
    assert driver.roots == [Path("runs/small/structures")]
    assert (campaign.parent / "structures.lock" / "lock.json").is_file()
    assert "2 phases and 4 interfaces frozen" in capsys.readouterr().out


def test_what_is_frozen_is_not_made_again_unasked(campaign: Path, driver: Driver) -> None:
    assert main(["structures", str(campaign)]) == 0
    assert main(["structures", str(campaign)]) == 0
    assert len(driver.roots) == 1
    assert main(["structures", str(campaign), "--again"]) == 0
    assert len(driver.roots) == 2


def test_nothing_is_published_where_tasks_were_given_up(campaign: Path, driver: Driver) -> None:
    driver.code = 1
    assert main(["structures", str(campaign), "--out", "there"]) == 1
    assert not (campaign.parent / "structures.lock").exists()


def test_run_makes_structures_first_and_goes_on(campaign: Path, driver: Driver) -> None:
    assert main(["run", str(campaign)]) == 0
    assert driver.roots == [Path("runs/small/structures"), Path("runs/small")]
    cells = json.loads(Path("runs/small/lock.json").read_text())["cells"]
    assert "training-1" in cells


def test_run_goes_on_from_frozen_structures(campaign: Path, driver: Driver) -> None:
    write_lock(campaign)
    assert main(["run", str(campaign), "--out", "there"]) == 0
    assert driver.roots == [Path("there")]


@pytest.mark.parametrize("frozen", [False, True])
def test_run_until_structures_ends_there(campaign: Path, driver: Driver, *, frozen: bool) -> None:
    if frozen:
        write_lock(campaign)
    assert main(["run", str(campaign), "--until", "structures"]) == 0
    assert len(driver.roots) == (not frozen)
    assert not Path("runs/small/lock.json").exists()


def test_a_campaign_that_pauses_after_structures_waits_for_a_person(
    tmp_path: Path, driver: Driver
) -> None:
    campaign = write_campaign(tmp_path, pause_after=["structures"])
    assert main(["run", str(campaign)]) == 0
    assert len(driver.roots) == 1
    assert main(["run", str(campaign)]) == 0
    assert driver.roots[-1] == Path("runs/small")


def test_run_does_not_replace_stale_structures(
    campaign: Path, driver: Driver, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lock(campaign, digest="0" * 64)
    assert main(["run", str(campaign)]) == 1
    assert not driver.roots
    said = capsys.readouterr().err
    assert "SG321" in said
    assert f"saggar structures {campaign}" in said


def test_stale_structures_are_made_anew_when_asked(campaign: Path, driver: Driver) -> None:
    write_lock(campaign, digest="0" * 64)
    assert main(["structures", str(campaign)]) == 0
    assert main(["check", str(campaign)]) == 0
    assert len(driver.roots) == 1


def test_a_lock_that_cannot_be_read_is_not_replaced(
    campaign: Path, driver: Driver, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_lock(campaign) / "lock.json"
    path.write_text("<<<<<<< half of a merge\n")
    assert main(["structures", str(campaign)]) == 1
    assert not driver.roots
    assert path.read_text() == "<<<<<<< half of a merge\n"
    said = capsys.readouterr().err
    assert "SG322" in said
    assert "restore it, or move" in said


def test_a_renamed_phase_does_not_empty_the_memory_of_what_was_held_out(
    campaign: Path, driver: Driver, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lock(campaign)
    campaign.write_text(campaign.read_text().replace("rutile", "titania"))
    (campaign.parent / "rutile.xyz").rename(campaign.parent / "titania.xyz")
    assert main(["structures", str(campaign)]) == 1
    assert not driver.roots
    assert "SG335" in (said := capsys.readouterr().err)
    assert "phases.titania is new, and 'rutile' of" in said


def test_a_renamed_phase_is_free_where_nothing_was_held_out(campaign: Path, driver: Driver) -> None:
    write_lock(campaign, held_out=())
    campaign.write_text(campaign.read_text().replace("rutile", "titania"))
    (campaign.parent / "rutile.xyz").rename(campaign.parent / "titania.xyz")
    main(["structures", str(campaign)])
    assert len(driver.roots) == 1


def test_a_campaign_of_given_cells_has_nothing_to_freeze(
    tmp_path: Path, driver: Driver, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = write_campaign(tmp_path, interfaces=None, production__interfaces=None)
    assert main(["structures", str(plain)]) == 0
    assert "nothing to freeze" in capsys.readouterr().out
    assert not driver.roots
