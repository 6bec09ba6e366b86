"""The structures lock: cells, records, table and pictures of everything that is kept."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from saggar.runtime.steps.context import StepContext, read_outcome
from saggar.runtime.steps.structure_records import RankedSet, read_phases, read_ranked
from saggar.runtime.structures_lock.contents import interface_files, lock_files, phase_files
from saggar.runtime.structures_lock.notes import note_effort, note_like_contacts
from saggar.runtime.structures_lock.wording import left_out
from saggar.schemas.campaign import Models
from saggar.schemas.engines import Reference
from saggar.schemas.errors import RunStateError
from saggar.schemas.frozen_structures import (
    FrozenInterface,
    FrozenPhase,
    RankedInterface,
    Relaxed,
    StructuresLock,
)
from saggar.schemas.resolved import Lock
from saggar.schemas.results import FreezeOutcome, RankOutcome
from saggar.schemas.steps import FreezeStructures


def execute(settings: FreezeStructures, context: StepContext) -> FreezeOutcome:
    """Write the whole folder of the lock.

    Parameters
    ----------
    settings : FreezeStructures
        Digest of what the campaign says about structures, and what an earlier lock held out.
    context : StepContext
        Where to read and write.

    Raises
    ------
    RunStateError
        If records and cells of a task that is read disagree, or two interfaces have one name.
    """
    campaign = context.lock.campaign
    folders = context.results("rank")
    ranked = [read_ranked(folder) for folder in folders]
    outcomes = [read_outcome(folder, RankOutcome) for folder in folders]
    phases, contents = _phases(context)
    interfaces, more = _interfaces(ranked, campaign.charges)
    sets = {each.name: each.counts for each in ranked}
    held_out = sorted({*settings.held_out, *_held_out(interfaces.values())})
    lock = StructuresLock(
        campaign=campaign.name,
        digest=settings.digest,
        models=_models([*phases.values(), *interfaces.values()], campaign.models),
        rank=campaign.interfaces.rank,
        packages=context.lock.packages,
        notes=tuple(_notes(zip(ranked, outcomes, strict=True), context.lock)),
        phases=phases,
        interfaces=interfaces,
        sets=sets,
        efforts={each.name: by.effort for each, by in zip(ranked, outcomes, strict=True)},
        held_out=tuple(held_out),
    )
    for path, text in (contents | more | lock_files(lock)).items():
        _write(context.folder / path, text)
    return FreezeOutcome(
        phases=len(phases),
        interfaces={name: counts.kept for name, counts in sets.items()},
        left_out=sum(sum(left_out(counts).values()) for counts in sets.values()),
        held_out=len(held_out),
    )


def _phases(context: StepContext) -> tuple[dict[str, FrozenPhase], dict[str, str]]:
    records: dict[str, FrozenPhase] = {}
    contents: dict[str, str] = {}
    for name, phase in read_phases(context.results("phase")).items():
        records[name], files = phase_files(name, phase)
        contents |= files
    return records, contents


def _interfaces(
    sets: Iterable[RankedSet], charges: Mapping[str, float]
) -> tuple[dict[str, FrozenInterface], dict[str, str]]:
    records: dict[str, FrozenInterface] = {}
    contents: dict[str, str] = {}
    for ranked in sets:
        for name, interface in ranked.kept.items():
            if name in records:
                raise RunStateError(
                    f"two interfaces are called {name}, one of set {records[name].set} and one of "
                    f"set {ranked.name}; give their pairs different names"
                )
            records[name], files = interface_files(name, interface, charges)
            contents |= files
    return records, contents


def _held_out(interfaces: Iterable[RankedInterface]) -> list[str]:
    return [each.identity for each in interfaces if each.held_out]


def _models(
    records: Iterable[FrozenPhase | FrozenInterface], declared: Models
) -> dict[str, Reference]:
    """Give the models that relaxed or evaluated, under their roles in the campaign."""
    found = [each.relaxed for each in records if each.relaxed is not None]
    return dict(sorted({_role(relaxed, declared): relaxed.model for relaxed in found}.items()))


def _role(relaxed: Relaxed, declared: Models) -> str:
    if relaxed.relaxation is not None:
        return relaxed.relaxation.model
    return "foundation" if relaxed.model == declared.foundation else "reference"


def _notes(sets: Iterable[tuple[RankedSet, RankOutcome]], run: Lock) -> Iterator[str]:
    """Say what a reader must know before trusting the energies."""
    for ranked, outcome in sets:
        missing = "; ".join(_missing(outcome))
        if missing:
            yield f"Set {ranked.name} has no cell of {missing}."
        beyond, candidates = ranked.counts.beyond_cap, ranked.counts.candidates
        if beyond:
            yield (
                f"Set {ranked.name}: {beyond} of {candidates} candidates were not evaluated, since "
                "the campaign allows no more; lower ones may be among them."
            )
        relaxed = [each.record.relaxed for each in ranked.kept.values()]
        loose = [each for each in relaxed if each is not None and not each.converged]
        if loose:
            yield (
                f"Set {ranked.name}: {len(loose)} of {len(relaxed)} interfaces used up the "
                f"{max(each.steps for each in loose)} steps of their relaxation. Their energies "
                "are upper bounds, and others of their orientation may be lower."
            )
        records = [each.record for each in ranked.kept.values()]
        like = note_like_contacts(ranked.name, records, run.campaign.charges)
        if like:
            yield like
        if outcome.effort.evaluations:
            rate = run.machine.rates.foundation_ms_per_atom
            yield note_effort(ranked.name, outcome.effort, rate)


def _missing(outcome: RankOutcome) -> Iterator[str]:
    """Name pairs of phases of which a set has no cell, with the reason."""
    reasons = (
        (outcome.without_match, "whose lattices have no match within the limits"),
        (outcome.without_cell, "whose matches give no cell that is neutral, far enough apart and "
         "among those allowed"),
        (outcome.pairs_missed, "of which no candidate was kept"),
    )  # fmt: skip
    for pairs, reason in reasons:
        if pairs:
            yield f"{', '.join(pairs)}, {reason}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
