"""Symmetry-distinct orderings of a phase with partial occupancies, ranked by Ewald sums."""

from pathlib import Path

from saggar.runtime.orderings.enumeration import Orderings, enumerate_orderings
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import write_frames, write_table
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.cif import Sites, read_cif_sites
from saggar.runtime.structures.formats import holds_cif
from saggar.runtime.structures.sanity import close_pairs
from saggar.runtime.structures.symmetry import find_space_group
from saggar.schemas.errors import StructureError
from saggar.schemas.results import OrderOutcome
from saggar.schemas.steps import Order

ORDERINGS = "orderings.csv"

_OVERLAP_RATIO = 0.5  # of the sum of covalent radii; no relaxation recovers from less


def execute(settings: Order, context: StepContext) -> OrderOutcome:
    """Write the lowest orderings as ``<phase>/<rank>``, and a table of all distinct ones.

    Parameters
    ----------
    settings : Order
        The file, charges, and how many orderings are relaxed.
    context : StepContext
        Where to read and write.

    Raises
    ------
    StructureError
        If the file has no occupancies, every ordering has overlapping atoms, or as
        `enumerate_orderings`.
    """
    found = enumerate_orderings(
        _sites(context.root / settings.file, settings.phase),
        settings.charges,
        supercell=settings.ordering.supercell,
        at_most=settings.ordering.at_most,
    )
    chosen, overlapping = _choose(found, settings)
    write_frames(context.folder, list(chosen.values()))
    _write_table(context.folder / ORDERINGS, found)
    return OrderOutcome(
        orderings=found.count,
        distinct=len(found),
        overlapping=overlapping,
        not_chosen=len(found) - len(chosen) - overlapping,
        ewald_energies_eV={
            cell.name: float(found.energies_eV[rank - 1]) for rank, cell in chosen.items()
        },
        chiral=tuple(
            cell.name for cell in chosen.values() if find_space_group(cell).symmetry.chiral
        ),
        mirror_images_merged=found.mirror_images_merged,
    )


def ordering_name(phase: str, rank: int) -> str:
    """Name an ordering by its Ewald rank, from 1."""
    return f"{phase}/{rank:03d}"


def ordering_rank(name: str) -> int:
    """Give the Ewald rank, from 1, of an ordering by its name."""
    return int(name.rpartition("/")[2])


def _sites(path: Path, phase: str) -> Sites:
    if not holds_cif(path.name):
        raise StructureError(
            f"{phase}: {path.name} has no occupancies to order; give a CIF, or remove `ordering`"
        )
    return read_cif_sites(path.read_text(encoding="utf-8"), name=phase)


def _choose(found: Orderings, settings: Order) -> tuple[dict[int, Cell], int]:
    """Give the lowest orderings by rank, and how many were passed over for overlapping atoms."""
    chosen: dict[int, Cell] = {}
    overlapping = 0
    for rank in range(1, len(found) + 1):
        if len(chosen) == settings.ordering.relax:
            break
        cell = found.cell(rank, name=ordering_name(settings.phase, rank))
        if close_pairs(cell, _OVERLAP_RATIO):
            overlapping += 1
        else:
            chosen[rank] = cell
    if not chosen:
        raise StructureError(
            f"{settings.phase}: in each of {len(found)} orderings two atoms are nearer than "
            f"{_OVERLAP_RATIO:g} of the sum of their covalent radii; look at the sites of the file"
        )
    return chosen, overlapping


def _write_table(path: Path, found: Orderings) -> None:
    header = ("ewald_rank", "ewald_energy_eV", "equivalent_orderings")
    energies, sizes = found.energies_eV.tolist(), found.multiplicity.tolist()
    rows = enumerate(zip(energies, sizes, strict=True), start=1)
    write_table(path, header, [(rank, energy, size) for rank, (energy, size) in rows])
