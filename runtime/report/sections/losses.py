"""What was left out, stopped, retried or given up."""

from collections.abc import Iterator

from saggar.runtime.report.content import Block, Log, Paragraph, Section, grid
from saggar.runtime.report.data.discarded import Discard
from saggar.runtime.report.data.report import ReportData
from saggar.runtime.report.notation import count, counted, percent


def losses_section(data: ReportData) -> Section:
    """Count everything that a rule removed or a failure cost."""
    return Section("discarded", "Discarded, stopped, retried, given up", tuple(_blocks(data)))


def _blocks(data: ReportData) -> Iterator[Block]:
    losses = data.losses
    yield grid(
        "Every rule that leaves something out, zeros included.",
        ("Rule", "Left out", "Of", "Part"),
        [_row(discard) for discard in losses.discards],
    )
    if losses.label_failures:
        yield grid(
            "Reasons of failed labels.",
            ("Reason", "Labels"),
            [(reason, count(number)) for reason, number in losses.label_failures],
        )
    for line in losses.fewer:
        yield Paragraph(f"Frames for validation, {line}.", "note")
    if losses.stopped:
        yield grid(
            "Dynamics that ended before their time.",
            ("Run", "Reason"),
            list(losses.stopped),
            words=2,
        )
    if losses.retried:
        yield grid(
            "Tasks that finished after failures.",
            ("Task", "Last error", "Failures"),
            [(task, error, count(number)) for task, number, error in losses.retried],
            words=2,
        )
    for failure in losses.given_up:
        attempts = counted(failure.attempts, "attempt")
        yield Paragraph(f"{failure.task} was given up after {attempts}: {failure.error}", "warning")
        if failure.log:
            yield Log(f"End of the log of {failure.task}", failure.log)
    for message in data.unreadable:
        yield Paragraph(message, "warning")


def _row(discard: Discard) -> tuple[str, str, str, str]:
    part = percent(discard.number / discard.of) if discard.of else "–"
    of = "–" if discard.of is None else count(discard.of)
    return discard.rule, counted(discard.number, discard.noun, _plural(discard.noun)), of, part


def _plural(noun: str) -> str:
    return {"entry": "entries", "trajectory": "trajectories"}.get(noun, "")
