"""What is remembered of structures is used as long as it holds, and is never in the way."""

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import studies

from saggar.compiler import write
from saggar.compiler.structures import memory
from saggar.compiler.structures.known import KnownCell, known_cell
from saggar.compiler.structures.memory import Memory
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import repeat
from saggar.schemas.errors import StructureError

KEY = "given c-ZrO2.cif 0123"


def never() -> Cell:
    raise AssertionError("a cell was read that is remembered")


def unreadable() -> Cell:
    raise StructureError("no crystal")


def recalled(file: Path, read: Callable[[], Cell | None], key: str = KEY) -> KnownCell | None:
    """Ask for a cell as a command does, and keep what was found."""
    remembered = Memory(file)
    cell = known_cell(key, read, remembered)
    if cell is not None:
        assert cell.inspection.clash is None
    remembered.keep()
    return cell


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write the memory of a command that read one cell."""
    path = tmp_path / "memory" / "study.json"
    recalled(path, studies.fluorite)
    return path


def is_forgotten(file: Path) -> bool:
    try:
        recalled(file, never)
    except AssertionError:
        return True
    return False


def test_a_cell_that_was_read_is_not_read_again(file: Path) -> None:
    first, again = studies.described(studies.fluorite(), KEY), recalled(file, never)
    assert again is not None
    assert again.summary == first.summary
    assert again.inspection == first.inspection


def test_another_content_is_read(file: Path) -> None:
    with pytest.raises(AssertionError):
        recalled(file, never, key=KEY.replace("0123", "4567"))


def test_a_partly_filled_cell_is_remembered_as_such(tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    assert recalled(path, lambda: None) is None
    assert recalled(path, never) is None


def test_what_cannot_be_read_is_not_remembered(tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    remembered = Memory(path)
    with pytest.raises(StructureError):
        known_cell(KEY, unreadable, remembered)
    remembered.keep()
    assert not path.exists()


def test_the_atoms_are_read_where_they_are_wanted(file: Path) -> None:
    cell = recalled(file, studies.fluorite)
    assert cell is not None
    assert len(cell.whole) == 12
    assert cell.whole is cell.whole


def test_twins_are_compared_once(tmp_path: Path) -> None:
    path = tmp_path / "study.json"

    def are_twins(read: Callable[[], Cell], other: Callable[[], Cell]) -> bool:
        remembered = Memory(path)
        cells = known_cell("one", read, remembered), known_cell("other", other, remembered)
        assert cells[0] is not None
        assert cells[1] is not None
        found = cells[0].is_twin_of(cells[1])
        remembered.keep()
        return found

    assert are_twins(studies.fluorite, lambda: repeat(studies.fluorite(), (1, 1, 2)))
    assert are_twins(never, never)


def test_each_pair_of_twins_is_remembered_by_itself() -> None:
    moved = np.array(studies.fluorite().positions)
    moved[0] += 0.3
    other = replace(studies.fluorite(), positions=moved)
    remembered = Memory()
    cell, twin, stranger = (
        known_cell(name, lambda each=each: each, remembered)
        for name, each in (("a", studies.fluorite()), ("b", studies.fluorite()), ("c", other))
    )
    assert cell is not None
    assert cell.is_twin_of(twin)
    assert not cell.is_twin_of(stranger)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"",
        lambda content: b"\xff\xfe\x00",
        lambda content: content[:-7],
        lambda content: content.replace(b'"Zr":4', b'"Zr":5'),
        lambda content: content.partition(b"\n")[0],
        lambda content: b"[" * 100_000,
    ],
    ids=["empty", "bytes", "cut", "altered", "head", "deep"],
)
def test_a_damaged_file_is_as_good_as_none(spoil: Callable[[bytes], bytes], file: Path) -> None:
    file.write_bytes(spoil(file.read_bytes()))
    assert is_forgotten(file)
    recalled(file, studies.fluorite)
    assert not is_forgotten(file)


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'{"summaries": []}',
        b'{"summaries": {"%s": {"name": 3}}}' % KEY.encode(),
        b'{"summaries": {"%s": "c-ZrO2"}}' % KEY.encode(),
        b'{"twins": {"a, b": []}, "more": 1}',
    ],
)
def test_records_of_other_types_are_as_good_as_none(body: bytes, file: Path) -> None:
    file.write_bytes(memory._seal(body).encode() + b"\n" + body)
    assert is_forgotten(file)


def test_what_other_code_found_is_found_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_code", lambda: b"of another release")
    assert is_forgotten(file)


def test_the_code_that_finds_is_what_reads_cells_and_looks_at_them() -> None:
    root = Path(memory.__file__).parents[2]
    names = {each.name for path in memory._CODE for each in [root / path, *(root / path).glob("*")]}
    assert {"cells.py", "given.py", "summary.py", "cif.py", "sanity.py", "cell.py"} <= names


def test_what_nobody_asks_for_is_dropped_with_the_next_that_is_new(file: Path) -> None:
    recalled(file, studies.fluorite, key="another")
    assert is_forgotten(file)


def test_a_memory_with_nothing_new_is_not_written(file: Path) -> None:
    content, before = file.read_bytes(), file.stat()
    recalled(file, never)
    assert file.read_bytes() == content
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as stream:
            stream.write(content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(write.Path, "write_bytes", full)
    assert recalled(tmp_path / "study.json", studies.fluorite) is not None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert recalled(tmp_path / "file" / "study.json", studies.fluorite) is not None


@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        ({"SAGGAR_CACHE_DIR": "/scratch/own", "XDG_CACHE_HOME": "/caches"}, "/scratch/own"),
        ({"XDG_CACHE_HOME": "/caches"}, "/caches/saggar"),
        ({"HOME": "/home/somebody"}, "/home/somebody/.cache/saggar"),
    ],
)
def test_it_stands_where_the_variables_say(
    variables: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SAGGAR_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert memory._folder() == Path(folder)


def test_without_a_home_nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("SAGGAR_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(memory.Path, "home", homeless)
    remembered = Memory.of(Path("campaign.yaml"))
    assert known_cell(KEY, studies.fluorite, remembered) is not None
    remembered.keep()


def test_each_campaign_has_a_memory_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAGGAR_CACHE_DIR", str(tmp_path))
    for name in ("a.yaml", "b.yaml", "./a.yaml"):
        remembered = Memory.of(Path(name))
        known_cell(KEY, studies.fluorite, remembered)
        remembered.keep()
    assert len(list(tmp_path.iterdir())) == 2
