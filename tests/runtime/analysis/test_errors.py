import numpy as np
import pytest

from saggar.runtime.analysis.errors import (
    VIRIAL_COMPONENTS,
    Evaluation,
    compare,
    error_summary,
)
from saggar.schemas.errors import SaggarError


def evaluation(energies, forces, virials=None):
    virials = np.full((len(energies), 3, 3), np.nan) if virials is None else virials
    return Evaluation(np.array(energies), [np.array(f, dtype=float) for f in forces], virials)


def zeros(*sizes, virials=None):
    return evaluation([0.0] * len(sizes), [np.zeros((n, 3)) for n in sizes], virials)


def test_rmse_mae_and_largest_by_hand():
    summary = error_summary(np.array([1.0, 2.0, -3.0]), np.array([1.0, 0.0, 1.0]))
    assert summary.rmse == pytest.approx(np.sqrt(20 / 3))
    assert summary.mae == pytest.approx(2.0)
    assert summary.largest == 4.0
    assert summary.count == 3


def test_rmse_agrees_with_scikit_learn():
    from sklearn.metrics import mean_absolute_error, root_mean_squared_error

    rng = np.random.default_rng(0)
    ours, theirs = rng.normal(size=(2, 500))
    summary = error_summary(ours, theirs)
    assert summary.rmse == pytest.approx(root_mean_squared_error(theirs, ours))
    assert summary.mae == pytest.approx(mean_absolute_error(theirs, ours))


def test_energies_are_compared_for_each_atom():
    predicted = evaluation([1.0, 1.0], [np.zeros((10, 3)), np.zeros((2, 3))])
    parity = compare(predicted, zeros(10, 2)).energy
    np.testing.assert_allclose(parity.predicted, [0.1, 0.5])
    assert parity.summary.rmse == pytest.approx(np.sqrt((0.1**2 + 0.5**2) / 2))


def test_each_force_component_is_one_point():
    predicted = evaluation([0.0, 0.0], [[[0.3, 0.0, -0.4]], [[0.0, 0.0, 0.0], [1.2, 0.0, 0.0]]])
    summary = compare(predicted, zeros(1, 2)).force.summary
    assert summary.count == 9
    assert summary.rmse == pytest.approx(np.sqrt((0.09 + 0.16 + 1.44) / 9))


def test_virials_for_each_atom_in_the_order_of_their_names():
    virial = np.arange(9.0).reshape(1, 3, 3) * 4
    predicted = zeros(4, virials=virial)
    parity = compare(predicted, zeros(4, virials=np.zeros((1, 3, 3)))).virial
    index = {"x": 0, "y": 1, "z": 2}
    expected = [virial[0, index[a], index[b]] / 4 for a, b in VIRIAL_COMPONENTS]
    np.testing.assert_allclose(parity.predicted, expected)


def test_frames_without_a_virial_are_left_out_of_its_comparison_only():
    virials = np.zeros((2, 3, 3))
    virials[1] = np.nan
    parities = compare(zeros(3, 3, virials=np.ones((2, 3, 3))), zeros(3, 3, virials=virials))
    assert parities.virial.summary.count == 6
    assert parities.energy.summary.count == 2


def test_nothing_to_compare_is_nan_and_not_a_perfect_fit():
    summary = compare(zeros(3), zeros(3)).virial.summary
    assert summary.count == 0
    assert np.isnan([summary.rmse, summary.mae, summary.largest]).all()


def test_different_frames_are_refused():
    with pytest.raises(SaggarError, match="differ in their frames"):
        compare(zeros(3, 4), zeros(4, 3))
    with pytest.raises(SaggarError, match=r"\(2,\) predictions against \(3,\)"):
        error_summary(np.zeros(2), np.zeros(3))


def test_incomplete_evaluations_are_refused():
    broken = Evaluation(np.zeros(2), [np.zeros((3, 3))], np.zeros((2, 3, 3)))
    with pytest.raises(SaggarError, match="2 energies, 1 sets of forces"):
        compare(broken, broken)
