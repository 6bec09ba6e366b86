"""Thermal velocities and the removal of drift and rotation."""

import numpy as np
import pytest

from saggar.runtime.engines.gpumd.units import BOLTZMANN_EV_K, TIME_FS
from saggar.runtime.engines.gpumd.velocities import (
    draw_velocities,
    kinetic_temperature,
    remove_drift,
    remove_rotation,
)

EV_J, AMU_KG, KB_J_K = 1.602176634e-19, 1.66053906660e-27, 1.380649e-23


@pytest.fixture
def masses():
    return np.repeat([6.94, 91.224, 35.45, 15.999], 500)


def test_temperature_is_exact_in_si_units(masses):
    """From v in m/s, masses in kg and today's constants; GPUMD's older ones differ by 3e-6."""
    velocities = draw_velocities(masses, 350.0, np.random.default_rng(1)) * 1e5
    kinetic_J = 0.5 * np.sum(masses * AMU_KG * np.sum(velocities**2, axis=1))
    assert kinetic_J / (1.5 * len(masses) * KB_J_K) == pytest.approx(350.0, rel=1e-5)


def test_total_momentum_is_zero(masses):
    velocities = draw_velocities(masses, 350.0, np.random.default_rng(1))
    np.testing.assert_allclose(masses @ velocities, 0.0, atol=1e-12)


def test_each_species_has_the_width_of_its_mass(masses):
    velocities = draw_velocities(masses, 350.0, np.random.default_rng(1)) * TIME_FS
    for start in range(0, 2000, 500):
        part = velocities[start : start + 500]
        width = BOLTZMANN_EV_K * 350.0 / masses[start]
        assert part.var() == pytest.approx(width, rel=4 * np.sqrt(2 / 1500))


def test_components_are_normal(masses):
    """Fourth moment 3 sigma^4; a uniform distribution, as GPUMD draws, would have 1.8."""
    reduced = draw_velocities(masses, 350.0, np.random.default_rng(1)) * np.sqrt(masses)[:, None]
    moment = np.mean(reduced**4) / np.mean(reduced**2) ** 2
    assert moment == pytest.approx(3.0, abs=4 * np.sqrt(24 / reduced.size))


def test_same_generator_state_gives_same_velocities(masses):
    first, second = (draw_velocities(masses, 300.0, np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(("n_atoms", "temperature_K"), [(1, 300.0), (10, 0.0), (10, np.nan)])
def test_what_has_no_thermal_velocities_is_refused(n_atoms, temperature_K):
    with pytest.raises(ValueError, match="give at least two atoms and a temperature above 0 K"):
        draw_velocities(np.ones(n_atoms), temperature_K, np.random.default_rng(1))


def test_kinetic_temperature_counts_all_degrees_of_freedom():
    velocities = np.array([[1.0, 0.0, 0.0], [0.0, 2.0, 0.0]])
    temperature = kinetic_temperature(np.array([3.0, 5.0]), velocities)
    assert temperature == pytest.approx((3 + 20) / (6 * BOLTZMANN_EV_K))


class TestRotation:
    def test_a_rigidly_rotating_and_drifting_body_comes_to_rest(self):
        rng = np.random.default_rng(3)
        masses, positions = rng.uniform(1, 50, 20), rng.uniform(0, 10, (20, 3))
        velocities = np.cross([0.3, -0.1, 0.2], positions) + np.array([1.0, 2.0, 3.0])
        at_rest = remove_drift(masses, velocities)
        np.testing.assert_allclose(remove_rotation(masses, positions, at_rest), 0.0, atol=1e-13)

    def test_both_momenta_of_thermal_motion_vanish(self):
        rng = np.random.default_rng(3)
        masses, positions = rng.uniform(1, 50, 20), rng.uniform(0, 10, (20, 3))
        velocities = remove_drift(masses, rng.standard_normal((20, 3)))
        velocities = remove_rotation(masses, positions, velocities)
        np.testing.assert_allclose(masses @ velocities, 0.0, atol=1e-12)
        momentum = masses @ np.cross(positions, velocities)
        np.testing.assert_allclose(momentum, 0.0, atol=1e-10)

    def test_a_breathing_body_is_left_as_it_is(self):
        rng = np.random.default_rng(3)
        masses, positions = rng.uniform(1, 50, 20), rng.uniform(0, 10, (20, 3))
        velocities = 0.1 * remove_drift(masses, positions)
        unchanged = remove_rotation(masses, positions, velocities)
        np.testing.assert_allclose(unchanged, velocities, atol=1e-13)

    def test_atoms_on_a_line_are_left_as_they_are(self):
        positions = np.outer(np.arange(3.0), [1.0, 0.0, 0.0])
        velocities = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 0.0], [0.0, -1.0, 0.0]])
        np.testing.assert_array_equal(
            remove_rotation(np.ones(3), positions, velocities), velocities
        )
