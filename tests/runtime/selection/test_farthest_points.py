import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saggar.runtime.selection.farthest_points import farthest_points
from saggar.schemas.errors import SaggarError

SEEDS = st.integers(0, 10**6)


def brute_force(candidates, count, chosen):
    covered, picks = list(chosen), []
    while len(picks) < count:
        nearest = [min(np.linalg.norm(c - p) for p in covered) for c in candidates]
        pick = int(np.argmax(nearest))
        picks.append(pick)
        covered.append(candidates[pick])
    return picks


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_choice_is_the_brute_force_one_given_a_training_set(seed):
    rng = np.random.default_rng(seed)
    candidates, chosen = rng.normal(size=(25, 4)), rng.normal(size=(6, 4))
    picks = farthest_points(candidates, 10, chosen=chosen)
    assert picks.tolist() == brute_force(candidates, 10, chosen)


def test_large_training_sets_are_compared_in_blocks_without_a_gap():
    rng = np.random.default_rng(0)
    candidates = rng.normal(size=(40, 3))
    cluster = rng.normal(size=(3000, 3)) * 0.1
    chosen = np.vstack([candidates[:10], cluster, candidates[10:20]])
    picks = farthest_points(candidates, 5, chosen=chosen)
    assert picks.tolist() == brute_force(candidates, 5, chosen)
    assert picks.min() >= 20


def test_without_a_training_set_the_first_choice_is_the_most_central():
    line = np.array([[0.0], [1.0], [2.0], [3.0], [10.0]])
    assert farthest_points(line, 3).tolist() == [3, 4, 0]


def test_independent_program_gives_the_same_set_from_the_same_start():
    import fpsample

    points = np.random.default_rng(1).normal(size=(300, 8))
    picks = farthest_points(points, 40)
    theirs = fpsample.fps_sampling(points, 40, start_idx=int(picks[0]))
    assert set(picks.tolist()) == set(theirs.tolist())


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_choice_does_not_depend_on_the_order_of_candidates(seed):
    rng = np.random.default_rng(seed)
    points, order = rng.normal(size=(30, 5)), rng.permutation(30)
    np.testing.assert_array_equal(
        order[farthest_points(points[order], 8)], farthest_points(points, 8)
    )


def test_copies_of_chosen_points_are_never_taken():
    points = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 0.0]])
    assert farthest_points(points, 4, chosen=points[:1]).tolist() == [1]


def test_selection_stops_where_everything_is_within_the_minimum_distance():
    line = np.arange(11.0)[:, None]
    picks = farthest_points(line, 11, chosen=line[:1], minimum_distance=2.0)
    assert picks.tolist() == [10, 5]
    assert farthest_points(line, 11, chosen=line[:1], minimum_distance=1.9).tolist()[:3] == [
        10,
        5,
        2,
    ]


def test_points_at_exactly_the_minimum_distance_are_left_out():
    line = np.array([[0.0], [2.0]])
    assert len(farthest_points(line, 2, chosen=line[:1], minimum_distance=2.0)) == 0


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (3, 3), (9, 5)])
def test_no_more_than_asked_for_and_no_more_than_there_are(count, expected):
    assert len(farthest_points(np.arange(5.0)[:, None], count)) == expected


def test_nothing_is_chosen_from_nothing():
    assert farthest_points(np.zeros((0, 3)), 4).tolist() == []
    assert farthest_points(np.zeros((0, 3)), 4, chosen=np.zeros((2, 3))).tolist() == []


@pytest.mark.parametrize(
    ("candidates", "chosen", "count", "message"),
    [
        (np.zeros((2, 3)), np.zeros((1, 4)), 1, "one potential"),
        (np.full((2, 3), np.nan), None, 1, "candidates have descriptors that are not finite"),
        (np.zeros((2, 3)), np.full((1, 3), np.nan), 1, "chosen points have"),
        (np.zeros((2, 3)), None, -1, "at least 0"),
    ],
)
def test_unusable_descriptors_are_refused(candidates, chosen, count, message):
    with pytest.raises(SaggarError, match=message):
        farthest_points(candidates, count, chosen=chosen)
