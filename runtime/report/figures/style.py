"""One look for all pictures: sizes, fonts, and series told apart in grey as well as in colour."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure
    from matplotlib.typing import RcKeyType

WIDTHS_IN = {"full": 11.2, "half": 5.5, "third": 3.65}
"""Widths at which pictures are drawn and shown, inch at 96 pixels."""

INK = "#1c2733"
MUTED = "#6b7785"
FAINT = "#d5dbe1"

SETTINGS: "dict[RcKeyType, Any]" = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.5,
    "axes.titlesize": 9.5,
    "axes.titleweight": "normal",
    "axes.labelsize": 9.5,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.fontsize": 9,
    "legend.frameon": False,
    "lines.linewidth": 1.5,
    "text.color": INK,
    "hatch.linewidth": 0.6,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "none",
    "mathtext.default": "regular",
}


@dataclass(frozen=True)
class Series:
    """How one series is drawn: lightness, line, marker and hatch all differ from its neighbours."""

    color: str
    line: str | tuple[int, tuple[int, ...]]
    marker: str
    hatch: str


SERIES = (
    Series("#16324f", "-", "o", ""),
    Series("#a5401a", "--", "s", "///"),
    Series("#45a39a", "-.", "^", "xxx"),
    Series("#dca82e", ":", "D", "\\\\"),
    Series("#7d6ba8", (0, (5, 1, 1, 1, 1, 1)), "v", "||"),
    Series("#9fb3c8", (0, (8, 2)), "P", "--"),
)
"""Series in the order of use; the lightness L* of the first four is 20, 41, 61 and 72."""


def series(number: int) -> Series:
    """Give the look of a series; after the last the looks begin again."""
    return SERIES[number % len(SERIES)]


def new_figure(width: str, height_in: float) -> "Figure":
    """Give an empty figure of one of the widths of the page."""
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTHS_IN[width], height_in), layout="constrained")


def density_map() -> "Colormap":
    """Give the colour map of counts: light to dark in one hue, so that grey keeps its order."""
    from matplotlib.colors import LinearSegmentedColormap

    stops = ["#dfe8f0", "#9dbbd3", "#5485ad", "#26547c", "#0d2438"]
    return LinearSegmentedColormap.from_list("counts", stops)


def label(axes: "Axes", x: str, y: str) -> None:
    """Label both axes; every label ends with its unit, or what is counted, in parentheses."""
    axes.set_xlabel(x)
    axes.set_ylabel(y)


def logarithmic_ticks(axis: "Axis", low: float, high: float) -> None:
    """Put plain numbers on a logarithmic axis at 1, 2 and 5, over many decades at powers of ten.

    Parameters
    ----------
    axis : Axis
        The axis, of logarithmic scale.
    low, high : float
        Least and largest value, in the unit of the axis.
    """
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    few = high < 300 * low
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if few else (1.0,), numticks=20))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def mark_level(axes: "Axes", value: float, text: str, *, vertical: bool = False) -> None:
    """Draw a declared value as a thin dashed line with its name at its end."""
    if vertical:
        axes.axvline(value, color=INK, linewidth=1.0, linestyle=(0, (4, 3)))
        axes.annotate(
            text,
            (value, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(3, -2),
            textcoords="offset points",
            va="top",
            fontsize=8.5,
            color=INK,
        )
        return
    axes.axhline(value, color=series(1).color, linewidth=1.3, linestyle=(0, (4, 3)), zorder=3)
    axes.annotate(
        text,
        (1.0, value),
        xycoords=("axes fraction", "data"),
        xytext=(4, 0),
        textcoords="offset points",
        ha="left",
        va="center",
        fontsize=8.5,
        color=series(1).color,
    )
