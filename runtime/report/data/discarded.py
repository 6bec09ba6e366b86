"""Everything that was left out, repeated or given up, by the rule that did it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from saggar.runtime.report.data.problems import Problems
from saggar.runtime.report.data.structures import makes_structures
from saggar.runtime.report.notation import plain
from saggar.runtime.report.records import RunRecords, SomeOutcome
from saggar.runtime.structures_lock.wording import LEFT_OUT, left_out
from saggar.schemas.results import (
    AssessOutcome,
    CollectOutcome,
    DynamicsOutcome,
    FailedOutcome,
    FramesOutcome,
    LabelOutcome,
    OrderOutcome,
    RankOutcome,
    RelaxOutcome,
    SettlePhaseOutcome,
)
from saggar.schemas.steps import RunDynamics


@dataclass(frozen=True)
class Discard:
    """How many things one rule has removed.

    Parameters
    ----------
    rule : str
        What the rule says, with its limit.
    number : int
        Things removed.
    of : int or None
        Things to which it was applied; none where that has no meaning.
    noun : str
        What they are.
    """

    rule: str
    number: int
    of: int | None
    noun: str


@dataclass(frozen=True)
class Losses:
    """All that was discarded, stopped, retried or given up.

    Parameters
    ----------
    discards : tuple of Discard
        By rule, zeros included.
    label_failures : tuple of (str, int)
        Reasons of failed labels with their numbers.
    stopped : tuple of (str, str)
        Dynamics that ended before their time: task and reason.
    fewer : tuple of str
        Production runs that had fewer frames than asked for, each with both numbers.
    retried : tuple of (str, int, str)
        Tasks that finished after failures: task, failures, last error.
    given_up : tuple of FailedOutcome
        Tasks without a result after every allowed attempt.
    """

    discards: tuple[Discard, ...]
    label_failures: tuple[tuple[str, int], ...]
    stopped: tuple[tuple[str, str], ...]
    fewer: tuple[str, ...]
    retried: tuple[tuple[str, int, str], ...]
    given_up: tuple[FailedOutcome, ...]


def read_losses(records: RunRecords, problems: Problems) -> Losses:
    """Count what was left out of a run, from the outcomes of its tasks."""
    labels = _outcomes(records, "label", LabelOutcome, problems)
    failures = Counter(_reason(line) for label in labels for line in label.failures)
    stopped = tuple(_stopped(records, problems))
    return Losses(
        discards=(
            *_by_rules(records, labels, problems),
            *_of_execution(records, stopped),
        ),
        label_failures=tuple(failures.most_common()),
        stopped=stopped,
        fewer=tuple(
            line
            for picked in _outcomes(records, "pick_frames", FramesOutcome, problems)
            for line in picked.fewer
        ),
        retried=tuple(
            (record.task.id, len(record.failures), record.failures[-1].error)
            for record in records.tasks
            if record.finished and record.failures
        ),
        given_up=tuple(
            FailedOutcome(
                task=record.task.id,
                attempts=len(record.failures),
                error=record.failures[-1].error,
                log=record.failures[-1].log,
            )
            for record in records.tasks
            if record.given_up
        ),
    )


def _by_rules(
    records: RunRecords, labels: list[LabelOutcome], problems: Problems
) -> Iterator[Discard]:
    if makes_structures(records):
        yield from _of_orderings(records, problems)
        yield from _of_interfaces(records, problems)
        yield from _of_relaxations(records, problems)
        return
    yield from _of_frames(records, problems)
    yield from _of_candidates(records, problems)
    yield from _of_labels(records, labels, problems)


def _outcomes(
    records: RunRecords, step: str, kind: type[SomeOutcome], problems: Problems
) -> list[SomeOutcome]:
    read = (problems.attempt(record.outcome, kind) for record in records.finished(step))
    return [outcome for outcome in read if outcome is not None]


def _reason(line: str) -> str:
    """Give the reason in a line about a failed label, which begins with the frame's name."""
    return line.split(": ", 1)[-1].strip()


def _of_orderings(records: RunRecords, problems: Problems) -> Iterator[Discard]:
    orders = _outcomes(records, "order", OrderOutcome, problems)
    settled = _outcomes(records, "settle_phase", SettlePhaseOutcome, problems)
    distinct = sum(order.distinct for order in orders)
    relaxed = sum(phase.relaxed for phase in settled)
    yield Discard(
        "Orderings: equivalent to another one by symmetry",
        sum(order.orderings - order.distinct for order in orders),
        sum(order.orderings for order in orders),
        "ordering",
    )
    yield Discard(
        "Orderings: not relaxed, too high by Ewald sums",
        sum(order.not_chosen for order in orders),
        distinct,
        "ordering",
    )
    yield Discard(
        "Orderings: relaxed to a crystal that is there already",
        sum(phase.same for phase in settled),
        relaxed,
        "ordering",
    )
    yield Discard(
        "Orderings: not among the lowest after relaxation",
        sum(phase.not_kept for phase in settled),
        relaxed,
        "ordering",
    )


