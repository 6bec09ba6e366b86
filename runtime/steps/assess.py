"""What a committee's exploration has shown: candidates, the choice among them, convergence."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.dataset import read_train_xyz
from saggar.runtime.engines.gpumd.output import iter_frames, read_active
from saggar.runtime.selection.candidates import Classification, Thresholds, classify
from saggar.runtime.selection.farthest_points import farthest_points
from saggar.runtime.selection.nep_descriptors import mean_descriptors
from saggar.runtime.steps.context import StepContext, read_outcome
from saggar.runtime.steps.frames import DATA_SET, POTENTIAL, write_frames, write_table
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.covalent import shortest_distance_ratio
from saggar.schemas.active_learning import Domain
from saggar.schemas.results import AssessOutcome, Discarded, DomainFraction, DynamicsOutcome
from saggar.schemas.steps import Assess

NOT_WRITTEN = float(np.finfo(np.float64).max)
"""Distance ratio of a frame that was checked and not written, since the committee knows it."""


@dataclass(frozen=True)
class _Exploration:
    """One exploration as it was executed.

    Parameters
    ----------
    name : str
        Name of its folder.
    outcome : DynamicsOutcome
        Its set points, and why it stopped.
    times_fs, deviations_eV_A : (n_checks,) float
        Evaluations of the committee.
    frames : dict of int to Cell
        Frames that were written, by the index of their evaluation.
    found : Classification
        Verdict on each evaluation.
    """

    name: str
    outcome: DynamicsOutcome
    times_fs: NDArray[np.float64]
    deviations_eV_A: NDArray[np.float64]
    frames: dict[int, Cell]
    found: Classification

    @property
    def candidates(self) -> list[Cell]:
        """Candidates whose frame is there; one that was cut short cannot be labelled."""
        return [self.frames[i] for i in self.found.candidates.tolist() if i in self.frames]


def execute(settings: Assess, context: StepContext) -> AssessOutcome:
    """Sort the frames, choose among the candidates, and judge convergence in the domain.

    Parameters
    ----------
    settings : Assess
        Thresholds, number of frames to choose, the domain and its limit.
    context : StepContext
        Where to read and write.
    """
    window = settings.candidate.force_deviation
    thresholds = Thresholds(
        deviation_above_eV_A=window.above_eV_per_A,
        deviation_below_eV_A=window.below_eV_per_A,
        distance_ratio_below=settings.reject.distance_ratio_below,
    )
    folders = context.results("explorations")
    runs = [_read(folder, settings.iteration, thresholds) for folder in folders]
    chosen = _choose([cell for run in runs for cell in run.candidates], settings.at_most, context)
    write_frames(context.folder, chosen)
    _write_deviations(context.folder, runs)
    fractions = tuple(_fraction(run, settings.within) for run in runs)
    return _verdict(settings, context, fractions, _counts(runs, len(chosen)))


def _read(folder: Path, iteration: int, thresholds: Thresholds) -> _Exploration:
    checks = read_active(folder / "active.out")
    frames = {}
    for frame in iter_frames(folder / "active.xyz"):
        index = _check_at(frame.time_fs, checks.time_fs)
        if index is not None:
            origin = f"explore/{iteration:03d}/{folder.name}/{frame.time_fs:g}fs"
            frames[index] = Cell(frame.species, frame.positions, frame.cell, name=origin)
    ratios = np.full(len(checks.time_fs), NOT_WRITTEN)
    for index, cell in frames.items():
        ratios[index] = shortest_distance_ratio(cell) if _is_finite(cell) else np.nan
    return _Exploration(
        name=folder.name,
        outcome=read_outcome(folder, DynamicsOutcome),
        times_fs=checks.time_fs,
        deviations_eV_A=checks.force_deviation_eV_A,
        frames=frames,
        found=classify(checks.force_deviation_eV_A, ratios, thresholds),
    )


def _check_at(time_fs: float, times_fs: NDArray[np.float64]) -> int | None:
    """Find the evaluation of a frame; both times are rounded, and a file can be cut short."""
    if len(times_fs) == 0:
        return None
    nearest = int(np.abs(times_fs - time_fs).argmin())
    return nearest if np.isclose(times_fs[nearest], time_fs, rtol=1e-10, atol=1e-8) else None


def _is_finite(cell: Cell) -> bool:
    return bool(np.isfinite(cell.positions).all() and np.isfinite(cell.lattice).all())


def _counts(runs: list[_Exploration], selected: int) -> Discarded:
    counts = [run.found.counts for run in runs]
    candidates = sum(count.candidate for count in counts)
    return Discarded(
        checked=sum(count.total for count in counts),
        below=sum(count.below for count in counts),
        candidates=candidates,
        above=sum(count.above for count in counts),
        too_close=sum(count.too_close for count in counts),
        not_finite=sum(count.not_finite for count in counts),
        not_chosen=candidates - selected,
        selected=selected,
    )


def _choose(candidates: list[Cell], at_most: int, context: StepContext) -> list[Cell]:
    """Choose by farthest points in the descriptors of the committee's first member."""
    if not candidates:
        return []
    potential = context.result("descriptors") / POTENTIAL
    known = read_train_xyz(context.result("data_set") / DATA_SET)
    chosen = farthest_points(
        mean_descriptors(candidates, potential),
        at_most,
        chosen=mean_descriptors([frame.cell for frame in known], potential),
    )
    return [candidates[index] for index in chosen]


