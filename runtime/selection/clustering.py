"""Representative frames: principal components, clusters, the frame nearest each centre."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.schemas.errors import SaggarError


@dataclass(frozen=True)
class Selection:
    """Frames chosen from a set, and the map they were chosen on.

    Attributes
    ----------
    indices : (n_chosen,) int
        Chosen frames, ascending.
    projection : (n, n_dimensions) float
        Principal components of every frame.
    explained_variance : (n_dimensions,) float
        Share of the total variance along each component.
    labels : (n,) int
        Cluster of every frame.
    """

    indices: NDArray[np.intp]
    projection: NDArray[np.float64]
    explained_variance: NDArray[np.float64]
    labels: NDArray[np.intp]


def select_by_clusters(
    features: NDArray[np.float64], count: int, *, dimensions: int = 2, seed: int = 0
) -> Selection:
    """Choose frames that cover feature space: k-means in the leading principal components.

    Parameters
    ----------
    features : (n, n_features) float
        Fingerprint of each frame.
    count : int
        Frames to choose, at least 1. Where fewer frames differ on the map, one of each is chosen.
    dimensions : int
        Principal components kept; 2 as in the paper (Methods, Initial Training Set).
    seed : int
        Seed of the starting centres; the same seed gives the same frames.

    Returns
    -------
    Selection

    Raises
    ------
    SaggarError
        If `count` is below 1, there are no frames, or a fingerprint is not finite.
    """
    _require_usable(features, count)
    projection, explained = _principal_components(features, dimensions, seed)
    distinct, place = np.unique(projection, axis=0, return_inverse=True)
    if len(distinct) <= count:
        labels = np.asarray(place, dtype=np.intp).ravel()
        indices = np.unique(labels, return_index=True)[1]
        return Selection(np.sort(indices), projection, explained, labels)
    centers, labels = _clusters(projection, count, seed)
    return Selection(_nearest_members(projection, centers, labels), projection, explained, labels)


def _require_usable(features: NDArray[np.float64], count: int) -> None:
    if count < 1:
        raise SaggarError(f"{count} frames to choose; at least 1 is needed")
    if len(features) == 0:
        raise SaggarError("no frames to choose from; the trajectories that feed it are empty")
    bad = np.flatnonzero(~np.isfinite(features).all(axis=1))
    if len(bad):
        raise SaggarError(
            f"{len(bad)} of {len(features)} fingerprints are not finite, the first of frame "
            f"{bad[0]}; reject such frames first"
        )


def _principal_components(
    features: NDArray[np.float64], dimensions: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from sklearn.decomposition import PCA

    kept = min(dimensions, *features.shape)
    if np.ptp(features, axis=0).max() == 0.0:
        return np.zeros((len(features), kept)), np.zeros(kept)
    model = PCA(n_components=kept, random_state=seed)
    return model.fit_transform(features), model.explained_variance_ratio_


def _clusters(
    projection: NDArray[np.float64], count: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    from sklearn.cluster import KMeans

    model = KMeans(n_clusters=count, n_init=1, random_state=seed).fit(projection)
    return model.cluster_centers_, np.asarray(model.labels_, dtype=np.intp)


def _nearest_members(
    projection: NDArray[np.float64], centers: NDArray[np.float64], labels: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Return the member of each cluster that is nearest its centre; the first one on a tie."""
    distances = np.linalg.norm(projection - centers[labels], axis=1)
    order = np.lexsort((distances, labels))
    _, first = np.unique(labels[order], return_index=True)
    return np.sort(order[first])
