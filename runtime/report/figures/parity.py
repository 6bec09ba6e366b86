"""Parity pictures: predictions against the reference, with the residual below."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.report.data.comparisons import Comparison, Pairs
from saggar.runtime.report.figures.embedding import Picture, embedded
from saggar.runtime.report.figures.style import (
    MUTED,
    density_map,
    label,
    new_figure,
    series,
)
from saggar.runtime.report.notation import count, significant
from saggar.runtime.report.tables import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEW = 400
"""Up to so many pairs are drawn one by one, more of them as counts in hexagons."""

HEXAGONS = 55
LOOKS = 4
"""Origins that are told apart by their marks; with more of them all marks are alike."""


@dataclass(frozen=True)
class Quantity:
    """One quantity to compare."""

    name: str
    unit: str
    residual_unit: str
    residual_factor: float
    column_unit: str


ENERGY = Quantity("energy", "eV/atom", "meV/atom", 1e3, "eV_per_atom")
FORCE = Quantity("force", "eV/Å", "eV/Å", 1.0, "eV_per_A")
VIRIAL = Quantity("virial", "eV/atom", "meV/atom", 1e3, "eV_per_atom")


def parity_pictures(comparison: Comparison) -> tuple[Picture, ...]:
    """Draw energy, force and virial, those that there are."""
    given = (
        (ENERGY, comparison.energy),
        (FORCE, comparison.force),
        (VIRIAL, comparison.virial),
    )
    return tuple(
        _picture(f"parity-{comparison.name}-{quantity.name}", quantity, pairs)
        for quantity, pairs in given
        if pairs is not None
    )


def key_picture(comparison: Comparison) -> Picture | None:
    """Draw the forces alone, small, for the first screen."""
    pairs = comparison.force
    if pairs is None:
        return None
    name = f"parity-{comparison.name}-force"
    title = "Force, predicted against reference"
    markup = embedded(f"key-{name}", lambda: _draw_key(pairs), "png", title=title)
    caption = f"{count(pairs.reference.size)} force components of {comparison.title}."
    return Picture(name, title, caption, markup, _table(FORCE, pairs), pairs.source)


def _picture(name: str, quantity: Quantity, pairs: Pairs) -> Picture:
    title = f"{quantity.name.capitalize()}, predicted against reference"
    markup = embedded(name, lambda: _draw(quantity, pairs), "png", title=title)
    error = pairs.rmse * quantity.residual_factor
    caption = (
        f"{count(pairs.reference.size)} values, RMSE {significant(error)} {quantity.residual_unit}"
    )
    if len(pairs.reference) > FEW:
        caption += "; darker hexagons hold more values (logarithmic)"
    return Picture(name, title, caption + ".", markup, _table(quantity, pairs), pairs.source)


def _table(quantity: Quantity, pairs: Pairs) -> Table:
    """Give the numbers drawn: the pairs, or the centres of the hexagons with their counts."""
    unit = quantity.column_unit
    if pairs.reference.size <= FEW:
        columns: dict[str, Sequence[str] | NDArray[np.float64]] = {
            f"reference_{unit}": pairs.reference,
            f"predicted_{unit}": pairs.predicted,
        }
        if pairs.origins:
            columns["origin"] = pairs.origins
        return Table.from_columns(**columns)
    centres, counts = _hexagons(pairs)
    return Table.from_columns(
        **{
            f"reference_{unit}": centres[:, 0],
            f"predicted_{unit}": centres[:, 1],
            "values_count": counts.astype(np.int64),
        }
    )


def _hexagons(pairs: Pairs) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give centres (n, 2) and counts (n,) of the hexagons of the parity panel that hold values."""
    from matplotlib.figure import Figure

    collection = (
        Figure().subplots().hexbin(pairs.reference, pairs.predicted, gridsize=HEXAGONS, mincnt=1)
    )
    return np.asarray(collection.get_offsets()), np.asarray(collection.get_array())


def _draw(quantity: Quantity, pairs: Pairs) -> "Figure":
    figure = new_figure("third", 4.35)
    parity, residual = figure.subplots(2, 1, sharex=True, height_ratios=[3.2, 1.25])
    _draw_parity(parity, pairs)
    difference = quantity.residual_factor * (pairs.predicted - pairs.reference)
    _draw_points(residual, pairs, difference)
    residual.axhline(0, color=MUTED, linewidth=0.9)
    label(parity, "", f"Predicted {quantity.name} ({quantity.unit})")
    label(
        residual,
        f"Reference {quantity.name} ({quantity.unit})",
        f"Difference\n({quantity.residual_unit})",
    )
    figure.align_ylabels()
    return figure


def _draw_key(pairs: Pairs) -> "Figure":
    figure = new_figure("third", 3.1)
    axes = figure.subplots()
    _draw_parity(axes, pairs)
    label(axes, "Reference force (eV/Å)", "Predicted force (eV/Å)")
    return figure


def _draw_parity(axes: "Axes", pairs: Pairs) -> None:
    both = np.concatenate([pairs.reference, pairs.predicted])
    low, high = float(both.min()), float(both.max())
    margin = 0.05 * (high - low) or 0.05 * abs(high) or 1.0
    limits = (low - margin, high + margin)
    axes.plot(limits, limits, color=MUTED, linewidth=0.9, zorder=0)
    _draw_points(axes, pairs, pairs.predicted)
    axes.set_xlim(limits)
    axes.set_ylim(limits)
    axes.locator_params(nbins=4)


def _draw_points(axes: "Axes", pairs: Pairs, values: NDArray[np.float64]) -> None:
    if pairs.reference.size > FEW:
        axes.hexbin(
            pairs.reference,
            values,
            gridsize=(HEXAGONS, HEXAGONS if values is pairs.predicted else 18),
            mincnt=1,
            bins="log",
            cmap=density_map(),
            linewidths=0.1,
        )
        return
    origins = tuple(dict.fromkeys(pairs.origins))
    if not 1 < len(origins) <= LOOKS:
        look = series(0)
        axes.plot(pairs.reference, values, "o", color=look.color, markersize=4, alpha=0.7)
        return
    for number, origin in enumerate(origins):
        look = series(number)
        mine = np.array([known == origin for known in pairs.origins])
        axes.plot(
            pairs.reference[mine],
            values[mine],
            look.marker,
            color=look.color,
            markersize=4.5,
            alpha=0.85,
            label=origin,
        )
    if values is pairs.predicted:
        axes.legend(loc="upper left", handletextpad=0.2)
