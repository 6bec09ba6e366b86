"""Values of INCAR tags: two ways to write a value are one value, and types are kept."""

import json
from typing import Any

import pytest

from saggar.schemas.engines import Vasp

VASP: dict[str, Any] = {"engine": "vasp", "energy_cutoff_eV": 550.0, "k_spacing_per_A": 0.3}


def read(value: object) -> object:
    return Vasp.model_validate({**VASP, "tags": {"TAG": value}}).tags["TAG"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (".TRUE.", True),
        (".false.", False),
        (True, True),
        (1, 1),
        (4.0, 4),
        (1e-6, 1e-6),
        ("Fast", "Fast"),
        (" .TRUE. ", True),
        ([4.0, 0], (4, 0)),
        ([".TRUE.", False], (True, False)),
    ],
)
def test_a_value_has_one_form(written: object, expected: object) -> None:
    value = read(written)
    assert value == expected
    assert type(value) is type(expected)


def test_a_logical_is_no_number() -> None:
    assert read(True) is True
    assert read(1) is not True


def test_the_lock_gives_the_same_tags_again() -> None:
    tags = {"A": True, "B": 1, "C": 0.5, "D": "x", "E": [1, 0.5, True]}
    model = Vasp.model_validate({**VASP, "tags": tags})
    again = Vasp.model_validate_json(json.dumps(model.lock()))
    assert again == model
    assert [type(each) for each in again.tags.values()] == [bool, int, float, str, tuple]


@pytest.mark.parametrize("value", [None, {}, [], [[1]], ["a"], float("inf"), 10**18, -(10**18)])
def test_nothing_else_is_a_value(value: object) -> None:
    with pytest.raises(ValueError, match="a tag"):
        read(value)
