"""Structures: the cells that are used, where they come from, and what was left out."""

from collections.abc import Iterator
from itertools import islice

from saggar.runtime.report.content import Block, Paragraph, Pictures, Section, grid
from saggar.runtime.report.data.report import ReportData
from saggar.runtime.report.data.structures import FrozenStructures
from saggar.runtime.report.figures.structures import interface_picture
from saggar.runtime.report.notation import count, counted, significant
from saggar.runtime.structures_lock.wording import (
    cells_of_match,
    closest,
    cut,
    gaps,
    lattice,
    left_out,
    model,
    ordering,
    plane,
    ranking,
    relaxation,
    space_group,
    strains,
)
from saggar.schemas.frozen_structures import FrozenInterface

MOST_PICTURES = 8
"""Up to so many interfaces are drawn, those of sets that production names first."""


MOST_ROWS = 40
"""Up to so many interfaces of a set are tabulated; all of them stand in the lock's README."""


def structures_section(data: ReportData) -> Section:
    """State lattices, sources and interfaces with their energies."""
    return Section("structures", "Structures", tuple(_blocks(data)))


def _blocks(data: ReportData) -> Iterator[Block]:
    frozen = data.structures
    if frozen is None:
        yield Paragraph("No structure is frozen yet.", "note")
        return
    yield Paragraph(_source(frozen))
    for note in frozen.lock.notes:
        yield Paragraph(note, "note")
    yield from _phases(frozen)
    for name in frozen.lock.sets:
        yield from _set(name, frozen)
    yield from _review(frozen)
    yield from _left_out(frozen)
    yield from _pictures(data, frozen)


def _source(frozen: FrozenStructures) -> str:
    models = " and ".join(
        f"{model(used)} ({role} model)" for role, used in frozen.lock.models.items()
    )
    by = f"Relaxed and ranked by {models}" if models else "Nothing was relaxed"
    return f"{by}. Every number stands in {frozen.source}."


def _phases(frozen: FrozenStructures) -> Iterator[Block]:
    phases = frozen.lock.phases
    yield grid(
        "Phases: lattices of the conventional cells as given and as used.",
        ("Cell", "Source", "Space group", "As given (Å)", "As used (Å)", "Density (g/cm³)"),
        [
            (
                name,
                each.source or "given",
                space_group(each.symmetry),
                lattice(each.as_given),
                lattice(each.conventional),
                f"{each.density_g_per_cm3:.3f}",
            )
            for name, each in phases.items()
        ],
        words=5,
    )
    yield grid(
        "Phases: relaxation, and ordering of partial occupancies.",
        ("Cell", "Relaxed", "Ordering"),
        [(name, relaxation(each.relaxed), ordering(each.ordered)) for name, each in phases.items()],
        words=3,
    )


def _set(name: str, frozen: FrozenStructures) -> Iterator[Block]:
    mine = {
        key: each
        for key, each in frozen.lock.interfaces.items()
        if each.set == name and key not in frozen.dropped
    }
    held_out = any(each.held_out for each in mine.values())
    kept_apart = ", kept apart from training for ever" if held_out else ""
    if not mine:
        yield Paragraph(f"No interface of set {name} is left.", "note")
        return
    shown = dict(islice(mine.items(), MOST_ROWS))
    yield grid(
        f"Interfaces of set {name}{kept_apart}: cells are those of the film's plane on those of "
        "the substrate's; energies are above unstrained bulk.",
        (
            "Interface",
            "Film",
            "Substrate",
            "Cells",
            "Principal strains (%)",
            "Area (Å²)",
            "Atoms",
            "Energy (J/m²)",
            "Closest (Å)",
        ),
        [_row(key, each) for key, each in shown.items()],
        words=5,
    )
    yield grid(
        f"Cuts of the interfaces of set {name}, gaps below and above the film, and how they were "
        "ranked.",
        ("Interface", "Film", "Substrate", "Gaps (Å)", "Ranked"),
        [_cut_row(key, each) for key, each in shown.items()],
        words=5,
    )
    if len(mine) > len(shown):
        rest = counted(len(mine) - len(shown), "further interface")
        yield Paragraph(f"{rest} of set {name} stand in README.md beside the lock.", "note")


def _row(name: str, each: FrozenInterface) -> tuple[str, ...]:
    energy = each.energy_J_per_m2
    return (
        name,
        f"{each.film} {plane(each.film_plane)}",
        f"{each.substrate} {plane(each.substrate_plane)}",
        cells_of_match(each),
        strains(each.strains),
        f"{each.area_A2:,.1f}",
        count(each.atoms),
        "–" if energy is None else significant(energy),
        closest(each),
    )


def _cut_row(name: str, each: FrozenInterface) -> tuple[str, ...]:
    film, substrate = cut(each.film_termination), cut(each.substrate_termination)
    return name, film, substrate, gaps(each), ranking(each)


def _review(frozen: FrozenStructures) -> Iterator[Block]:
    rows = [(name, "left out", why) for name, why in frozen.dropped.items()]
    rows += [(name, "added", why) for name, why in frozen.added.items()]
    if rows:
        yield grid(
            "Decisions of a person on the frozen cells.",
            ("Interface", "Decision", "Reason"),
            rows,
            words=3,
        )


def _left_out(frozen: FrozenStructures) -> Iterator[Block]:
    sets = frozen.lock.sets
    if not sets:
        return
    by_set = [left_out(counts) for counts in sets.values()]
    rows = [
        ("candidates", *(count(each.candidates) for each in sets.values())),
        *((why, *(count(each[why]) for each in by_set)) for why in by_set[0]),
        ("in the set", *(count(each.kept) for each in sets.values())),
    ]
    yield grid("What became of the candidates of each set.", ("Candidates", *sets), rows)


def _pictures(data: ReportData, frozen: FrozenStructures) -> Iterator[Block]:
    campaign = data.records.lock.campaign
    produced = campaign.production.interfaces
    first = produced.set if produced is not None else None
    names = sorted(frozen.cells, key=lambda name: frozen.lock.interfaces[name].set != first)
    shown = names[:MOST_PICTURES]
    if not shown:
        return
    if len(names) > len(shown):
        rest = counted(len(names) - len(shown), "further interface")
        yield Paragraph(f"{rest}: pictures stand in structures.lock beside the campaign.", "note")
    yield Pictures(
        tuple(
            interface_picture(
                name, frozen.lock.interfaces[name], frozen.cells[name], campaign.charges
            )
            for name in shown
        ),
        "half",
    )
