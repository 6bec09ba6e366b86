import numpy as np
import pytest

from saggar.runtime.analysis.thermodynamics import (
    ThermodynamicRecord,
    average,
    thermodynamic_averages,
)
from saggar.schemas.errors import SaggarError


def every_ps(n_values):
    return np.arange(float(n_values))


def is_stationary(result):
    """Whether the drift is within two standard errors of 0."""
    return abs(result.drift_per_ns.mean) <= 2 * result.drift_per_ns.standard_error


def test_drift_over_a_gap_between_segments_takes_the_times_as_they_are():
    """1 K/ps; 0.7 ps are missing in the middle."""
    times_ps = np.concatenate([np.arange(50) * 0.1, 5.7 + np.arange(50) * 0.1])
    assert average(300.0 + times_ps, times_ps).drift_per_ns.mean == pytest.approx(1000.0)


def test_linear_drift_is_measured_in_units_per_nanosecond():
    """0.05 K every 0.2 ps is 250 K/ns."""
    result = average(300.0 + 0.05 * np.arange(2000), time_ps=0.2 * np.arange(2000))
    assert result.drift_per_ns.mean == pytest.approx(250.0)
    assert not is_stationary(result)


def test_white_noise_is_stationary_in_all_but_the_expected_cases():
    rng = np.random.default_rng(0)
    stationary = [is_stationary(average(rng.normal(size=1000), every_ps(1000))) for _ in range(200)]
    assert 0.90 < np.mean(stationary) <= 0.99


def test_slow_fluctuations_are_not_taken_for_drift():
    from scipy.signal import lfilter

    rng = np.random.default_rng(1)
    noise = rng.normal(size=(100, 3000))
    slow = lfilter([1.0], [1.0, -0.95], noise)[:, 500:]
    assert np.mean([is_stationary(average(series, every_ps(2500))) for series in slow]) > 0.85


def test_error_of_the_slope_is_that_of_least_squares():
    from scipy.stats import linregress

    series = np.random.default_rng(2).normal(size=400)
    expected = linregress(np.arange(400) * 0.5e-3, series)
    drift = average(series, 0.5 * every_ps(400)).drift_per_ns
    assert drift.mean == pytest.approx(expected.slope)
    assert drift.standard_error == pytest.approx(expected.stderr, rel=0.3)
    assert drift.standard_error >= 0.999 * expected.stderr


def test_temperature_of_a_canonical_system_fluctuates_as_maxwell_and_boltzmann_say():
    """Kinetic temperature of N atoms: mean T, variance 2 T^2 / (3 N)."""
    n_atoms, temperature_K = 135, 400.0
    rng = np.random.default_rng(3)
    squares = rng.chisquare(3 * n_atoms, size=5000)
    result = average(temperature_K * squares / (3 * n_atoms), every_ps(5000))
    assert abs(result.mean - temperature_K) < 4 * result.standard_error
    assert result.fluctuation == pytest.approx(temperature_K * np.sqrt(2 / (3 * n_atoms)), rel=0.03)


def test_each_quantity_keeps_its_place():
    steady = np.ones(40) + 1e-3 * np.random.default_rng(4).normal(size=40)
    record = ThermodynamicRecord(
        every_ps(40), 300 * steady, 0.1 * steady, -7.8 * steady, 2.5 * steady
    )
    averages = thermodynamic_averages(record)
    assert averages.temperature_K.mean == pytest.approx(300, rel=1e-2)
    assert averages.pressure_GPa.mean == pytest.approx(0.1, rel=1e-2)
    assert averages.energy_eV_atom.mean == pytest.approx(-7.8, rel=1e-2)
    assert averages.density_g_cm3.mean == pytest.approx(2.5, rel=1e-2)


def test_a_run_that_broke_down_is_refused():
    series = np.ones(50)
    series[17] = np.nan
    with pytest.raises(SaggarError, match="value 18 of 50 is not finite"):
        average(series, every_ps(50))


def test_short_series_has_fewer_blocks_and_a_shorter_one_its_mean_alone():
    series = np.random.default_rng(5).normal(size=10)
    assert average(series, every_ps(10)).standard_error > 0
    short = average(series[:9], every_ps(9))
    assert short.mean == pytest.approx(series[:9].mean())
    assert (short.standard_error, short.fluctuation, short.drift_per_ns) == (None, None, None)
