"""Locks of runs are told from campaigns by their content and read under any name."""

import json
from pathlib import Path

import pytest
from studies import DEMO, compiled

from saggar.compiler.lock_files import is_lock, read_lock
from saggar.schemas.errors import RunStateError


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "kept.lock"
    path.write_text(compiled().files["lock.json"])
    return path


def test_a_lock_is_known_by_its_content(lock: Path) -> None:
    assert is_lock(lock)
    assert read_lock(lock).campaign.name == "small"


@pytest.mark.parametrize(
    "text", ['{"saggar": 1, "name": "x"}', "saggar: 1", "[1]", "{", "\x00", ""]
)
def test_other_files_are_no_locks(text: str, tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text(text)
    assert not is_lock(path)


def test_campaigns_and_what_is_not_there_are_no_locks(tmp_path: Path) -> None:
    assert not is_lock(DEMO)
    assert not is_lock(tmp_path / "nothing.lock")
    assert not is_lock(tmp_path)


def test_a_lock_of_another_version_says_which_is_read(lock: Path) -> None:
    lock.write_text(json.dumps(json.loads(lock.read_text()) | {"version": 99}))
    with pytest.raises(RunStateError, match=r"format version 99; this saggar reads 1"):
        read_lock(lock)


def test_a_damaged_lock_names_the_place(lock: Path) -> None:
    content = json.loads(lock.read_text())
    del content["machine"]["cores"]
    lock.write_text(json.dumps(content))
    with pytest.raises(RunStateError, match=r"machine\.cores is missing") as raised:
        read_lock(lock)
    assert "pydantic" not in str(raised.value)


@pytest.mark.parametrize("text", ["{", "[1]"])
def test_what_is_no_object_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text(text)
    with pytest.raises(RunStateError, match="is no lock"):
        read_lock(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(RunStateError, match="is missing; put it back"):
        read_lock(tmp_path / "gone.lock")
