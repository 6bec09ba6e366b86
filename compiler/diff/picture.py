"""Results of several studies side by side, as a picture."""

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from saggar.compiler.diff.results import StudyResults, short_names
from saggar.runtime.report.figures.style import SETTINGS, new_figure, series
from saggar.schemas.results import Diffusion, Mean

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_BAR = 0.38


def draw_comparison(studies: tuple[StudyResults, ...]) -> str:
    """Draw errors of energies and forces, and diffusion against inverse temperature.

    Parameters
    ----------
    studies : tuple of StudyResults
        In the order of the bars.

    Returns
    -------
    str
        SVG; the same results give the same text.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    from matplotlib import rc_context

    with rc_context({**SETTINGS, "svg.hashsalt": "saggar compare"}):
        figure = new_figure("full", 3.6)
        energy, force, diffusion = figure.subplots(1, 3)
        _bars(energy, studies, "energy_rmse_meV_per_atom", "energy RMSE (meV/atom)")
        _bars(force, studies, "force_rmse_eV_per_A", "force RMSE (eV/Å)")
        _diffusion(diffusion, studies)
        handles, titles = energy.get_legend_handles_labels()
        figure.legend(handles, titles, loc="outside upper left", ncols=len(titles))
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()


def _bars(axes: "Axes", studies: tuple[StudyResults, ...], quantity: str, name: str) -> None:
    """Draw two bars a study: its training set, and frames of its production runs."""
    places = np.arange(len(studies))
    for number, (title, of_set) in enumerate(
        [
            ("training set", [study.training for study in studies]),
            ("production frames", [study.production for study in studies]),
        ]
    ):
        heights = [getattr(each, quantity) if each else np.nan for each in of_set]
        look = series(number)
        axes.bar(
            places + (number - 0.5) * _BAR,
            heights,
            _BAR,
            color=look.color,
            hatch=look.hatch,
            edgecolor="white",
            label=title,
        )
    axes.set_xticks(places, short_names(studies))
    axes.set_ylabel(name)
    axes.set_ylim(bottom=0)


def _diffusion(axes: "Axes", studies: tuple[StudyResults, ...]) -> None:
    """Draw D with its error where it is known; an arrow downwards at an upper bound."""
    for number, (title, points) in enumerate(_lines(studies).items()):
        look = series(number)
        style = {"color": look.color, "marker": look.marker, "linestyle": "none", "label": title}
        known = [(t, d.coefficient_cm2_per_s) for t, d in points if d.coefficient_cm2_per_s]
        bounds = [(t, d.bound_cm2_per_s) for t, d in points if d.bound_cm2_per_s]
        _points(axes, known, style)
        _bounds(axes, bounds, style if not known else {**style, "label": "_"})
    axes.set_yscale("log")
    axes.set_xlabel("1000/T (1/K)")
    axes.set_ylabel("tracer diffusion (cm²/s)")
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="lower left")
    else:
        axes.text(0.5, 0.5, "no diffusion measured", ha="center", transform=axes.transAxes)


def _lines(studies: tuple[StudyResults, ...]) -> dict[str, list[tuple[float, Diffusion]]]:
    """Give temperatures, K, and diffusion by study, cell and axes."""
    lines: dict[str, list[tuple[float, Diffusion]]] = {}
    for name, study in zip(short_names(studies), studies, strict=True):
        for each in study.diffusion:
            title = f"{name}: {each.cell}, {each.measured.axes}"
            lines.setdefault(title, []).append((each.temperature_K, each.measured))
    return lines


def _points(axes: "Axes", points: list[tuple[float, Mean]], style: dict[str, Any]) -> None:
    if points:
        places = [1000 / temperature for temperature, _ in points]
        means, errors = ([each.mean for _, each in points], [each.error for _, each in points])
        axes.errorbar(places, means, yerr=errors, **style)


def _bounds(axes: "Axes", bounds: list[tuple[float, float]], style: dict[str, Any]) -> None:
    if bounds:
        places = [1000 / temperature for temperature, _ in bounds]
        limits = [bound for _, bound in bounds]
        axes.errorbar(places, limits, yerr=[each / 3 for each in limits], uplims=True, **style)
