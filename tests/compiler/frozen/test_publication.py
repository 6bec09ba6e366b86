"""What was frozen is put beside the campaign; what a person put there stays."""

import shutil
from pathlib import Path

import pytest
from locks import INTERFACES, write_campaign, write_lock

from saggar.compiler.frozen.publication import publish


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Give the folder of a result as the step leaves it."""
    folder = tmp_path / "made"
    folder.mkdir()
    lock = write_lock(write_campaign(folder))
    for name in ("exit.json", "log.txt", "README.md"):
        (lock / name).write_text(name)
    (lock / "pictures").mkdir()
    for name in INTERFACES:
        (lock / "pictures" / f"{name}.svg").write_text(f"<svg>{name}</svg>")
    return lock


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    folder = tmp_path / "campaign"
    folder.mkdir()
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_everything_but_the_records_of_the_task_is_published(made: Path, campaign: Path) -> None:
    published = publish(made, campaign)
    expected = contents(made)
    del expected["exit.json"], expected["log.txt"]
    assert contents(campaign / "structures.lock") == expected
    assert (published.written, published.kept, published.removed) == (len(expected), 0, 0)


def test_files_with_the_right_content_are_not_touched(made: Path, campaign: Path) -> None:
    publish(made, campaign)
    times = {path: path.stat().st_mtime_ns for path in campaign.rglob("*.xyz")}
    again = publish(made, campaign)
    assert again.written == 0
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_cells_that_no_longer_belong_are_removed_with_their_pictures(
    made: Path, campaign: Path
) -> None:
    publish(made, campaign)
    fewer = {name: cell for name, cell in INTERFACES.items() if name != "training-2"}
    shutil.rmtree(made / "interfaces")
    (made / "pictures" / "training-2.svg").unlink()
    write_lock(made.parent / "campaign.yaml", interfaces=fewer)
    assert publish(made, campaign).removed == 2
    assert not list((campaign / "structures.lock").rglob("training-2*"))


def test_a_review_and_what_it_adds_stay(made: Path, campaign: Path) -> None:
    publish(made, campaign)
    mine = campaign / "structures.lock" / "interfaces" / "mine.xyz"
    review = campaign / "structures.lock" / "review.yaml"
    mine.write_text("mine")
    review.write_text("drop: {}")
    (made / "review.yaml").write_text("drop: {a: b}")
    publish(made, campaign)
    assert (mine.read_text(), review.read_text()) == ("mine", "drop: {}")


def test_an_interrupted_publication_is_found_out(
    made: Path, campaign: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from saggar.compiler.frozen import publication

    def refuse(target: Path, text: str) -> None:
        if target.name == "lock.json":
            raise KeyboardInterrupt
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    monkeypatch.setattr(publication, "replace_text", refuse)
    with pytest.raises(KeyboardInterrupt):
        publish(made, campaign)
    assert (campaign / "structures.lock" / "interfaces" / "training-1.xyz").is_file()
    assert not (campaign / "structures.lock" / "lock.json").exists()
