"""Picture of the initial data: the pool in the space of the descriptor, with the chosen frames."""

from typing import TYPE_CHECKING

import numpy as np

from saggar.runtime.report.data.initial import Selection
from saggar.runtime.report.figures.embedding import Picture, embedded
from saggar.runtime.report.figures.style import FAINT, MUTED, label, new_figure, series
from saggar.runtime.report.notation import count
from saggar.runtime.report.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LOOKS = 4
"""Origins that are told apart by their marks; what goes beyond is drawn as one group."""


def selection_picture(selection: Selection) -> Picture:
    """Draw the pool and the choice in the plane of the first two principal components."""
    name = "initial-selection"
    title = "Initial data in the space of the descriptor"
    table = Table.from_columns(
        pc1_dimensionless=selection.components[:, 0],
        pc2_dimensionless=selection.components[:, 1],
        origin=selection.origins,
        selected_0_or_1=selection.selected.astype(np.int64),
    )
    markup = embedded(name, lambda: _draw(selection), "png", title=title)
    caption = (
        f"{count(selection.frames)} frames chosen (filled) of a pool of {count(selection.pool)} "
        "(open). Axes are the first two principal components of the averaged SOAP descriptor."
    )
    return Picture(name, title, caption, markup, table, selection.source)


def _draw(selection: Selection) -> "Figure":
    figure = new_figure("full", 4.4)
    axes = figure.subplots()
    for number, (name, members) in enumerate(_groups(selection)):
        look = series(number)
        x, y = selection.components[members].T
        chosen = selection.selected[members]
        axes.plot(
            x[~chosen],
            y[~chosen],
            look.marker,
            color="none",
            markeredgecolor=MUTED,
            markeredgewidth=0.5,
            markersize=4.5,
            alpha=0.6,
        )
        axes.plot(
            x[chosen],
            y[chosen],
            look.marker,
            color=look.color,
            markeredgecolor="white",
            markeredgewidth=0.5,
            markersize=6.5,
            label=f"{name} ({chosen.sum():,} of {chosen.size:,})",
        )
    axes.grid(True, color=FAINT)
    label(axes, _axis(selection, 0), _axis(selection, 1))
    axes.legend(loc="best", title="Origin (chosen of offered)")
    return figure


def _groups(selection: Selection) -> list[tuple[str, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]]:
    """Give the largest origins, and the others as one, each with a mask of its frames."""
    origins = np.array(selection.origins)
    names, counts = np.unique(origins, return_counts=True)
    by_size = [str(name) for name in names[np.argsort(-counts, kind="stable")]]
    apart = by_size if len(by_size) <= LOOKS else by_size[: LOOKS - 1]
    groups = [(name, origins == name) for name in apart]
    if len(by_size) > LOOKS:
        groups.append((f"{len(by_size) - len(apart)} others", ~np.isin(origins, apart)))
    return groups


def _axis(selection: Selection, component: int) -> str:
    name = f"Principal component {component + 1}"
    if component >= len(selection.explained_variance):
        return f"{name} (dimensionless)"
    share = 100 * selection.explained_variance[component]
    return f"{name}, {share:.1f} % of variance (dimensionless)"
