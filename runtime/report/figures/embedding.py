"""From a figure to text inside a page: SVG for curves, PNG for maps, the same bytes each time."""

import base64
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from saggar.runtime.report.figures.style import SETTINGS
from saggar.runtime.report.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PIXELS_PER_INCH = 170
"""Resolution of maps: sharp on a screen of twice the usual density."""

_HEAD = re.compile(r"\A.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_NAMESPACE = re.compile(r'\s(?:xmlns(?::xlink)?|version)="[^"]*"')
_GROUP_NAME = re.compile(r'<g id="[^"]*"')
_COORDINATES = re.compile(r' (?:d|x|y|transform)="[^"]*"')
_GAP = re.compile(r">\s+<")
_FINE = re.compile(r"(\.\d\d)\d+")
_STYLE = re.compile(r'\s*<style type="text/css">.*?</style>', re.DOTALL)


@dataclass(frozen=True)
class Picture:
    """A picture as it stands in the page.

    Parameters
    ----------
    name : str
        Name of its CSV file, without ending.
    title, caption : str
        What it shows, and what must be known to read it.
    markup : str
        Inline SVG, or an image element with the PNG inside.
    table : Table
        The numbers that are drawn.
    source : str
        Path, in the run directory, of the file with all numbers where the table holds a summary.
    """

    name: str
    title: str
    caption: str
    markup: str
    table: Table
    source: str = ""


def embedded(
    name: str,
    draw: "Callable[[], Figure]",
    image: Literal["svg", "png"],
    *,
    title: str,
) -> str:
    """Draw a figure and give it as markup that needs no other file.

    Parameters
    ----------
    name : str
        Name of the picture; identifiers inside the SVG derive from it, so that two pictures of one
        page never share any.
    draw : callable
        Makes the figure; called under the common settings.
    image : {"svg", "png"}
        SVG for curves, PNG for maps and clouds of points.
    title : str
        Read aloud in place of the picture.

    Returns
    -------
    str
        Markup; the same figure gives the same bytes.
    """
    from matplotlib import rc_context

    with rc_context({**SETTINGS, "svg.hashsalt": name}):
        figure = draw()
        if image == "svg":
            text = io.StringIO()
            figure.savefig(text, format="svg", metadata={"Date": None})
            return _inline(text.getvalue(), title)
        pixels = io.BytesIO()
        figure.savefig(pixels, format="png", dpi=PIXELS_PER_INCH, metadata={"Software": None})
    data = base64.b64encode(pixels.getvalue()).decode("ascii")
    return f'<img alt="{_attribute(title)}" src="data:image/png;base64,{data}">'


def _inline(svg: str, title: str) -> str:
    """Strip from an SVG file what an SVG element inside HTML does not need."""
    text = _METADATA.sub("", _HEAD.sub("", svg))
    text = _STYLE.sub("", text)
    text = _GROUP_NAME.sub("<g", text)
    text = _GAP.sub("><", _COORDINATES.sub(_to_hundredths, text))
    text = _NAMESPACE.sub("", text)
    return text.replace("<svg", f'<svg role="img" aria-label="{_attribute(title)}"', 1)


def _to_hundredths(coordinates: re.Match[str]) -> str:
    """Keep hundredths of a point, and no line breaks."""
    return _FINE.sub(r"\1", coordinates[0]).replace(" \n", " ").replace("\n", " ")


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
