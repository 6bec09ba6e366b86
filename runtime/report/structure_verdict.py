"""What the first screen states of a run that makes structures: phases, interfaces, relaxations."""

from collections.abc import Iterator

from saggar.runtime.report.content import Statement
from saggar.runtime.report.data.report import ReportData
from saggar.runtime.report.data.structures import FrozenStructures
from saggar.runtime.report.notation import counted
from saggar.runtime.structures_lock.wording import lattice
from saggar.schemas.frozen_structures import Relaxed

MOST_PHASES = 4
"""Up to so many lattices are stated on the first screen."""


def structure_statements(data: ReportData) -> tuple[Statement, ...]:
    """Give what was frozen, and whether its relaxations ended as declared."""
    frozen = data.structures
    if frozen is None:
        return (Statement("Structures", "Not frozen yet", ()),)
    return _phases(frozen), _interfaces(frozen), _relaxations(frozen)


def _phases(frozen: FrozenStructures) -> Statement:
    phases = frozen.lock.phases
    sentences = [
        f"{name}: {lattice(each.conventional)} Å (given {lattice(each.as_given)})."
        for name, each in list(phases.items())[:MOST_PHASES]
    ]
    return Statement("Phases", counted(len(phases), "cell"), tuple(sentences))


def _interfaces(frozen: FrozenStructures) -> Statement:
    sets = frozen.lock.sets
    kept = sum(counts.kept for counts in sets.values())
    candidates = sum(counts.candidates for counts in sets.values())
    sentences = tuple(
        f"{name}: {counts.kept} of {counted(counts.candidates, 'candidate')}."
        for name, counts in sets.items()
    )
    headline = f"{counted(kept, 'interface')} of {counted(candidates, 'candidate')}"
    return Statement("Interfaces", headline if sets else "None declared", sentences)


def _relaxations(frozen: FrozenStructures) -> Statement:
    relaxed = list(_ended(frozen))
    loose = [name for name, each in relaxed if not each.converged]
    title = "Relaxation of what is kept"
    if not relaxed:
        return Statement(title, "Nothing was relaxed", ())
    if not loose:
        number = counted(len(relaxed), "cell")
        return Statement(title, f"Converged: {number}", (), "met", "declared limit met")
    return Statement(
        title,
        f"{len(loose)} of {counted(len(relaxed), 'cell')} used up their steps",
        (f"{', '.join(loose)}: energies are upper bounds.",),
        "not met",
        "declared limit not met",
    )


def _ended(frozen: FrozenStructures) -> Iterator[tuple[str, Relaxed]]:
    lock = frozen.lock
    records = [(name, each.relaxed) for name, each in lock.phases.items()]
    records += [(name, each.relaxed) for name, each in lock.interfaces.items()]
    for name, relaxed in records:
        if relaxed is not None and relaxed.relaxation is not None:
            yield name, relaxed
