"""SG316: phases with partial occupancies can be ordered as declared."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from saggar.compiler.cells import text_of
from saggar.compiler.checks.finding import Finding
from saggar.compiler.positions import dotted
from saggar.compiler.structures.memory import Memory
from saggar.schemas.campaign import Campaign
from saggar.schemas.errors import StructureError
from saggar.schemas.phases import Ordering


def unorderable_phases(campaign: Campaign, folder: Path, memory: Memory) -> Iterator[Finding]:
    """Find orderings that cannot be made, before anything is enumerated.

    Parameters
    ----------
    campaign : Campaign
        Names the files and declares the orderings.
    folder : Path
        Folder to which files are relative.
    memory : Memory
        What was found of them before.

    Yields
    ------
    Finding
        SG316; files that cannot be read are passed over, since other rules name them.
    """
    for name, phase in campaign.phases.items():
        if phase.ordering is None:
            continue
        problem = _problem(folder / phase.file, name, phase.ordering, campaign.charges, memory)
        if problem:
            path = ("phases", name, "ordering")
            hint = "change `ordering`, the occupancies of the file, or `charges`"
            yield Finding(path, "SG316", f"{dotted(path)}: {problem}", hint)


def _problem(
    file: Path, name: str, ordering: Ordering, charges: Mapping[str, float], memory: Memory
) -> str:
    try:
        content = file.read_bytes()
    except OSError:
        return ""
    said = f"{ordering.supercell} {ordering.at_most} {dict(charges)}"
    sha256 = hashlib.sha256(content).hexdigest()
    return memory.orderings.recall(
        f"{said} {name} {file.name} {sha256}",
        lambda: _ordering_problem(content, file, name, ordering, charges),
    )


def _ordering_problem(
    content: bytes, file: Path, name: str, ordering: Ordering, charges: Mapping[str, float]
) -> str:
    from saggar.runtime.orderings.enumeration import plan_orderings
    from saggar.runtime.structures.cif import read_cif_sites
    from saggar.runtime.structures.formats import holds_cif

    if not holds_cif(file.name):
        return f"{file.name} has no occupancies; only a CIF has"
    try:
        sites = read_cif_sites(text_of(content, errors="replace"), name=name)
    except StructureError:
        return ""
    try:
        plan_orderings(sites, charges, supercell=ordering.supercell, at_most=ordering.at_most)
    except StructureError as error:
        return str(error)
    return ""
