"""Thermodynamics and displacement of one production run."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.analysis import thermodynamics
from saggar.runtime.analysis.block_counts import FEWEST_BLOCKS, blocks_in
from saggar.runtime.analysis.diffusion import SHORTEST_PATH, TracerDiffusion, tracer_diffusion
from saggar.runtime.analysis.msd import mean_squared_displacement
from saggar.runtime.analysis.thermodynamics import ThermodynamicRecord, thermodynamic_averages
from saggar.runtime.analysis.unwrapping import ion_paths
from saggar.runtime.engines.gpumd.output import Frame, Thermo, read_thermo
from saggar.runtime.steps.context import StepContext, read_outcome
from saggar.runtime.steps.frames import write_table
from saggar.runtime.steps.trajectory import read_trajectory
from saggar.runtime.structures.elements import atomic_mass
from saggar.schemas.errors import EngineError
from saggar.schemas.results import AnalyseOutcome, Average, Diffusion, DynamicsOutcome, Mean
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
    msd = _msd(trajectory.paths_A, settings.msd.longest_lag)
    _write_msd(context.folder / "msd.csv", msd, trajectory.interval_ps)
    averages = thermodynamic_averages(thermo.record)
    drift = averages.energy_eV_atom.drift_per_ns  # eV/ns and meV/ps are one
    return AnalyseOutcome(
        cell=read_outcome(segments[0], DynamicsOutcome).cell,
        atoms=trajectory.atoms,
        set_temperature_K=settings.temperature_K,
        set_pressure_GPa=settings.pressure_GPa,
        duration_ps=trajectory.duration_ps,
        temperature_K=_average(averages.temperature_K),
        pressure_GPa=_average(averages.pressure_GPa),
        potential_energy_eV_per_atom=_average(averages.energy_eV_atom),
        density_g_per_cm3=_average(averages.density_g_cm3),
        energy_drift_meV_per_atom_ps=None if drift is None else drift.mean,
        mobile=settings.mobile,
        mobile_ions=trajectory.paths_A.shape[1],
        msd_end_A2=(float(msd[-1, 0]), float(msd[-1, 1]), float(msd[-1, 2]))
        if len(msd) > 1
        else None,
        diffusion=tuple(_diffusion(trajectory, axes) for axes in settings.directions),
    )


def _average(average: thermodynamics.Average) -> Average:
    return Average(
        mean=average.mean,
        error=average.standard_error,
        standard_deviation=average.fluctuation,
    )


class _Trajectory:
    """Paths of the mobile ions relative to the framework, over all segments.

    `paths_A` has shape (n_frames, n_ions, 3) and leaves out the frames up to `skip_ps`. Frames are
    read one by one: what is held grows with the mobile ions alone.
    """

    def __init__(self, segments: Sequence[Path], mobile: str, skip_ps: float) -> None:
        frames = read_trajectory(segments)
        first = next(frames, None)
        if first is None:
            raise EngineError("the segments hold no frame")
        species = np.array(first[1].species)
        ions = species == mobile
        if not ions.any():
            raise EngineError(f"the run holds no {mobile}; its elements are {sorted(set(species))}")
        self.atoms = len(species)
        self.mass_u = float(sum(atomic_mass(symbol) for symbol in species))
        self.duration_ps = 0.0
        self._times_ps: list[float] = []
        self.paths_A = ion_paths(self._fractional(chain([first], frames), skip_ps), ions)

    def _fractional(
        self, frames: Iterable[tuple[float, Frame]], skip_ps: float
    ) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
        for time_fs, frame in frames:
            self.duration_ps = time_fs * 1e-3
            if self.duration_ps > skip_ps:
                self._times_ps.append(self.duration_ps)
                yield frame.positions @ np.linalg.inv(frame.cell), frame.cell

    @property
    def interval_ps(self) -> float:
        """Time between frames, ps; 0 without two of them."""
        return self._times_ps[1] - self._times_ps[0] if len(self._times_ps) > 1 else 0.0


def _msd(paths_A: NDArray[np.float64], longest_lag: float) -> NDArray[np.float64]:
    """Give the MSD along each axis up to a share of the run; no lag without a frame."""
    if len(paths_A) == 0:
        return np.empty((0, 3))
    return mean_squared_displacement(paths_A)[: max(2, int(longest_lag * len(paths_A)))]


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
    frames = len(trajectory.paths_A)
    blocks = blocks_in(frames, SHORTEST_PATH)
    if not blocks:
        return Diffusion(
            axes=axes,
            log_log_slope=None,
            regime="too short",
            reason=f"{frames} frames; at least {FEWEST_BLOCKS * SHORTEST_PATH} are needed",
            coefficient_cm2_per_s=None,
            bound_cm2_per_s=None,
        )
    columns = ["xyz".index(axis) for axis in axes]
    found = tracer_diffusion(
        trajectory.paths_A, trajectory.interval_ps, axes=columns, blocks=blocks
    )
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
