"""Pictures of active learning: data sets, fit, deviations, and what became of the candidates."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.report.data.learning import DataSet, Iteration, Learning, Training
from saggar.runtime.report.figures.embedding import Picture, embedded
from saggar.runtime.report.figures.style import (
    FAINT,
    INK,
    MUTED,
    label,
    logarithmic_ticks,
    mark_level,
    new_figure,
    series,
)
from saggar.runtime.report.notation import plain
from saggar.runtime.report.tables import Table
from saggar.schemas.active_learning import ForceDeviation
from saggar.schemas.results import Discarded

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANELS = 6
"""Most histograms in one picture; of more iterations, evenly spaced ones are shown."""

BINS = 48

FATES: tuple[tuple[str, str], ...] = (
    ("below", "below the window"),
    ("selected", "chosen for labelling"),
    ("not_chosen", "not chosen"),
    ("too_close", "atoms too close"),
    ("above", "above the window"),
    ("not_finite", "not finite"),
)
"""What becomes of a frame that was checked, in the order of the bars."""


def data_set_picture(learning: Learning) -> Picture:
    """Draw the growth of the training set, stacked by origin."""
    sets = learning.data_sets
    name = "training-set"
    title = "Labels in the training set"
    table = Table(
        ("after_iteration", "origin", "added_frames", "training_set_frames"),
        tuple((data.name, data.origin, data.added, data.frames) for data in sets),
    )
    markup = embedded(name, lambda: _draw_data_sets(sets), "svg", title=title)
    caption = "Frames with accepted labels after each collection, stacked by where they come from."
    return Picture(name, title, caption, markup, table)


def _draw_data_sets(sets: tuple[DataSet, ...]) -> "Figure":
    figure = new_figure("third", 2.9)
    axes = figure.subplots()
    positions = np.arange(len(sets))
    bottom = np.zeros(len(sets))
    for number, origin in enumerate(dict.fromkeys(data.origin for data in sets)):
        added = [data.added if data.origin == origin else 0 for data in sets]
        height = np.cumsum(added)
        look = series(number)
        axes.bar(
            positions,
            height,
            0.62,
            bottom=bottom,
            color=look.color if not look.hatch else "white",
            edgecolor=look.color,
            hatch=look.hatch,
            label=origin.replace("_", " "),
        )
        bottom += height
    for position, total in zip(positions, bottom, strict=True):
        axes.annotate(
            f"{total:,.0f}",
            (position, total),
            xytext=(0, 2),
            textcoords="offset points",
            ha="center",
            fontsize=8.5,
        )
    _iteration_ticks(axes, [data.name for data in sets])
    axes.set_ylim(0, 1.12 * max(bottom.max(), 1))
    label(axes, "After iteration (number)", "Frames (count)")
    figure.legend(loc="outside upper left", ncols=2, handlelength=1.4)
    return figure


def _iteration_ticks(axes: "Axes", names: list[str]) -> None:
    """Name the positions 0, 1, 2 ... on the horizontal axis, at most twelve of them."""
    step = max(1, -(-len(names) // 12))
    axes.set_xticks(range(0, len(names), step), names[::step])
    axes.set_xlim(-0.6, len(names) - 0.4)


def fit_picture(learning: Learning) -> Picture:
    """Draw the force error on the training set, every member of each committee."""
    trainings = learning.trainings
    name = "training-force-rmse"
    title = "Force error on the training set"
    rows = [
        (training.name, member, accuracy.frames, accuracy.force_rmse_eV_per_A)
        for training in trainings
        for member, accuracy in enumerate(training.accuracies)
    ]
    columns = ("iteration", "member", "training_set_frames", "force_rmse_eV_per_A")
    markup = embedded(name, lambda: _draw_fit(trainings), "svg", title=title)
    caption = "One mark a potential; the line joins the means of the committees."
    return Picture(name, title, caption, markup, Table(columns, tuple(rows)))


def _draw_fit(trainings: tuple[Training, ...]) -> "Figure":
    figure = new_figure("third", 2.9)
    axes = figure.subplots()
    errors = [[a.force_rmse_eV_per_A for a in training.accuracies] for training in trainings]
    committees = [i for i, training in enumerate(trainings) if training.name != "final"]
    axes.plot(
        committees,
        [float(np.mean(errors[i])) for i in committees],
        color=series(0).color,
        label="mean",
    )
    for i, values in enumerate(errors):
        final = i not in committees
        axes.plot(
            [i] * len(values),
            values,
            linestyle="none",
            marker="s" if final else "o",
            markersize=6 if final else 4.5,
            color=series(1).color if final else "white",
            markeredgecolor=series(1).color if final else series(0).color,
            label="final potential" if final else ("member" if i == committees[0] else None),
        )
    axes.set_ylim(0, 1.12 * max(max(values) for values in errors))
    _iteration_ticks(axes, [training.name for training in trainings])
    label(axes, "Iteration (number)", "Force RMSE (eV/Å)")
    figure.legend(loc="outside upper left", ncols=3, handletextpad=0.4, columnspacing=1.0)
    return figure


def fraction_picture(learning: Learning) -> Picture:
    """Draw the part of frames above the lower threshold, inside and outside the domain."""
    iterations = learning.iterations
    name = "uncertain-fraction"
    title = "Frames above the lower threshold"
    rows = [
        (
            iteration.number,
            iteration.assessed.candidate_fraction,
            _fraction_outside(iteration),
            learning.stop.candidate_fraction_below,
        )
        for iteration in iterations
    ]
    columns = ("iteration", "in_domain_fraction", "outside_fraction", "limit_fraction")
    markup = embedded(name, lambda: _draw_fraction(learning), "svg", title=title)
    threshold = plain(learning.window.above_eV_per_A)
    caption = (
        f"Part of the checked frames whose committee deviation exceeds {threshold} eV/Å. "
        "The loop is judged by the declared domain alone."
    )
    return Picture(name, title, caption, markup, Table(columns, tuple(rows)))


def _fraction_outside(iteration: Iteration) -> float | str:
    outside = [part for part in iteration.assessed.explorations if not part.within_domain]
    checked = sum(part.checked for part in outside)
    if checked == 0:
        return ""
    return sum(part.unknown for part in outside) / checked


def _draw_fraction(learning: Learning) -> "Figure":
    figure = new_figure("third", 2.9)
    axes = figure.subplots()
    iterations = learning.iterations
    inside = [100 * iteration.assessed.candidate_fraction for iteration in iterations]
    outside = [
        100 * value if not isinstance(value := _fraction_outside(iteration), str) else np.nan
        for iteration in iterations
    ]
    positions = range(len(iterations))
    for number, (values, name) in enumerate(
        [(inside, "in the declared domain"), (outside, "outside")]
    ):
        if np.isfinite(values).any():
            look = series(number)
            axes.plot(
                positions, values, color=look.color, ls=look.line, marker=look.marker, label=name
            )
    limit = 100 * learning.stop.candidate_fraction_below
    mark_level(axes, limit, f"limit\n{plain(limit)} %")
    axes.set_ylim(0, 1.06 * max(float(np.nanmax([*inside, *outside])), 1.5 * limit))
    _iteration_ticks(axes, [str(iteration.number) for iteration in iterations])
    label(axes, "Iteration (number)", "Frames (% of those checked)")
    figure.legend(loc="outside upper left", ncols=2)
    return figure


def deviation_picture(learning: Learning) -> Picture:
    """Draw histograms of the committee's deviation with the window of candidates."""
    shown = _evenly([i for i in learning.iterations if i.deviations_eV_per_A.size])
    edges = _deviation_edges(shown, learning.window)
    name = "deviations"
    title = "Committee deviation of the explored frames"
    rows = [
        (iteration.number, float(low), float(high), int(number))
        for iteration in shown
        for low, high, number in zip(edges[:-1], edges[1:], _counted(iteration, edges), strict=True)
    ]
    columns = ("iteration", "from_eV_per_A", "to_eV_per_A", "frames")
    markup = embedded(
        name, lambda: _draw_deviations(shown, edges, learning.window), "svg", title=title
    )
    caption = (
        "Largest force deviation of the committee in each checked frame, all explorations. Between "
        "the dashed thresholds a frame is a candidate for labelling; what lies beyond the range is "
        "counted in the outermost bins."
    )
    source = shown[-1].source
    return Picture(name, title, caption, markup, Table(columns, tuple(rows)), source)


