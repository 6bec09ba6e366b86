"""A write happens whole or not at all."""

import os
from pathlib import Path

import pytest

from saggar.runtime.durable import append, move, write_atomically


def test_text_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "state.json"
    write_atomically(path, "old")
    write_atomically(path, "Å")
    assert path.read_text(encoding="utf-8") == "Å"
    assert list(path.parent.iterdir()) == [path]


def test_failed_write_leaves_the_old_text_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.json"
    write_atomically(path, "old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_append_goes_on_after_a_short_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    descriptor = os.open(tmp_path / "journal", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    append(descriptor, b"0123456789\n")
    os.close(descriptor)
    assert (tmp_path / "journal").read_bytes() == b"0123456789\n"


def test_move_makes_the_folder_of_its_target(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    move(tmp_path / "a", tmp_path / "b" / "c" / "a")
    assert (tmp_path / "b" / "c" / "a").read_text() == "x"
