"""Marks, lines and paths of keys."""

import pytest

from saggar.compiler.positions import Lines, Mark, Positions, dotted, value_at

POSITIONS = Positions(
    keys={("a",): Mark(1, 1), ("a", "b"): Mark(2, 3)},
    values={(): Mark(1, 1), ("a",): Mark(2, 3), ("a", "b"): Mark(2, 6)},
)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_offsets_become_lines_and_columns_from_one(end: str) -> None:
    text = f"ab{end}Åc{end}{end}d"
    marks = [Lines(text).mark(text.index(character)) for character in "abÅcd"]
    assert marks == [Mark(1, 1), Mark(1, 2), Mark(2, 1), Mark(2, 2), Mark(4, 1)]


def test_the_offset_behind_the_last_character_has_a_mark() -> None:
    assert Lines("ab\n").mark(3) == Mark(2, 1)


def test_a_line_beyond_the_end_is_empty() -> None:
    assert (Lines("a\n")[1], Lines("a\n")[9], Lines("")[1]) == ("a", "", "")


def test_what_is_not_written_stands_at_the_nearest_key_above() -> None:
    assert POSITIONS.of_key(("a", "b", "c", "d")) == Mark(2, 3)
    assert POSITIONS.of_value(("a", "x")) == Mark(1, 1)
    assert POSITIONS.of_value(("x",)) == Mark(1, 1)


def test_values_and_keys_have_marks_of_their_own() -> None:
    assert (POSITIONS.of_key(("a", "b")), POSITIONS.of_value(("a", "b"))) == (
        Mark(2, 3),
        Mark(2, 6),
    )


def test_paths_are_written_with_dots_and_brackets() -> None:
    assert dotted(("production", "bulk", "temperatures", 1)) == "production.bulk.temperatures[1]"


@pytest.mark.parametrize(
    ("path", "value"), [(("a", 1), 3), (("a", 2), None), (("a", "b"), None), (("b", "c"), None)]
)
def test_values_are_found_by_path(path: tuple[str | int, ...], value: object) -> None:
    assert value_at({"a": [2, 3], "b": 1}, path) == value
