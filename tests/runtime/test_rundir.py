"""A run directory says what is wrong with it and what to do."""

import json
from pathlib import Path

import fake_runs
import pytest

from saggar.runtime.rundir import RunDirectory
from saggar.schemas.errors import RunStateError
from saggar.schemas.manifest import Difference

pytestmark = pytest.mark.usefixtures("fake_steps")


@pytest.fixture
def rundir(tmp_path: Path) -> RunDirectory:
    return fake_runs.build(tmp_path)


def test_compiled_directory_is_intact(rundir: RunDirectory) -> None:
    assert rundir.differences() == ()
    rundir.verify()
    assert rundir.plan == fake_runs.plan()


def test_every_edited_and_missing_file_is_named(rundir: RunDirectory) -> None:
    (rundir.root / fake_runs.DECK).write_text("type 2 Li Cl\n")
    (rundir.root / "campaign.yaml").unlink()
    assert set(rundir.differences()) == {
        Difference(path="decks/nep.in", kind="edited"),
        Difference(path="campaign.yaml", kind="missing"),
    }
    with pytest.raises(RunStateError) as error:
        rundir.verify()
    for part in ("decks/nep.in: edited after compiling", "campaign.yaml: missing", "compile"):
        assert part in str(error.value)


def test_directory_without_its_manifest_is_not_verified(rundir: RunDirectory) -> None:
    (rundir.root / "manifest.json").unlink()
    with pytest.raises(RunStateError, match=r"manifest\.json: missing"):
        rundir.verify()


@pytest.mark.parametrize("name", ["plan", "lock", "manifest"])
def test_other_format_version_is_refused_with_what_to_install(
    rundir: RunDirectory, name: str
) -> None:
    path = rundir.root / f"{name}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": 99}))
    with pytest.raises(RunStateError, match=r"format version 99; this saggar reads 1") as error:
        getattr(RunDirectory(rundir.root), name)
    assert "saggar 0.1.0: install that release" in str(error.value)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 1}', '{"version": 1, "x": 2}'])
def test_damaged_document_is_named(rundir: RunDirectory, content: str) -> None:
    (rundir.root / "plan.json").write_text(content)
    with pytest.raises(RunStateError, match=r"plan\.json is damaged"):
        _ = RunDirectory(rundir.root).plan


def test_step_of_a_later_release_is_named(rundir: RunDirectory) -> None:
    path = rundir.root / "plan.json"
    path.write_text(path.read_text().replace('"fake_work"', '"anneal"'))
    with pytest.raises(RunStateError, match="no step named 'anneal'"):
        _ = RunDirectory(rundir.root).plan


def test_missing_folder_and_foreign_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(RunStateError, match="does not exist"):
        _ = RunDirectory(tmp_path / "nowhere").plan
    with pytest.raises(RunStateError, match="is no run directory"):
        _ = RunDirectory(tmp_path).plan


def test_file_is_no_run_directory_but_may_be_run(tmp_path: Path) -> None:
    file = tmp_path / "campaign.yaml"
    file.write_text("saggar: 1\n")
    for opened in (RunDirectory.existing, lambda path: RunDirectory(path).plan):
        with pytest.raises(RunStateError, match="is a file; give the run directory") as error:
            opened(file)
        assert f"`saggar run {file}`" in str(error.value)


def test_record_of_a_task_without_a_result_is_none(rundir: RunDirectory) -> None:
    assert rundir.record("initial_data/sample/0") is None


def test_damaged_record_is_named(rundir: RunDirectory) -> None:
    folder = rundir.result("initial_data/sample/0")
    folder.mkdir(parents=True)
    (folder / "exit.json").write_text("{")
    with pytest.raises(RunStateError, match=r"sample/0/exit\.json is damaged"):
        rundir.record("initial_data/sample/0")
