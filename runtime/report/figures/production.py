"""Pictures of production runs: thermodynamics against time, and mean square displacement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.report.data.production import (
    Displacement,
    ProductionRun,
    Thermodynamics,
)
from saggar.runtime.report.figures.embedding import Picture, embedded
from saggar.runtime.report.figures.style import (
    MUTED,
    label,
    logarithmic_ticks,
    mark_level,
    new_figure,
    series,
)
from saggar.runtime.report.notation import plain
from saggar.runtime.report.tables import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ENOUGH_IONS = 100
ENOUGH_PS = 1000.0
"""With fewer ions or a shorter run a displacement is called illustrative: the shortest run that the
paper takes a diffusion coefficient from has 2 ns and several hundred ions (Methods)."""

MOST_POINTS = 300
"""Points of a curve; longer series are drawn as means of blocks with the range inside them."""

MOST_LAGS = 120
"""Points of a curve of displacement, evenly spaced in the logarithm of the lag."""


@dataclass(frozen=True)
class Blocks:
    """A long series cut into blocks of equal length.

    Parameters
    ----------
    time_ps, mean, low, high : (n_blocks,) float array
        Mean time, and mean, least and largest value in each block.
    """

    time_ps: NDArray[np.float64]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def blocks(
    time_ps: NDArray[np.float64], values: NDArray[np.float64], at_most: int = MOST_POINTS
) -> Blocks:
    """Cut a series into at most so many blocks.

    Parameters
    ----------
    time_ps, values : (n,) float array
        The series.
    at_most : int
        Blocks; a shorter series has one value a block.

    Returns
    -------
    Blocks
        All values count: the last block may be shorter.
    """
    starts = np.arange(0, values.size, max(1, -(-values.size // at_most)))
    sizes = np.diff(np.append(starts, values.size))
    return Blocks(
        np.add.reduceat(time_ps, starts) / sizes,
        np.add.reduceat(values, starts) / sizes,
        np.minimum.reduceat(values, starts),
        np.maximum.reduceat(values, starts),
    )


@dataclass(frozen=True)
class _Panel:
    axis: str
    column: str
    values: NDArray[np.float64]
    set_point: float | None = None
    unit: str = ""


def thermodynamics_picture(run: ProductionRun, course: Thermodynamics, points: int) -> Picture:
    """Draw temperature, pressure, potential energy and density of a run against time.

    Parameters
    ----------
    run : ProductionRun
        The run.
    course : Thermodynamics
        Its course.
    points : int
        Most points of a curve.
    """
    name = f"thermodynamics-{run.name}"
    title = f"{run.cell} at {plain(run.temperature_K)} K"
    panels = _panels(run, course)
    cut = [blocks(course.time_ps, panel.values, points) for panel in panels]
    columns: dict[str, Sequence[float] | NDArray[np.float64]] = {"time_ps": cut[0].time_ps}
    for panel, block in zip(panels, cut, strict=True):
        columns |= {
            f"{panel.column}_mean": block.mean,
            f"{panel.column}_least": block.low,
            f"{panel.column}_largest": block.high,
        }
    markup = embedded(name, lambda: _draw_thermodynamics(panels, cut), "svg", title=title)
    size = -(-course.time_ps.size // len(cut[0].time_ps))
    caption = "Dashed: set point."
    if size > 1:
        caption += f" Lines are means of {size} values each, bands their range."
    return Picture(name, title, caption, markup, Table.from_columns(**columns), course.source)


def _panels(run: ProductionRun, course: Thermodynamics) -> list[_Panel]:
    return [
        _Panel("Temperature (K)", "temperature_K", course.temperature_K, run.temperature_K, "K"),
        _Panel("Pressure (GPa)", "pressure_GPa", course.pressure_GPa, run.pressure_GPa, "GPa"),
        _Panel("Potential energy (eV/atom)", "potential_eV_per_atom", course.potential_eV_per_atom),
        _Panel("Density (g/cm³)", "density_g_per_cm3", course.density_g_per_cm3),
    ]


def _draw_thermodynamics(panels: list[_Panel], cut: list[Blocks]) -> "Figure":
    figure = new_figure("full", 4.3)
    for axes, panel, block in zip(
        figure.subplots(2, 2, sharex=True).flat, panels, cut, strict=True
    ):
        axes.fill_between(
            block.time_ps, block.low, block.high, color=series(5).color, alpha=0.55, lw=0
        )
        axes.plot(block.time_ps, block.mean, color=series(0).color, linewidth=1.1)
        if panel.set_point is not None:
            mark_level(axes, panel.set_point, f"{plain(panel.set_point)} {panel.unit}")
        axes.ticklabel_format(axis="y", useOffset=False)
        axes.margins(x=0.01)
        label(axes, "Time (ps)", panel.axis)
        if not axes.get_subplotspec().is_last_row():
            axes.set_xlabel("")
    figure.align_ylabels()
    return figure


def displacement_picture(run: ProductionRun, displacement: Displacement) -> Picture:
    """Draw the mean square displacement along each axis on logarithmic scales."""
    name = f"displacement-{run.name}"
    title = f"{run.cell} at {plain(run.temperature_K)} K"
    chosen = _log_spaced(displacement.lag_ps)
    table = Table.from_columns(
        lag_ps=displacement.lag_ps[chosen],
        msd_x_A2=displacement.axes_A2[chosen, 0],
        msd_y_A2=displacement.axes_A2[chosen, 1],
        msd_z_A2=displacement.axes_A2[chosen, 2],
        msd_total_A2=displacement.total_A2[chosen],
    )
    markup = embedded(name, lambda: _draw_displacement(displacement, chosen), "svg", title=title)
    return Picture(name, title, _caveat(run), markup, table, displacement.source)


def _log_spaced(lag_ps: NDArray[np.float64]) -> NDArray[np.int64]:
    """Choose indices of positive lags, evenly in the logarithm, at most `MOST_LAGS`."""
    positive = np.flatnonzero(lag_ps > 0)
    if positive.size <= MOST_LAGS:
        return positive.astype(np.int64)
    spaced = np.geomspace(1, positive.size, MOST_LAGS).astype(np.int64) - 1
    return positive[np.unique(spaced)].astype(np.int64)


def _caveat(run: ProductionRun) -> str:
    analysis = run.analysis
    if analysis is None:
        return "All time origins."
    extent = f"{analysis.mobile_ions} {analysis.mobile} ions, {plain(analysis.duration_ps)} ps"
    few = analysis.mobile_ions < ENOUGH_IONS or analysis.duration_ps < ENOUGH_PS
    return f"{'Illustrative: ' if few else ''}{extent}. Thin line: slope 1, as for diffusion."


def _draw_displacement(displacement: Displacement, chosen: NDArray[np.int64]) -> "Figure":
    figure = new_figure("half", 3.5)
    axes = figure.subplots()
    lag = displacement.lag_ps[chosen]
    for number, (name, values) in enumerate(
        [
            ("total", displacement.total_A2),
            *zip("xyz", displacement.axes_A2.T, strict=True),
        ]
    ):
        look = series(number)
        width = 2.0 if look.line == ":" else 1.5
        axes.plot(lag, values[chosen], color=look.color, ls=look.line, lw=width, label=name)
    axes.set_xscale("log")
    axes.set_yscale("log")
    logarithmic_ticks(axes.xaxis, *axes.get_xlim())
    logarithmic_ticks(axes.yaxis, *axes.get_ylim())
    _slope_one(axes, lag, displacement.total_A2[chosen])
    label(axes, "Time lag (ps)", "Mean square displacement (Å²)")
    axes.legend(loc="upper left", ncols=4, handlelength=2.6, columnspacing=1.2)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high * (high / low) ** 0.22)
    return figure


def _slope_one(axes: "Axes", lag: NDArray[np.float64], total: NDArray[np.float64]) -> None:
    """Draw the course of a diffusive motion through the last point."""
    if not lag.size or total[-1] <= 0:
        return
    ends = np.array([lag[-1] / 3, lag[-1]])
    axes.plot(ends, total[-1] * ends / lag[-1], color=MUTED, linewidth=0.8)