def _write_deviations(folder: Path, runs: list[_Exploration]) -> None:
    write_table(
        folder / "deviations.csv",
        ("exploration", "time_fs", "deviation_eV_per_A"),
        (
            (run.name, float(time), float(deviation))
            for run in runs
            for time, deviation in zip(run.times_fs, run.deviations_eV_A, strict=True)
        ),
    )


def _fraction(run: _Exploration, domain: Domain) -> DomainFraction:
    temperature, pressure = run.outcome.set_temperature_K, run.outcome.set_pressure_GPa
    counts = run.found.counts
    finite = run.deviations_eV_A[np.isfinite(run.deviations_eV_A)]
    return DomainFraction(
        name=run.name,
        cell=run.outcome.cell,
        temperature_K=temperature,
        pressure_GPa=pressure,
        within_domain=_is_within(domain, temperature, pressure),
        checked=counts.total,
        candidates=counts.candidate,
        above=counts.above,
        too_close=counts.too_close,
        not_finite=counts.not_finite,
        largest_deviation_eV_per_A=float(finite.max(initial=0.0)),
        stopped=run.outcome.stopped,
    )


def _is_within(domain: Domain, temperature_K: float, pressure_GPa: float | None) -> bool:
    lowest, highest = domain.temperature_K
    limit = domain.pressure_up_to_GPa
    return lowest <= temperature_K <= highest and (
        pressure_GPa is None or limit is None or pressure_GPa <= limit
    )


def _not_begun(settings: Assess, *, within: bool) -> tuple[str, ...]:
    """Name the explorations inside the domain, or outside it, that begin after this iteration."""
    return tuple(
        start.exploration
        for start in settings.later
        if start.from_iteration > settings.iteration
        and _is_within(settings.within, start.temperature_K, start.pressure_GPa) == within
    )


def _verdict(
    settings: Assess,
    context: StepContext,
    fractions: tuple[DomainFraction, ...],
    counts: Discarded,
) -> AssessOutcome:
    """Judge convergence: the committee knows enough of the domain, and all of it was explored."""
    inside = [part for part in fractions if part.within_domain]
    checked = sum(part.checked for part in inside)
    fraction = sum(part.unknown for part in inside) / checked if checked else 1.0
    broken = any(part.stopped for part in inside)
    not_begun = _not_begun(settings, within=True)
    here = fraction < settings.candidate_fraction_below and not broken and not not_begun
    before = [read_outcome(folder, AssessOutcome) for folder in context.results("previous")]
    consecutive = (before[0].consecutive if before else 0) + 1 if here else 0
    return AssessOutcome(
        counts=counts,
        explorations=fractions,
        candidate_fraction=fraction,
        threshold=settings.candidate_fraction_below,
        converged_here=here,
        consecutive=consecutive,
        converged=consecutive >= settings.for_iterations,
        not_begun=not_begun,
        not_begun_outside=_not_begun(settings, within=False),
    )
