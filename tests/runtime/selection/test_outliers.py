import numpy as np
import pytest

from saggar.runtime.selection.outliers import review_labels


def test_the_length_of_the_force_counts_and_not_its_components():
    review = review_labels([np.array([[18.0, 24.0, 0.0]]), np.array([[18.1, 24.0, 0.0]])], 30.0)
    assert review.largest_forces_eV_A == pytest.approx([30.0, 30.06], abs=0.01)
    assert review.kept.tolist() == [0]
    assert review.rejected.tolist() == [1]


def test_one_atom_is_enough_to_reject_a_label_of_any_size():
    calm, torn = np.zeros((50, 3)), np.zeros((20, 3))
    torn[7, 2] = -31.0
    assert review_labels([calm, torn, calm], 30.0).rejected.tolist() == [1]


def test_forces_that_are_not_finite_are_rejected():
    assert review_labels([np.array([[np.nan, 0.0, 0.0]])], 30.0).rejected.tolist() == [0]


def test_no_labels_give_an_empty_review():
    review = review_labels([], 30.0)
    assert len(review.kept) == len(review.rejected) == 0
