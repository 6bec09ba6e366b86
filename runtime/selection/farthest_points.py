"""Farthest point sampling: the candidates most unlike each other and the data at hand."""

import numpy as np
from numpy.typing import NDArray

from saggar.schemas.errors import SaggarError

_BLOCK = 1024  # chosen points compared at a time, which bounds the memory


def farthest_points(
    candidates: NDArray[np.float64],
    count: int,
    *,
    chosen: NDArray[np.float64] | None = None,
    minimum_distance: float = 0.0,
) -> NDArray[np.intp]:
    """Choose candidates one after another, each the farthest from all points chosen before it.

    The distance of a candidate is the Euclidean one to the nearest point among `chosen` and the
    candidates taken so far. Equal distances go to the candidate of lowest index.

    Parameters
    ----------
    candidates : (n, n_features) float
        Descriptor of each candidate.
    count : int
        Candidates to choose at most, at least 0.
    chosen : (m, n_features) float, optional
        Descriptors that are covered already, such as the training set's. Without any, the first
        choice is the candidate nearest the mean of all.
    minimum_distance : float
        Stop as soon as no candidate is farther than this; at 0 only copies are left out.

    Returns
    -------
    (at most count,) int
        Indices of candidates in the order of choice.

    Raises
    ------
    SaggarError
        If descriptors are not finite or differ in length, or `count` is negative.

    References
    ----------
    Gonzalez, Theor. Comput. Sci. 38, 293 (1985).
    """
    _require_usable(candidates, chosen, count)
    picks: list[int] = []
    if chosen is None or len(chosen) == 0:
        if count and len(candidates):
            picks.append(_most_central(candidates))
        reference = candidates[picks]
    else:
        reference = chosen
    nearest = _nearest_squares(candidates, reference)
    while len(picks) < min(count, len(candidates)):
        pick = int(np.argmax(nearest))
        if not nearest[pick] > minimum_distance**2:
            break
        picks.append(pick)
        np.minimum(nearest, _nearest_squares(candidates, candidates[[pick]]), out=nearest)
    return np.array(picks, dtype=np.intp)


def _require_usable(
    candidates: NDArray[np.float64], chosen: NDArray[np.float64] | None, count: int
) -> None:
    if count < 0:
        raise SaggarError(f"{count} points to choose; the number must be at least 0")
    if not np.isfinite(candidates).all():
        raise SaggarError("candidates have descriptors that are not finite; reject them first")
    if chosen is None or len(chosen) == 0:
        return
    if chosen.shape[1:] != candidates.shape[1:]:
        raise SaggarError(
            f"descriptors of the chosen points have shape {chosen.shape[1:]}, of the candidates "
            f"{candidates.shape[1:]}; both must come from one potential"
        )
    if not np.isfinite(chosen).all():
        raise SaggarError("chosen points have descriptors that are not finite")


def _most_central(points: NDArray[np.float64]) -> int:
    return int(np.argmin(_nearest_squares(points, points.mean(axis=0, keepdims=True))))


def _nearest_squares(
    points: NDArray[np.float64], references: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the squared distance of each point to the nearest reference, (n,)."""
    from scipy.spatial.distance import cdist

    nearest = np.full(len(points), np.inf)
    for start in range(0, len(references), _BLOCK):
        squares = cdist(points, references[start : start + _BLOCK], "sqeuclidean")
        np.minimum(nearest, squares.min(axis=1), out=nearest)
    return nearest
