import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saggar.runtime.selection.candidates import Thresholds, Verdict, classify
from saggar.schemas.errors import SaggarError

LIMITS = Thresholds(0.3, 3.0, 0.7)


def verdict(deviation, ratio):
    return classify(np.array([deviation]), np.array([ratio]), LIMITS).verdicts[0]


@pytest.mark.parametrize(
    ("deviation", "ratio", "expected"),
    [
        (0.1, 0.9, Verdict.BELOW),
        (0.3, 0.9, Verdict.BELOW),
        (0.31, 0.9, Verdict.CANDIDATE),
        (2.99, 0.7, Verdict.CANDIDATE),
        (3.0, 0.9, Verdict.ABOVE),
        (1.0, 0.69, Verdict.TOO_CLOSE),
        (9.0, 0.69, Verdict.TOO_CLOSE),
        (0.1, 0.69, Verdict.TOO_CLOSE),
        (np.nan, 0.9, Verdict.NOT_FINITE),
        (np.inf, 0.9, Verdict.NOT_FINITE),
        (1.0, np.nan, Verdict.NOT_FINITE),
    ],
)
def test_each_frame_meets_the_rule_meant_for_it(deviation, ratio, expected):
    assert verdict(deviation, ratio) == expected


def test_every_rule_is_counted():
    deviations = np.array([0.1, 0.2, 0.5, 0.6, 0.7, 4.0, np.nan, 1.0])
    ratios = np.array([0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.2])
    result = classify(deviations, ratios, LIMITS)
    counts = result.counts
    assert (counts.below, counts.candidate, counts.above) == (2, 3, 1)
    assert (counts.not_finite, counts.too_close, counts.total) == (1, 1, 8)
    assert result.candidates.tolist() == [2, 3, 4]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), n_frames=st.integers(0, 50))
def test_counts_add_up_to_the_number_of_frames(seed, n_frames):
    rng = np.random.default_rng(seed)
    counts = classify(rng.exponential(size=n_frames), rng.uniform(0, 2, n_frames), LIMITS).counts
    parts = (counts.not_finite, counts.too_close, counts.above, counts.below, counts.candidate)
    assert sum(parts) == counts.total == n_frames


def test_exploded_frames_count_as_unknown_and_not_as_candidates():
    counts = classify(np.array([0.1, 0.5, 50.0, np.nan]), np.ones(4), LIMITS).counts
    assert counts.candidate_fraction == 0.25
    assert counts.unknown_fraction == 0.75


def test_no_frames_make_fractions_of_zero():
    counts = classify(np.zeros(0), np.zeros(0), LIMITS).counts
    assert counts.candidate_fraction == counts.unknown_fraction == 0.0


def test_the_upper_limit_is_optional():
    assert classify(np.array([1e6]), np.ones(1), Thresholds(0.3)).candidates.tolist() == [0]


def test_thresholds_without_room_between_them_are_refused():
    with pytest.raises(SaggarError, match=r"above 3 and below 0\.3"):
        Thresholds(3.0, 0.3)


def test_arrays_of_different_length_are_refused():
    with pytest.raises(SaggarError, match="each frame needs both"):
        classify(np.zeros(3), np.zeros(2), LIMITS)
