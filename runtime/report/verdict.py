"""What the first screen states: accuracy, stability, convergence, and what is missing."""

from collections.abc import Iterator
from typing import Literal

from saggar.runtime.report.content import Mark, Statement
from saggar.runtime.report.data.comparisons import Comparison
from saggar.runtime.report.data.execution import StageProgress
from saggar.runtime.report.data.learning import Iteration, Learning
from saggar.runtime.report.data.production import (
    TEMPERATURE_TOLERANCE,
    WIDEST_TOLERANCE,
    ProductionRun,
)
from saggar.runtime.report.data.report import ReportData
from saggar.runtime.report.notation import counted, percent, plain, significant, with_error
from saggar.runtime.report.structure_verdict import structure_statements
from saggar.schemas.engines import Reference
from saggar.schemas.results import Verdict

MOST_RUNS = 4
"""Up to so many production runs are stated one by one on the first screen."""


def statements(data: ReportData) -> tuple[Statement, ...]:
    """Give the three verdicts in their order."""
    if data.makes_structures:
        return structure_statements(data)
    return accuracy(data), stability(data), convergence(data.learning)


def reference_name(reference: Reference | None) -> str:
    """Name the reference with its version or file and dispersion."""
    if reference is None:
        return "a reference"
    dispersion = {"none": "", "d3": " with D3", "d3bj": " with D3(BJ)"}[reference.dispersion]
    return reference.title + dispersion


def accuracy(data: ReportData) -> Statement:
    """State the errors of the final potential on production frames.

    The campaign declares no limit of accuracy, so this verdict carries no mark.
    """
    title = "Accuracy on production frames"
    reference = reference_name(data.records.lock.campaign.models.reference)
    found = [comparison for comparison in data.comparisons if comparison.of_production]
    if not found:
        return Statement(title, "Not measured yet", tuple(_without_comparison(data, reference)))
    comparison = found[0]
    errors = comparison.accuracy
    return Statement(
        title,
        f"Force RMSE {significant(errors.force_rmse_eV_per_A)} eV/Å, "
        f"energy RMSE {significant(errors.energy_rmse_meV_per_atom)} meV/atom",
        (
            f"Final potential against {reference} on "
            f"{counted(errors.frames, 'frame')} of the production runs "
            f"({counted(errors.atoms, 'atom')}).",
            *correlation(comparison),
            *_scale(comparison),
            *_training_error(data.training_fit),
        ),
    )


def _without_comparison(data: ReportData, reference: str) -> Iterator[str]:
    if data.records.lock.campaign.validation.production_frames is None:
        yield f"The campaign asks for no labels of {reference} on production frames."
    else:
        yield f"No production frame has been compared with {reference}."
    yield from _training_error(data.training_fit)


def correlation(comparison: Comparison) -> Iterator[str]:
    """Say that frames of one run are no independent samples, where several are of one run."""
    runs = len(comparison.by_origin)
    frames = comparison.accuracy.frames
    if comparison.of_production and runs and frames > runs:
        of = "one run" if runs == 1 else f"{runs} runs"
        yield (
            f"The {counted(frames, 'frame')} come from {of}; frames of one run are correlated and "
            "count for fewer independent samples."
        )


def _scale(comparison: Comparison) -> Iterator[str]:
    if comparison.force is not None:
        scale = significant(comparison.force.reference_rms)
        largest = significant(comparison.accuracy.force_max_eV_per_A)
        yield f"Reference forces there have an RMS of {scale} eV/Å; largest error {largest} eV/Å."


def _training_error(fit: Comparison | None) -> Iterator[str]:
    if fit is not None:
        yield (
            f"On its training set ({counted(fit.accuracy.frames, 'frame')}): "
            f"{significant(fit.accuracy.force_rmse_eV_per_A)} eV/Å, "
            f"{significant(fit.accuracy.energy_rmse_meV_per_atom)} meV/atom."
        )


