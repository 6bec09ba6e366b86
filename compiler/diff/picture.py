"""Results of several studies side by side, as a picture."""

import io
from string import ascii_uppercase
from typing import TYPE_CHECKING

import numpy as np

from saggar.compiler.diff.results import StudyResults, short_names
from saggar.runtime.report.figures.style import INK, MUTED, SETTINGS, new_figure, series

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BAR = 0.38
_HATCHES = {"training set": "", "production frames": "////"}
_MARKERS = {"xy": "o", "z": "^", "xyz": "D"}
_KINDS = {"xy": "in plane (xy)", "z": "normal (z)", "xyz": "all directions (xyz)"}
_CHARACTERS = 110
"""Of one line of the key."""


def draw_comparison(studies: tuple[StudyResults, ...]) -> str:
    """Draw errors of energies and forces, and diffusion against inverse temperature.

    Studies go by letters and colours, with a key of their names above the axes.

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
        figure = new_figure("full", 4.4)
        energy, force, diffusion = figure.subplots(1, 3, width_ratios=(1, 1, 1.6))
        _bars(energy, studies, "energy_rmse_meV_per_atom", "energy RMSE (meV/atom)")
        _bars(force, studies, "force_rmse_eV_per_A", "force RMSE (eV/Å)")
        _diffusion(diffusion, studies)
        _key_of_studies(figure, studies)
        _key_of_kinds(figure, studies)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()


def _letter(number: int) -> str:
    return ascii_uppercase[number] if number < len(ascii_uppercase) else str(number + 1)


def _bars(axes: "Axes", studies: tuple[StudyResults, ...], quantity: str, name: str) -> None:
    """Draw the bars a study has: its training set, and frames of its production runs."""
    for place, study in enumerate(studies):
        found = {"training set": study.training, "production frames": study.production}
        drawn = {title: each for title, each in found.items() if each is not None}
        for number, (title, accuracy) in enumerate(drawn.items()):
            axes.bar(
                place + (number - (len(drawn) - 1) / 2) * _BAR,
                getattr(accuracy, quantity),
                _BAR,
                color=series(place).color,
                hatch=_HATCHES[title],
                edgecolor="white",
            )
    axes.set_xticks(range(len(studies)), [_letter(place) for place in range(len(studies))])
    axes.set_xlim(-0.6, len(studies) - 0.4)
    axes.set_ylabel(name)
    axes.set_ylim(bottom=0)


def _diffusion(axes: "Axes", studies: tuple[StudyResults, ...]) -> None:
    """Draw D with its error, and upper bounds as open markers with an arrow downwards.

    Points of one temperature stand beside each other by study, the letter above the highest.
    """
    inverse = sorted({1000 / each.temperature_K for study in studies for each in study.diffusion})
    axes.set_xlabel("1000/T (1/K), studies beside each other")
    axes.set_ylabel("tracer diffusion (cm²/s)")
    if not inverse:
        axes.set_yticks([])
        axes.text(0.5, 0.5, "no diffusion measured", ha="center", transform=axes.transAxes)
        return
    step = min(0.14, 0.7 * min(np.diff(inverse), default=1.0) / len(studies))
    axes.set_yscale("log")
    axes.set_xlim(inverse[0] - 0.3, inverse[-1] + 0.3)
    for number, study in enumerate(studies):
        shift = (number - (len(studies) - 1) / 2) * step
        _points(axes, study, number, shift)


def _points(axes: "Axes", study: StudyResults, number: int, shift: float) -> None:
    highest: dict[float, float] = {}
    color = series(number).color
    for each in study.diffusion:
        known, bound = each.measured.coefficient_cm2_per_s, each.measured.bound_cm2_per_s
        value = known.mean if known else bound
        if value is None:
            continue
        place = 1000 / each.temperature_K + shift
        axes.errorbar(
            place,
            value,
            yerr=known.error if known else value / 4,
            uplims=known is None,
            color=color,
            marker=_MARKERS[each.measured.axes],
            markerfacecolor=color if known else "white",
            linewidth=1.0,
        )
        top = value + (known.error if known else 0.0)
        highest[place] = max(top, highest.get(place, 0.0))
    for place, value in highest.items():
        axes.annotate(
            _letter(number),
            (place, value),
            xytext=(0, 6),
            textcoords="offset points",
            ha="center",
            fontsize=9,
            color=INK,
        )


def _key_of_studies(figure: "Figure", studies: tuple[StudyResults, ...]) -> None:
    from matplotlib.patches import Patch

    names = [f"{_letter(place)}  {name}" for place, name in enumerate(short_names(studies))]
    columns = min(len(names), max(1, _CHARACTERS // (max(map(len, names)) + 8)))
    handles = [Patch(color=series(place).color, label=name) for place, name in enumerate(names)]
    figure.legend(handles=handles, loc="outside upper left", ncols=columns)


def _key_of_kinds(figure: "Figure", studies: tuple[StudyResults, ...]) -> None:
    """Name the kinds of bars and markers that are drawn, and no others."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    measured = [each.measured for study in studies for each in study.diffusion]
    drawn = [d for d in measured if d.coefficient_cm2_per_s or d.bound_cm2_per_s is not None]
    kinds = {each.axes for each in drawn}
    bars = {
        "training set": any(study.training for study in studies),
        "production frames": any(study.production for study in studies),
    }
    handles: list[Patch | Line2D] = [
        Patch(label=title, hatch=_HATCHES[title], facecolor=MUTED, edgecolor="white")
        for title, has in bars.items()
        if has
    ]
    handles += [
        Line2D([], [], marker=_MARKERS[kind], label=_KINDS[kind], color=MUTED, linestyle="none")
        for kind in _KINDS
        if kind in kinds
    ]
    if any(each.coefficient_cm2_per_s is None for each in drawn):
        bound = Line2D([], [], marker="s", markerfacecolor="white", color=MUTED, linestyle="none")
        bound.set_label("open: upper bound")
        handles.append(bound)
    if handles:
        figure.legend(handles=handles, loc="outside lower left", ncols=len(handles))
