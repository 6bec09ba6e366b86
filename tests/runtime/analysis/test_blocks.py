import numpy as np
import pytest

from saggar.runtime.analysis.block_counts import blocks_in
from saggar.runtime.analysis.blocks import (
    block_estimate,
    block_means,
    estimate_from_blocks,
    statistical_inefficiency,
)
from saggar.schemas.errors import SaggarError


def autoregressive(persistence, n_values, rng):
    """x_k = p x_(k-1) + noise: correlation p^t, so g = (1 + p)/(1 - p)."""
    from scipy.signal import lfilter

    noise = rng.normal(size=n_values + 500) * np.sqrt(1 - persistence**2)
    return lfilter([1.0], [1.0, -persistence], noise)[500:]


def test_standard_error_of_blocks_is_s_over_root_n():
    estimate = estimate_from_blocks(np.array([1.0, 2.0, 3.0, 4.0]))
    assert estimate.mean == 2.5
    assert estimate.standard_error == pytest.approx(np.sqrt(5 / 3) / 2)


def test_block_means_leave_out_the_start_where_blocks_do_not_divide_the_series():
    np.testing.assert_array_equal(block_means(np.arange(7.0), 3), [1.5, 3.5, 5.5])


def test_blocks_of_vectors_are_averaged_over_time_only():
    series = np.arange(12.0).reshape(6, 2)
    np.testing.assert_array_equal(block_means(series, 3), [[1, 2], [5, 6], [9, 10]])


@pytest.mark.parametrize("persistence", [0.0, 0.5, 0.9])
def test_inefficiency_of_an_autoregressive_series_is_the_closed_form(persistence):
    rng = np.random.default_rng(0)
    series = autoregressive(persistence, 200_000, rng)
    expected = (1 + persistence) / (1 - persistence)
    assert statistical_inefficiency(series) == pytest.approx(expected, rel=0.1)


def test_inefficiency_does_not_depend_on_offset_or_unit():
    series = autoregressive(0.8, 5000, np.random.default_rng(1))
    assert statistical_inefficiency(1000.0 - 3.0 * series) == pytest.approx(
        statistical_inefficiency(series)
    )


def test_a_constant_series_has_no_error():
    estimate = block_estimate(np.full(100, 298.15))
    assert estimate.mean == pytest.approx(298.15)
    assert estimate.standard_error == pytest.approx(0.0, abs=1e-10)


def test_reported_error_is_the_true_scatter_of_means_of_a_correlated_series():
    """The naive s/sqrt(n) would be 4.4 times too small here."""
    rng = np.random.default_rng(2)
    estimates = [block_estimate(autoregressive(0.9, 4000, rng)) for _ in range(300)]
    scatter = np.std([estimate.mean for estimate in estimates])
    reported = np.sqrt(np.mean([estimate.standard_error**2 for estimate in estimates]))
    assert 0.9 < reported / scatter < 1.35


def test_error_of_independent_values_is_that_of_the_textbook():
    rng = np.random.default_rng(3)
    errors = [block_estimate(rng.normal(size=2000)).standard_error for _ in range(100)]
    assert np.mean(errors) == pytest.approx(1 / np.sqrt(2000), rel=0.2)


def test_series_shorter_than_the_blocks_are_refused():
    with pytest.raises(SaggarError, match="19 values for 10 blocks; at least 20"):
        block_estimate(np.zeros(19))
    with pytest.raises(SaggarError, match="at least two"):
        estimate_from_blocks(np.zeros(1))


@pytest.mark.parametrize(
    ("values", "blocks"), [(0, 0), (9, 0), (10, 5), (19, 9), (20, 10), (10**6, 10)]
)
def test_short_series_are_cut_into_fewer_blocks_of_two_or_none(values, blocks):
    assert blocks_in(values) == blocks
