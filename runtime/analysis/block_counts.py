"""Into how many blocks a series is cut, for error bars of its averages."""

BLOCKS = 10

FEWEST_BLOCKS = 5
"""With n blocks the standard error is itself uncertain by 1/sqrt(2 (n - 1)), here 35 %; of fewer
blocks it would say little."""

SHORTEST_BLOCK = 2
"""Values in the shortest block whose mean is one."""


def blocks_in(n_values: int, shortest: int = SHORTEST_BLOCK) -> int:
    """Return into how many blocks a series is cut.

    Parameters
    ----------
    n_values : int
        Length of the series.
    shortest : int
        Values that a block needs.

    Returns
    -------
    int
        `BLOCKS`, or as many as the series allows; 0 where these are fewer than `FEWEST_BLOCKS`.
    """
    blocks = min(BLOCKS, n_values // shortest)
    return blocks if blocks >= FEWEST_BLOCKS else 0
