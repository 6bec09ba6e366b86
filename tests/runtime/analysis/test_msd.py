import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saggar.runtime.analysis.msd import log_log_slope, mean_squared_displacement
from saggar.schemas.errors import SaggarError


def direct_sum(paths):
    n_frames = len(paths)
    return np.array(
        [
            ((paths[lag:] - paths[: n_frames - lag]) ** 2).mean(axis=(0, 1))
            for lag in range(n_frames)
        ]
    )


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), n_frames=st.integers(1, 70), n_atoms=st.integers(1, 6))
def test_transform_gives_the_direct_sum_over_all_origins(seed, n_frames, n_atoms):
    paths = np.cumsum(np.random.default_rng(seed).normal(size=(n_frames, n_atoms, 3)), axis=0)
    np.testing.assert_allclose(
        mean_squared_displacement(paths), direct_sum(paths), atol=1e-9, rtol=1e-9
    )


def test_random_walk_grows_as_2_d_t_on_each_axis():
    """Steps of variance s^2 make D = s^2/2 a step, so the MSD along an axis is s^2 a step."""
    steps = np.random.default_rng(1).normal(size=(2000, 400, 3)) * [0.5, 1.0, 2.0]
    msd = mean_squared_displacement(np.cumsum(steps, axis=0))
    np.testing.assert_allclose(msd[50] / 50, [0.25, 1.0, 4.0], rtol=0.03)


def test_ballistic_motion_grows_as_velocity_times_time_squared():
    velocity = np.array([0.3, -0.2, 0.0])
    paths = 100.0 + np.arange(50)[:, None, None] * velocity
    expected = (np.arange(50)[:, None] * velocity) ** 2
    np.testing.assert_allclose(mean_squared_displacement(paths), expected, atol=1e-9)


def test_a_hop_far_from_the_origin_loses_no_digits():
    paths = np.full((200, 1, 3), 1e5)
    paths[100:, 0, 0] += 1.0
    assert mean_squared_displacement(paths)[1] == pytest.approx([1 / 199, 0, 0], abs=1e-10)


def test_more_atoms_than_are_transformed_at_a_time_are_all_counted():
    paths = np.zeros((4, 700, 3))
    paths[:, -1, 2] = np.arange(4) * 10.0
    assert mean_squared_displacement(paths)[1, 2] == pytest.approx(100 / 700)


def test_no_atoms_are_refused():
    with pytest.raises(SaggarError, match="10 frames of 0 atoms"):
        mean_squared_displacement(np.zeros((10, 0, 3)))


@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0, 2.0])
def test_slope_is_the_exponent(exponent):
    times = np.linspace(0.1, 40, 80)
    assert log_log_slope(times, 3.7 * times**exponent) == pytest.approx(exponent, abs=1e-9)


def test_slope_of_ions_that_never_move_is_zero():
    assert log_log_slope(np.arange(1.0, 5.0), np.zeros(4)) == 0.0


@pytest.mark.parametrize("times", [[1.0], [0.0, 1.0]])
def test_slopes_need_two_lags_above_zero(times):
    with pytest.raises(SaggarError, match="at least two above 0"):
        log_log_slope(np.array(times), np.ones(len(times)))