def _of_interfaces(records: RunRecords, problems: Problems) -> Iterator[Discard]:
    ranked = [each.counts for each in _outcomes(records, "rank_interfaces", RankOutcome, problems)]
    candidates = sum(counts.candidates for counts in ranked)
    by_set = [left_out(counts) for counts in ranked]
    for reason in LEFT_OUT.values():
        number = sum(each[reason] for each in by_set)
        yield Discard(f"Interfaces: {reason}", number, candidates, "candidate")


def _of_relaxations(records: RunRecords, problems: Problems) -> Iterator[Discard]:
    relaxed = _outcomes(records, "relax", RelaxOutcome, problems)
    structures = sum(each.structures for each in relaxed)
    yield Discard(
        "Relaxations: failed", sum(each.failed for each in relaxed), structures, "structure"
    )
    yield Discard(
        "Relaxations: steps used up before forces were small",
        sum(len(each.not_converged) for each in relaxed),
        structures,
        "structure",
    )
    yield Discard(
        "Stores: entry damaged, made anew", sum(each.damaged for each in relaxed), None, "entry"
    )


def _of_frames(records: RunRecords, problems: Problems) -> Iterator[Discard]:
    chosen = _outcomes(records, "select_initial", FramesOutcome, problems)
    pool = sum(outcome.pool for outcome in chosen)
    kept = sum(outcome.frames for outcome in chosen)
    yield Discard("Initial pool: not chosen by the descriptor", pool - kept, pool, "frame")
    picked = _outcomes(records, "pick_frames", FramesOutcome, problems)
    asked = sum(outcome.asked for outcome in picked)
    missing = sum(outcome.asked - outcome.frames for outcome in picked if outcome.asked)
    yield Discard("Validation: asked for, the run had fewer", missing, asked, "frame")


def _of_candidates(records: RunRecords, problems: Problems) -> Iterator[Discard]:
    learning = records.lock.campaign.active_learning
    if learning is None:
        return
    window = learning.candidate.force_deviation
    low, high = plain(window.above_eV_per_A), plain(window.below_eV_per_A)
    ratio = plain(learning.reject.distance_ratio_below)
    counts = [o.counts for o in _outcomes(records, "assess", AssessOutcome, problems)]
    checked = sum(count.checked for count in counts)
    candidates = sum(count.candidates for count in counts)
    yield Discard(
        f"Exploration: committee deviation below {low} eV/Å, already known",
        sum(count.below for count in counts),
        checked,
        "frame",
    )
    yield Discard(
        f"Exploration: committee deviation above {high} eV/Å",
        sum(count.above for count in counts),
        checked,
        "frame",
    )
    yield Discard(
        f"Exploration: two atoms closer than {ratio} of the sum of their covalent radii",
        sum(count.too_close for count in counts),
        checked,
        "frame",
    )
    yield Discard(
        "Exploration: deviation or positions not finite",
        sum(count.not_finite for count in counts),
        checked,
        "frame",
    )
    yield Discard(
        f"Candidates: passed over by the selection of at most {learning.select.at_most}",
        sum(count.not_chosen for count in counts),
        candidates,
        "frame",
    )


def _of_labels(
    records: RunRecords, labels: list[LabelOutcome], problems: Problems
) -> Iterator[Discard]:
    limit = plain(records.lock.campaign.reject.label_force_above_eV_per_A)
    sets = _outcomes(records, "collect", CollectOutcome, problems)
    asked = sum(label.frames for label in labels)
    outliers = sum(data.force_outliers for data in sets)
    duplicates = sum(data.duplicates for data in sets)
    offered = sum(data.added for data in sets) + outliers + duplicates
    yield Discard("Labels: failed", sum(label.failed for label in labels), asked, "label")
    yield Discard("Labels: a force above " + limit + " eV/Å", outliers, offered, "label")
    yield Discard("Labels: frame already in the training set", duplicates, offered, "label")
    yield Discard(
        "Label store: entry damaged, label made anew",
        sum(label.damaged for label in labels),
        None,
        "entry",
    )


def _of_execution(records: RunRecords, stopped: tuple[tuple[str, str], ...]) -> Iterator[Discard]:
    dynamics = len(records.finished("dynamics"))
    begun = sum(1 for record in records.tasks if record.finished or record.failures)
    retried = sum(1 for record in records.tasks if record.finished and record.failures)
    given_up = sum(1 for record in records.tasks if record.given_up)
    lost = sum(1 for event in records.events if event.event == "lost")
    yield Discard("Dynamics: stopped before its time", len(stopped), dynamics, "trajectory")
    yield Discard("Tasks: finished after at least one failure", retried, begun, "task")
    yield Discard("Tasks: given up", given_up, begun, "task")
    yield Discard("Tasks: lost with their process", lost, None, "task")
    yield Discard("Results: moved aside, their declaration changed", records.stale, None, "result")


def _stopped(records: RunRecords, problems: Problems) -> Iterator[tuple[str, str]]:
    for record in records.finished("dynamics"):
        outcome = problems.attempt(record.outcome, DynamicsOutcome)
        if outcome is not None and outcome.stopped:
            yield f"{record.task.id} ({record.settings(RunDynamics).purpose})", outcome.stopped
