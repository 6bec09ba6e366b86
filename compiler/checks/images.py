"""SG433, SG438 and SG439: the cutoff against every cell in which dynamics runs.

Labels and frames of small cells are right: `nep` and GPUMD repeat a thin cell within themselves, as
often as the cutoff asks for. What such a cell lacks is variety, since all copies of an atom move in
step; so single points are not judged, and runs are.

References
----------
GPUMD, src/main_nep/structure.cu (num_cell) and src/force/nep.cu (small boxes; 819 neighbours), v4.0
to v5.6.
"""

import math
from collections.abc import Iterator, Mapping, Sized
from functools import cache
from itertools import product
from typing import Final

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.positions import KeyPath, dotted
from saggar.compiler.structures.summary import CellSummary
from saggar.runtime.structures.box import supercell_for_box_rule, supercell_of_size
from saggar.schemas.errors import StructureError

MOST_NEIGHBOURS: Final = 819
"""Neighbours of an atom that GPUMD has room for: 1024 with the quarter that it adds."""


def produced_cells_are_thicker_than_the_cutoff(subject: Subject) -> Iterator[Finding]:
    """Require that given and produced cells are wider than twice the cutoff (SG433)."""
    cutoff = subject.campaign.models.potential.cutoff.radial_A
    given = tuple(subject.campaign.interfaces.given)
    frozen = tuple(name for name in subject.produced_interfaces() if name not in given)
    for name in given:
        path: KeyPath = ("interfaces", "given", name, "file")
        yield from _too_thin(path, _as_run(subject, (name,)), cutoff, at_key=False)
    path = ("production", "interfaces")
    yield from _too_thin(path, _as_run(subject, frozen), cutoff, at_key=True)
    path = ("production", "bulk", "phases")
    yield from _too_thin(path, _supercells(subject), cutoff, at_key=True)


def _too_thin(
    path: KeyPath, cells: Mapping[str, CellSummary], cutoff_A: float, *, at_key: bool
) -> Iterator[Finding]:
    widths = {name: min(each.thicknesses_A) for name, each in cells.items()}
    thin = {name: width for name, width in widths.items() if width < 2 * cutoff_A}
    if thin:
        worst = min(thin, key=lambda name: thin[name])
        yield Finding(
            path,
            "SG433",
            f"{dotted(path)}: {worst}{_more(thin)} is {thin[worst]:.1f} Å thick at its thinnest, "
            f"less than twice the cutoff ({2 * cutoff_A:g} Å); atoms feel their own images",
            "ask for more atoms"
            if path[1] == "bulk"
            else "repeat the cell in plane or build thicker slabs",
            at_key=at_key,
        )


def _more(named: Sized) -> str:
    return f" (and {len(named) - 1} more)" if len(named) > 1 else ""


def _as_run(subject: Subject, names: tuple[str, ...]) -> dict[str, CellSummary]:
    """Give cells as GPUMD's box rule has them repeated before dynamics."""
    cutoff = subject.campaign.models.potential.cutoff.radial_A
    cells = subject.cells_of(names)
    return {
        name: each.repeated(supercell_for_box_rule(each, cutoff)) for name, each in cells.items()
    }


def _supercells(subject: Subject) -> dict[str, CellSummary]:
    """Give the supercells of phases that production runs; one that cannot be made is SG436."""
    bulk, built = subject.campaign.production.bulk, dict[str, CellSummary]()
    for name, atoms in bulk.phases.items() if bulk is not None else ():
        cell = subject.bulk_cell(name)
        if cell is not None:
            try:
                built[name] = cell.repeated(supercell_of_size(cell, atoms))
            except StructureError:
                continue
    return built


def explored_cells_are_no_neighbours_of_themselves(subject: Subject) -> Iterator[Finding]:
    """Require that no atom's angles hold its own image where dynamics explores (SG438).

    The radial cutoff reaches own images in most unit cells, where they are two of a hundred
    neighbours; within the angular one they are among the few that make an environment.
    """
    cutoff = subject.campaign.models.potential.cutoff.angular_A
    near: dict[str, tuple[float, KeyPath]] = {}
    for path, cells in _sampled(subject):
        for name, each in cells.items():
            if min(each.thicknesses_A) >= cutoff:
                continue  # every translation crosses at least one pair of faces
            apart = shortest_translation_A(each.lattice)
            if apart < cutoff:
                near.setdefault(name, (apart, path))
    if near:
        worst = min(near, key=lambda name: near[name])
        apart, path = near[worst]
        yield Finding(
            path,
            "SG438",
            f"{dotted(path)}: {worst}{_more(near)} repeats itself after {apart:.1f} Å, "
            f"within the angular cutoff of {cutoff:g} Å; an atom and its image move in step, so "
            "that frames hold fewer environments than they seem to",
            "give a supercell as the file of a phase, allow larger areas in a set, or explore "
            "other cells",
            at_key=True,
        )


def _sampled(subject: Subject) -> Iterator[tuple[KeyPath, dict[str, CellSummary]]]:
    """Give sections whose dynamics makes frames, with their cells as they are run."""
    for name, each in subject.campaign.explorations.items():
        yield ("active_learning", "explore", name), _as_run(subject, subject.chosen(each.cells))
    sample = subject.campaign.initial_data.sample
    if sample is not None:
        yield ("initial_data", "sample"), subject.cells_of(subject.chosen(sample.cells))


@cache
def shortest_translation_A(lattice: tuple[tuple[float, float, float], ...]) -> float:
    """Give the distance of an atom to its nearest image.

    Parameters
    ----------
    lattice : (3, 3) float, A
        Cell vectors a, b, c as rows; no more skew than that one of -2 to 2 of each reaches the
        nearest image.

    Returns
    -------
    float, A
    """
    shifts = (each for each in product(range(-2, 3), repeat=3) if any(each))
    a, b, c = lattice
    return min(
        math.hypot(*(i * x + j * y + k * z for x, y, z in zip(a, b, c, strict=True)))
        for i, j, k in shifts
    )


def gpumd_has_room_for_neighbours(subject: Subject) -> Iterator[Finding]:
    """Require that an atom has no more neighbours than GPUMD has room for (SG439)."""
    if subject.machine.gpumd.executor != "gpumd" or not subject.cells:
        return
    densest = max(subject.cells, key=lambda name: _density_per_A3(subject.cells[name]))
    cutoff = subject.campaign.models.potential.cutoff.radial_A
    density = _density_per_A3(subject.cells[densest])
    neighbours = density * 4 / 3 * math.pi * cutoff**3 - 1
    if neighbours > MOST_NEIGHBOURS:
        most = (3 * (MOST_NEIGHBOURS + 1) / (4 * math.pi * density)) ** (1 / 3)
        path = ("models", "potential", "cutoff", "radial")
        yield Finding(
            path,
            "SG439",
            f"{dotted(path)} is {cutoff:g} Å, within which an atom of {densest} has some "
            f"{neighbours:.0f} neighbours; GPUMD has room for {MOST_NEIGHBOURS} and stops",
            f'write at most "{math.floor(most * 10) / 10:g} Å"; 5 to 8 Å are usual',
        )


def _density_per_A3(cell: CellSummary) -> float:
    return len(cell) / cell.volume_A3


RULES: tuple[Rule, ...] = (
    produced_cells_are_thicker_than_the_cutoff,
    explored_cells_are_no_neighbours_of_themselves,
    gpumd_has_room_for_neighbours,
)
