"""A drawing as SVG."""

from collections.abc import Iterator
from html import escape

from saggar.compiler.graph.drawing import Cycle, Drawing
from saggar.compiler.graph.layout import (
    BOX_HEIGHT,
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
        if apart == 0:
            yield _sideways(source, target)
        elif apart == 1:
            yield _downwards(source, target)
        else:
            yield _around(source, target, lane)
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


def _downwards(source: Box, target: Box) -> str:
    x1, y1, x2, y2 = source.middle_x, source.bottom, target.middle_x, target.y - 1
    bend = (y2 - y1) / 2
    path = f"M{x1:.1f} {y1:.1f}C{x1:.1f} {y1 + bend:.1f} {x2:.1f} {y2 - bend:.1f} {x2:.1f} {y2:.1f}"
    return f'  <path class="link" d="{path}"/>'


def _around(source: Box, target: Box, lane: float) -> str:
    """Go to a lane at the right, down, and back above the target."""
    x1, y1, x2, y2 = source.right, source.middle_y, target.middle_x, target.y - 1
    turn = y2 - BOX_HEIGHT / 2
    path = f"M{x1:.1f} {y1:.1f}H{lane - 8:.1f}q8 0 8 8V{turn - 8:.1f}q0 8 -8 8H{x2 + 8:.1f}"
    return f'  <path class="link" d="{path}q-8 0 -8 8V{y2:.1f}"/>'


def _back(cycle: Cycle, layout: Layout, panel: Box) -> Iterator[str]:
    source, target = layout.boxes[cycle.source], layout.boxes[cycle.target]
    x1, x2, y = source.middle_x, target.middle_x, panel.bottom - 20
    path = f"M{x1:.1f} {source.bottom:.1f}V{y - 8:.1f}q0 8 -8 8H{x2 + 8:.1f}q-8 0 -8 -8"
    yield f'  <path class="back" d="{path}V{target.bottom + 1:.1f}"/>'
    yield _text((x1 + x2) / 2, y - 6, "next iteration", "note", middle=True)


def _rectangle(box: Box, kind: str, radius: float) -> str:
    return (
        f'  <rect class="{kind}" x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" '
        f'height="{box.height:.1f}" rx="{radius:g}"/>'
    )


def _text(x: float, y: float, text: str, kind: str, *, middle: bool = False) -> str:
    anchor = ' text-anchor="middle"' if middle else ""
    style = f' class="{kind}"' if kind else ""
    return f'  <text{style} x="{x:.1f}" y="{y:.1f}"{anchor}>{escape(text)}</text>'
