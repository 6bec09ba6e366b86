"""Production: thermodynamics of every run, and the displacement of the mobile ions."""

from collections.abc import Iterator

from saggar.runtime.analysis.block_counts import FEWEST_BLOCKS, SHORTEST_BLOCK
from saggar.runtime.report.content import Block, Paragraph, Pictures, Section, grid
from saggar.runtime.report.data.production import STANDARD_ERRORS, ProductionRun
from saggar.runtime.report.data.report import ReportData
from saggar.runtime.report.figures.production import (
    displacement_picture,
    thermodynamics_picture,
)
from saggar.runtime.report.notation import counted, percent, plain, significant, with_error
from saggar.schemas.results import AnalyseOutcome, Average, Diffusion, Mean

MOST_POINTS_IN_ALL = 3000
"""Points of all thermodynamic curves of one kind together: it bounds the size of the page."""

MOST_RUNS_DRAWN = 40
"""Runs with a picture of their own; further ones stand in the tables."""


def production_section(data: ReportData) -> Section:
    """Tabulate and draw the thermodynamics of the production runs."""
    return Section("production", "Production runs", tuple(_thermodynamic_blocks(data)))


def displacement_section(data: ReportData) -> Section:
    """Tabulate and draw the mean square displacement of the mobile ions, with its caveats."""
    return Section(
        "displacement", "Displacement of the mobile ions", tuple(_displacement_blocks(data))
    )


