"""SG2: names stand for something."""

from collections.abc import Collection, Iterable, Iterator

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.loading.unreadable import one_by_one
from saggar.compiler.nearest import did_you_mean
from saggar.compiler.positions import KeyPath, dotted
from saggar.schemas.campaign import Campaign
from saggar.schemas.engines import Vasp

_Reference = tuple[KeyPath, str, bool]
"""Where a name is used, the name, and whether it is the key itself."""


def phases_exist(subject: Subject) -> Iterator[Finding]:
    """Require that names of phases stand for entries of `phases` (SG201)."""
    known = subject.campaign.phases
    yield from _unknown(_phase_references(subject.campaign), known, "SG201", "phase", "phases")


def cells_exist(subject: Subject) -> Iterator[Finding]:
    """Require that names of cells stand for phases or interfaces (SG202), once all are known."""
    if subject.awaits_cells and subject.campaign.interfaces.sets:
        return
    references = (
        ((*path, "cells", index), name, False)
        for path, cells in subject.sections_with_cells()
        if not isinstance(cells, str)
        for index, name in enumerate(cells)
    )
    yield from _unknown(references, subject.cell_names, "SG202", "cell", "phases and interfaces")
    runs = subject.campaign.production.interfaces
    if runs is not None:
        path: KeyPath = ("production", "interfaces", "cells")
        named = (((*path, index), name, False) for index, name in enumerate(runs.cells))
        known = [*subject.campaign.interfaces.given, *_frozen_interfaces(subject)]
        yield from _unknown(named, known, "SG202", "interface", "interfaces")


def _frozen_interfaces(subject: Subject) -> Iterator[str]:
    if subject.frozen is not None:
        for names in subject.frozen.source.sets.values():
            yield from names


def sets_exist(subject: Subject) -> Iterator[Finding]:
    """Require that names of sets stand for entries of `interfaces.sets` (SG203)."""
    campaign = subject.campaign
    runs, holdout = campaign.production.interfaces, campaign.validation.holdout
    used: list[_Reference] = []
    if runs is not None and runs.set is not None:
        used.append((("production", "interfaces", "set"), runs.set, False))
    if holdout is not None:
        used.append((("validation", "holdout"), holdout, False))
    known = campaign.interfaces.sets
    yield from _unknown(used, known, "SG203", "set of interfaces", "interfaces.sets")


def _phase_references(campaign: Campaign) -> Iterator[_Reference]:
    sections = (_phases_of_interfaces, _produced_phases, _validated_phases)
    yield from one_by_one(sections, lambda section: section(campaign))


def _phases_of_interfaces(campaign: Campaign) -> Iterator[_Reference]:
    interfaces = campaign.interfaces
    for side, names in (("films", interfaces.films), ("substrates", interfaces.substrates)):
        for index, name in enumerate(names):
            yield ("interfaces", side, index), name, False
    for set_name, each in interfaces.sets.items():
        for pair_name, pair in each.pairs.items():
            path: KeyPath = ("interfaces", "sets", set_name, "pairs", pair_name)
            yield (*path, "film"), pair.film, False
            yield (*path, "substrate"), pair.substrate, False
    for name, given in interfaces.given.items():
        yield ("interfaces", "given", name, "film"), given.film, False
        yield ("interfaces", "given", name, "substrate"), given.substrate, False


def _produced_phases(campaign: Campaign) -> Iterator[_Reference]:
    if campaign.production.bulk is not None:
        for name in campaign.production.bulk.phases:
            yield ("production", "bulk", "phases", name), name, True


def _validated_phases(campaign: Campaign) -> Iterator[_Reference]:
    for name, path in campaign.validation.neb.items():
        yield ("validation", "neb", name, "phase"), path.phase, False
    curves = campaign.validation.energy_volume
    if curves is not None and not isinstance(curves.phases, str):
        for index, name in enumerate(curves.phases):
            yield ("validation", "energy_volume", "phases", index), name, False


def _unknown(
    references: Iterable[_Reference], known: Collection[str], code: str, kind: str, where: str
) -> Iterator[Finding]:
    def judge(reference: _Reference) -> Iterator[Finding]:
        path, name, at_key = reference
        if name not in known:
            message = f"{dotted(path)}: there is no {kind} {name!r}"
            hint = did_you_mean(name, known, allowed=where)
            yield Finding(path, code, message, hint, at_key=at_key)

    yield from one_by_one(references, judge)


def elements_are_declared(subject: Subject) -> Iterator[Finding]:
    """Require that elements named by sections have charges (SG205)."""
    campaign = subject.campaign
    used: list[_Reference] = [(("analysis", "mobile"), campaign.analysis.mobile, False)]
    used += [
        (("validation", "neb", name, "ion"), path.ion, False)
        for name, path in campaign.validation.neb.items()
    ]
    if isinstance(campaign.models.reference, Vasp):
        used += [
            (("models", "reference", "potentials", symbol), symbol, True)
            for symbol in campaign.models.reference.potentials
        ]
    yield from _unknown(used, campaign.charges, "SG205", "charge for", "charges")


def names_are_unique(subject: Subject) -> Iterator[Finding]:
    """Require that cells have names of their own, letter case aside (SG206)."""
    seen: dict[str, str] = {}
    for path, name in _names(subject.campaign):
        other = seen.setdefault(name.casefold(), dotted(path))
        if other != dotted(path):
            message = f"{dotted(path)}: the name {name!r} is taken by {other}"
            hint = "choose another name; letter case does not count, since files are named so"
            yield Finding(path, "SG206", message, hint, at_key=True)


def _names(campaign: Campaign) -> Iterator[tuple[KeyPath, str]]:
    for name in campaign.phases:
        yield ("phases", name), name
    for name in campaign.interfaces.given:
        yield ("interfaces", "given", name), name
    for set_name, each in campaign.interfaces.sets.items():
        for name in each.pairs:
            yield ("interfaces", "sets", set_name, "pairs", name), name
    if campaign.production.bulk is not None:
        for name, atoms in campaign.production.bulk.phases.items():
            yield ("production", "bulk", "phases", name), f"{name}-{atoms}"


def something_is_chosen(subject: Subject) -> Iterator[Finding]:
    """Require that a section that chooses cells has some (SG207)."""
    for path, cells in subject.sections_with_cells():
        if not subject.chosen(cells) and not subject.awaits_cells:
            chosen = cells if isinstance(cells, str) else "an empty list"
            kept = [name for name, each in subject.campaign.phases.items() if not each.training]
            yield Finding(
                (*path, "cells"),
                "SG207",
                f"{dotted(path)}.cells is {chosen}, which chooses none of "
                f"{', '.join(subject.cell_names)}",
                f"name some; kept out of training: {', '.join(kept) or 'none'}",
            )
    bulk = subject.campaign.production.bulk
    if bulk is not None and not bulk.phases:
        path = ("production", "bulk", "phases")
        hint = f"add for instance '{next(iter(subject.campaign.phases))}: 96' (atoms)"
        yield Finding(path, "SG207", f"{dotted(path)} is empty; it names phases to run", hint)


RULES: tuple[Rule, ...] = (
    phases_exist,
    cells_exist,
    sets_exist,
    elements_are_declared,
    names_are_unique,
    something_is_chosen,
)
