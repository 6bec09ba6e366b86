from pathlib import Path

import numpy as np
import pytest

from saggar.runtime.selection.committee import force_deviations, largest_force_deviation

REFERENCE = Path(__file__).parents[2] / "data" / "gpumd-reference"


def test_deviations_are_those_that_gpumd_wrote_for_the_same_frames():
    """GPUMD computes in single precision; a division by M - 1 would be off by 15 %."""
    from ase.io import iread
    from calorine.calculators import CPUNEP

    calculators = [CPUNEP(str(REFERENCE / f"nep{k}.txt")) for k in range(4)]
    for atoms in iread(REFERENCE / "head" / "active" / "active.xyz", index=":3"):
        written = atoms.arrays["uncertainty"].ravel()
        forces = np.array([calculator.get_forces(atoms) for calculator in calculators])
        np.testing.assert_allclose(force_deviations(forces), written, atol=2e-5)
        assert largest_force_deviation(forces) == pytest.approx(atoms.info["uncertainty"], abs=2e-5)


def test_variance_is_divided_by_the_number_of_members():
    """Two members at -1 and +1 scatter by 1; division by M - 1 would give sqrt 2."""
    forces = np.zeros((2, 1, 3))
    forces[:, 0, 0] = [-1.0, 1.0]
    assert force_deviations(forces) == pytest.approx([1.0])


def test_axes_add_as_squares_and_the_worst_atom_counts():
    forces = np.zeros((2, 3, 3))
    forces[:, 1] = [[0.3, 0.0, 0.4], [-0.3, 0.0, -0.4]]
    forces[:, 2] = [[0.1, 0.0, 0.0], [-0.1, 0.0, 0.0]]
    assert force_deviations(forces) == pytest.approx([0.0, 0.5, 0.1])
    assert largest_force_deviation(forces) == pytest.approx(0.5)


def test_a_common_force_is_no_disagreement():
    forces = np.broadcast_to(np.random.default_rng(0).normal(size=(5, 3)), (4, 5, 3))
    assert largest_force_deviation(forces) == pytest.approx(0.0, abs=1e-12)


def test_frames_are_judged_apart():
    forces = np.zeros((2, 2, 1, 3))
    forces[0, 1, 0, 2] = 0.8
    assert largest_force_deviation(forces) == pytest.approx([0.0, 0.4])