def stability(data: ReportData) -> Statement:
    """State whether the production runs kept their temperature and reached their length."""
    title = "Stability of the production runs"
    runs = data.runs
    begun = [run for run in runs if run.segments or run.given_up]
    if not begun:
        return Statement(title, "No production run yet", (f"{len(runs)} declared.",))
    whole = [run for run in runs if run.complete]
    stopped = [run for run in runs if run.stopped]
    thermostat = data.records.lock.campaign.production.ensemble != "nve"
    mark, reason = _stability_mark(runs, thermostat=thermostat)
    return Statement(
        title,
        f"{len(whole)} of {counted(len(runs), 'run')} reached the declared length"
        + (f", {len(stopped)} stopped early" if stopped else ", none stopped early"),
        (*_courses([run for run in begun if run.segments]), _temperature_rule(thermostat)),
        mark,
        reason,
    )


def _stability_mark(runs: tuple[ProductionRun, ...], *, thermostat: bool) -> tuple[Mark, str]:
    if any(run.stopped for run in runs):
        return "not met", "stopped early"
    kept = [run.keeps_temperature if thermostat else True for run in runs]
    if False in kept:
        return "not met", "temperature not kept"
    if all(run.complete and run.analysis is not None for run in runs) and None not in kept:
        return "met", "length reached, temperature kept" if thermostat else "length reached"
    return "", ""


def _temperature_rule(thermostat: bool) -> str:
    if not thermostat:
        return "No thermostat holds these runs: the mark says nothing of their temperature."
    return (
        f"A temperature is kept where the mean is within {percent(TEMPERATURE_TOLERANCE)} or three "
        f"standard errors of the set point, and never more than {percent(WIDEST_TOLERANCE)} off."
    )


def _courses(runs: list[ProductionRun]) -> Iterator[str]:
    if len(runs) <= MOST_RUNS:
        yield from map(_course, runs)
        return
    worst = sorted(runs, key=_temperature_error_K, reverse=True)
    limit = significant(_temperature_error_K(worst[0]), 2)
    yield f"Mean temperatures are at most {limit} K off; the two runs that are furthest off:"
    yield from map(_course, worst[:2])


def _temperature_error_K(run: ProductionRun) -> float:
    return abs(_mean_temperature(run) - run.temperature_K)


def _course(run: ProductionRun) -> str:
    declared = f" of {plain(run.declared_ps)}" if run.declared_ps is not None else ""
    error = run.analysis.temperature_K.error if run.analysis else None
    text = (
        f"{run.cell}: {with_error(_mean_temperature(run), error)} K "
        f"(set {plain(run.temperature_K)} K), {_drift_text(run)} over "
        f"{plain(run.simulated_ps)}{declared} ps."
    )
    return text + "".join(f" Stopped: {reason}." for reason in run.stopped)


def _mean_temperature(run: ProductionRun) -> float:
    if run.analysis is not None:
        return run.analysis.temperature_K.mean
    records = sum(segment.records for segment in run.segments)
    return sum(s.mean_temperature_K * s.records for s in run.segments) / max(records, 1)


def _drift_text(run: ProductionRun) -> str:
    if run.analysis_error:
        return f"analysis given up: {run.analysis_error};"
    if run.analysis is None:
        return "not analysed yet,"
    drift = run.analysis.energy_drift_meV_per_atom_ps
    if drift is None:
        return "too short for errors and a drift,"
    return f"potential energy drift {significant(drift, 2)} meV/atom/ps"


def convergence(learning: Learning) -> Statement:
    """State whether active learning has converged by the campaign's own rule."""
    title = "Convergence of active learning"
    if learning.declared is None:
        return Statement(title, "No loop", ("The campaign explores nothing.",))
    if not learning.iterations:
        begun = f"Iteration {learning.begun - 1} has begun" if learning.begun else "Not begun"
        return Statement(title, "Unfinished", (f"{begun}; no deviation has been assessed.",))
    last = learning.iterations[-1]
    level = f"{plain(learning.window.above_eV_per_A)} eV/Å"
    number = counted(len(learning.iterations), "iteration")
    heads = {
        "converged": f"Converged at {level} after {number}",
        "not converged": f"Not converged at {level} after {number}",
        "unfinished": f"Unfinished: not converged at {level} after {number} so far",
    }
    marks: dict[Verdict, tuple[Mark, str]] = {
        "converged": ("met", "declared limit met"),
        "not converged": ("not met", "declared limit not met"),
        "unfinished": ("", ""),
    }
    return Statement(
        title,
        heads[learning.verdict],
        (
            _in_domain(learning, last, level),
            *_broken(last),
            *_not_begun(last),
            _rule(learning),
            *_outside(last, level),
        ),
        *marks[learning.verdict],
    )


