"""Averages of a simulation's thermodynamic record: mean, error, drift."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.analysis.block_counts import blocks_in
from saggar.runtime.analysis.blocks import (
    Estimate,
    block_estimate,
    statistical_inefficiency,
)
from saggar.schemas.errors import SaggarError


@dataclass(frozen=True)
class ThermodynamicRecord:
    """Quantities along a simulation.

    Attributes
    ----------
    time_ps : (n,) float, ps
        Equal intervals, but for the gap between segments that an interval does not divide.
    temperature_K : (n,) float, K
    pressure_GPa : (n,) float, GPa
        Mean of the three normal components.
    energy_eV_atom : (n,) float, eV/atom
        Potential energy.
    density_g_cm3 : (n,) float, g/cm^3
    """

    time_ps: NDArray[np.float64]
    temperature_K: NDArray[np.float64]
    pressure_GPa: NDArray[np.float64]
    energy_eV_atom: NDArray[np.float64]
    density_g_cm3: NDArray[np.float64]


@dataclass(frozen=True)
class Average:
    """One quantity over a simulation.

    Attributes
    ----------
    mean : float
        In the quantity's unit.
    standard_error : float or None
        Of the mean; None, as all that follows, where the series is too short for blocks.
    fluctuation : float or None
        Standard deviation of single frames.
    drift_per_ns : Estimate or None
        Slope of a straight line through the series and its standard error, unit per ns.
    """

    mean: float
    standard_error: float | None = None
    fluctuation: float | None = None
    drift_per_ns: Estimate | None = None


@dataclass(frozen=True)
class ThermodynamicAverages:
    """Averages of the four quantities of a `ThermodynamicRecord`."""

    temperature_K: Average
    pressure_GPa: Average
    energy_eV_atom: Average
    density_g_cm3: Average


def thermodynamic_averages(record: ThermodynamicRecord) -> ThermodynamicAverages:
    """Average every quantity of a record.

    Parameters
    ----------
    record : ThermodynamicRecord
        Series without equilibration, each of n values.

    Returns
    -------
    ThermodynamicAverages

    Raises
    ------
    SaggarError
        If a series is empty or holds values that are not finite.
    """
    return ThermodynamicAverages(
        *(
            average(series, record.time_ps)
            for series in (
                record.temperature_K,
                record.pressure_GPa,
                record.energy_eV_atom,
                record.density_g_cm3,
            )
        )
    )


def average(series: NDArray[np.float64], time_ps: NDArray[np.float64]) -> Average:
    """Return mean, fluctuation and drift of one series; of a very short one the mean alone.

    The error of the drift is that of an ordinary least squares slope, widened by sqrt(g) for the
    statistical inefficiency g of the residuals.

    Parameters
    ----------
    series : (n,) float
        Values.
    time_ps : (n,) float, ps
        Their times.

    Returns
    -------
    Average
        With the errors of as many blocks as `blocks.blocks_in` gives.

    Raises
    ------
    SaggarError
        If the series is empty or holds values that are not finite.
    """
    if len(series) == 0:
        raise SaggarError("the series holds no value to average")
    if not np.isfinite(series).all():
        first = int(np.flatnonzero(~np.isfinite(series))[0])
        raise SaggarError(f"value {first + 1} of {len(series)} is not finite: the run broke down")
    blocks = blocks_in(len(series))
    if not blocks:
        return Average(float(series.mean()))
    value = block_estimate(series, blocks)
    return Average(
        mean=value.mean,
        standard_error=value.standard_error,
        fluctuation=float(series.std(ddof=1)),
        drift_per_ns=_drift(series, time_ps * 1e-3),
    )


def _drift(series: NDArray[np.float64], time_ns: NDArray[np.float64]) -> Estimate:
    times = time_ns - time_ns.mean()
    spread = float(times @ times)
    slope = float(times @ series) / spread
    residuals = series - series.mean() - slope * times
    variance = float(residuals @ residuals) / (len(series) - 2)
    inefficiency = statistical_inefficiency(residuals)
    return Estimate(slope, float(np.sqrt(variance * inefficiency / spread)))
