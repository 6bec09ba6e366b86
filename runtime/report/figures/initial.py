"""Picture of the initial data: the pool in the space of the descriptor, with the chosen frames."""

from typing import TYPE_CHECKING, Any

import numpy as np

from saggar.runtime.report.data.initial import Selection
from saggar.runtime.report.figures.embedding import Picture, embedded
from saggar.runtime.report.figures.style import FAINT, MUTED, label, new_figure, series
from saggar.runtime.report.notation import count
from saggar.runtime.report.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

LOOKS = 4
"""Origins that are told apart by their marks; more of them are grouped by their first word."""

OFFERED: dict[str, Any] = {"markersize": 4.5, "markeredgewidth": 0.6}
CHOSEN: dict[str, Any] = {"markersize": 6.5, "markeredgewidth": 0.5, "markeredgecolor": "white"}


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
    groups = [(name, series(n), mine) for n, (name, mine) in enumerate(_groups(selection))]
    for _, look, mine in groups:
        x, y = selection.components[mine & ~selection.selected].T
        axes.plot(x, y, look.marker, color="none", markeredgecolor=MUTED, alpha=0.7, **OFFERED)
    for name, look, mine in groups:
        chosen = mine & selection.selected
        x, y = selection.components[chosen].T
        text = f"{name} ({chosen.sum():,} of {mine.sum():,})"
        axes.plot(x, y, look.marker, color=look.color, label=text, **CHOSEN)
    axes.grid(True, color=FAINT)
    label(axes, _axis(selection, 0), _axis(selection, 1))
    axes.legend(loc="best", title="Origin (chosen of offered)")
    return figure


def _groups(selection: Selection) -> list[tuple[str, "NDArray[np.bool_]"]]:
    """Give the origins with masks of their frames; where they are many, by their first word."""
    origins = np.array(selection.origins)
    if len(np.unique(origins)) > LOOKS:
        origins = np.array([origin.split("/", 1)[0] for origin in selection.origins])
    return [(str(name), origins == name) for name in np.unique(origins)]


def _axis(selection: Selection, component: int) -> str:
    name = f"Principal component {component + 1}"
    if component >= len(selection.explained_variance):
        return f"{name} (dimensionless)"
    share = 100 * selection.explained_variance[component]
    return f"{name}, {share:.1f} % of variance (dimensionless)"
