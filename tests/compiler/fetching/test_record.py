"""Records of downloaded cells: round trip, and every change is found."""

import pytest

from saggar.compiler.fetching.record import SOURCE, CellRecord

CIF = "data_ZrO2\n_cell_length_a 5.09\n"
RECORD = CellRecord.of("mp-1565", "2025.09.25", CIF)


def test_record_is_read_back_from_its_text() -> None:
    assert CellRecord.read(RECORD.text) == RECORD
    assert RECORD.is_intact


def test_sha256_is_that_of_the_lines_below_the_header() -> None:
    import hashlib

    assert RECORD.sha256 == hashlib.sha256(RECORD.text.split("\n", 3)[3].encode()).hexdigest()


@pytest.mark.parametrize(("old", "new"), [("5.09", "5.10"), ("ZrO2\n", "ZrO2\n\n")])
def test_edited_cell_is_not_intact(old: str, new: str) -> None:
    edited = CellRecord.read(RECORD.text.replace(old, new))
    assert edited is not None
    assert not edited.is_intact


@pytest.mark.parametrize("text", ["", CIF, "# mp-1565\n" + CIF])
def test_other_files_are_no_records(text: str) -> None:
    assert CellRecord.read(text) is None


@pytest.mark.parametrize(
    ("source", "is_material"),
    [("mp-1565", True), ("mp-1565, relaxed", False), ("Kisi 1989", False), ("mvc-12", False)],
)
def test_only_a_bare_identifier_is_downloaded(source: str, is_material: bool) -> None:
    assert bool(SOURCE.fullmatch(source)) is is_material
