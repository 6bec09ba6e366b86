"""Structures of a campaign: read from the author's files, described for the lock."""

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

from saggar.schemas.errors import CampaignError

if TYPE_CHECKING:
    from saggar.runtime.structures.cell import Cell
    from saggar.schemas.resolved import CellRecord


def read_structure(path: Path, *, name: str) -> "Cell":
    """Read a CIF, POSCAR or extended XYZ file, told apart by its name.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        What messages call the structure.

    Returns
    -------
    Cell

    Raises
    ------
    CampaignError
        If the file is missing or cannot be read as text.
    StructureError
        If its content is no usable structure.
    """
    return parse_content(read_content(path, name=name), path, name=name)


def read_content(path: Path, *, name: str) -> bytes:
    """Read the file of a structure.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        What messages call the structure.

    Raises
    ------
    CampaignError
        If the file is missing or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise CampaignError(f"{name}: there is no file {path}") from None
    except OSError as error:
        raise CampaignError(f"{name}: {path} cannot be read as text: {error}") from error


def parse_content(content: bytes, path: Path, *, name: str) -> "Cell":
    """Read a structure from the content of its file.

    Parameters
    ----------
    content : bytes
        UTF-8.
    path : Path
        The file; its ending tells the form.
    name : str
        What messages call the structure.

    Raises
    ------
    CampaignError
        If the content is no text.
    StructureError
        If it is no usable structure.
    """
    from saggar.runtime.structures.formats import parse_structure

    try:
        text = text_of(content)
    except UnicodeDecodeError as error:
        raise CampaignError(f"{name}: {path} cannot be read as text: {error}") from error
    return parse_structure(text, file=path.name, name=name)


def text_of(content: bytes, *, errors: str = "strict") -> str:
    """Read the content of a file as UTF-8, all ends of lines as one character.

    Parameters
    ----------
    content : bytes
        The file.
    errors : str
        What to do with bytes that are no text, as for `bytes.decode`.

    Raises
    ------
    UnicodeDecodeError
        If it is no text and must be.
    """
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", errors=errors).read()


def cell_path(name: str) -> str:
    """Give the path of a cell in the run directory."""
    return f"inputs/cells/{name}.xyz"


def record(
    cell: "Cell",
    text: str,
    *,
    name: str,
    kind: str,
    source: str,
    strains: tuple[float, float] | None = None,
) -> "CellRecord":
    """Describe a cell for the lock.

    Parameters
    ----------
    cell : Cell
        The cell.
    text : str
        Its file in the run directory.
    name, kind, source : str
        Its name, ``phase`` or ``interface`` or ``supercell``, and where it comes from.
    strains : (float, float), optional
        Principal strains of the strained crystal of an interface.
    """
    from saggar.schemas.resolved import CellRecord

    a, b, c = (round(float(width), 6) for width in cell.thicknesses_A)
    return CellRecord(
        kind=kind,
        file=cell_path(name),
        source=source,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        atoms=len(cell),
        formula=cell.formula,
        thicknesses_A=(a, b, c),
        strains=strains,
    )