def domain_name(learning: Learning) -> str:
    """Write the declared domain: temperatures, and the highest pressure where one is declared."""
    within = learning.stop.within
    low, high = within.temperature_K
    text = f"{plain(low)}–{plain(high)} K"
    if within.pressure_up_to_GPa is not None:
        text += f", up to {plain(within.pressure_up_to_GPa)} GPa"
    return text


def _in_domain(learning: Learning, last: Iteration, level: str) -> str:
    domain = f"the declared domain ({domain_name(learning)})"
    if last.checked_in_domain == 0:
        return f"No frame was checked in {domain}."
    return (
        f"{percent(last.assessed.candidate_fraction)} of "
        f"{counted(last.checked_in_domain, 'frame')} in {domain} lie above {level}."
    )


def _broken(last: Iteration) -> Iterator[str]:
    broken = sum(1 for part in last.in_domain if part.stopped)
    if broken:
        yield f"{counted(broken, 'exploration')} in the domain broke down before its end."


def _not_begun(last: Iteration) -> Iterator[str]:
    names = last.assessed.not_begun
    if names:
        yield (
            f"{counted(len(names), 'exploration')} in the domain had not begun in iteration "
            f"{last.number}, before which nothing counts as converged: {', '.join(names)}."
        )


def _rule(learning: Learning) -> str:
    stop = learning.stop
    times = counted(stop.for_iterations, "iteration")
    return (
        f"The campaign asks for less than {percent(stop.candidate_fraction_below)} in {times} "
        f"in a row, within at most {stop.at_most}."
    )


def _outside(last: Iteration, level: str) -> Iterator[str]:
    outside = [part for part in last.assessed.explorations if not part.within_domain]
    checked = sum(part.checked for part in outside)
    if checked:
        above = sum(part.unknown for part in outside)
        frames = counted(checked, "frame")
        yield f"Outside it: {percent(above / checked)} of {frames} above {level}."


def missing(data: ReportData) -> tuple[str, ...]:
    """Name what is missing, failed or cannot be read; empty for a whole run."""
    return tuple(_missing(data))


def state(data: ReportData) -> Literal["whole", "open", "failed"]:
    """Say whether nothing is missing, work is open, or something has failed."""
    losses = data.losses
    if losses.given_up or losses.label_failures or data.unreadable:
        return "failed"
    return "open" if missing(data) else "whole"


def _missing(data: ReportData) -> Iterator[str]:
    given_up = data.losses.given_up
    if given_up:
        names = ", ".join(failure.task for failure in given_up[:3])
        more = f" and {len(given_up) - 3} more" if len(given_up) > 3 else ""
        yield f"Given up: {names}{more}."
    waiting = [_stage(stage) for stage in data.execution if not _is_done(data, stage)]
    if waiting:
        yield f"Not finished: {', '.join(waiting)}."
    failed = sum(number for _, number in data.losses.label_failures)
    if failed:
        yield f"{counted(failed, 'label')} failed."
    outdated = sum(record.outdated for record in data.records.tasks)
    if outdated:
        yield (
            f"{counted(outdated, 'result')} belong to an earlier version of the campaign; "
            "`saggar run` makes them anew."
        )
    if data.records.differences:
        names = "; ".join(map(str, data.records.differences))
        yield (
            f"Not as compiled: {names}. Results and this page may not belong to the campaign "
            "that is shown."
        )
    if data.unreadable:
        first = data.unreadable[0]
        yield f"{counted(len(data.unreadable), 'result')} cannot be read, the first: {first}"


def _is_done(data: ReportData, stage: StageProgress) -> bool:
    if stage.in_loop:
        return stage.complete and data.learning.verdict != "unfinished"
    return stage.complete or stage.tasks == 0


def _stage(stage: StageProgress) -> str:
    name = stage.stage.replace("_", " ")
    return (
        f"{name} ({stage.finished} of {stage.tasks} tasks)"
        if stage.tasks
        else f"{name} (not begun)"
    )
