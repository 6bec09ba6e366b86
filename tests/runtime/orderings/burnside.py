"""Number of distinct fillings by Burnside's lemma, from operations written out by hand."""

from collections.abc import Sequence

import numpy as np

P_3M1_ROTATIONS = [
    sign * np.array(rotation)
    for sign in (1, -1)
    for rotation in (
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0, -1, 0], [1, -1, 0], [0, 0, 1]],
        [[-1, 1, 0], [-1, 0, 0], [0, 0, 1]],
        [[0, 1, 0], [1, 0, 0], [0, 0, -1]],
        [[1, -1, 0], [0, -1, 0], [0, 0, -1]],
        [[-1, 0, 0], [-1, 1, 0], [0, 0, -1]],
    )
]
"""International Tables, no. 164: x, y, z; -y, x-y, z; ... and their inverses; no translations."""


def permutation(
    points: np.ndarray, rotation: np.ndarray, translation: Sequence[float] = (0, 0, 0)
) -> list[int]:
    """Index of the image of each point."""
    images = points @ rotation.T + np.array(translation)
    offsets = images[:, None] - points
    distances = np.abs(offsets - np.rint(offsets)).max(axis=2)
    assert distances.min(axis=1).max() < 1e-3
    return distances.argmin(axis=1).tolist()


def cycles(mapping: Sequence[int]) -> list[int]:
    """Lengths of the cycles of a permutation."""
    left, lengths = set(range(len(mapping))), []
    while left:
        start = place = min(left)
        length = 0
        while place in left:
            left.remove(place)
            place, length = mapping[place], length + 1
        assert place == start
        lengths.append(length)
    return lengths


def invariant_choices(mapping: Sequence[int], chosen: int) -> int:
    """Subsets of a size that a permutation leaves alone: coefficient in prod (1 + x^length)."""
    polynomial = np.array([1])
    for length in cycles(mapping):
        factor = np.zeros(length + 1, dtype=np.int64)
        factor[[0, length]] = 1
        polynomial = np.convolve(polynomial, factor)
    return int(polynomial[chosen])


def distinct_choices(operations: Sequence[Sequence[tuple[Sequence[int], int]]]) -> int:
    """Mean over operations of invariant choices, each operation given as (permutation, size)s."""
    totals = [
        np.prod([invariant_choices(mapping, chosen) for mapping, chosen in operation])
        for operation in operations
    ]
    count, rest = divmod(int(sum(totals)), len(operations))
    assert rest == 0
    return count
