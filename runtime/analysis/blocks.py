"""Error bars of time averages, in which neighbouring frames tell much the same."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.analysis.block_counts import BLOCKS
from saggar.schemas.errors import SaggarError


@dataclass(frozen=True)
class Estimate:
    """A mean with its standard error.

    Attributes
    ----------
    mean : float
    standard_error : float
        In the unit of the mean.
    """

    mean: float
    standard_error: float


def estimate_from_blocks(values: NDArray[np.float64]) -> Estimate:
    """Return mean and standard error of values from independent blocks: s / sqrt(n).

    Parameters
    ----------
    values : (n_blocks,) float
        One value a block.

    Returns
    -------
    Estimate
        s is the standard deviation with n - 1 in its denominator.

    Raises
    ------
    SaggarError
        If there are fewer than two blocks.
    """
    if len(values) < 2:
        raise SaggarError(f"{len(values)} block(s); a standard error needs at least two")
    return Estimate(float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values))))


def block_estimate(series: NDArray[np.float64], blocks: int = BLOCKS) -> Estimate:
    """Return the mean of a correlated series with an error that does not take frames for samples.

    Two errors are formed and the larger one is kept: the scatter of block means, which is right
    once blocks are longer than the correlation, and sigma sqrt(g / n) with the statistical
    inefficiency g, which is right once the series is much longer than it.

    Parameters
    ----------
    series : (n,) float
        Values at equal intervals.
    blocks : int
        Number of blocks; frames left over at the start are not used for the block means.

    Returns
    -------
    Estimate

    Raises
    ------
    SaggarError
        If the series is shorter than two values a block.

    References
    ----------
    Flyvbjerg, Petersen, J. Chem. Phys. 91, 461 (1989).
    """
    from_blocks = estimate_from_blocks(block_means(series, blocks))
    inefficiency = statistical_inefficiency(series)
    from_correlation = float(series.std() * np.sqrt(inefficiency / len(series)))
    return Estimate(float(series.mean()), max(from_blocks.standard_error, from_correlation))


def block_means(series: NDArray[np.float64], blocks: int = BLOCKS) -> NDArray[np.float64]:
    """Cut a series into consecutive blocks of one length and return their means.

    Parameters
    ----------
    series : (n, ...) float
        Values at equal intervals.
    blocks : int
        Number of blocks; frames left over at the start are dropped.

    Returns
    -------
    (blocks, ...) float

    Raises
    ------
    SaggarError
        If the series is shorter than two values a block.
    """
    length = len(series) // blocks
    if length < 2:
        raise SaggarError(
            f"{len(series)} values for {blocks} blocks; at least {2 * blocks} are needed"
        )
    used = series[len(series) - blocks * length :]
    means = used.reshape(blocks, length, *series.shape[1:]).mean(axis=1)
    return np.asarray(means, dtype=np.float64)


def statistical_inefficiency(series: NDArray[np.float64]) -> float:
    """Return how many consecutive values are worth one independent sample.

    g = 1 + 2 sum_t (1 - t/n) C(t) / C(0), the sum ending at the first correlation that is not
    above 0, beyond which there is only noise.

    Parameters
    ----------
    series : (n,) float
        Values at equal intervals.

    Returns
    -------
    float
        Between 1 (independent values, or a constant) and n.

    References
    ----------
    Chodera et al., J. Chem. Theory Comput. 3, 26 (2007), section 2.4.
    """
    from scipy import fft

    n_values = len(series)
    deviations = series - series.mean()
    variance = float(np.mean(deviations**2))
    if variance <= np.finfo(float).eps * float(np.mean(series**2)):
        return 1.0
    length = fft.next_fast_len(2 * n_values - 1, real=True)
    power = np.abs(fft.rfft(deviations, n=length)) ** 2
    sums = fft.irfft(power, n=length)[1:n_values]  # sum over origins; n - t of them
    ends = np.flatnonzero(sums <= 0.0)
    within = sums[: ends[0]] if len(ends) else sums
    return float(np.clip(1.0 + 2.0 * within.sum() / (n_values * variance), 1.0, n_values))
