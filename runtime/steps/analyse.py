"""Thermodynamics and displacement of one production run."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.analysis.diffusion import TracerDiffusion, tracer_diffusion
from saggar.runtime.analysis.msd import mean_squared_displacement
from saggar.runtime.analysis.thermodynamics import (
    Average,
    ThermodynamicRecord,
    thermodynamic_averages,
)
from saggar.runtime.analysis.unwrapping import unwrapped
from saggar.runtime.engines.gpumd.output import Thermo, read_thermo
from saggar.runtime.steps.context import StepContext, read_outcome
from saggar.runtime.steps.frames import write_table
from saggar.runtime.steps.trajectory import read_trajectory
from saggar.runtime.structures.elements import atomic_mass
from saggar.schemas.errors import EngineError
from saggar.schemas.results import AnalyseOutcome, Diffusion, DynamicsOutcome, Mean
from saggar.schemas.steps import Analyse, Axes

GRAM_PER_CM3 = 1.66053906892
"""Of 1 u/A^3 (CODATA 2022)."""


def execute(settings: Analyse, context: StepContext) -> AnalyseOutcome:
    """Write thermo.csv and msd.csv of all segments of a run together.

    Parameters
    ----------
    settings : Analyse
        Mobile species, part of the run that is left out, longest lag.
    context : StepContext
        Where to read and write.
    """
    segments = context.results("segments")
    trajectory = _Trajectory(segments, settings.mobile, settings.msd.skip_ps or 0.0)
    thermo = _Thermodynamics(segments, settings, trajectory.mass_u, trajectory.atoms)
    thermo.write(context.folder / "thermo.csv")
    msd = mean_squared_displacement(trajectory.paths_A)
    lags = max(2, int(settings.msd.longest_lag * len(msd)))
    _write_msd(context.folder / "msd.csv", msd[:lags], trajectory.interval_ps)
    averages = thermodynamic_averages(thermo.record)
    end = msd[lags - 1]
    return AnalyseOutcome(
        cell=read_outcome(segments[0], DynamicsOutcome).cell,
        atoms=trajectory.atoms,
        set_temperature_K=settings.temperature_K,
        set_pressure_GPa=settings.pressure_GPa,
        duration_ps=trajectory.duration_ps,
        temperature_K=_mean(averages.temperature_K),
        pressure_GPa=_mean(averages.pressure_GPa),
        potential_energy_eV_per_atom=_mean(averages.energy_eV_atom),
        density_g_per_cm3=_mean(averages.density_g_cm3),
        energy_drift_meV_per_atom_ps=averages.energy_eV_atom.drift_per_ns.mean,
        mobile=settings.mobile,
        mobile_ions=trajectory.paths_A.shape[1],
        msd_end_A2=(float(end[0]), float(end[1]), float(end[2])),
        diffusion=tuple(_diffusion(trajectory, axes) for axes in settings.directions),
    )


def _mean(average: Average) -> Mean:
    return Mean(
        mean=average.value.mean,
        error=average.value.standard_error,
        standard_deviation=average.fluctuation,
    )


class _Trajectory:
    """Paths of the mobile ions relative to the framework, over all segments.

    `paths_A` has shape (n_frames, n_ions, 3).
    """

    def __init__(self, segments: Sequence[Path], mobile: str, skip_ps: float) -> None:
        frames = [
            (time_fs * 1e-3, frame)
            for time_fs, frame in read_trajectory(segments)
            if time_fs * 1e-3 > skip_ps
        ]
        if len(frames) < 3:
            raise EngineError(f"{len(frames)} frames after {skip_ps:g} ps; at least 3 are needed")
        species = np.array(frames[0][1].species)
        ions = species == mobile
        if not ions.any():
            raise EngineError(f"the run holds no {mobile}; its elements are {sorted(set(species))}")
        lattices = np.array([frame.cell for _, frame in frames])
        fractional = np.array([frame.positions @ np.linalg.inv(frame.cell) for _, frame in frames])
        self.paths_A: NDArray[np.float64] = unwrapped(fractional, lattices, ~ions)[:, ions]
        self.interval_ps = frames[1][0] - frames[0][0]
        self.duration_ps = frames[-1][0]
        self.atoms = len(species)
        self.mass_u = float(sum(atomic_mass(symbol) for symbol in species))


class _Thermodynamics:
    """Thermodynamic output of all segments, one after another."""

    def __init__(
        self, segments: Sequence[Path], settings: Analyse, mass_u: float, atoms: int
    ) -> None:
        parts = [read_thermo(folder / "thermo.out") for folder in segments]
        volume = np.concatenate([part.volume_A3 for part in parts])
        self._volume_A3 = volume
        self.record = ThermodynamicRecord(
            time_ps=_times_ps(segments, [len(part.temperature_K) for part in parts], settings),
            temperature_K=np.concatenate([part.temperature_K for part in parts]),
            pressure_GPa=np.concatenate([_pressure(part) for part in parts]),
            energy_eV_atom=np.concatenate([part.potential_eV for part in parts]) / atoms,
            density_g_cm3=mass_u * GRAM_PER_CM3 / volume,
        )

    def write(self, path: Path) -> None:
        """Write the series with the time since the start of the first segment."""
        record = self.record
        columns = (
            record.time_ps,
            record.temperature_K,
            record.pressure_GPa,
            record.energy_eV_atom,
            self._volume_A3,
            record.density_g_cm3,
        )
        header = (
            "time_ps", "temperature_K", "pressure_GPa", "potential_eV_per_atom", "volume_A3",
            "density_g_per_cm3",
        )  # fmt: skip
        write_table(path, header, (tuple(map(float, row)) for row in np.column_stack(columns)))


def _times_ps(
    segments: Sequence[Path], records: Sequence[int], settings: Analyse
) -> NDArray[np.float64]:
    """Give the times of all records; in each segment they are counted from its first step."""
    lengths = [read_outcome(folder, DynamicsOutcome).steps for folder in segments]
    starts = np.cumsum([0, *lengths[:-1]])
    at_steps = [
        start + settings.thermo_every * (np.arange(number) + 1)
        for start, number in zip(starts, records, strict=True)
    ]
    return np.asarray(np.concatenate(at_steps) * settings.time_step_fs * 1e-3, dtype=np.float64)


def _pressure(thermo: Thermo) -> NDArray[np.float64]:
    return np.asarray(thermo.pressure_GPa[:, :3].mean(axis=1), dtype=np.float64)


def _write_msd(path: Path, msd: NDArray[np.float64], interval_ps: float) -> None:
    lags = np.arange(len(msd)) * interval_ps
    rows = np.column_stack([lags, msd, msd.sum(axis=1)])
    header = ("lag_ps", "msd_x_A2", "msd_y_A2", "msd_z_A2", "msd_total_A2")
    write_table(path, header, (tuple(map(float, row)) for row in rows))


def _diffusion(trajectory: _Trajectory, axes: Axes) -> Diffusion:
    columns = ["xyz".index(axis) for axis in axes]
    found = tracer_diffusion(trajectory.paths_A, trajectory.interval_ps, axes=columns)
    return Diffusion(
        axes=axes,
        log_log_slope=found.slope,
        regime=found.regime,
        coefficient_cm2_per_s=_coefficient(found),
        bound_cm2_per_s=found.upper_bound_cm2_s,
    )


def _coefficient(found: TracerDiffusion) -> Mean | None:
    if found.coefficient_cm2_s is None:
        return None
    error = found.coefficient_cm2_s.standard_error
    scatter = error * found.blocks**0.5
    return Mean(mean=found.coefficient_cm2_s.mean, error=error, standard_deviation=scatter)
