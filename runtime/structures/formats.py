"""Structure files told apart by their names."""

from pathlib import PurePath

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.cif import read_cif
from saggar.runtime.structures.extxyz import read_extxyz
from saggar.runtime.structures.poscar import read_poscar
from saggar.schemas.errors import StructureError

_EXTENDED_XYZ = (".xyz", ".extxyz")


def holds_cif(file: str) -> bool:
    """Tell whether a file is a CIF, the only form that has occupancies.

    Parameters
    ----------
    file : str
        Name of the file.
    """
    return PurePath(file).suffix.lower() == ".cif"


def parse_structure(text: str, *, file: str, name: str) -> Cell:
    """Read one structure: CIF, extended XYZ, or POSCAR for any other ending.

    Parameters
    ----------
    text : str
        Content of the file.
    file : str
        Its name, whose ending tells the form.
    name : str
        What messages call the structure.

    Returns
    -------
    Cell

    Raises
    ------
    StructureError
        If the content is no usable structure, or several.
    """
    if holds_cif(file):
        return read_cif(text, name=name)
    if PurePath(file).suffix.lower() not in _EXTENDED_XYZ:
        return read_poscar(text, name=name)
    frames = read_extxyz(text, name=name)
    if len(frames) != 1:
        raise StructureError(
            f"{name}: {PurePath(file).name} holds {len(frames)} frames; give one structure"
        )
    return frames[0]
