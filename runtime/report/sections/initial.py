"""Initial data: the pool of frames and the choice among them."""

from collections.abc import Iterator

from saggar.runtime.report.content import Block, Paragraph, Pictures, Section, grid
from saggar.runtime.report.data.initial import Selection
from saggar.runtime.report.data.report import ReportData
from saggar.runtime.report.figures.initial import selection_picture
from saggar.runtime.report.notation import count, percent


def initial_section(data: ReportData) -> Section:
    """Draw the pool and the choice, and count frames by origin."""
    return Section("initial-data", "Initial data", tuple(_blocks(data)))


def _blocks(data: ReportData) -> Iterator[Block]:
    initial = data.records.lock.campaign.initial_data
    if initial.existing is not None:
        yield Paragraph(f"The frames of {initial.existing} were there, with their labels.")
    if not initial.is_given:
        yield Paragraph("Nothing was trained, so there are none.", "note")
    elif initial.is_generated:
        yield from _selected(data.selection)


def _selected(selection: Selection | None) -> Iterator[Block]:
    if selection is None:
        yield Paragraph("The initial frames are not chosen yet.", "note")
        return
    yield Pictures((selection_picture(selection),), "full")
    yield grid(
        "Frames of the pool by where they come from.",
        ("Origin", "Offered", "Chosen", "Part chosen"),
        [
            (origin, count(offered), count(chosen), percent(chosen / offered))
            for origin, (offered, chosen) in selection.by_origin().items()
        ],
    )
