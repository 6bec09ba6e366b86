"""Sentences on bulk phases: as they are declared, or as they were frozen."""

from collections.abc import Iterator, Sequence

from saggar.compiler.methods.account import Account
from saggar.compiler.methods.manuscript import Manuscript, alike, counted, span, verb
from saggar.compiler.methods.notation import listed
from saggar.schemas.campaign import Campaign
from saggar.schemas.engines import Reference
from saggar.schemas.frozen_structures import FrozenPhase, Relaxed
from saggar.schemas.phases import Ordering, Relaxation


def phases(account: Account, text: Manuscript) -> Iterator[str]:
    """Say which phases were studied and how their cells were made."""
    campaign = account.campaign
    frozen = _frozen(account)
    named = [_named(name, account) for name in campaign.phases]
    yield f"The bulk phase{'s' * (len(named) > 1)} {verb(named)} {listed(named)}."
    untrained = [name for name, phase in campaign.phases.items() if not phase.training]
    if untrained:
        yield f"{listed(untrained)} did not enter the training set."
    if frozen:
        yield from _as_frozen(campaign, frozen, text)
    else:
        yield from _as_declared(campaign, text)
    charges = [f"{element} {charge:+g}" for element, charge in campaign.charges.items()]
    yield f"Formal charges were {listed(charges)}."


def _frozen(account: Account) -> dict[str, FrozenPhase]:
    if account.frozen is None or account.frozen.lock is None:
        return {}
    return account.frozen.lock.phases


def _named(name: str, account: Account) -> str:
    """Name a phase with the space group of its frozen cell and its source."""
    record = _frozen(account).get(name)
    group = [record.symmetry.symbol] if record is not None else []
    said = [*group, *filter(None, [account.campaign.phases[name].source])]
    return f"{name} ({'; '.join(said)})" if said else name


def _as_declared(campaign: Campaign, text: Manuscript) -> Iterator[str]:
    orderings = [
        (each.ordering, name) for name, each in campaign.phases.items() if each.ordering is not None
    ]
    for order, names in alike(orderings):
        yield (
            f"The partial occupancies of {listed(names)} were resolved by enumeration of at most "
            f"{order.at_most} orderings{_supercell(order)}; the {order.relax} lowest in Ewald "
            f"energy {text.cite('ewald')} were relaxed {relaxation(order.relaxation)} with "
            f"{by_role(campaign, order.relaxation, text)} {until(order.relaxation, text)}, and "
            f"{_kept(order.keep)}."
        )
    relaxed = [
        (each.relax, name)
        for name, each in campaign.phases.items()
        if each.ordering is None and each.relax is not None
    ]
    for relax, names in alike(relaxed):
        yield (
            f"{listed(names)} {verb(names)} relaxed {relaxation(relax)} with "
            f"{by_role(campaign, relax, text)} {until(relax, text)}."
        )


def _kept(number: int) -> str:
    return "the lowest was used" if number == 1 else f"the {number} lowest were used"


def _supercell(order: Ordering) -> str:
    if order.supercell == (1, 1, 1):
        return ""
    return f" of a {' x '.join(map(str, order.supercell))} supercell"


def relaxation(relax: Relaxation) -> str:
    """Say what was free in a relaxation."""
    return "together with the lattice" if relax.cell else "at fixed lattice"


def until(relax: Relaxation, text: Manuscript) -> str:
    """Say when a relaxation ended."""
    tolerance = text.write(relax, "force_tolerance")
    return f"until no force exceeded {tolerance}, in at most {counted(relax.max_steps, 'step')}"


def by_role(campaign: Campaign, relax: Relaxation, text: Manuscript) -> str:
    """Name the model that relaxes, by its role in the campaign."""
    models = campaign.models
    model = models.foundation if relax.model == "foundation" else models.reference
    return f"the {relax.model} model" if model is None else text.model(model)


def _as_frozen(
    campaign: Campaign, frozen: dict[str, FrozenPhase], text: Manuscript
) -> Iterator[str]:
    for name, order in ((name, each.ordering) for name, each in campaign.phases.items()):
        cells = {cell: record for cell, record in frozen.items() if record.phase == name}
        if order is not None and cells:
            yield from _ordered(name, order, list(cells.values()), text)
    relaxed = [
        ((record.relaxed.model, record.relaxed.relaxation), name)
        for name, record in frozen.items()
        if record.relaxed is not None
    ]
    for (model, relax), names in alike(relaxed):
        outcomes = {name: each for name in names if (each := frozen[name].relaxed) is not None}
        yield from _relaxed(names, model, relax, outcomes, text)
    given = [name for name, record in frozen.items() if record.relaxed is None]
    if given:
        yield f"The {_cells(given)} of {listed(given)} {verb(given)} used as given."


def _cells(names: Sequence[str]) -> str:
    return "cell" if len(names) == 1 else "cells"


def _ordered(
    name: str, order: Ordering, records: list[FrozenPhase], text: Manuscript
) -> Iterator[str]:
    found = [each.ordered for each in records if each.ordered is not None]
    if not found:
        return
    first = found[0]
    ranks = listed([str(each.ewald_rank) for each in found])
    all_of_them = "all of which" if first.relaxed == first.distinct else (
        f"of which the {first.relaxed} lowest in Ewald energy {text.cite('ewald')}")  # fmt: skip
    yield (
        f"The partial occupancies of {name} allow {first.orderings} orderings"
        f"{_supercell(order)}, {first.distinct} of them distinct by symmetry, {all_of_them} were "
        f"relaxed; {_kept(len(found))} (by Ewald energy in place {ranks})."
    )


def _relaxed(
    names: list[str],
    model: Reference,
    relax: Relaxation | None,
    outcomes: dict[str, Relaxed],
    text: Manuscript,
) -> Iterator[str]:
    """Say how cells that were relaxed alike came out."""
    if relax is None:
        yield f"{listed(names)} {verb(names)} evaluated with {text.model(model)} as given."
        return
    steps = span([each.steps for each in outcomes.values()])
    yield (
        f"{listed(names)} {verb(names)} relaxed {relaxation(relax)} with {text.model(model)} by "
        f"L-BFGS {text.cite('lbfgs')} {until(relax, text)}; {steps} were taken."
    )
    left = [
        f"{name} ({each.largest_force_eV_per_A:.2f} eV/Å left)"
        for name, each in outcomes.items()
        if not each.converged
    ]
    if left:
        yield f"Not converged: {listed(left)}."
