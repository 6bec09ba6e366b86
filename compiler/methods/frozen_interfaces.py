"""Sentences on interfaces as they were frozen: counts, sizes, strains, thicknesses, convergence."""

from collections.abc import Iterable, Iterator, Mapping

from saggar.compiler.chosen import holdout_sets
from saggar.compiler.frozen.cells import FrozenCells
from saggar.compiler.methods.manuscript import Manuscript, alike, counted, lowest, span, verb
from saggar.compiler.methods.notation import listed, plane
from saggar.compiler.methods.structures import relaxation, until
from saggar.schemas.base import user_key
from saggar.schemas.campaign import Campaign
from saggar.schemas.frozen_structures import (
    FrozenInterface,
    SetCounts,
    StructuresLock,
    Termination,
)
from saggar.schemas.interfaces import InterfaceSet, Pair, Ranking

NO_DIPOLE_e_PER_A = 5e-4
"""Dipole over area below which a slab is called unpolar, as in the table of frozen cells."""

_Records = Mapping[str, FrozenInterface]


def frozen_sets(
    campaign: Campaign, frozen: FrozenCells, lock: StructuresLock, text: Manuscript
) -> Iterator[str]:
    """Say how the interfaces of a lock were ranked and what each set holds.

    Parameters
    ----------
    campaign : Campaign
        Resolved; says what each set was limited to.
    frozen : FrozenCells
        Which interfaces are used after review.
    lock : StructuresLock
        Their records.
    text : Manuscript
        Cites and names.
    """
    used = {
        name: {each: lock.interfaces[each] for each in cells if each in lock.interfaces}
        for name, cells in frozen.source.sets.items()
    }
    yield from _ranking(lock.rank, [each for records in used.values() for each in records.items()],
                        text)  # fmt: skip
    apart = set(holdout_sets(campaign))
    for name, limits in campaign.interfaces.sets.items():
        records = used.get(name, {})
        trained = limits.training and name not in apart
        yield from _set(name, limits, lock.sets.get(name), records, text, trained=trained)
    yield from _review(frozen)


def _ranking(
    rank: Ranking, records: Iterable[tuple[str, FrozenInterface]], text: Manuscript
) -> Iterator[str]:
    """Say by which model and with which effort kept interfaces were evaluated."""
    yield f"Of each set at most {rank.at_most} candidates, the smallest in area, were taken."
    evaluated = [
        ((each.relaxed.model, each.relaxed.relaxation), name)
        for name, each in records
        if each.relaxed is not None
    ]
    for (model, relax), names in alike(evaluated):
        which = "Candidates" if len(names) == len(evaluated) else counted(len(names), "interface")
        how = "evaluated as built" if relax is None else f"relaxed {relaxation(relax)}"
        end = "" if relax is None else f" {until(relax, text)}"
        first = ""
        if rank.relax_per_orientation is not None and relax is not None:
            first = f", of each orientation the {lowest(rank.relax_per_orientation)} as built,"
        yield f"{which}{first} were {how} with {text.model(model)}{end}."
    if evaluated:
        yield (
            "They were ranked by their energy above that of the unstrained bulk phases over the "
            "area of their interfaces; those kept are used as they were relaxed, where nothing "
            "else is said."
        )


def _set(
    name: str,
    limits: InterfaceSet,
    counts: SetCounts | None,
    records: _Records,
    text: Manuscript,
    *,
    trained: bool,
) -> Iterator[str]:
    """Tell of one set."""
    if not records:
        yield f"Set {name} holds no frozen interface."
        return
    enters = "" if trained else ", which did not enter the training set,"
    number = counted(len(records), "declared interface" if limits.pairs else "interface")
    yield f"Set {name}{enters} has {number}{_bounds(limits, text)}{_chosen(limits, counts)}."
    if limits.pairs:
        every = (_one(one, record) + _exempt(record, limits, text) for one, record in
                 records.items())  # fmt: skip
        yield f"{'It is' if len(records) == 1 else 'They are'} {'; '.join(every)}."
    else:
        yield _sizes(records)
    yield from _convergence(records)
    yield from _rebuilt(records)


def _bounds(limits: InterfaceSet | Pair, text: Manuscript) -> str:
    """Say to what a set, or a declared pair, was limited."""
    phrases = {"max_index": "Miller indices", "max_area": "areas", "max_strain": "strains"}
    own = {user_key(name) for name in type(limits).model_fields}
    asked = {key: text.write(limits, key) for key in phrases if key in own}
    said = [f"{phrases[key]} up to {bound}" for key, bound in asked.items() if bound != "None"]
    return f" ({', '.join(said)})" if said else ""


def _chosen(limits: InterfaceSet, counts: SetCounts | None) -> str:
    """Say out of how many, and how, a set was chosen."""
    parts = []
    if counts is not None:
        fates = [f"{number} {fate}" for number, fate in _fates(counts) if number]
        which = f" ({listed(fates)})" if fates else ""
        parts.append(f"there were {counted(counts.candidates, 'candidate')}{which}")
    if limits.keep_per_orientation is not None:
        parts.append(f"of each orientation the {lowest(limits.keep_per_orientation)} may be used")
    if limits.draw is not None and (counts is None or counts.not_drawn):
        parts.append("those used are drawn at random so that every pair of phases occurs")
    return f": {'; '.join(parts)}" if parts else ""


