"""The production runs: what was declared, how far they came, thermodynamics and displacement."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.report.data.problems import Problems
from saggar.runtime.report.records import RunRecords, TaskRecord
from saggar.runtime.report.tables import read_numbers
from saggar.schemas.production import Production
from saggar.schemas.results import AnalyseOutcome, Average, DynamicsOutcome
from saggar.schemas.steps import Analyse, RunDynamics

TEMPERATURE_TOLERANCE = 0.02
"""Relative error of the mean temperature that no error bar need excuse: at 300 K it changes a rate
with a barrier of 0.3 eV by a quarter, about the error of a diffusion coefficient."""

WIDEST_TOLERANCE = 0.05
"""Relative error of the mean temperature that no error bar excuses."""

STANDARD_ERRORS = 3.0
"""Beyond so many standard errors a mean is off its set point."""


@dataclass(frozen=True)
class Thermodynamics:
    """Course of a run; all arrays have one length.

    Parameters
    ----------
    source : str
        Path of the table in the run directory.
    time_ps, temperature_K, pressure_GPa : (n,) float array
        Time from the start of the first segment, and the instantaneous values.
    potential_eV_per_atom, volume_A3, density_g_per_cm3 : (n,) float array
        As in ``thermo.csv``.
    """

    source: str
    time_ps: NDArray[np.float64]
    temperature_K: NDArray[np.float64]
    pressure_GPa: NDArray[np.float64]
    potential_eV_per_atom: NDArray[np.float64]
    volume_A3: NDArray[np.float64]
    density_g_per_cm3: NDArray[np.float64]


@dataclass(frozen=True)
class Displacement:
    """Mean square displacement of the mobile ions.

    Parameters
    ----------
    lag_ps : (n,) float array
        Time lags.
    axes_A2 : (n, 3) float array
        Along x, y and z.
    total_A2 : (n,) float array
        Their sum.
    source : str
        Path of the table in the run directory.
    """

    lag_ps: NDArray[np.float64]
    axes_A2: NDArray[np.float64]
    total_A2: NDArray[np.float64]
    source: str


@dataclass(frozen=True)
class ProductionRun:
    """One production run.

    Parameters
    ----------
    name : str
        Cell and temperature, safe as part of a file name.
    cell : str
        Its cell.
    temperature_K, pressure_GPa : float
        Set points; no pressure at constant volume.
    segments : tuple of DynamicsOutcome
        Finished segments, in order.
    segments_planned : int
        Segments in the plan.
    given_up : tuple of str
        Tasks of the run that were given up, each with its error.
    declared_ps : float or None
        Length that the campaign declares.
    simulated_ps : float
        Length of the finished segments.
    analysis : AnalyseOutcome or None
        What was measured; none before the analysis.
    analysis_error : str
        Why the analysis was given up; empty where it was not.
    thermodynamics, displacement
        Tables of the analysis; none where they do not stand or cannot be read.
    """

    name: str
    cell: str
    temperature_K: float
    pressure_GPa: float | None
    segments: tuple[DynamicsOutcome, ...]
    segments_planned: int
    given_up: tuple[str, ...]
    declared_ps: float | None
    simulated_ps: float
    analysis: AnalyseOutcome | None
    analysis_error: str
    thermodynamics: Thermodynamics | None
    displacement: Displacement | None

    @property
    def complete(self) -> bool:
        """Whether every planned segment is finished and none stopped before its time."""
        return len(self.segments) == self.segments_planned and not self.stopped

    @property
    def stopped(self) -> tuple[str, ...]:
        """Why the run ended before its time; empty where it did not."""
        return (*(segment.stopped for segment in self.segments if segment.stopped), *self.given_up)

    @property
    def keeps_temperature(self) -> bool | None:
        """Whether the mean temperature is at its set point; None where that cannot be told."""
        if self.analysis is None:
            return None
        return is_kept(self.analysis.temperature_K, self.temperature_K)

    @property
    def pressure_is_off(self) -> bool:
        """Whether the mean pressure is more than `STANDARD_ERRORS` from its set point."""
        if self.analysis is None or self.pressure_GPa is None:
            return False
        found = self.analysis.pressure_GPa
        if found.error is None:
            return False
        return abs(found.mean - self.pressure_GPa) > STANDARD_ERRORS * found.error


def is_kept(found: Average, set_K: float) -> bool | None:
    """Tell whether a mean temperature is at its set point.

    The mean of a canonical run is the set point within its statistical error. A deviation of
    `TEMPERATURE_TOLERANCE` is always accepted, more only within `STANDARD_ERRORS`, and none above
    `WIDEST_TOLERANCE`.

    Parameters
    ----------
    found : Average, K
        Mean of a run, with its standard error where that is known.
    set_K : float
        Set point, K.

    Returns
    -------
    bool or None
        None where that cannot be told.
    """
    off_K = abs(found.mean - set_K)
    if off_K > WIDEST_TOLERANCE * set_K:
        return False
    if off_K <= TEMPERATURE_TOLERANCE * set_K:
        return True if found.error is not None else None
    return None if found.error is None else off_K <= STANDARD_ERRORS * found.error


def read_production(records: RunRecords, problems: Problems) -> tuple[ProductionRun, ...]:
    """Read every production run of the plan, begun or not."""
    return tuple(_run(records, record, problems) for record in records.of_step("analyse"))


def _run(records: RunRecords, record: TaskRecord, problems: Problems) -> ProductionRun:
    settings = record.settings(Analyse)
    chain = [
        known
        for known in records.behind(record)
        if isinstance(known.task.settings, RunDynamics)
        and known.task.settings.purpose in {"equilibrate", "produce"}
    ]
    dynamics = [k for k in chain if k.settings(RunDynamics).purpose == "produce"]
    segments = [
        outcome
        for known in dynamics
        if known.finished and (outcome := problems.attempt(known.outcome, DynamicsOutcome))
    ]
    cell = Path(dynamics[0].settings(RunDynamics).cell).stem if dynamics else record.task.id
    steps = sum(segment.steps for segment in segments)
    done = record.finished
    return ProductionRun(
        name=record.task.id.split("/", 1)[-1].replace("/", "-"),
        cell=cell,
        temperature_K=settings.temperature_K,
        pressure_GPa=settings.pressure_GPa,
        segments=tuple(segments),
        segments_planned=len(dynamics),
        given_up=tuple(f"{k.task.id}: {k.failures[-1].error}" for k in chain if k.given_up),
        declared_ps=_declared_ps(records.lock.campaign.production, cell, settings.temperature_K),
        simulated_ps=steps * settings.time_step_fs * 1e-3,
        analysis=problems.attempt(record.outcome, AnalyseOutcome) if done else None,
        analysis_error=record.failures[-1].error if record.given_up else "",
        thermodynamics=problems.attempt(_thermodynamics, record) if done else None,
        displacement=problems.attempt(_displacement, record) if done else None,
    )


def _declared_ps(production: Production, cell: str, temperature_K: float) -> float | None:
    bulk, interfaces = production.bulk, production.interfaces
    supercells = {f"{phase}-{atoms}" for phase, atoms in bulk.phases.items()} if bulk else set()
    if bulk is not None and (interfaces is None or cell in supercells):
        return bulk.length_ps(temperature_K)
    return interfaces.length_ps(temperature_K) if interfaces is not None else None


def _thermodynamics(record: TaskRecord) -> Thermodynamics:
    columns = read_numbers(
        record.folder / "thermo.csv",
        "time_ps",
        "temperature_K",
        "pressure_GPa",
        "potential_eV_per_atom",
        "volume_A3",
        "density_g_per_cm3",
    )
    return Thermodynamics(f"work/{record.task.id}/thermo.csv", *columns)


def _displacement(record: TaskRecord) -> Displacement:
    lag, x, y, z, total = read_numbers(
        record.folder / "msd.csv",
        "lag_ps",
        "msd_x_A2",
        "msd_y_A2",
        "msd_z_A2",
        "msd_total_A2",
    )
    source = f"work/{record.task.id}/msd.csv"
    return Displacement(lag, np.column_stack([x, y, z]), total, source)
