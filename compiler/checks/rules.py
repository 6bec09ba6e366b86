"""The table of rules and their execution."""

from collections.abc import Iterator, Mapping
from functools import partial

from saggar.compiler.checks import (
    decks,
    engines,
    explored,
    freezing,
    held_out,
    images,
    incar,
    interfaces,
    learning,
    normals,
    output,
    reference,
    references,
    sampling,
    sections,
    structures,
    timing,
)
from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.codes import CODES
from saggar.compiler.frozen.cells import FrozenCells
from saggar.compiler.loading.unreadable import as_far_as_readable
from saggar.compiler.not_yet import NOT_YET
from saggar.compiler.positions import dotted
from saggar.compiler.structures.known import KnownCell
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import Machine


def run_checks(
    campaign: Campaign,
    cells: Mapping[str, KnownCell] | None,
    machine: Machine,
    frozen: FrozenCells | None = None,
) -> list[Finding]:
    """Apply all rules.

    Parameters
    ----------
    campaign : Campaign
        Resolved.
    cells : mapping of str to KnownCell, or None
        Cells by name of phase or interface; rules about cells judge those that are there.
    machine : Machine
        Where the campaign will be executed.
    frozen : FrozenCells, optional
        What is known of cells that were frozen beside the campaign.

    Returns
    -------
    list of Finding
        Errors, warnings (those that the campaign ignores carry its reason) and what cannot be
        executed yet. Of a campaign with faults a rule says what it finds before it meets a value
        that could not be read.
    """
    subject = Subject(campaign, cells or {}, machine, frozen)
    found = dict.fromkeys(
        finding for rule in RULES for finding in as_far_as_readable(partial(rule, subject))
    )
    return [
        judged
        for finding in found
        for judged in as_far_as_readable(partial(_unless_ignored, finding, campaign))
    ]


def _unless_ignored(finding: Finding, campaign: Campaign) -> Iterator[Finding]:
    """Give a finding; a warning with the reason for which the campaign ignores it."""
    yield finding.ignored_by(campaign)


def ignored_codes_are_warnings(subject: Subject) -> Iterator[Finding]:
    """Require that what is ignored is a warning that exists, and why (SG208)."""
    warnings = [code for code, known in CODES.items() if known.severity == "warning"]
    for code, reason in subject.campaign.ignore.items():
        if code in warnings:
            if not reason.strip():
                yield Finding(
                    ("ignore", code),
                    "SG208",
                    f"ignore.{code} gives no reason; without one the warning stays",
                    "write why it is meant so: the reason stands in the lock and in the report",
                )
            continue
        kind = f"an {CODES[code].severity} code" if code in CODES else "no code"
        yield Finding(
            ("ignore", code),
            "SG208",
            f"ignore.{code}: {code} is {kind}; only warnings can be ignored",
            _instead_of_ignoring(code),
            at_key=True,
        )


def _instead_of_ignoring(code: str) -> str:
    """Say what to do where a code cannot be ignored; another number is no other spelling."""
    if code in CODES:
        return f"mend what it finds: `saggar explain {code}` says why it stops the study"
    if code.upper() in CODES:
        return f"write {code.upper()}"
    return "delete it, or write the code of a warning that `saggar check` gives"


def what_cannot_be_executed_yet(subject: Subject) -> Iterator[Finding]:
    """Find sections without an executor (SG5)."""
    for each in NOT_YET:
        for path in each.places(subject.campaign):
            yield Finding(
                path,
                each.code,
                f"{dotted(path)}: {each.name} cannot be executed yet",
                "choose another one, to compile" if each.word else "delete it to compile the rest",
                at_key=each.word is None,
            )


RULES: tuple[Rule, ...] = (
    ignored_codes_are_warnings,
    *references.RULES,
    *sections.RULES,
    *structures.RULES,
    *freezing.RULES,
    *held_out.RULES,
    *interfaces.RULES,
    *normals.RULES,
    *timing.RULES,
    *explored.RULES,
    *learning.RULES,
    *output.RULES,
    *engines.RULES,
    *images.RULES,
    *decks.RULES,
    *reference.RULES,
    *incar.RULES,
    *sampling.RULES,
    what_cannot_be_executed_yet,
)
"""Every rule, in the order of the codes' families."""
