"""What cannot be read stops whoever looks at it."""

import json
import math
import operator
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from saggar.compiler.loading.unreadable import (
    Incomplete,
    Unreadable,
    UnreadableValueError,
    as_far_as_readable,
    is_whole,
    one_by_one,
    readable,
    unreadable_at,
)
from saggar.schemas.engines import Nep
from saggar.schemas.engines.nep import Cutoff

USES: dict[str, Callable[[Any], Any]] = {
    "truth": bool, "text": str, "representation": repr, "number": float, "whole number": int,
    "length": len, "items": list, "hash": hash, "rounding": round, "ceiling": math.ceil,
    "attribute": lambda value: value.name, "call": lambda value: value(),
    "class": lambda value: isinstance(value, Cutoff), "format": lambda value: f"{value:g}",
    "text in a list": lambda value: f"{[value]}", "item": lambda value: value[0],
    "equal": lambda value: value == 1, "unequal": lambda value: 1 != value,  # noqa: SIM300
    "same kind": lambda value: value == Unreadable(), "less": lambda value: value < 1,
    "largest": lambda value: max(1, value), "sum": lambda value: 1 + value,
    "difference": lambda value: value - 1, "quotient": lambda value: 1 / value,
    "power": lambda value: value**2, "magnitude": abs, "member": lambda value: 1 in value,
    "among names": lambda value: value in ["a"], "key": {}.get,
    "array": lambda value: np.asarray([value]) > 1, "JSON": lambda value: json.dumps([value]),
    "sorting": lambda value: sorted([value, 1]), "path": Path,
    "attribute that is set": lambda value: setattr(value, "a", 1), "index": operator.index,
}  # fmt: skip


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_whoever_looks_at_it_is_stopped(use: Callable[[Any], Any]) -> None:
    with pytest.raises(UnreadableValueError):
        use(Unreadable())


def test_it_is_written_and_may_be_handed_on() -> None:
    value: Any = Unreadable()
    assert value is not None
    assert not is_whole((1, value))
    assert (value, 1)[0] is value


class TestIncomplete:
    def test_what_is_there_is_given(self) -> None:
        names = Incomplete(a=1)
        assert (names["a"], names.get("a"), "a" in names, bool(names)) == (1, 1, True, True)

    @pytest.mark.parametrize(
        "use",
        [
            len, list, dict, tuple, repr,
            lambda names: names["b"], lambda names: names.get("b"), lambda names: "b" in names,
            lambda names: {**names}, lambda names: names | {}, lambda names: {} | names,
            lambda names: names == {}, lambda names: list(names.values()), json.dumps,
        ],
    )  # fmt: skip
    def test_nobody_learns_that_it_holds_no_more(self, use: Callable[[Any], Any]) -> None:
        with pytest.raises(UnreadableValueError):
            use(Incomplete(a=1))

    def test_what_is_known_is_told_one_by_one(self) -> None:
        assert list(as_far_as_readable(Incomplete(a=1, b=2).items)) == [("a", 1), ("b", 2)]


def test_each_item_is_judged_by_itself() -> None:
    found = one_by_one([1, Unreadable(), 3], lambda item: [item + 1])  # type: ignore[operator]
    assert list(found) == [2, 4]


def test_a_value_that_takes_it_is_replaced() -> None:
    unread: Any = Unreadable()
    assert readable(lambda: unread + 1, "none") == "none"
    assert readable(lambda: 2, "none") == 2


class TestPlaces:
    NEP = Nep(engine="nep")

    def test_a_value_is_made_unreadable_at_its_key(self) -> None:
        changed = unreadable_at(self.NEP, ("cutoff", "radial"))
        assert changed.cutoff.angular_A == self.NEP.cutoff.angular_A
        with pytest.raises(UnreadableValueError):
            bool(changed.cutoff.radial_A)

    def test_an_item_is_made_unreadable_at_its_number(self) -> None:
        changed = unreadable_at(self.NEP, ("n_max", 1))
        assert changed.n_max[0] == self.NEP.n_max[0]
        assert not is_whole(changed)

    def test_the_section_that_it_was_made_of_stays(self) -> None:
        unreadable_at(self.NEP, ("cutoff", "radial"))
        assert is_whole(self.NEP)

    def test_a_section_that_holds_one_is_not_written(self) -> None:
        changed = unreadable_at(self.NEP, ("zbl",))
        assert readable(changed.lock, "none") == "none"
