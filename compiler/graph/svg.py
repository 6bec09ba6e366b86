"""A drawing as SVG."""

from collections.abc import Iterator
from html import escape

from saggar.compiler.graph.drawing import Cycle, Drawing
from saggar.compiler.graph.layout import (
    BETWEEN_PANELS,
    LANE,
    MARGIN,
    PANEL_SIDE,
    Box,
    Layout,
    lay_out,
    text_width,
)
from saggar.schemas.campaign import StageName

_STYLE = """
    text { font: 13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2933; }
    .name { font-size: 16px; font-weight: 600; }
    .stage { font-weight: 600; }
    .note { fill: #52606d; }
    .panel { fill: #f5f7fa; stroke: #cbd2d9; }
    .loop { fill: #eef6fb; stroke: #7fb2d0; }
    .box { fill: #ffffff; stroke: #52606d; }
    .link { fill: none; stroke: #52606d; stroke-width: 1.3; marker-end: url(#head); }
    .back { fill: none; stroke: #2b7aa8; stroke-width: 1.5; stroke-dasharray: 5 4;
            marker-end: url(#back); }"""

Point = tuple[float, float]

_ROUNDING = 8.0

_MARKERS = (
    '<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
    'orient="auto" markerUnits="userSpaceOnUse"><path d="M0 0L8 4L0 8z" fill="{colour}"/></marker>'
)


def svg(drawing: Drawing) -> str:
    """Write a drawing as SVG.

    Parameters
    ----------
    drawing : Drawing
        What is drawn.

    Returns
    -------
    str
        A picture of its own, which needs no font and no script.
    """
    layout = lay_out(drawing)
    width, height = f"{layout.width:.0f}", f"{layout.height:.0f}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-label="Plan of {escape(drawing.name)}">',
        f"  <style>{_STYLE}\n  </style>",
        "  <defs>"
        + _MARKERS.format(name="head", colour="#52606d")
        + _MARKERS.format(name="back", colour="#2b7aa8")
        + "</defs>",
        f'  <rect width="{width}" height="{height}" fill="#ffffff"/>',
        _text(MARGIN, MARGIN + 10, drawing.name, "name"),
        *_panels(drawing, layout),
        *_links(drawing, layout),
        *_boxes(drawing, layout),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _panels(drawing: Drawing, layout: Layout) -> Iterator[str]:
    for stage, panel in layout.panels.items():
        cycle = drawing.cycles.get(stage)
        yield _rectangle(panel, "loop" if cycle else "panel", 8)
        x, y = panel.x + PANEL_SIDE, panel.y + 25
        yield _text(x, y, stage, "stage")
        if cycle:
            yield _text(x + text_width(stage) + 18, y, cycle.condition, "note")


def _boxes(drawing: Drawing, layout: Layout) -> Iterator[str]:
    for family in drawing.families:
        box = layout.boxes[family.key]
        yield _rectangle(box, "box", 5)
        yield _text(box.middle_x, box.middle_y + 4.5, family.title, "", middle=True)


def _links(drawing: Drawing, layout: Layout) -> Iterator[str]:
    lane = layout.lanes
    for link in drawing.links:
        source, target = layout.boxes[link.source], layout.boxes[link.target]
        apart = _apart(drawing, link.source[0], link.target[0])
        panel = layout.panels[link.target[0]]
        if apart == 0:
            yield _sideways(source, target)
        elif apart == 1:
            yield _below(source, target, panel)
        else:
            yield _around(source, target, panel, lane)
            lane += LANE
    for stage, cycle in drawing.cycles.items():
        yield from _back(cycle, layout, layout.panels[stage])


def _apart(drawing: Drawing, source: StageName, target: StageName) -> int:
    return drawing.stages.index(target) - drawing.stages.index(source)


def _sideways(source: Box, target: Box) -> str:
    x1, y1, x2, y2 = source.right, source.middle_y, target.x - 1, target.middle_y
    bend = (x2 - x1) / 2
    path = f"M{x1:.1f} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    return f'  <path class="link" d="{path}"/>'


def _below(source: Box, target: Box, panel: Box) -> str:
    """Go down into the gap above the next stage, and into its box from the left."""
    out = source.right - min(14.0, source.width / 4)
    return _path("link", [(out, source.bottom), *_entry(out, target, panel)])


def _around(source: Box, target: Box, panel: Box, lane: float) -> str:
    """Go to a lane at the right and past other stages to the gap above the target."""
    start = [(source.right, source.middle_y), (lane, source.middle_y)]
    return _path("link", [*start, *_entry(lane, target, panel)])


def _entry(x: float, target: Box, panel: Box) -> list[Point]:
    gap = panel.y - BETWEEN_PANELS / 2
    before = target.x - PANEL_SIDE / 2
    return [(x, gap), (before, gap), (before, target.middle_y), (target.x - 1, target.middle_y)]


def _back(cycle: Cycle, layout: Layout, panel: Box) -> Iterator[str]:
    source, target = layout.boxes[cycle.source], layout.boxes[cycle.target]
    x1, x2, y = source.middle_x, target.middle_x, panel.bottom - 20
    yield _path("back", [(x1, source.bottom), (x1, y), (x2, y), (x2, target.bottom + 1)])
    yield _text((x1 + x2) / 2, y - 6, "next iteration", "note", middle=True)


def _path(kind: str, corners: list[Point]) -> str:
    """Draw a line along the axes with rounded corners."""
    parts = [f"M{corners[0][0]:.1f} {corners[0][1]:.1f}"]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        (x1, y1), (x2, y2) = _towards(corner, before), _towards(corner, after)
        parts.append(f"L{x1:.1f} {y1:.1f}Q{corner[0]:.1f} {corner[1]:.1f} {x2:.1f} {y2:.1f}")
    parts.append(f"L{corners[-1][0]:.1f} {corners[-1][1]:.1f}")
    return f'  <path class="{kind}" d="{"".join(parts)}"/>'


def _towards(corner: Point, other: Point) -> Point:
    """Give the place where the rounding of a corner begins."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy)
    part = min(_ROUNDING, length / 2) / length if length else 0.0
    return corner[0] + part * dx, corner[1] + part * dy


def _rectangle(box: Box, kind: str, radius: float) -> str:
    return (
        f'  <rect class="{kind}" x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" '
        f'height="{box.height:.1f}" rx="{radius:g}"/>'
    )


def _text(x: float, y: float, text: str, kind: str, *, middle: bool = False) -> str:
    anchor = ' text-anchor="middle"' if middle else ""
    style = f' class="{kind}"' if kind else ""
    return f'  <text{style} x="{x:.1f}" y="{y:.1f}"{anchor}>{escape(text)}</text>'