def _evenly(iterations: list[Iteration]) -> list[Iteration]:
    if len(iterations) <= PANELS:
        return iterations
    chosen = np.linspace(0, len(iterations) - 1, PANELS).round().astype(int)
    return [iterations[i] for i in chosen]


def _deviation_edges(iterations: list[Iteration], window: ForceDeviation) -> NDArray[np.float64]:
    values = np.concatenate([iteration.deviations_eV_per_A for iteration in iterations])
    positive = values[np.isfinite(values) & (values > 0)]
    low = min(float(positive.min(initial=1.0)), window.above_eV_per_A / 3)
    high = max(float(positive.max(initial=0.0)), window.below_eV_per_A * 1.5)
    return np.geomspace(max(low, 1e-4), min(high, 1e3), BINS + 1)


def _counted(iteration: Iteration, edges: NDArray[np.float64]) -> NDArray[np.int64]:
    values = np.nan_to_num(iteration.deviations_eV_per_A, nan=edges[-1], posinf=edges[-1])
    counts, _ = np.histogram(np.clip(values, edges[0], edges[-1]), edges)
    return counts.astype(np.int64)


def _draw_deviations(
    iterations: list[Iteration], edges: NDArray[np.float64], window: ForceDeviation
) -> "Figure":
    from matplotlib.ticker import MaxNLocator

    columns = min(len(iterations), 3)
    lines = -(-len(iterations) // columns)
    figure = new_figure("full", 0.55 + 2.25 * lines)
    grid = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False)
    for axes, iteration in zip(grid.flat, iterations, strict=False):
        axes.axvspan(window.above_eV_per_A, window.below_eV_per_A, color=FAINT, alpha=0.45, lw=0)
        axes.stairs(
            _counted(iteration, edges), edges, fill=True, color=series(5).color, linewidth=0
        )
        axes.stairs(_counted(iteration, edges), edges, color=series(0).color, linewidth=1.2)
        mark_level(axes, window.above_eV_per_A, plain(window.above_eV_per_A), vertical=True)
        mark_level(axes, window.below_eV_per_A, plain(window.below_eV_per_A), vertical=True)
        axes.set_xscale("log")
        logarithmic_ticks(axes.xaxis, edges[0], edges[-1])
        axes.set_title(f"Iteration {iteration.number}", loc="left", color=INK)
        label(axes, "Largest force deviation (eV/Å)", "Frames (count)")
        axes.label_outer()
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    for axes in grid.flat[len(iterations) :]:
        axes.set_visible(False)
    return figure


