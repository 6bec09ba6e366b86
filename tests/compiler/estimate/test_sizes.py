"""What is known of the atoms of frames that are chosen from a pool."""

import pytest

from saggar.compiler.estimate.sizes import Sizes, any_of, selected

POOL = Sizes({10: 4, 100: 2})


def test_a_selection_lies_between_the_smallest_and_the_largest_frames() -> None:
    found = selected(3, POOL)
    assert found.least.counts == {10: 3, 100: 0}
    assert found.most.counts == {100: 2, 10: 1}
    assert found.mean().low == 10
    assert found.mean().high == pytest.approx(70)


def test_all_frames_are_no_choice() -> None:
    found = selected(6, POOL)
    assert found.mean().low == found.mean().high == pytest.approx(40)


def test_a_quantity_is_averaged_over_frames_not_taken_of_their_mean() -> None:
    assert selected(6, POOL).mean(lambda atoms: atoms**2).low == pytest.approx(3400)


def test_frames_of_two_kinds_add_up() -> None:
    both = selected(6, POOL) + any_of(2, (200, 20))
    assert both.least.counts == {10: 4, 100: 2, 20: 2}
    assert both.most.counts == {100: 2, 10: 4, 200: 2}
