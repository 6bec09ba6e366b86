"""What the campaign assumes, and which checks it overrules."""

from collections.abc import Iterator

from saggar.runtime.report.content import Block, Paragraph, Section, grid
from saggar.runtime.report.data.report import ReportData


def assumptions_section(data: ReportData) -> Section:
    """List assumptions and overruled checks with their reasons."""
    return Section("assumptions", "Assumptions and overruled checks", tuple(_blocks(data)))


def _blocks(data: ReportData) -> Iterator[Block]:
    campaign = data.records.lock.campaign
    if campaign.assumptions:
        yield grid(
            "What the source of the study leaves open, and what was chosen.",
            ("Subject", "Assumption"),
            list(campaign.assumptions.items()),
            words=2,
        )
    else:
        yield Paragraph("The campaign declares no assumption.")
    if campaign.ignore:
        yield grid(
            "Checks that the campaign overrules.",
            ("Check", "Reason"),
            list(campaign.ignore.items()),
            words=2,
        )
    else:
        yield Paragraph("No check is overruled.")
