"""Writing a run directory: what is there already is not touched, what is foreign is kept."""

from pathlib import Path

import pytest
from studies import changed, compiled

from saggar.compiler.write import write_run_directory
from saggar.schemas.errors import CompileError


def test_second_write_changes_nothing(tmp_path: Path) -> None:
    files = compiled().files
    write_run_directory(tmp_path / "run", files)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*.in")}
    written = write_run_directory(tmp_path / "run", files)
    assert written.added + written.changed + written.removed == ()
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_deck_that_is_no_longer_rendered_is_removed_and_results_stay(tmp_path: Path) -> None:
    write_run_directory(tmp_path, compiled().files)
    result = tmp_path / "work" / "initial_data" / "perturb" / "frames.xyz"
    result.parent.mkdir(parents=True)
    result.write_text("kept")
    cooler = changed(production__bulk__temperatures="500 K")
    written = write_run_directory(tmp_path, compiled(cooler).files)
    assert any("produce-600K" in path for path in written.removed)
    assert any("produce-500K" in path for path in written.added)
    assert not list(tmp_path.glob("decks/gpumd/produce-600K*/run.in"))
    assert result.read_text() == "kept"


def test_foreign_folder_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("do not lose me")
    with pytest.raises(CompileError, match="no run directory"):
        write_run_directory(tmp_path, compiled().files)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_damaged_manifest_is_refused(tmp_path: Path) -> None:
    write_run_directory(tmp_path, compiled().files)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(CompileError, match="damaged"):
        write_run_directory(tmp_path, compiled().files)
