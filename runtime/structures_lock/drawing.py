"""The side view of an interface as SVG: a picture of its own, the same bytes each time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from saggar.runtime.structures.elements import COVALENT_RADIUS_A
from saggar.runtime.structures_lock.side_view import SideView

MOST_DISCS = 5000
"""Atoms that are drawn at most, those in front; an atom takes about 40 bytes."""

_INK, _MUTED, _PAPER = "#1c2733", "#5d6a78", "#ffffff"
_BANDS = {True: "#e9eef4", False: "#f7f2e8"}
"""Ground behind the film and behind the substrate."""

_CATIONS = ("#c2571f", "#16324f", "#6b4c9a", "#2f7d5b", "#8a6d1d", "#7a2048")
_ANIONS = ("#f3d98b", "#86bdb6", "#d9a7c7", "#b9d38a", "#c9c3e6", "#e8b08a")
"""Colours in the order of the species; cations are dark and anions light, so that grey keeps them
apart: L* of the first two is 48 and 20, 87 and 73."""

_CORE_A, _DISC = 0.25, 0.42  # radius of a disc: an offset, and a part of the covalent radius
_FOG_LEVELS = 5
_FOG = 0.55  # of the atoms furthest back
_LARGEST = 11.0  # pixels per A, where slabs are thick enough for their labels
_LABEL_HEIGHT = 86.0  # pixels
_TALLEST, _LABELS, _LEFT, _TOP, _BELOW = 860.0, 196.0, 16.0, 66.0, 62.0  # pixels
_LINE = 17.0
_FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"


@dataclass(frozen=True)
class Legend:
    """What is written on a picture.

    Attributes
    ----------
    title : str
        First line above the picture.
    subtitle : str
        Second line, smaller.
    film, substrate : tuple of str
        Lines beside each slab.
    above : str
        What lies above the film: the next interface, or vacuum.
    """

    title: str
    subtitle: str
    film: tuple[str, ...]
    substrate: tuple[str, ...]
    above: str


def draw(view: SideView, legend: Legend, charges: Mapping[str, float], *, name: str) -> str:
    """Draw a side view.

    Discs grow with the covalent radius R as 0.25 A + 0.42 R; atoms further back are paler. Film and
    substrate stand on grounds of different shade, with lines at the interfaces.

    Parameters
    ----------
    view : SideView
        What is drawn.
    legend : Legend
        What is written on it.
    charges : mapping of str to float, e
        Formal charges; their order gives the colours, their signs dark or light ones.
    name : str
        Prefix of the identifiers inside, so that several pictures can stand in one page.

    Returns
    -------
    str
        SVG. Text stays text; nothing refers to another file.
    """
    thinner_A = min(view.interface_up_A, view.height_A - view.interface_up_A)
    scale = min(max(_LARGEST, _LABEL_HEIGHT / thinner_A), _TALLEST / view.height_A)
    sheet = _Sheet(view, legend, scale, name)
    width, height = f"{sheet.width:.0f}", f"{sheet.height:.0f}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-label="{escape(legend.title)}" '
        f'font-family="{_FONT}" font-size="13" fill="{_INK}">',
        f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>',
        *sheet.definitions(_colours(charges)),
        *sheet.title(),
        *sheet.grounds(),
        *sheet.discs(),
        *sheet.marks(),
        *sheet.labels(),
        *sheet.key([symbol for symbol in charges if symbol in set(view.species.tolist())]),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _colours(charges: Mapping[str, float]) -> dict[str, str]:
    cations = [symbol for symbol, charge in charges.items() if charge >= 0]
    anions = [symbol for symbol, charge in charges.items() if charge < 0]
    return {
        symbol: colours[number % len(colours)]
        for group, colours in ((cations, _CATIONS), (anions, _ANIONS))
        for number, symbol in enumerate(group)
    }


def _fogged(colour: str, part: float) -> str:
    """Mix a colour with the paper."""
    channels = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(value + (255 - value) * part):02x}" for value in channels)


@dataclass(frozen=True)
class _Sheet:
    """A picture in pixels: x to the right, y down."""

    view: SideView
    legend: Legend
    scale: float
    name: str

    @property
    def width(self) -> float:
        picture = _LEFT + self.view.width_A * self.scale + _LABELS
        longest = max(len(self.legend.title) * 8.4, len(self.legend.subtitle) * 6.6)
        return max(picture, longest + 2 * _LEFT)

    @property
    def height(self) -> float:
        return _TOP + self.view.height_A * self.scale + _BELOW

    def x(self, right_A: float) -> float:
        return _LEFT + right_A * self.scale

    def y(self, up_A: float) -> float:
        return _TOP + (self.view.height_A - up_A) * self.scale

    def _radius(self, symbol: str) -> float:
        return (_CORE_A + _DISC * COVALENT_RADIUS_A[symbol]) * self.scale

    def _level(self, depth_A: float) -> int:
        share = depth_A / max(self.view.drawn_depth_A, 1e-9)
        return min(int(max(share, 0.0) * _FOG_LEVELS), _FOG_LEVELS - 1)

    def definitions(self, colours: Mapping[str, str]) -> Iterator[str]:
        line = max(0.4, 0.07 * self.scale)
        yield "<defs>"
        window = self._ground(0.0, self.view.height_A, _PAPER)
        yield f'<clipPath id="{self.name}-window">{window}</clipPath>'
        for symbol in sorted(set(self.view.species.tolist())):
            for level in range(_FOG_LEVELS):
                part = _FOG * level / (_FOG_LEVELS - 1)
                yield (
                    f'<circle id="{self.name}-{symbol}{level}" r="{self._radius(symbol):.2f}" '
                    f'fill="{_fogged(colours[symbol], part)}" stroke="{_fogged(_INK, part)}" '
                    f'stroke-width="{line:.2f}"/>'
                )
        yield "</defs>"

    def title(self) -> Iterator[str]:
        yield _text(_LEFT, 26, self.legend.title, size=17, bold=True)
        yield _text(_LEFT, 48, self.legend.subtitle, colour=_MUTED)

    def grounds(self) -> Iterator[str]:
        middle = self.view.interface_up_A
        for film, low, high in ((False, 0.0, middle), (True, middle, self.view.height_A)):
            yield self._ground(low, high, _BANDS[film])

    def _ground(self, low_A: float, high_A: float, colour: str) -> str:
        return (
            f'<rect x="{self.x(0):.1f}" y="{self.y(high_A):.1f}" '
            f'width="{self.view.width_A * self.scale:.1f}" '
            f'height="{(high_A - low_A) * self.scale:.1f}" fill="{colour}"/>'
        )

    def discs(self) -> Iterator[str]:
        view = self.view
        rows = zip(
            view.species.tolist(),
            view.right_A.tolist(),
            view.up_A.tolist(),
            view.depth_A.tolist(),
            strict=True,
        )
        yield f'<g clip-path="url(#{self.name}-window)">'
        for symbol, right, up, depth in list(rows)[-MOST_DISCS:]:
            yield (
                f'<use href="#{self.name}-{symbol}{self._level(depth)}" '
                f'x="{self.x(right):.1f}" y="{self.y(up):.1f}"/>'
            )
        yield "</g>"

    def marks(self) -> Iterator[str]:
        """Draw the cell, the interfaces and a bar of known length."""
        corners = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in self.view.cell_A.tolist())
        yield (
            f'<polygon points="{corners}" fill="none" stroke="{_INK}" stroke-width="1.2" '
            f'stroke-dasharray="6 3" clip-path="url(#{self.name}-window)"/>'
        )
        edge = self.x(self.view.width_A)
        for up_A, text in (
            (self.view.interface_up_A, "interface"),
            (self.view.height_A, self.legend.above),
        ):
            y = self.y(up_A)
            line = f"M{self.x(0) - 8:.1f} {y:.1f}H{edge + 14:.1f}"
            yield f'<path d="{line}" stroke="{_INK}" stroke-width="1"/>'
            yield _text(edge + 18, y + 4.5, text, colour=_MUTED)
        bar = 10.0 if self.view.width_A >= 20.0 else 5.0
        x, y = self.x(0), self.y(0) + 20
        yield (
            f'<path d="M{x:.1f} {y - 4:.1f}v8M{x:.1f} {y:.1f}h{bar * self.scale:.1f}m0 -4v8" '
            f'fill="none" stroke="{_INK}" stroke-width="1.6"/>'
        )
        yield _text(x + bar * self.scale + 8, y + 4.5, f"{bar:g} Å")

    def labels(self) -> Iterator[str]:
        """Write beside each slab what it is."""
        x, interface = self.x(self.view.width_A) + 18, self.y(self.view.interface_up_A)
        film, substrate = self.legend.film, self.legend.substrate
        middle = 0.5 * (self.y(self.view.height_A) + interface)
        lowest = interface - _LINE * len(film)
        yield from _lines(x, min(middle - 0.5 * _LINE * (len(film) - 1), lowest), film)
        middle = 0.5 * (self.y(0.0) + interface)
        highest = interface + 1.5 * _LINE
        yield from _lines(x, max(middle - 0.5 * _LINE * (len(substrate) - 1), highest), substrate)

    def key(self, symbols: list[str]) -> Iterator[str]:
        """Name the elements by their discs, and say what is drawn."""
        x, y = self.x(0) + 10.0, self.y(0) + 47
        for symbol in symbols:
            radius = self._radius(symbol)
            yield f'<use href="#{self.name}-{symbol}0" x="{x + radius:.1f}" y="{y - 4.5:.1f}"/>'
            yield _text(x + 2 * radius + 4, y, symbol)
            x += 2 * radius + 34
        yield _text(x, y, self._extent(), colour=_MUTED, size=12)

    def _extent(self) -> str:
        view = self.view
        depth = f"{view.drawn_depth_A:.1f} Å deep"
        if view.drawn_depth_A < view.full_depth_A - 1e-6:
            depth = f"slice of {view.drawn_depth_A:.0f} of {view.full_depth_A:.1f} Å"
        width = ""
        if view.width_A < view.cell_width_A - 1e-6:
            width = f", {view.width_A:.0f} of {view.cell_width_A:.1f} Å wide"
        return f"view along {view.along}, {depth}{width}; dashed: the cell"


def _lines(x: float, y: float, lines: tuple[str, ...]) -> Iterator[str]:
    """Write lines below each other, the first one bold."""
    for number, line in enumerate(lines):
        yield _text(x, y + _LINE * number, line, bold=number == 0)


def _text(
    x: float, y: float, text: str, *, size: float = 13, bold: bool = False, colour: str = ""
) -> str:
    look = f' font-size="{size:g}"' if size != 13 else ""
    look += ' font-weight="600"' if bold else ""
    look += f' fill="{colour}"' if colour else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{look}>{escape(text)}</text>'
