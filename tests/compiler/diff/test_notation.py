"""How differences are written for people."""

import pytest

from saggar.compiler.diff.differences import Difference, Value
from saggar.compiler.diff.notation import (
    difference_text,
    key_text,
    origins_text,
    structure_text,
    value_text,
)
from saggar.compiler.diff.rendered import compare_files
from saggar.compiler.diff.structures import MovedAtom, StructureDifference
from saggar.compiler.diff.text import Paint


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("production.segment_ps", 2.0, "2 ps"),
        ("x.above_eV_per_A", 0.3, "0.3 eV/Å"),
        ("x.k_spacing_per_A", 0.3, "0.3 1/Å"),
        ("x.temperatures_K", [300.0, 600.0], "300, 600 K"),
        ("x.zbl_A", None, "none"),
        ("x.warm_start", True, "yes"),
        ("models.potential.n_max", [4, 4], "4, 4"),
        ("models.reference.tags.VDW_A2", 4.5, "4.5"),
        ("models.reference.tags", {"VDW_A2": 4.5}, "{VDW_A2: 4.5}"),
        ("x.section", {"cutoff_A": 8.0, "bins": 200}, "{cutoff: 8 Å, bins: 200}"),
    ],
)
def test_values_are_written_with_their_units(path: str, value: object, expected: str) -> None:
    assert value_text(path, Value(value=value, origin="")) == expected


def test_keys_are_written_as_the_author_writes_them() -> None:
    assert key_text("production.bulk.duration_ps") == "production.bulk.duration"
    assert key_text("models.reference.tags.VDW_A2") == "models.reference.tags.VDW_A2"


def difference(a: str, b: str) -> Difference:
    return Difference(
        path="seed",
        kind="changed",
        category="sampling",
        a=Value(value=1, origin=a),
        b=Value(value=2, origin=b),
    )


def test_origins_of_both_sides_are_told_once_where_they_are_one() -> None:
    assert origins_text(difference("x:1:2", "default")) == "x:1:2 -> default"
    assert origins_text(difference("x:1:2", "x:1:2")) == "x:1:2"
    assert origins_text(difference("", "")) == ""
    assert difference_text(difference("", "")) == "1 -> 2"


def test_many_moved_atoms_are_named_up_to_five_and_counted() -> None:
    moved = tuple(MovedAtom(species="O", number=n, distance_A=1.0 / n) for n in range(1, 8))
    text = structure_text(
        StructureDifference(
            name="x",
            verdict="changed",
            category="physics",
            formula_a="O8",
            formula_b="O8",
            moved=moved,
            lengths_percent=(0.5, 0.0, 0.0),
        )
    )
    assert text.startswith("7 atoms moved: O 1 by 1.0000 Å, O 2 by 0.5000 Å")
    assert "and 2 more by less" in text
    assert "a, b, c +0.500, +0.000, +0.000 %" in text


def test_colours_are_written_only_where_they_are_wanted() -> None:
    assert Paint(on=True)("text", "31") == "\033[31mtext\033[0m"
    assert Paint(on=False)("text", "31") == "text"


def test_files_are_compared_line_by_line() -> None:
    a = {"same": "1\n", "changed": "1\n2\n", "gone": "1\n"}
    b = {"same": "1\n", "changed": "1\n3\n4\n", "new": "1\n"}
    found = {each.path: each for each in compare_files(a, b, with_text=True)}
    assert {path: each.kind for path, each in found.items()} == {
        "changed": "changed",
        "gone": "removed",
        "new": "added",
    }
    assert (found["changed"].lines_added, found["changed"].lines_removed) == (2, 1)
    assert found["changed"].text[-3:] == ("-2", "+3", "+4")
    assert found["new"].text[0] == "--- /dev/null"
