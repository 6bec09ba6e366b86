"""Where everything of a drawing stands: stages below each other, families from left to right."""

from dataclasses import dataclass

from saggar.compiler.graph.drawing import Drawing, Key, ranks
from saggar.schemas.campaign import StageName

BOX_HEIGHT = 34.0
LETTER_WIDTH = 7.3
"""Of the sans-serif font at 13 px, on the wide side."""
PADDING = 28.0
"""Of a box, both sides together."""
GAP_X, GAP_Y = 44.0, 12.0
PANEL_TOP, PANEL_BOTTOM, PANEL_SIDE = 44.0, 18.0, 22.0
CYCLE_HEIGHT = 40.0
BETWEEN_PANELS = 34.0
MARGIN = 24.0
LANE = 16.0
"""Distance of the lanes at the right, along which links pass stages that they do not concern."""


@dataclass(frozen=True)
class Box:
    """A rectangle, px."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.y + self.height

    @property
    def middle_x(self) -> float:
        """Middle between the left and the right edge."""
        return self.x + self.width / 2

    @property
    def middle_y(self) -> float:
        """Middle between the upper and the lower edge."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Layout:
    """A drawing on paper.

    Parameters
    ----------
    panels : dict of str to Box
        Stages.
    boxes : dict of tuple to Box
        Families.
    lanes : float
        Where the lanes begin, px from the left.
    width, height : float
        Of the paper, px.
    """

    panels: dict[StageName, Box]
    boxes: dict[Key, Box]
    lanes: float
    width: float
    height: float


def lay_out(drawing: Drawing) -> Layout:
    """Place stages and families.

    Parameters
    ----------
    drawing : Drawing
        What is drawn.
    """
    boxes: dict[Key, Box] = {}
    heights: dict[StageName, float] = {}
    top = MARGIN + 30.0
    for stage in drawing.stages:
        placed = _placed(drawing, stage, top + PANEL_TOP)
        boxes |= placed
        end = max(box.bottom for box in placed.values()) + PANEL_BOTTOM
        heights[stage] = end - top + (CYCLE_HEIGHT if stage in drawing.cycles else 0.0)
        top += heights[stage] + BETWEEN_PANELS
    width = max(_panel_width(drawing, stage, boxes) for stage in drawing.stages)
    panels: dict[StageName, Box] = {}
    top = MARGIN + 30.0
    for stage, height in heights.items():
        panels[stage] = Box(MARGIN, top, width, height)
        top += height + BETWEEN_PANELS
    lanes = MARGIN + width + LANE
    far = sum(_passes(drawing, link.source[0], link.target[0]) for link in drawing.links)
    paper = MARGIN + width + (far + 1) * LANE * bool(far) + MARGIN
    return Layout(panels, boxes, lanes, paper, top - BETWEEN_PANELS + MARGIN)


def text_width(text: str) -> float:
    """Give the width of a text at 13 px, px."""
    return LETTER_WIDTH * len(text)


def _placed(drawing: Drawing, stage: StageName, top: float) -> dict[Key, Box]:
    """Place the families of a stage by rank, those of one rank below each other."""
    families = drawing.of(stage)
    rank = ranks(families, drawing.links)
    columns: list[list[Key]] = [[] for _ in range(1 + max(rank.values()))]
    for family in families:
        columns[rank[family.key]].append(family.key)
    titles = {family.key: family.title for family in families}
    tallest = max(len(column) for column in columns)
    placed: dict[Key, Box] = {}
    x = MARGIN + PANEL_SIDE
    for column in columns:
        width = max(text_width(titles[key]) for key in column) + PADDING
        y = top + (tallest - len(column)) * (BOX_HEIGHT + GAP_Y) / 2
        for key in column:
            placed[key] = Box(x, y, width, BOX_HEIGHT)
            y += BOX_HEIGHT + GAP_Y
        x += width + GAP_X
    return placed


def _panel_width(drawing: Drawing, stage: StageName, boxes: dict[Key, Box]) -> float:
    right = max(boxes[family.key].right for family in drawing.of(stage)) - MARGIN + PANEL_SIDE
    cycle = drawing.cycles.get(stage)
    text = 2 * PANEL_SIDE + text_width(stage + "   " + (cycle.condition if cycle else ""))
    return max(right, text)


def _passes(drawing: Drawing, source: StageName, target: StageName) -> bool:
    """Say whether a link passes stages that it does not concern."""
    return drawing.stages.index(target) - drawing.stages.index(source) > 1
