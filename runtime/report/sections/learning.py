"""Active learning: how data, fit and uncertainty changed over the iterations."""

from collections.abc import Iterator

from saggar.runtime.report.content import Block, Paragraph, Pictures, Section, grid
from saggar.runtime.report.data.learning import Iteration, Learning
from saggar.runtime.report.data.report import ReportData
from saggar.runtime.report.figures.embedding import Picture
from saggar.runtime.report.figures.learning import (
    data_set_picture,
    deviation_picture,
    fate_picture,
    fit_picture,
    fraction_picture,
)
from saggar.runtime.report.notation import count, percent, plain, significant
from saggar.runtime.report.verdict import domain_name
from saggar.schemas.results import DomainFraction


def learning_section(data: ReportData) -> Section:
    """Draw and tabulate the course of active learning."""
    return Section("learning", "Active learning", tuple(_blocks(data.learning)))


def _blocks(learning: Learning) -> Iterator[Block]:
    overview = tuple(_overview(learning))
    if overview:
        yield Pictures(overview, "third")
    if learning.declared is None:
        yield Paragraph("The campaign has no loop.", "note")
        return
    if not learning.iterations:
        yield Paragraph("No iteration has been assessed yet.", "note")
        return
    if any(iteration.deviations_eV_per_A.size for iteration in learning.iterations):
        yield Pictures((deviation_picture(learning),), "full")
    yield Pictures((fate_picture(learning),), "full")
    yield _counts(learning)
    yield _explorations(learning)
    assessed = learning.iterations[-1].assessed
    never = assessed.not_begun + assessed.not_begun_outside
    if never:
        yield Paragraph(f"Explorations that have never run: {', '.join(never)}.", "note")


def _overview(learning: Learning) -> Iterator[Picture]:
    if learning.data_sets:
        yield data_set_picture(learning)
    if learning.trainings:
        yield fit_picture(learning)
    if learning.iterations:
        yield fraction_picture(learning)


def _counts(learning: Learning) -> Block:
    return grid(
        "Frames of each iteration by the rule that decided about them.",
        (
            "Iteration",
            "Checked",
            "Below the window",
            "Candidates",
            "Above the window",
            "Atoms too close",
            "Not finite",
            "Not chosen",
            "Chosen for labelling",
            f"Above {plain(learning.window.above_eV_per_A)} eV/Å in the domain",
            "Met the limit",
        ),
        [_count_row(iteration) for iteration in learning.iterations],
    )


def _count_row(iteration: Iteration) -> tuple[str, ...]:
    counts = iteration.assessed.counts
    return (
        str(iteration.number),
        count(counts.checked),
        count(counts.below),
        count(counts.candidates),
        count(counts.above),
        count(counts.too_close),
        count(counts.not_finite),
        count(counts.not_chosen),
        count(counts.selected),
        percent(iteration.assessed.candidate_fraction),
        "yes" if iteration.assessed.converged_here else "no",
    )


def _explorations(learning: Learning) -> Block:
    last = learning.iterations[-1]
    threshold = plain(learning.window.above_eV_per_A)
    return grid(
        f"Explorations of iteration {last.number}; the declared domain is {domain_name(learning)}.",
        (
            "Exploration",
            "Cell",
            "In the domain",
            "Temperature (K)",
            "Pressure (GPa)",
            "Checked",
            f"Above {threshold} eV/Å",
            "Largest deviation (eV/Å)",
            "Stopped early",
        ),
        [_exploration_row(part) for part in last.assessed.explorations],
        words=3,
    )


def _exploration_row(part: DomainFraction) -> tuple[str, ...]:
    return (
        part.name,
        part.cell,
        "yes" if part.within_domain else "no",
        plain(part.temperature_K),
        "constant volume" if part.pressure_GPa is None else plain(part.pressure_GPa),
        count(part.checked),
        percent(part.unknown / part.checked) if part.checked else "none checked",
        significant(part.largest_deviation_eV_per_A),
        "yes" if part.stopped else "no",
    )