def _thermodynamic_blocks(data: ReportData) -> Iterator[Block]:
    if not any(run.segments for run in data.runs):
        yield Paragraph("No production run has finished a segment yet.", "note")
        return
    yield _run_table(data.runs)
    yield Paragraph(_velocities(data))
    yield from _remarks(data.runs)
    analysed = [run for run in data.runs if run.thermodynamics is not None]
    points = max(40, min(300, MOST_POINTS_IN_ALL // max(len(analysed), 1)))
    for run in analysed[:MOST_RUNS_DRAWN]:
        if run.thermodynamics is not None:
            yield Pictures((thermodynamics_picture(run, run.thermodynamics, points),), "full")
    if len(analysed) > MOST_RUNS_DRAWN:
        yield Paragraph(
            f"The first {MOST_RUNS_DRAWN} of {len(analysed)} runs are drawn; the courses of all "
            "stand in work/analysis.",
            "note",
        )


def _velocities(data: ReportData) -> str:
    """Say what counts as a degree of freedom, and how much that is in the smallest cell."""
    if data.records.lock.campaign.production.ensemble == "nve":
        return "Temperatures count 3N degrees of freedom, as GPUMD does."
    text = (
        "GPUMD's correct_velocity removes linear and angular momentum at intervals, the latter "
        "also in a periodic cell, where it is not conserved. Thermostat and temperature count 3N "
        "degrees of freedom although up to 6 are taken out, so that the others are up to "
        "3N/(3N − 6) hotter than stated"
    )
    atoms = [run.analysis.atoms for run in data.runs if run.analysis is not None]
    if not atoms or min(atoms) < 3:
        return text + "."
    least = min(atoms)
    return f"{text}: {percent(6 / (3 * least - 6))} for the {least} atoms of the smallest cell."


def _remarks(runs: tuple[ProductionRun, ...]) -> Iterator[Block]:
    for run in runs:
        if run.analysis_error:
            yield Paragraph(
                f"{run.name}: the analysis was given up: {run.analysis_error}", "warning"
            )
        if run.analysis is None:
            continue
        pressure = run.analysis.pressure_GPa
        if run.pressure_is_off and run.pressure_GPa is not None:
            yield Paragraph(
                f"{run.name}: the mean pressure of {_mean(pressure)} GPa is more than "
                f"{plain(STANDARD_ERRORS)} standard errors from its set point of "
                f"{plain(run.pressure_GPa)} GPa.",
                "warning",
            )
        if pressure.error is None:
            yield Paragraph(
                f"{run.name}: too short for standard errors and a drift, which need "
                f"{FEWEST_BLOCKS} blocks of {SHORTEST_BLOCK} values; means alone are given.",
                "note",
            )


def _run_table(runs: tuple[ProductionRun, ...]) -> Block:
    return grid(
        "Means over each run with standard errors from blocks of time.",
        (
            "Cell",
            "Length (ps)",
            "Segments",
            "Set temperature (K)",
            "Temperature (K)",
            "Set pressure (GPa)",
            "Pressure (GPa)",
            "Potential energy (eV/atom)",
            "Density (g/cm³)",
            "Potential energy drift (meV/atom/ps)",
        ),
        [_run_row(run) for run in runs],
    )


def _run_row(run: ProductionRun) -> tuple[str, ...]:
    analysis = run.analysis
    declared = "" if run.declared_ps is None else f" of {plain(run.declared_ps)}"
    return (
        run.cell,
        f"{plain(run.simulated_ps)}{declared}",
        f"{len(run.segments)} of {run.segments_planned}",
        plain(run.temperature_K),
        _mean(analysis.temperature_K if analysis else None),
        "constant volume" if run.pressure_GPa is None else plain(run.pressure_GPa),
        _mean(analysis.pressure_GPa if analysis else None),
        _mean(analysis.potential_energy_eV_per_atom if analysis else None),
        _mean(analysis.density_g_per_cm3 if analysis else None),
        _drift(analysis),
    )


def _drift(analysis: AnalyseOutcome | None) -> str:
    drift = None if analysis is None else analysis.energy_drift_meV_per_atom_ps
    return "–" if drift is None else significant(drift, 2)


def _mean(value: Average | Mean | None) -> str:
    return "–" if value is None else with_error(value.mean, value.error)


_DIRECTIONS = {"xyz": "space", "xy": "in the plane", "z": "along the normal"}


def _displacement_blocks(data: ReportData) -> Iterator[Block]:
    analysed = [(run, run.analysis) for run in data.runs if run.analysis is not None]
    if not analysed:
        yield Paragraph("No production run has been analysed yet.", "note")
        return
    settings = data.records.lock.campaign.analysis
    yield Paragraph(
        f"Mean square displacement of {settings.mobile} over all time origins, relative to the "
        f"other species, up to lags of {percent(settings.msd.longest_lag)} of a run. A diffusion "
        "coefficient D is given only where the slope of ln MSD against ln t has reached 1; "
        "otherwise the motion is not diffusive in this time and an upper bound stands in its "
        "place. An interface has no one D: motion in its plane and along its normal stand apart."
    )
    yield grid(
        "Displacement by run; with few ions or in a short run it is illustrative only.",
        (
            "Cell",
            "Temperature (K)",
            "Ions",
            "Analysed (ps)",
            "MSD at longest lag, x / y / z (Å²)",
            "Direction",
            "Slope of ln MSD (1 if diffusive)",
            "Motion",
            "D (cm²/s)",
        ),
        [
            _motion_row(run, analysis, diffusion)
            for run, analysis in analysed
            for diffusion in analysis.diffusion
        ],
    )
    pictures = tuple(
        displacement_picture(run, run.displacement)
        for run, _ in analysed[:MOST_RUNS_DRAWN]
        if run.displacement is not None and (run.displacement.lag_ps > 0).any()
    )
    if pictures:
        yield Pictures(pictures, "half")


def _motion_row(
    run: ProductionRun, analysis: AnalyseOutcome, diffusion: Diffusion
) -> tuple[str, ...]:
    return (
        run.cell,
        plain(run.temperature_K),
        counted(analysis.mobile_ions, analysis.mobile, analysis.mobile),
        plain(analysis.duration_ps),
        " / ".join(significant(value) for value in analysis.msd_end_A2 or ()) or "–",
        _DIRECTIONS[diffusion.axes],
        "–" if diffusion.log_log_slope is None else significant(diffusion.log_log_slope, 2),
        diffusion.regime + (f": {diffusion.reason}" if diffusion.reason else ""),
        _coefficient(diffusion),
    )


def _coefficient(diffusion: Diffusion) -> str:
    if diffusion.coefficient_cm2_per_s is not None:
        return _mean(diffusion.coefficient_cm2_per_s)
    if diffusion.bound_cm2_per_s is not None:
        return f"below {significant(diffusion.bound_cm2_per_s, 2)}"
    return "none"
