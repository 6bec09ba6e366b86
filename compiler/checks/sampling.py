"""SG46x: intervals, pressures and batches that do not fit the rest of the campaign."""

from collections.abc import Iterator

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.learning import pressures
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.positions import KeyPath, dotted
from saggar.schemas.campaign import Campaign

HIGHEST_GPa = 10.0
"""Pressure from which on a number of bar is suspected."""

BAR_PER_GPa = 1e4


def hops_fall_on_frames(subject: Subject) -> Iterator[Finding]:
    """Require that production writes a frame at every interval of hops (SG460)."""
    hop = subject.campaign.analysis.hop
    if hop is None:
        return
    for section, runs in subject.production_sections():
        ratio = hop.interval_ps / runs.dump_every_ps
        if round(ratio) >= 1 and abs(ratio - round(ratio)) <= 1e-6 * ratio:
            continue
        path = (*section, "dump_every")
        fits = hop.interval_ps / max(1, round(ratio))
        yield Finding(
            ("analysis", "hop"),
            "SG460",
            f"analysis.hop.interval is {hop.interval_ps:g} ps, {ratio:.4g} times {dotted(path)} of "
            f"{runs.dump_every_ps:g} ps; frames must fall on the interval",
            f'write {dotted(path)}: "{fits:.10g} ps", or an interval that is a whole multiple',
        )


def pressures_are_not_bar(subject: Subject) -> Iterator[Finding]:
    """Warn of pressures that look like a number of bar written as GPa (SG461).

    Those that reach the modulus of the barostat are left to SG421.
    """
    modulus = subject.campaign.dynamics.barostat.modulus_GPa
    for path, given in pressures(subject):
        high = [each for each in given if HIGHEST_GPa <= abs(each) < modulus]
        if high:
            yield Finding(
                path,
                "SG461",
                f"{dotted(path)} has {high[0]:g} GPa, which is {high[0] * BAR_PER_GPa:,.0f} bar",
                f'if bar was meant, write "{high[0]:g} bar" ({high[0] / BAR_PER_GPa:g} GPa)',
            )


def batches_leave_a_choice(subject: Subject) -> Iterator[Finding]:
    """Require that batches are smaller than training sets (SG462, SG463).

    Where a training set exists, its frames are counted when it is read.
    """
    if subject.campaign.initial_data.existing is None:
        yield from batches_above(subject.campaign, 0)


def batches_above(campaign: Campaign, existing: int) -> Iterator[Finding]:
    """Find batches that are larger than the training set (SG462, SG463).

    Parameters
    ----------
    campaign : Campaign
        With its trainings.
    existing : int
        Frames that are there already.
    """
    potential, initial = campaign.models.potential, campaign.initial_data
    first = existing + (initial.select.frames if initial.select is not None else 0)
    if not first or not campaign.trainings:
        return
    loop = campaign.active_learning
    most = first + (loop.stop.at_most * loop.select.at_most if loop is not None else 0)
    if "batch" in potential.model_fields_set and potential.batch > most:
        yield Finding(
            ("models", "potential", "batch"),
            "SG462",
            f"models.potential.batch is {potential.batch}; the training set has {most} frames at "
            "most",
            f"write at most {most}, or delete the key",
        )
    for section, train in campaign.trainings.items():
        path: KeyPath = (*section.split("."), "gradient", "batch")
        frames = most if section == "final_training" else first
        if train.gradient is not None and train.gradient.batch > frames:
            yield Finding(
                path,
                "SG463",
                f"{dotted(path)} is {train.gradient.batch}; the training set has {frames} frames "
                + ("at most" if section == "final_training" else "at first"),
                f"write at most {frames}, or select more frames",
            )


RULES: tuple[Rule, ...] = (hops_fall_on_frames, pressures_are_not_bar, batches_leave_a_choice)