def fate_picture(learning: Learning) -> Picture:
    """Draw what became of the checked frames of each iteration."""
    iterations = learning.iterations
    name = "candidates"
    title = "What became of the explored frames"
    rows = [
        (
            i.number,
            i.assessed.counts.checked,
            *(getattr(i.assessed.counts, key) for key, _ in FATES),
        )
        for i in iterations
    ]
    columns = ("iteration", "checked_frames", *(f"{key}_frames" for key, _ in FATES))
    markup = embedded(name, lambda: _draw_fates(iterations), "svg", title=title)
    caption = (
        "Shares of the frames checked in each iteration. A frame counts once: what is "
        "not finite first, then atoms too close, then a deviation above the window."
    )
    return Picture(name, title, caption, markup, Table(columns, tuple(rows)))


def _draw_fates(iterations: tuple[Iteration, ...]) -> "Figure":
    figure = new_figure("full", 1.5 + 0.34 * len(iterations))
    axes = figure.subplots()
    positions = np.arange(len(iterations))
    left = np.zeros(len(iterations))
    for (key, name), (color, hatch) in zip(FATES, _fate_looks(), strict=True):
        share = np.array([_share(iteration.assessed.counts, key) for iteration in iterations])
        axes.barh(
            positions,
            share,
            0.66,
            left=left,
            color="white" if hatch else color,
            edgecolor=color if hatch else "white",
            hatch=hatch,
            label=name,
        )
        left += share
    axes.set_yticks(positions, [str(iteration.number) for iteration in iterations])
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    label(axes, "Frames (% of those checked)", "Iteration (number)")
    figure.legend(loc="outside upper center", ncols=len(FATES))
    return figure


def _fate_looks() -> tuple[tuple[str, str], ...]:
    return (
        (FAINT, ""),
        (series(0).color, ""),
        (series(2).color, "///"),
        (series(3).color, ""),
        (MUTED, ""),
        (INK, ""),
    )


def _share(counts: Discarded, key: str) -> float:
    number = float(getattr(counts, key))
    return 100.0 * number / counts.checked if counts.checked else 0.0