def _fates(counts: SetCounts) -> tuple[tuple[int, str], ...]:
    """Give what became of candidates that were not ranked, or that another set has."""
    return (
        (counts.beyond_cap, "not evaluated"),
        (counts.too_close, "with film and substrate too near"),
        (counts.not_relaxed, "too high in energy as built"),
        (counts.failed + counts.no_energy, "without an energy"),
        (counts.taken + counts.held_out_before, "of another set"),
    )


def _exempt(record: FrozenInterface, limits: InterfaceSet, text: Manuscript) -> str:
    """Say what a declared pair was limited to instead of the limits of its set."""
    pair = limits.pairs.get(record.pair)
    return "" if pair is None else _bounds(pair, text).replace(" (", " (instead, ", 1)


def _sizes(records: _Records) -> str:
    every = list(records.values())
    film = span([each.film_termination.thickness_A for each in every], ".1f")
    substrate = span([each.substrate_termination.thickness_A for each in every], ".1f")
    return (
        f"They have {span([each.atoms for each in every])} atoms, areas of "
        f"{span([each.area_A2 for each in every], '.1f')} Å^2, strains of up to "
        f"{_largest([each.strains for each in every])} (principal) and "
        f"{_largest([each.length_strains for each in every])} (lengths), films of {film} Å and "
        f"substrates of {substrate} Å between outermost atoms{_polar(every)}."
    )


def _largest(strains: Iterable[tuple[float, float]]) -> str:
    return f"{100 * max(abs(part) for pair in strains for part in pair):.2f} %"


def _polar(every: list[FrozenInterface]) -> str:
    polar = sum(_is_polar(each.film_termination) or _is_polar(each.substrate_termination)
                for each in every)  # fmt: skip
    return f"; {polar} of them have a polar slab by formal charges" if polar else ""


def _is_polar(slab: Termination) -> bool:
    return abs(slab.dipole_e_A_per_A2) >= NO_DIPOLE_e_PER_A


def _one(name: str, record: FrozenInterface) -> str:
    """Tell of one interface."""
    film, substrate = record.film_termination, record.substrate_termination
    along, across = record.repeats
    area = f"{record.area_A2:.4g} Å^2"
    if (along, across) != (1, 1):
        area += f" ({along} x {across} matches of {record.match_area_A2:.1f} Å^2)"
    dipoles = [
        f"{slab.dipole_e_A_per_A2:+.2f} e/Å ({side})"
        for side, slab in (("film", film), ("substrate", substrate))
        if _is_polar(slab)
    ]
    polar = f", polar by formal charges with {listed(dipoles)}" if dipoles else ""
    return (
        f"{name}, {record.film} {plane(record.film_plane)} on {record.substrate} "
        f"{plane(record.substrate_plane)}, {record.atoms} atoms ({record.formula}), area {area}, "
        f"strains of the {_bearer(record.strain_on)} {_both(record.strains)} (principal) and "
        f"{_both(record.length_strains)} (lengths), film {film.thickness_A:.1f} Å in "
        f"{counted(film.repeats, 'layer')}, substrate {substrate.thickness_A:.1f} Å in "
        f"{counted(substrate.repeats, 'layer')}{polar}"
    )


def _bearer(side: str) -> str:
    return "two slabs together" if side == "both" else side


def _both(strains: tuple[float, float]) -> str:
    return " and ".join(f"{100 * strain:+.2f}" for strain in strains) + " %"


def _convergence(records: _Records) -> Iterator[str]:
    """Say how many relaxations of kept interfaces have not converged, and what is left."""
    outcomes = [each.relaxed for each in records.values() if each.relaxed is not None]
    relaxed = [each for each in outcomes if each.relaxation is not None]
    open_ = [each for each in relaxed if not each.converged]
    if not relaxed:
        return
    if not open_:
        yield "Their relaxations converged."
        return
    which = f"{len(open_)} of {len(relaxed)} relaxations did not converge"
    if len(open_) == len(relaxed):
        which = "None of their relaxations converged"
    left = span([each.largest_force_eV_per_A for each in open_], ".2f")
    steps = span([each.steps for each in open_])
    yield f"{which}: they ended after {steps} steps with largest forces of {left} eV/Å."


def _rebuilt(records: _Records) -> Iterator[str]:
    names = [name for name, each in records.items() if each.rebuilt]
    if names:
        which = "They" if len(names) == len(records) else listed(names)
        was = "were" if which == "They" else verb(names)
        yield (
            f"{which} {was} ranked as thinner cells and built anew at this size: the relaxation is "
            "that of the thinner cell, and atoms stand as they were built."
        )


def _review(frozen: FrozenCells) -> Iterator[str]:
    for what, found in (("left out", frozen.source.dropped), ("added", frozen.source.added)):
        if found:
            named = [f"{name} ({reason})" for name, reason in found.items()]
            yield f"On review {listed(named)} {verb(named)} {what}."
