"""SG316: phases with partial occupancies can be ordered as declared."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from saggar.compiler.checks.finding import Finding
from saggar.compiler.positions import dotted
from saggar.schemas.campaign import Campaign
from saggar.schemas.errors import StructureError

if TYPE_CHECKING:
    from saggar.runtime.structures.cif import Sites


def unorderable_phases(campaign: Campaign, folder: Path) -> Iterator[Finding]:
    """Find orderings that cannot be made, before anything is enumerated.

    Parameters
    ----------
    campaign : Campaign
        Names the files and declares the orderings.
    folder : Path
        Folder to which files are relative.

    Yields
    ------
    Finding
        SG316; files that cannot be read are passed over, since other rules name them.
    """
    for name, phase in campaign.phases.items():
        if phase.ordering is None:
            continue
        problem = _problem(campaign, name, folder / phase.file)
        if problem:
            path = ("phases", name, "ordering")
            hint = "change `ordering`, the occupancies of the file, or `charges`"
            yield Finding(path, "SG316", f"{dotted(path)}: {problem}", hint)


def _problem(campaign: Campaign, name: str, file: Path) -> str:
    from saggar.runtime.orderings.enumeration import plan_orderings
    from saggar.runtime.structures.formats import holds_cif

    ordering = campaign.phases[name].ordering
    assert ordering is not None
    if file.is_file() and not holds_cif(file.name):
        return f"{file.name} has no occupancies; only a CIF has"
    sites = _readable(file, name)
    if sites is None:
        return ""
    try:
        plan_orderings(
            sites, campaign.charges, supercell=ordering.supercell, at_most=ordering.at_most
        )
    except StructureError as error:
        return str(error)
    return ""


def _readable(file: Path, name: str) -> "Sites | None":
    from saggar.runtime.structures.cif import read_cif_sites

    try:
        return read_cif_sites(file.read_text(encoding="utf-8", errors="replace"), name=name)
    except (OSError, StructureError):
        return None
