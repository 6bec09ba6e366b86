import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saggar.runtime.selection.clustering import select_by_clusters
from saggar.schemas.errors import SaggarError


def blobs(n_blobs=5, members=20, n_features=12, seed=0):
    """Well separated groups of frames; frame k belongs to group k mod n_blobs."""
    rng = np.random.default_rng(seed)
    centers = np.zeros((n_blobs, n_features))
    angles = 2 * np.pi * np.arange(n_blobs) / n_blobs
    centers[:, 3], centers[:, 7] = 10 * np.cos(angles), 10 * np.sin(angles)
    return np.tile(centers, (members, 1)) + rng.normal(
        scale=0.2, size=(n_blobs * members, n_features)
    )


def test_one_frame_is_chosen_from_each_group():
    selection = select_by_clusters(blobs(), 5, seed=1)
    assert sorted(selection.indices % 5) == [0, 1, 2, 3, 4]


def test_the_frame_nearest_its_centre_is_chosen():
    features = np.array([[0.0], [1.0], [1.9], [100.0], [101.0], [102.5]])
    assert select_by_clusters(features, 2, dimensions=1).indices.tolist() == [1, 4]


def test_projection_holds_the_leading_eigenvectors_of_the_covariance():
    features = blobs() @ np.diag(np.linspace(1, 2, 12))
    selection = select_by_clusters(features, 5, dimensions=3)
    centered = features - features.mean(axis=0)
    eigenvalues = np.linalg.eigvalsh(centered.T @ centered)[::-1]
    np.testing.assert_allclose((selection.projection**2).sum(axis=0), eigenvalues[:3])
    np.testing.assert_allclose(selection.explained_variance, eigenvalues[:3] / eigenvalues.sum())


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), count=st.integers(1, 60))
def test_as_many_distinct_frames_as_asked_for(seed, count):
    features = np.random.default_rng(seed).normal(size=(60, 6))
    indices = select_by_clusters(features, count, seed=seed).indices
    assert len(set(indices.tolist())) == len(indices) == count
    assert (np.diff(indices) > 0).all()


def test_the_same_seed_gives_the_same_frames():
    features = np.random.default_rng(3).normal(size=(200, 10))
    one, other = (select_by_clusters(features, 20, seed=11).indices for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_a_selection_covers_more_than_its_first_frames_do():
    """Frames of a trajectory: the first fifth sits in one corner."""
    path = np.cumsum(np.random.default_rng(4).normal(size=(500, 5)), axis=0)
    selection = select_by_clusters(path, 25)
    chosen, first = selection.projection[selection.indices], selection.projection[:25]

    def worst_gap(points):
        return max(np.linalg.norm(points - p, axis=1).min() for p in selection.projection)

    assert worst_gap(chosen) < 0.5 * worst_gap(first)


def test_identical_frames_are_chosen_once():
    features = np.repeat(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), 10, axis=0)
    assert select_by_clusters(features, 8).indices.tolist() == [0, 10, 20]
    assert select_by_clusters(np.ones((6, 4)), 3).indices.tolist() == [0]


def test_one_frame_is_enough():
    assert select_by_clusters(np.ones((1, 4)), 3).indices.tolist() == [0]


@pytest.mark.parametrize(
    ("features", "count", "message"),
    [
        (np.zeros((0, 3)), 2, "no frames"),
        (np.zeros((4, 3)), 0, "at least 1"),
        (np.array([[0.0], [np.nan]]), 1, "the first of frame 1"),
    ],
)
def test_unusable_input_is_refused(features, count, message):
    with pytest.raises(SaggarError, match=message):
        select_by_clusters(features, count)
