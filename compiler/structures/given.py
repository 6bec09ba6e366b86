"""Cells from a person's files, brought to the orientation in which they are run."""

from functools import lru_cache
from pathlib import Path

from saggar.compiler.cells import parse_content, text_of
from saggar.compiler.structures.known import PartialOccupancyError
from saggar.runtime.structures.canonical import canonical
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.cif import Sites, read_cif_sites
from saggar.runtime.structures.formats import holds_cif
from saggar.schemas.errors import StructureError


def read_given(content: bytes, path: Path, name: str, *, ordered: bool) -> Cell | None:
    """Read a cell that a person gave.

    Parameters
    ----------
    content : bytes
        The file.
    path : Path
        Where it lies; its ending tells the form.
    name : str
        What messages call the structure.
    ordered : bool
        Whether every site must be filled.

    Returns
    -------
    Cell or None
        In standard orientation, atoms grouped by element; None where sites are filled partly and
        may be.

    Raises
    ------
    PartialOccupancyError
        If sites are filled partly and must not be.
    StructureError
        If the content is no usable structure.
    CampaignError
        If it is no text.
    """
    if not holds_cif(path.name):
        return _in_standard_orientation(parse_content(content, path, name=name))
    return _cell_of_cif(text_of(content, errors="replace"), name, ordered=ordered)


@lru_cache(maxsize=128)
def _cell_of_cif(text: str, name: str, *, ordered: bool) -> Cell | None:
    """Read a CIF once, though both sides of a comparison name it."""
    sites = read_cif_sites(text, name=name)
    if not sites.is_ordered and not ordered:
        return None
    return _in_standard_orientation(_filled(sites))


def _in_standard_orientation(cell: Cell) -> Cell:
    return canonical(cell, species_order=tuple(cell.counts))


def _filled(sites: Sites) -> Cell:
    try:
        return sites.to_cell()
    except StructureError as error:
        raise PartialOccupancyError(str(error)) from error
