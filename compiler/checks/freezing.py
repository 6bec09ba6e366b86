"""SG212, SG213, SG326 to SG329, SG333, SG334: sets of interfaces, and cells frozen for them."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.chosen import training_sets
from saggar.compiler.frozen.cells import FrozenCells
from saggar.compiler.positions import KeyPath, dotted
from saggar.runtime.structures.box import supercell_for_box_rule
from saggar.schemas.base import Frozen, user_key

if TYPE_CHECKING:
    from saggar.schemas.frozen_structures import Addition, FrozenInterface

MOST_TRAINING_ATOMS = 400
"""Ours: a single point of a plane-wave code on more atoms takes hours."""

_SETS: KeyPath = ("interfaces", "sets")

_SEARCH = {
    "max_index": "max_index: 2",
    "max_area_A2": 'max_area: "120 Å^2"',
    "max_strain": 'max_strain: "5 %"',
    "keep_per_orientation": "keep_per_orientation: 2",
    "draw": "draw: 10",
}
"""What a set that is searched for needs, with an example of each."""


def sets_have_limits(subject: Subject) -> Iterator[Finding]:
    """Require the limits of every set and of every declared pair (SG212)."""
    for name, each in subject.campaign.interfaces.sets.items():
        if not each.pairs:
            missing = [key for key in _SEARCH if getattr(each, key) is None]
            yield from _incomplete((*_SETS, name), "interfaces are searched for", missing)
        for pair_name, pair in each.pairs.items():
            missing = [
                key
                for key in ("max_area_A2", "max_strain")
                if getattr(pair, key) is None and getattr(each, key) is None
            ]
            path: KeyPath = (*_SETS, name, "pairs", pair_name)
            yield from _incomplete(path, "a match is searched for", missing)


def _incomplete(path: KeyPath, why: str, missing: list[str]) -> Iterator[Finding]:
    if missing:
        examples = ", ".join(_SEARCH[key] for key in missing)
        keys = ", ".join(_SEARCH[key].split(":")[0] for key in missing)
        message = f"{dotted(path)} lacks {keys}; {why} within limits"
        hint = f"add for instance '{examples}', or 'like: ...' to take them from another set"
        yield Finding(path, "SG212", message, hint, at_key=True)


def draws_cover_pairs_of_phases(subject: Subject) -> Iterator[Finding]:
    """Require that a draw can hold one interface of every pair of phases (SG213)."""
    interfaces = subject.campaign.interfaces
    pairs = len(interfaces.films) * len(interfaces.substrates)
    for name, each in interfaces.sets.items():
        if not each.pairs and each.draw is not None and each.draw < pairs:
            path: KeyPath = (*_SETS, name, "draw")
            yield Finding(
                path,
                "SG213",
                f"{dotted(path)} is {each.draw}; {len(interfaces.films)} films and "
                f"{len(interfaces.substrates)} substrates make {pairs} pairs, each of which is "
                "covered",
                f"draw at least {pairs}, or name fewer films and substrates",
            )


def produced_sets_hold_cells(subject: Subject) -> Iterator[Finding]:
    """Require that the set that production runs use holds an interface (SG326)."""
    runs = subject.campaign.production.interfaces
    if runs is None or runs.set is None or subject.frozen is None:
        return
    if runs.set in subject.frozen.source.sets and not subject.produced_interfaces():
        path: KeyPath = ("production", "interfaces", "set")
        message = f"{dotted(path)} is {runs.set}, of which structures.lock holds no interface"
        yield Finding(path, "SG326", message, "widen its limits, or drop fewer in the review")


def sets_are_full(subject: Subject) -> Iterator[Finding]:
    """Warn of sets that hold fewer interfaces than were to be drawn (SG329)."""
    if subject.frozen is None:
        return
    for name, each in subject.campaign.interfaces.sets.items():
        held = len(subject.frozen.source.sets[name])
        if each.draw is not None and held < each.draw:
            path: KeyPath = (*_SETS, name, "draw")
            yield Finding(
                path,
                "SG329",
                f"{dotted(path)} is {each.draw}; structures.lock holds {held} of the set",
                "the table in structures.lock/README.md says where the others went: widen the "
                "limits, relax or keep more of each orientation, or ignore SG329 with a reason",
            )


def reviews_leave_every_pair_of_phases(subject: Subject) -> Iterator[Finding]:
    """Warn of pairs of phases of which a review dropped every interface of a set (SG334)."""
    if subject.frozen is None or subject.frozen.lock is None:
        return
    for name, each in subject.campaign.interfaces.sets.items():
        if each.pairs:
            continue
        left = _pairs_of_phases(subject.frozen, subject.frozen.source.sets[name])
        found = [key for key, of in subject.frozen.lock.interfaces.items() if of.set == name]
        lost = sorted(_pairs_of_phases(subject.frozen, found) - left)
        if lost:
            path: KeyPath = (*_SETS, name)
            pairs = ", ".join(f"{film} on {substrate}" for film, substrate in lost)
            yield Finding(
                path,
                "SG334",
                f"{dotted(path)}: the review leaves no interface of {pairs}",
                "drop fewer, or add one of your own, in structures.lock/review.yaml",
                at_key=True,
            )


def _pairs_of_phases(frozen: FrozenCells, names: Iterable[str]) -> set[tuple[str, str]]:
    """Give film and substrate of interfaces as phases of the campaign."""
    records: dict[str, FrozenInterface | Addition] = dict(frozen.added)
    if frozen.lock is not None:
        records |= frozen.lock.interfaces
    phases = frozen.source.phases
    of = [records[name] for name in names if name in records]
    return {
        (phases.get(each.film, each.film), phases.get(each.substrate, each.substrate))
        for each in of
    }


def ranked_by_the_declared_model(subject: Subject) -> Iterator[Finding]:
    """Warn of cells that another model relaxed than the campaign declares (SG327)."""
    lock = subject.frozen.lock if subject.frozen is not None else None
    for role, used in lock.models.items() if lock is not None else ():
        declared = getattr(subject.campaign.models, role)
        if declared is not None and declared != used:
            path: KeyPath = ("models", role)
            yield Finding(
                path,
                "SG327",
                f"{dotted(path)} is {_named(declared)}; structures.lock was relaxed and ranked "
                f"with {_named(used)}",
                "freeze anew with `saggar structures`, or ignore SG327 with a reason",
                at_key=True,
            )


def ranked_with_the_declared_effort(subject: Subject) -> Iterator[Finding]:
    """Warn of interfaces ranked with another effort than the campaign declares (SG333)."""
    lock = subject.frozen.lock if subject.frozen is not None else None
    if lock is None or not lock.sets:
        return
    declared, used = subject.campaign.interfaces.rank.lock(), lock.rank.lock()
    for key in (key for key in declared if declared[key] != used[key]):
        path: KeyPath = ("interfaces", "rank", key)
        yield Finding(
            path,
            "SG333",
            f"{dotted(path)} is {_effort(declared[key])}; structures.lock was ranked with "
            f"{_effort(used[key])}",
            "freeze anew with `saggar structures`, or ignore SG333 with a reason",
        )


def _effort(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{user_key(key)} {each}" for key, each in value.items())
    return "none" if value is None else str(value)


def _named(model: Frozen) -> str:
    values = model.lock()
    words = (values.get(key) for key in ("engine", "model", "version", "weights", "dispersion"))
    return " ".join(str(word) for word in words if word and word != "none")


def training_cells_are_affordable(subject: Subject) -> Iterator[Finding]:
    """Warn of training on interfaces too large for many reference calculations (SG328)."""
    if subject.frozen is None:
        return
    for set_name in training_sets(subject.campaign):
        sizes = {
            name: _atoms_when_run(subject, name)
            for name in subject.frozen.source.sets[set_name]
            if name in subject.cells
        }
        large = {name: size for name, size in sizes.items() if size > MOST_TRAINING_ATOMS}
        if large:
            path: KeyPath = (*_SETS, set_name)
            largest = max(large, key=lambda name: large[name])
            yield Finding(
                path,
                "SG328",
                f"{dotted(path)}: {len(large)} of {len(sizes)} training interfaces hold more than "
                f"{MOST_TRAINING_ATOMS} atoms where they are explored, {largest} as many as "
                f"{large[largest]}; every labelled frame costs that much",
                "write 'training: false', lower max_area or thickness, or drop them in the review",
                at_key=True,
            )


def _atoms_when_run(subject: Subject, name: str) -> int:
    cell = subject.cells[name]
    a, b, c = supercell_for_box_rule(cell, subject.campaign.models.potential.cutoff.radial_A)
    return len(cell) * a * b * c


RULES: tuple[Rule, ...] = (
    sets_have_limits,
    draws_cover_pairs_of_phases,
    produced_sets_hold_cells,
    sets_are_full,
    reviews_leave_every_pair_of_phases,
    ranked_by_the_declared_model,
    ranked_with_the_declared_effort,
    training_cells_are_affordable,
)
