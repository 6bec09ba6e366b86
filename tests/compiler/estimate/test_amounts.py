"""Ranges: sums, products and how durations are written."""

import pytest

from saggar.compiler.estimate.amounts import Range, duration, exactly, total


def test_ends_of_a_sum_add_up() -> None:
    assert total([Range(1, 2), exactly(3), Range(0, 5)]) == Range(4, 10)


def test_a_product_pairs_low_with_low() -> None:
    assert Range(1, 2).times(Range(3, 10)) == Range(3, 20)
    assert Range(1, 2).times(0.5) == Range(0.5, 1)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (89, "89 s"), (90, "2 min"), (5399, "90 min"), (5400, "1.5 h")],
)
def test_duration_changes_its_unit(seconds: float, text: str) -> None:
    assert duration(seconds) == text
