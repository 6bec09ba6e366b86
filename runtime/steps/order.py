"""Symmetry-distinct orderings of a phase with partial occupancies, ranked by Ewald sums."""

from pathlib import Path

from saggar.runtime.orderings.enumeration import Orderings, enumerate_orderings
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import write_frames, write_table
from saggar.runtime.structures.cif import Sites, read_cif_sites
from saggar.runtime.structures.formats import holds_cif
from saggar.runtime.structures.symmetry import find_space_group
from saggar.schemas.errors import StructureError
from saggar.schemas.results import OrderOutcome
from saggar.schemas.steps import Order

ORDERINGS = "orderings.csv"


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
        If the file has no occupancies, or as `enumerate_orderings`.
    """
    found = enumerate_orderings(
        _sites(context.root / settings.file, settings.phase),
        settings.charges,
        supercell=settings.ordering.supercell,
        at_most=settings.ordering.at_most,
    )
    chosen = {
        rank: found.cell(rank, name=ordering_name(settings.phase, rank))
        for rank in range(1, min(settings.ordering.relax, len(found)) + 1)
    }
    write_frames(context.folder, list(chosen.values()))
    _write_table(context.folder / ORDERINGS, found)
    return OrderOutcome(
        orderings=found.count,
        distinct=len(found),
        not_chosen=len(found) - len(chosen),
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


def _write_table(path: Path, found: Orderings) -> None:
    header = ("ewald_rank", "ewald_energy_eV", "equivalent_orderings")
    energies, sizes = found.energies_eV.tolist(), found.multiplicity.tolist()
    rows = enumerate(zip(energies, sizes, strict=True), start=1)
    write_table(path, header, [(rank, energy, size) for rank, (energy, size) in rows])
