"""The page: values to sections, sections to one HTML file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import saggar.templates
from saggar.runtime.report.content import Page, Pictures, Section
from saggar.runtime.report.data.report import ReportData
from saggar.runtime.report.figures.embedding import Picture
from saggar.runtime.report.figures.parity import key_picture
from saggar.runtime.report.notation import counted
from saggar.runtime.report.sections.accuracy import accuracy_section
from saggar.runtime.report.sections.assumptions import assumptions_section
from saggar.runtime.report.sections.initial import initial_section
from saggar.runtime.report.sections.learning import learning_section
from saggar.runtime.report.sections.losses import losses_section
from saggar.runtime.report.sections.production import displacement_section, production_section
from saggar.runtime.report.sections.provenance import provenance_section
from saggar.runtime.report.sections.structures import structures_section
from saggar.runtime.report.verdict import missing, state, statements

TEMPLATES = Path(saggar.templates.__path__[0]) / "report"


def compose(data: ReportData) -> Page:
    """Compose the report of a run.

    Parameters
    ----------
    data : ReportData
        What the run directory holds.

    Returns
    -------
    Page
        Statements, pictures and tables, all values formatted.
    """
    campaign = data.records.lock.campaign
    return Page(
        name=campaign.name,
        description=campaign.description,
        subtitle=_subtitle(data),
        statements=statements(data),
        key_picture=next(
            (key_picture(c) for c in (*data.comparisons, data.training_fit) if c is not None), None
        ),
        missing=missing(data),
        state=state(data),
        sections=tuple(_sections(data)),
    )


def _sections(data: ReportData) -> Iterator[Section]:
    if not data.makes_structures:
        yield learning_section(data)
        yield accuracy_section(data)
    if data.makes_structures or data.structures is not None:
        yield structures_section(data)
    if not data.makes_structures:
        yield initial_section(data)
        yield production_section(data)
        yield displacement_section(data)
    yield losses_section(data)
    yield assumptions_section(data)
    yield provenance_section(data)


def _subtitle(data: ReportData) -> str:
    records = data.records
    tasks = sum(stage.tasks for stage in data.execution)
    finished = sum(stage.finished for stage in data.execution)
    count = f"{finished} of {counted(tasks, 'task')} finished"
    if not records.events:
        return f"{count}, nothing executed yet"
    latest = datetime.fromisoformat(records.events[-1].time).astimezone(UTC)
    return f"{count}, latest event {latest:%Y-%m-%d %H:%M} UTC"


def pictures(page: Page) -> tuple[Picture, ...]:
    """Give every picture of a page that has a table of its own, in order."""
    return tuple(
        picture
        for section in page.sections
        for block in section.blocks
        if isinstance(block, Pictures)
        for picture in block.pictures
    )


def render(page: Page) -> str:
    """Render a page as one HTML file without outside references.

    Parameters
    ----------
    page : Page
        The page.

    Returns
    -------
    str
        HTML.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html.j2").render(page=page)
