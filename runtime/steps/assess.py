"""What a committee's exploration has shown: candidates, the choice among them, convergence."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.dataset import read_train_xyz
from saggar.runtime.engines.gpumd.output import iter_frames, read_active
from saggar.runtime.selection.candidates import Thresholds, Verdict, classify
from saggar.runtime.selection.farthest_points import farthest_points
from saggar.runtime.selection.nep_descriptors import mean_descriptors
from saggar.runtime.steps.context import StepContext, read_outcome
from saggar.runtime.steps.frames import DATA_SET, POTENTIAL, write_frames, write_table
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.covalent import shortest_distance_ratio
from saggar.schemas.active_learning import Domain
from saggar.schemas.results import AssessOutcome, Discarded, DomainFraction, DynamicsOutcome
from saggar.schemas.steps import Assess


@dataclass(frozen=True)
class _Exploration:
    """One exploration as it was executed.

    `deviations_eV_A` has one entry for each evaluation of the committee; `frames` are those that
    were written because they exceed the lower threshold.
    """

    name: str
    outcome: DynamicsOutcome
    times_fs: NDArray[np.float64]
    deviations_eV_A: NDArray[np.float64]
    frames: list[Cell]
    frame_deviations_eV_A: NDArray[np.float64]


def execute(settings: Assess, context: StepContext) -> AssessOutcome:
    """Sort the frames, choose among the candidates, and judge convergence in the domain.

    Parameters
    ----------
    settings : Assess
        Thresholds, number of frames to choose, the domain and its limit.
    context : StepContext
        Where to read and write.
    """
    runs = [_read(folder, settings.iteration) for folder in context.results("explorations")]
    window = settings.candidate.force_deviation
    thresholds = Thresholds(
        deviation_above_eV_A=window.above_eV_per_A,
        deviation_below_eV_A=window.below_eV_per_A,
        distance_ratio_below=settings.reject.distance_ratio_below,
    )
    candidates, too_close = _candidates(runs, thresholds)
    chosen = _choose(candidates, settings.at_most, context)
    write_frames(context.folder, chosen)
    _write_deviations(context.folder, runs)
    fractions = tuple(_fraction(run, settings.within, thresholds) for run in runs)
    checked = sum(part.checked for part in fractions)
    unknown = sum(part.candidates + part.above for part in fractions)
    counts = Discarded(
        checked=checked,
        below=checked - unknown,
        candidates=len(candidates),
        above=unknown - len(candidates) - too_close,
        too_close=too_close,
        not_chosen=len(candidates) - len(chosen),
        selected=len(chosen),
    )
    return _verdict(settings, context, fractions, counts)


def _read(folder: Path, iteration: int) -> _Exploration:
    deviations = read_active(folder / "active.out")
    frames, values = [], []
    for frame in iter_frames(folder / "active.xyz"):
        origin = f"explore/{iteration:03d}/{folder.name}/{frame.time_fs:g}fs"
        frames.append(Cell(frame.species, frame.positions, frame.cell, name=origin))
        values.append(frame.force_deviation_eV_A)
    return _Exploration(
        name=folder.name,
        outcome=read_outcome(folder, DynamicsOutcome),
        times_fs=deviations.time_fs,
        deviations_eV_A=deviations.force_deviation_eV_A,
        frames=frames,
        frame_deviations_eV_A=np.array(values, dtype=np.float64),
    )


def _candidates(runs: list[_Exploration], thresholds: Thresholds) -> tuple[list[Cell], int]:
    """Give the candidates of all explorations and how many frames had atoms too close."""
    frames = [frame for run in runs for frame in run.frames]
    if not frames:
        return [], 0
    found = classify(
        np.concatenate([run.frame_deviations_eV_A for run in runs]),
        np.array([shortest_distance_ratio(frame) for frame in frames]),
        thresholds,
    )
    too_close = int((found.verdicts == Verdict.TOO_CLOSE).sum())
    return [frames[index] for index in found.candidates], too_close


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


def _fraction(run: _Exploration, domain: Domain, thresholds: Thresholds) -> DomainFraction:
    deviations = run.deviations_eV_A
    above = ~(deviations < thresholds.deviation_below_eV_A)
    unknown = ~(deviations <= thresholds.deviation_above_eV_A)
    temperature, pressure = run.outcome.set_temperature_K, run.outcome.set_pressure_GPa
    lowest, highest = domain.temperature_K
    limit = domain.pressure_up_to_GPa
    return DomainFraction(
        name=run.name,
        cell=run.outcome.cell,
        temperature_K=temperature,
        pressure_GPa=pressure,
        within_domain=lowest <= temperature <= highest
        and (pressure is None or limit is None or pressure <= limit),
        checked=len(deviations),
        candidates=int((unknown & ~above).sum()),
        above=int(above.sum()),
        largest_deviation_eV_per_A=float(np.nanmax(deviations, initial=0.0)),
        stopped=run.outcome.stopped,
    )


def _verdict(
    settings: Assess,
    context: StepContext,
    fractions: tuple[DomainFraction, ...],
    counts: Discarded,
) -> AssessOutcome:
    """Judge convergence: enough of what was explored in the domain is known to the committee."""
    inside = [part for part in fractions if part.within_domain]
    checked = sum(part.checked for part in inside)
    unknown = sum(part.candidates + part.above for part in inside)
    fraction = unknown / checked if checked else 1.0
    broken = any(part.stopped for part in inside)
    here = fraction < settings.candidate_fraction_below and not broken
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
    )
