"""What a person decided on frozen interfaces: some dropped, some added, each with a reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from saggar.compiler.cells import read_content
from saggar.compiler.checks.finding import Finding
from saggar.compiler.frozen.cells import remembered_cell
from saggar.compiler.nearest import did_you_mean
from saggar.compiler.positions import KeyPath
from saggar.compiler.sides import HOW_TO_GROUP, Sides
from saggar.compiler.structures.known import KnownCell
from saggar.compiler.structures.memory import Memory
from saggar.schemas.campaign import Campaign
from saggar.schemas.errors import CampaignError, StructureError
from saggar.schemas.frozen_structures import Addition, Review, StructuresLock

_AT: KeyPath = ("interfaces", "sets")


@dataclass(frozen=True)
class Reviewed:
    """A review that was held against its lock.

    Attributes
    ----------
    dropped : dict of str to str
        Interfaces that are left out, with the reasons.
    added : dict of str to Addition
        Interfaces that are used besides.
    cells : dict of str to KnownCell
        Cells of those.
    paths : tuple of Path
        Files that were read.
    findings : tuple of Finding
        SG324 for each entry that cannot be followed.
    """

    dropped: dict[str, str] = field(default_factory=dict)
    added: dict[str, Addition] = field(default_factory=dict)
    cells: dict[str, KnownCell] = field(default_factory=dict)
    paths: tuple[Path, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_review(path: Path) -> Review | None:
    """Read a review; None where there is none.

    Raises
    ------
    CampaignErrors
        If it cannot be understood, with the place in it.
    """
    if not path.is_file():
        return None
    from saggar.compiler.load import read_model

    return read_model(path, Review, "the review")


def reviewed(
    lock: StructuresLock, review: Review | None, campaign: Campaign, root: Path, memory: Memory
) -> Reviewed:
    """Hold a review against the lock that it is of.

    Parameters
    ----------
    lock : StructuresLock
        Names what can be dropped.
    review : Review or None
        What a person decided.
    campaign : Campaign
        Names sets and phases.
    root : Path
        Folder of the lock.
    memory : Memory
        What was found of its cells before.
    """
    if review is None:
        return Reviewed()
    found = [*_wrong_drops(lock, review), *_wrong_additions(lock, review, campaign)]
    cells: dict[str, KnownCell] = {}
    paths = [root / "review.yaml"]
    for name, each in review.add.items():
        path = root / each.file
        try:
            cells[name] = remembered_cell(read_content(path, name=name), path, name, memory)
            paths.append(path)
        except (CampaignError, StructureError) as error:
            found.append(_finding(f"add.{name}.file is {each.file}; {error}", "mend the file"))
    added = {name: each for name, each in review.add.items() if name in cells}
    return Reviewed(dict(review.drop), added, cells, tuple(paths), tuple(found))


def with_groups(review: Reviewed, cells: Mapping[str, KnownCell], lock: StructuresLock) -> Reviewed:
    """Tell film and substrate of added interfaces apart, in the groups of their atoms.

    Parameters
    ----------
    review : Reviewed
        Added interfaces with their cells.
    cells : mapping of str to KnownCell
        Frozen cells by name.
    lock : StructuresLock
        Which cells are of which phase.

    Returns
    -------
    Reviewed
        Cells with groups; SG324 for groups that are missing or contradict the phases. Cells of
        other elements than those of their phases stay as they are, since SG308 names them.
    """
    elements = {
        name: set(cells[key].summary.counts)
        for key, record in lock.phases.items()
        for name in (key, record.phase)
        if key in cells
    }
    grouped: dict[str, KnownCell] = {}
    found: list[Finding] = []
    for name, each in review.added.items():
        if not {each.film, each.substrate} <= set(elements):
            continue
        sides = Sides(each.film, each.substrate, elements[each.film], elements[each.substrate])
        if not sides.hold(review.cells[name].summary.counts):
            continue
        cell, problem = _grouped(review.cells[name], sides)
        grouped[name] = cell
        if problem:
            found.append(_finding(f"add.{name}.file is {each.file}; {problem}", HOW_TO_GROUP))
    return replace(review, cells=review.cells | grouped, findings=tuple(found))


def _grouped(cell: KnownCell, sides: Sides) -> tuple[KnownCell, str]:
    """Give a cell with groups, and what is wrong with them."""
    if cell.summary.groups is not None:
        return cell, sides.fault_of_groups(cell.summary.groups)
    if not sides.shared:
        return sides.grouped(cell), ""
    shared = ", ".join(sorted(sides.shared))
    return cell, f"it does not say which atoms are of the film, and {shared} is in both phases"


def _wrong_drops(lock: StructuresLock, review: Review) -> Iterator[Finding]:
    for name, reason in review.drop.items():
        if name not in lock.interfaces:
            hint = did_you_mean(name, lock.interfaces, allowed="frozen interfaces")
            yield _finding(f"drop.{name}: there is no frozen interface {name!r}", hint)
        yield from _without_reason(f"drop.{name}", reason)


def _wrong_additions(lock: StructuresLock, review: Review, campaign: Campaign) -> Iterator[Finding]:
    taken = {*lock.interfaces, *lock.phases, *campaign.phases, *campaign.interfaces.given}
    phases = (*campaign.phases, *(name for name in lock.phases if name not in campaign.phases))
    for name, each in review.add.items():
        if name.casefold() in {other.casefold() for other in taken}:
            yield _finding(f"add.{name}: the name {name!r} is taken", "choose another name")
        named = (
            ("set", each.set, tuple(campaign.interfaces.sets), "sets"),
            ("film", each.film, phases, "phases"),
            ("substrate", each.substrate, phases, "phases"),
        )
        for key, value, known, what in named:
            if value not in known:
                message = f"add.{name}.{key}: there is no {value!r} among {what}"
                yield _finding(message, did_you_mean(value, known, allowed=what))
        yield from _without_reason(f"add.{name}.reason", each.reason)


def _without_reason(key: str, reason: str) -> Iterator[Finding]:
    if not reason.strip():
        yield _finding(f"{key}: the reason is empty", "say in a few words why")


def _finding(problem: str, hint: str) -> Finding:
    return Finding(_AT, "SG324", f"structures.lock/review.yaml: {problem}", hint, at_key=True)
