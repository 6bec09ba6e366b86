"""What the files at hand hold: phases and interfaces with their elements."""

import os
import re
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from saggar.compiler.cells import read_structure
from saggar.runtime.structures.box import supercell_of_size
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.cif import read_cif_sites
from saggar.runtime.structures.sanity import repeat
from saggar.schemas.errors import CampaignError

LEAST_THICKNESS_A = 12.0
"""A supercell for production is at least so thick: twice a usual cutoff and more."""

MOST_COPIES = 64
"""Copies of a cell that are tried for a compact supercell."""


@dataclass(frozen=True)
class Structure:
    """A structure file.

    Attributes
    ----------
    name : str
        For the campaign, from the file's name.
    file : str
        Path relative to the campaign.
    cell : Cell or None
        None where sites are filled only partly.
    symbols : tuple of str
        Its elements.
    """

    name: str
    file: str
    cell: Cell | None
    symbols: tuple[str, ...]

    @property
    def atoms(self) -> int:
        """Atoms of a supercell for production: the smallest compact one that is thick enough."""
        if self.cell is None:
            return 0
        for copies in count(1):
            size = copies * len(self.cell)
            built = repeat(self.cell, supercell_of_size(self.cell, size))
            if built.thicknesses_A.min() >= LEAST_THICKNESS_A or copies >= MOST_COPIES:
                return size
        raise AssertionError("count has no end")


def read_structures(files: list[Path], folder: Path) -> tuple[Structure, ...]:
    """Read structures and name them after their files.

    Parameters
    ----------
    files : list of Path
        CIF, POSCAR or extended XYZ files.
    folder : Path
        Where the campaign will stand.

    Raises
    ------
    CampaignError, StructureError
        If one cannot be read, or two have one name.
    """
    found = tuple(_read(file, folder) for file in files)
    names = [structure.name for structure in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise CampaignError(f"two files would both be named {twice}; rename one of them")
    return found


def _read(file: Path, folder: Path) -> Structure:
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", file.stem).strip("-._")[:64] or "structure"
    where = relative(file, folder)
    if file.suffix.lower() == ".cif" and file.is_file():
        text = file.read_text(encoding="utf-8", errors="replace")
        sites = read_cif_sites(text, name=str(file))
        cell = sites.to_cell() if sites.is_ordered else None
        return Structure(name, where, cell, tuple(dict.fromkeys(sites.species)))
    cell = read_structure(file, name=str(file))
    return Structure(name, where, cell, tuple(cell.counts))


def relative(file: Path, folder: Path) -> str:
    """Write the path of a file as a campaign in a folder names it."""
    return Path(os.path.relpath(file, folder)).as_posix()
