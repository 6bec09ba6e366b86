import numpy as np
import pytest

from saggar.runtime.analysis.block_counts import FEWEST_BLOCKS
from saggar.runtime.analysis.diffusion import SHORTEST_PATH, tracer_diffusion
from saggar.schemas.errors import SaggarError

STEP_VARIANCE_A2 = 0.02
INTERVAL_PS = 2.0
#: D = variance / (2 dt) on each axis: 0.005 A^2/ps = 5e-7 cm^2/s
EXPECTED_CM2_S = 5e-7


def walk(n_frames, n_ions, rng):
    steps = rng.normal(scale=np.sqrt(STEP_VARIANCE_A2), size=(n_frames, n_ions, 3))
    return np.cumsum(steps, axis=0)


def vibration(n_frames, n_ions, rng, amplitude_A=0.3):
    return rng.normal(scale=amplitude_A, size=(n_frames, n_ions, 3))


def test_random_walk_gives_its_diffusion_coefficient_within_the_error():
    result = tracer_diffusion(walk(4000, 200, np.random.default_rng(0)), INTERVAL_PS)
    assert result.regime == "diffusive"
    assert result.slope == pytest.approx(1.0, abs=0.05)
    estimate = result.coefficient_cm2_s
    assert estimate.mean == pytest.approx(EXPECTED_CM2_S, rel=0.03)
    assert abs(estimate.mean - EXPECTED_CM2_S) < 4 * estimate.standard_error
    assert result.upper_bound_cm2_s is None


def test_reported_error_is_the_true_scatter_between_trajectories():
    rng = np.random.default_rng(1)
    results = [tracer_diffusion(walk(1000, 30, rng), INTERVAL_PS) for _ in range(100)]
    estimates = [r.coefficient_cm2_s for r in results if r.coefficient_cm2_s is not None]
    assert len(estimates) > 85
    scatter = np.std([estimate.mean for estimate in estimates])
    reported = np.sqrt(np.mean([estimate.standard_error**2 for estimate in estimates]))
    assert 0.8 < reported / scatter < 1.3


def test_vibration_adds_an_offset_to_the_msd_and_nothing_to_the_coefficient():
    rng = np.random.default_rng(2)
    paths = walk(4000, 150, rng) + vibration(4000, 150, rng)
    estimate = tracer_diffusion(paths, INTERVAL_PS).coefficient_cm2_s
    assert estimate.mean == pytest.approx(EXPECTED_CM2_S, rel=0.05)


def test_axes_of_a_slab_are_counted_apart():
    paths = walk(4000, 200, np.random.default_rng(3)) * [1.0, 1.0, 0.5]
    in_plane = tracer_diffusion(paths, INTERVAL_PS, axes=(0, 1)).coefficient_cm2_s
    normal = tracer_diffusion(paths, INTERVAL_PS, axes=(2,)).coefficient_cm2_s
    assert in_plane.mean == pytest.approx(EXPECTED_CM2_S, rel=0.04)
    assert normal.mean == pytest.approx(EXPECTED_CM2_S / 4, rel=0.05)


def test_caged_ions_get_a_bound_and_no_coefficient():
    amplitude, n_frames = 0.3, 2000
    result = tracer_diffusion(vibration(n_frames, 50, np.random.default_rng(4)), INTERVAL_PS)
    assert result.regime == "subdiffusive"
    assert result.coefficient_cm2_s is None
    longest_lag_ps = 0.5 * n_frames / 10 * INTERVAL_PS
    assert result.window_ps[1] == longest_lag_ps
    plateau = 6 * amplitude**2 / (6 * longest_lag_ps) * 1e-4
    assert plateau < result.upper_bound_cm2_s < 1.1 * plateau


def test_the_bound_on_slow_diffusion_under_strong_vibration_holds():
    rng = np.random.default_rng(5)
    paths = 0.2 * walk(1000, 50, rng) + vibration(1000, 50, rng)
    result = tracer_diffusion(paths, INTERVAL_PS)
    assert result.regime == "subdiffusive"
    assert result.upper_bound_cm2_s > 0.04 * EXPECTED_CM2_S


def test_drifting_ions_are_superdiffusive_and_have_no_bound():
    drift = np.arange(2000)[:, None, None] * np.array([0.2, 0.0, 0.0])
    result = tracer_diffusion(walk(2000, 50, np.random.default_rng(6)) + drift, INTERVAL_PS)
    assert result.regime == "superdiffusive"
    assert result.coefficient_cm2_s is None
    assert result.upper_bound_cm2_s is None


def test_ions_that_never_move_have_a_bound_of_zero():
    result = tracer_diffusion(np.zeros((200, 3, 3)), INTERVAL_PS)
    assert (result.regime, result.upper_bound_cm2_s) == ("subdiffusive", 0.0)


def test_one_single_long_hop_is_not_a_diffusion_coefficient():
    paths = np.zeros((2000, 1, 3))
    paths[1043:] = 3.0
    result = tracer_diffusion(paths, INTERVAL_PS)
    assert result.coefficient_cm2_s is None
    assert result.upper_bound_cm2_s > 0.0


def test_trajectories_too_short_for_blocks_are_refused_with_the_remedy():
    with pytest.raises(SaggarError, match=r"blocks of 3 frames .* run longer"):
        tracer_diffusion(np.zeros((30, 2, 3)), INTERVAL_PS)


def test_shortest_path_has_two_lags_in_each_block():
    n_frames = FEWEST_BLOCKS * SHORTEST_PATH
    paths = walk(n_frames, 2000, np.random.default_rng(9))
    result = tracer_diffusion(paths, INTERVAL_PS, blocks=FEWEST_BLOCKS)
    assert result.slope == pytest.approx(1.0, abs=0.1)
    with pytest.raises(SaggarError, match="no two lags"):
        tracer_diffusion(paths[:-1], INTERVAL_PS, blocks=FEWEST_BLOCKS)
