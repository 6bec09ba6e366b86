"""Tracer diffusion coefficient with an honest error, or the reason why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.analysis.block_counts import BLOCKS
from saggar.runtime.analysis.blocks import Estimate, estimate_from_blocks
from saggar.runtime.analysis.msd import log_log_slope, mean_squared_displacement
from saggar.schemas.errors import SaggarError

CM2_S_PER_A2_PS = 1e-4  # 1 A^2/ps = 1e-16 cm^2 / 1e-12 s

#: The MSD counts as diffusive where its log-log slope differs from 1 by at most this.
SLOPE_TOLERANCE = 0.1

#: Shortest and longest lag of a fit as a share of a block: the first leaves out vibration, the
#: second lags with few independent origins.
WINDOW = (0.1, 0.5)

#: Frames of the shortest block with two lags in `WINDOW`.
SHORTEST_PATH = 4

Regime = Literal["diffusive", "subdiffusive", "superdiffusive", "unresolved"]


@dataclass(frozen=True)
class TracerDiffusion:
    """What a trajectory says about the diffusion of one kind of ion.

    Attributes
    ----------
    regime : str
        ``diffusive``: there is a coefficient. ``subdiffusive``: the log-log slope of the MSD has
        not come up to 1, ions are caged or hop too rarely. ``superdiffusive``: it exceeds 1,
        something drifts or the lags are too short. ``unresolved``: the coefficient is within two
        standard errors of 0.
    slope : float
        Log-log slope of the MSD over the window of lags.
    coefficient_cm2_s : Estimate or None, cm^2/s
        D with its standard error over time blocks; only in the regime ``diffusive``.
    upper_bound_cm2_s : float or None, cm^2/s
        What D does not exceed, with two standard errors; only where D is refused as
        ``subdiffusive`` or ``unresolved``.
    window_ps : (float, float), ps
        Shortest and longest lag used.
    blocks : int
        Number of time blocks.
    """

    regime: Regime
    slope: float
    coefficient_cm2_s: Estimate | None
    upper_bound_cm2_s: float | None
    window_ps: tuple[float, float]
    blocks: int


def tracer_diffusion(
    positions_A: NDArray[np.float64],
    interval_ps: float,
    *,
    axes: Sequence[int] = (0, 1, 2),
    blocks: int = BLOCKS,
    window: tuple[float, float] = WINDOW,
) -> TracerDiffusion:
    """Return D from the slope of the MSD, d(MSD)/dt = 2 d D, or an upper bound.

    The trajectory is cut into blocks; in each, a line is fitted to the MSD over a window of lags
    that is a share of the block's length. D is the mean of the blocks' slopes over 2 d, its error
    their standard error. Whether the motion is diffusive is judged by the log-log slope, over the
    same lags, of the MSD of the whole trajectory.

    Where the MSD grows more slowly than t, MSD/(2 d t) falls towards D with growing t: its value
    at the longest lag is the upper bound.

    Parameters
    ----------
    positions_A : (n_frames, n_ions, 3) float, A
        Continuous paths of the mobile ions relative to the framework.
    interval_ps : float, ps
        Time between frames.
    axes : sequence of int
        Cartesian axes that count, d of them: all three in a bulk crystal; (0, 1) and (2,) apart
        in a slab with its normal along z.
    blocks : int
        Number of time blocks.
    window : (float, float)
        Shortest and longest lag as a share of a block.

    Returns
    -------
    TracerDiffusion

    Raises
    ------
    SaggarError
        If the blocks are too short for two lags in the window.
    """
    length = len(positions_A) // blocks
    lags = _lags(length, window, blocks)
    times_ps = np.asarray(lags * interval_ps, dtype=np.float64)
    columns, dimensions = list(axes), len(axes)
    total = mean_squared_displacement(positions_A)[lags][:, columns].sum(axis=1)
    used = positions_A[len(positions_A) - blocks * length :]
    by_block = np.array(
        [
            mean_squared_displacement(part)[lags][:, columns].sum(axis=1)
            for part in used.reshape(blocks, length, *positions_A.shape[1:])
        ]
    )
    unit = CM2_S_PER_A2_PS / (2.0 * dimensions)
    slopes = np.polyfit(times_ps, by_block.T, 1)[0]
    return _judge(
        slope=log_log_slope(times_ps, total),
        coefficient=estimate_from_blocks(slopes * unit),
        apparent=Estimate(
            float(total[-1] / times_ps[-1] * unit),
            estimate_from_blocks(by_block[:, -1] / times_ps[-1] * unit).standard_error,
        ),
        window_ps=(float(times_ps[0]), float(times_ps[-1])),
        blocks=blocks,
    )


def _lags(length: int, window: tuple[float, float], blocks: int) -> NDArray[np.intp]:
    first, last = max(1, int(np.ceil(window[0] * length))), int(window[1] * length)
    if last <= first:
        raise SaggarError(
            f"blocks of {length} frames have no two lags between {window[0]:g} and {window[1]:g} "
            f"of their length; write frames more often, run longer, or take fewer than {blocks} "
            "blocks"
        )
    return np.arange(first, last + 1)


def _judge(
    slope: float,
    coefficient: Estimate,
    apparent: Estimate,
    window_ps: tuple[float, float],
    blocks: int,
) -> TracerDiffusion:
    """Give the coefficient, or refuse it; `apparent` is MSD/(2 d t) at the longest lag."""
    regime: Regime = "diffusive"
    bound = None
    if slope > 1.0 + SLOPE_TOLERANCE:
        regime = "superdiffusive"
    elif slope < 1.0 - SLOPE_TOLERANCE:
        regime, bound = "subdiffusive", apparent.mean + 2.0 * apparent.standard_error
    elif coefficient.mean <= 2.0 * coefficient.standard_error:
        regime, bound = "unresolved", max(coefficient.mean, 0.0) + 2.0 * coefficient.standard_error
    accepted = coefficient if regime == "diffusive" else None
    return TracerDiffusion(regime, slope, accepted, bound, window_ps, blocks)
