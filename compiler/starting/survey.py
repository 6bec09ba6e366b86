"""What the files at hand hold: phases and interfaces with their elements."""

import os
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path

from saggar.compiler.cells import read_content, read_structure, text_of
from saggar.compiler.starting.provenance import source_of
from saggar.runtime.orderings.counts import (
    count_orderings,
    fillings,
    require_at_most,
    smallest_supercell,
)
from saggar.runtime.orderings.parent import VACANCY, Parent, parent_of
from saggar.runtime.structures.box import Repeats, supercell_of_size
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.cif import Sites, read_cif_sites
from saggar.runtime.structures.formats import holds_cif
from saggar.runtime.structures.symmetry import find_space_group
from saggar.schemas.errors import CampaignError, StructureError
from saggar.schemas.phases import Ordering

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
    cell : Cell
        Its atoms. Where sites are filled only partly, some ordering: its lattice and composition
        are those of any other.
    primitive : Cell
        A primitive cell, of the average structure where sites are filled only partly.
    source : str
        Where the structure comes from, as its file says.
    supercell : tuple of int
        Cells of the file along a, b, c in `cell`.
    partly_filling : frozenset of str
        Elements on sites that are filled only partly; empty where nothing is to be ordered.
    """

    name: str
    file: str
    cell: Cell
    primitive: Cell
    source: str = ""
    supercell: Repeats = (1, 1, 1)
    partly_filling: frozenset[str] = frozenset()

    @property
    def symbols(self) -> tuple[str, ...]:
        """Its elements."""
        return tuple(self.cell.counts)

    @cached_property
    def atoms(self) -> int:
        """Atoms of a supercell for production: the smallest compact one that is thick enough.

        It is so both of copies of `cell` and of the primitive one, which takes its place when
        structures are frozen.
        """
        for copies in count(1):
            thin = min(
                _thickness_A(self.cell, each, copies) for each in (self.cell, self.primitive)
            )
            if thin >= LEAST_THICKNESS_A or copies >= MOST_COPIES:
                return copies * len(self.cell)
        raise AssertionError("count has no end")


def _thickness_A(cell: Cell, box: Cell, copies: int) -> float:
    """Give the least thickness of the most compact supercell of a box, as large as the copies."""
    boxes = copies * round(cell.volume_A3 / box.volume_A3)
    return float((box.thicknesses_A * supercell_of_size(box, boxes * len(box))).min())


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
        If one cannot be read, two have one name, or sites are filled so that no supercell of up
        to 8 cells along each vector holds whole atoms, or only with more orderings than are
        enumerated.
    """
    found = tuple(_read(file, folder) for file in files)
    twice = [name for name, times in Counter(each.name for each in found).items() if times > 1]
    if twice:
        raise CampaignError(f"two files would both be named {twice[0]}; rename one of them")
    return found


def _read(file: Path, folder: Path) -> Structure:
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", file.stem).strip("-._")[:64] or "structure"
    where = relative(file, folder)
    if not holds_cif(file.name):
        return _whole(name, where, _of_another_form(file))
    text = text_of(read_content(file, name=name), errors="replace")
    sites = read_cif_sites(text, name=str(file))
    source = source_of(text)
    if sites.is_ordered:
        return _whole(name, where, sites.to_cell(), source)
    return _to_be_ordered(name, where, sites, source)


def _of_another_form(file: Path) -> Cell:
    try:
        return read_structure(file, name=str(file))
    except StructureError as error:
        raise CampaignError(
            f"{file} is no structure that can be read; a CIF ends in .cif, extended XYZ in .xyz, "
            f"any other file is a POSCAR ({error})"
        ) from None


def _whole(name: str, where: str, cell: Cell, source: str = "") -> Structure:
    return Structure(name, where, cell, find_space_group(cell).primitive, source)


def _to_be_ordered(name: str, where: str, sites: Sites, source: str) -> Structure:
    """Fill the places of each kind one element after the other, in the smallest supercell."""
    unit = parent_of(sites)
    supercell, filled = _smallest_filling(unit)
    parent = unit.repeated(supercell)
    species = list(parent.places.species)
    for kind, places in parent.partly_filled.items():
        for place, symbol in zip(places, Counter(filled[kind]).elements(), strict=True):
            species[place] = symbol
    taken = [place for place, symbol in enumerate(species) if symbol != VACANCY]
    cell = Cell(
        species=tuple(species[place] for place in taken),
        positions=parent.places.positions[taken],
        lattice=parent.places.lattice,
        name=sites.name,
    )
    sharing = {symbol for kind in filled.values() for symbol in kind if symbol != VACANCY}
    primitive = find_space_group(unit.places).primitive
    return Structure(name, where, cell, primitive, source, supercell, frozenset(sharing))


def _smallest_filling(unit: Parent) -> tuple[Repeats, dict[str, dict[str, int]]]:
    most = Ordering().at_most
    supercell = smallest_supercell(unit) or (1, 1, 1)
    try:
        filled = fillings(unit, supercell, at_most=most)
        if count_orderings(filled) > most:
            supercell = (1, 1, 1)
            filled = fillings(unit, supercell, at_most=most)
            require_at_most(unit, filled, most)
    except StructureError as error:
        raise CampaignError(
            f"{error}. An ordered model fills the sites of a metal that are mostly full and leaves "
            "out those that are mostly empty; its other sites may stay partly filled"
        ) from None
    return supercell, filled


def relative(file: Path, folder: Path) -> str:
    """Write the path of a file as a campaign in a folder names it."""
    return Path(os.path.relpath(file, folder)).as_posix()
