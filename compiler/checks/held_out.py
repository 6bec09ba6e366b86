"""SG325: what a potential is tested on never enters its training."""

from collections.abc import Iterator, Mapping

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.chosen import holdout_sets, training_sets
from saggar.compiler.frozen.cells import FrozenCells
from saggar.compiler.positions import KeyPath, dotted
from saggar.compiler.structures.known import KnownCell


def held_out_cells_are_not_named(subject: Subject) -> Iterator[Finding]:
    """Require that no section of training names a cell of a hold-out set (SG325)."""
    kept_out = _kept_out(subject)
    for path, cells in subject.sections_with_cells():
        for index, name in enumerate(() if isinstance(cells, str) else cells):
            if name in kept_out:
                where: KeyPath = (*path, "cells", index)
                message = f"{dotted(where)}: {name} is of the hold-out set {kept_out[name]}"
                yield Finding(where, "SG325", message, "leave it out")


def held_out_stays_out(subject: Subject) -> Iterator[Finding]:
    """Require that nothing that was ever held out enters training under another name (SG325).

    Interfaces that were built are known by their identity, for ever. All cells, those from a
    person's file too, are held against the held-out cells of the lock atom by atom.
    """
    if subject.frozen is None:
        return
    trained = _trained(subject)
    ever = subject.frozen.lock.held_out if subject.frozen.lock is not None else ()
    identities = subject.frozen.identities(trained)
    held_out = _cells_held_out(subject, subject.frozen)
    for name, (path, remedy) in trained.items():
        if identities.get(name) in ever:
            message = f"{dotted(path)}: {name} is an interface that was held out"
            yield Finding(path, "SG325", message, remedy, at_key=True)
            continue
        twin = _twin(subject.known.get(name), held_out)
        if twin is not None:
            message = f"{dotted(path)}: the cell of {name} is that of {twin}, which was held out"
            yield Finding(path, "SG325", message, remedy, at_key=True)


def _kept_out(subject: Subject) -> dict[str, str]:
    """Give the cells of hold-out sets with the names of these sets."""
    if subject.frozen is None:
        return {}
    built = subject.frozen.source.sets
    return {each: name for name in holdout_sets(subject.campaign) for each in built[name]}


def _trained(subject: Subject) -> dict[str, tuple[KeyPath, str]]:
    """Give the interfaces that may be trained on, each with its place and how to take it out."""
    assert subject.frozen is not None
    source, given = subject.frozen.source, subject.campaign.interfaces.given
    named = [name for _, cells in subject.sections_with_cells() for name in subject.chosen(cells)]
    training = [name for each in training_sets(subject.campaign) for name in source.sets[each]]
    set_of = {name: each for each, names in source.sets.items() for name in names}
    found: dict[str, tuple[KeyPath, str]] = {}
    for name in dict.fromkeys((*training, *named)):
        if name in _kept_out(subject):
            continue
        if name in source.added:
            remedy = f"take {name} out of structures.lock/review.yaml"
            found[name] = ("interfaces", "sets", set_of[name]), remedy
        elif name in set_of:
            remedy = f"drop {name} in structures.lock/review.yaml, with a reason"
            found[name] = ("interfaces", "sets", set_of[name]), remedy
        elif name in given:
            remedy = "delete it, or name the cells of training without it"
            found[name] = ("interfaces", "given", name), remedy
    return found


def _cells_held_out(subject: Subject, frozen: FrozenCells) -> dict[str, KnownCell]:
    used = {name: subject.known[name] for name in _kept_out(subject) if name in subject.known}
    return {**frozen.held_out, **used}


def _twin(cell: KnownCell | None, others: Mapping[str, KnownCell]) -> str | None:
    """Find a cell that holds the same structure."""
    if cell is None:
        return None
    return next((name for name, other in others.items() if cell.is_twin_of(other)), None)


RULES: tuple[Rule, ...] = (held_out_cells_are_not_named, held_out_stays_out)
