import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from saggar.runtime.analysis.msd import mean_squared_displacement
from saggar.runtime.analysis.unwrapping import fractional_step, ion_paths, unwrapped, upright


def breathing_triclinic_cells(n_frames, rng):
    base = np.array([[9.0, 0.0, 0.0], [2.5, 8.0, 0.0], [-1.0, 1.5, 11.0]])
    return base + np.tril(rng.normal(scale=0.15, size=(n_frames, 3, 3)))


def random_rotations(n_frames, rng):
    """Quaternions of four normals are uniform on the sphere; Shoemake, Graphics Gems III (1992)."""
    return Rotation.from_quat(rng.normal(size=(n_frames, 4))).as_matrix()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_wrapped_walk_in_a_changing_triclinic_cell_is_recovered(seed):
    rng = np.random.default_rng(seed)
    lattices = breathing_triclinic_cells(60, rng)
    steps = rng.uniform(-0.45, 0.45, (60, 4, 3))
    steps[0] = rng.uniform(0, 1, (4, 3))
    walk = np.cumsum(steps, axis=0)
    paths = unwrapped(walk % 1.0, lattices)
    np.testing.assert_allclose(paths, walk @ lattices.mean(axis=0), atol=1e-9)


def test_atoms_at_rest_in_a_breathing_cell_do_not_move():
    """Cartesian coordinates of such atoms swing by several A far from the origin."""
    lattices = breathing_triclinic_cells(50, np.random.default_rng(0))
    resting = np.broadcast_to([[0.95, 0.9, 0.99]], (50, 1, 3))
    cartesian = resting @ lattices
    assert np.ptp(cartesian, axis=0).max() > 0.5
    np.testing.assert_allclose(np.ptp(unwrapped(resting, lattices), axis=0), 0.0, atol=1e-12)


def test_a_cell_that_turns_has_the_paths_of_one_that_does_not():
    rng = np.random.default_rng(11)
    lattices = breathing_triclinic_cells(200, rng)
    turned = lattices @ random_rotations(200, rng)
    walk = np.cumsum(rng.normal(scale=0.05, size=(200, 3, 3)), axis=0) % 1.0
    naive = walk[:, 0] @ turned.mean(axis=0)
    assert np.ptp(naive, axis=0).sum() < 0.5 * np.ptp(unwrapped(walk, lattices)[:, 0], axis=0).sum()
    np.testing.assert_allclose(unwrapped(walk, turned), unwrapped(walk, lattices), atol=1e-9)
    ions = np.array([True, False, True])
    still, moving = (ion_paths(zip(walk, cells, strict=True), ions) for cells in (lattices, turned))
    np.testing.assert_allclose(
        mean_squared_displacement(moving), mean_squared_displacement(still), rtol=1e-9
    )


@pytest.mark.parametrize("handedness", [1.0, -1.0])
def test_an_upright_cell_keeps_lengths_angles_and_handedness(handedness):
    lattice = np.array([[0.0, 7.0, 1.0], [-5.0, 1.0, 2.0], [0.5, -1.0, handedness * 9.0]])
    stood = upright(lattice)
    np.testing.assert_allclose(stood @ stood.T, lattice @ lattice.T, atol=1e-12)
    assert np.linalg.det(stood) == pytest.approx(np.linalg.det(lattice))
    np.testing.assert_allclose(np.triu(stood, 1), 0.0, atol=1e-12)
    assert stood[0, 0] > 0
    assert stood[1, 1] > 0


def test_a_crossing_of_the_boundary_is_a_small_step_and_keeps_its_sign():
    step = fractional_step(np.array([[0.98, 0.02, 0.5]]), np.array([[0.03, 0.97, 0.6]]))
    assert step[0] == pytest.approx([0.05, -0.05, 0.1])


def test_framework_drift_is_subtracted_and_the_ions_own_motion_is_not():
    n_frames = 40
    framework = np.array([True, True, False])
    drift = np.linspace(0, 2.0, n_frames)[:, None, None] * np.array([1.0, 0.0, 0.0])
    ion = np.zeros((n_frames, 3, 3))
    ion[:, 2, 1] = np.linspace(0, 1.5, n_frames)
    fractional = (0.4 + drift + ion) % 1.0
    paths = unwrapped(fractional, np.broadcast_to(np.eye(3) * 10, (n_frames, 3, 3)), framework)
    travelled = paths[-1] - paths[0]
    np.testing.assert_allclose(travelled[:2], 0.0, atol=1e-9)
    np.testing.assert_allclose(travelled[2], [0.0, 15.0, 0.0], atol=1e-9)


def test_without_a_framework_the_drift_stays():
    fractional = (np.linspace(0, 1, 21)[:, None, None] * np.ones((1, 1, 3))) % 1.0
    paths = unwrapped(fractional, np.broadcast_to(np.eye(3) * 5, (21, 3, 3)))
    np.testing.assert_allclose(paths[-1] - paths[0], 5.0)


def test_paths_start_at_the_first_frame_in_the_mean_cell():
    lattices = np.stack([np.eye(3) * 4, np.eye(3) * 6])
    paths = unwrapped(np.full((2, 1, 3), 0.25), lattices)
    np.testing.assert_allclose(paths[0], 1.25)


def test_single_precision_frames_are_summed_in_double():
    fractional = np.full((3, 1, 3), 0.1, dtype=np.float32)
    assert unwrapped(fractional, np.broadcast_to(np.eye(3), (3, 3, 3))).dtype == np.float64


def test_paths_from_frames_one_by_one_are_those_of_all_frames_at_once():
    rng = np.random.default_rng(7)
    lattices = breathing_triclinic_cells(30, rng)
    fractional = np.cumsum(rng.uniform(-0.2, 0.2, (30, 5, 3)), axis=0) % 1.0
    ions = np.array([True, False, True, False, False])
    expected = unwrapped(fractional, lattices, ~ions)[:, ions]
    found = ion_paths(zip(fractional, lattices, strict=True), ions)
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_no_frames_give_no_paths():
    assert ion_paths([], np.array([True, False])).shape == (0, 1, 3)
