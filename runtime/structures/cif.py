"""Crystallographic information files: all sites of the cell, with their occupancies."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.canonical import lattice_from_parameters, wrap
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.elements import require_element
from saggar.runtime.structures.neighbors import pairs_within
from saggar.schemas.errors import StructureError

if TYPE_CHECKING:
    import gemmi

_ANGLES = ("alpha", "beta", "gamma")
_ONE_PLACE_A = 0.5  # no two nuclei come closer in a crystal
_SPECIAL_POSITION_A = 0.1  # images of one site this close are one atom, printed with few digits
_FULL = 1.0 - 1e-4
_OVERFULL = 1.0 + 1e-2  # occupancies are often printed with two digits


@dataclass(frozen=True)
class Sites:
    """All crystallographic sites of one unit cell, before any ordering.

    Attributes
    ----------
    labels : tuple of str, length n
        Label of the asymmetric site that each site comes from, as in the file.
    species : tuple of str, length n
        Element of each site.
    fractional : (n, 3) float
        Coordinates in [0, 1).
    occupancy : (n,) float
        Share of cells in which the site is filled, above 0 and at most 1.
    orbit : (n,) int
        Row of the file's site list (from 0) that each site comes from.
    lattice : (3, 3) float, A
        Cell vectors as rows, a along x and b in the xy plane.
    name : str
        What messages call the structure.
    """

    labels: tuple[str, ...]
    species: tuple[str, ...]
    fractional: NDArray[np.float64]
    occupancy: NDArray[np.float64]
    orbit: NDArray[np.int64]
    lattice: NDArray[np.float64]
    name: str = ""

    @property
    def is_ordered(self) -> bool:
        """Whether every site is filled in every cell."""
        return bool((self.occupancy >= _FULL).all())

    def to_cell(self) -> Cell:
        """Return the structure as a Cell.

        Returns
        -------
        Cell

        Raises
        ------
        StructureError
            If a site is filled only partly, naming the sites.
        """
        partial = dict.fromkeys(
            f"{self.labels[k]} ({self.species[k]}) {self.occupancy[k]:g}"
            for k in np.flatnonzero(self.occupancy < _FULL)
        )
        if partial:
            raise StructureError(
                f"{self.name}: occupancy below 1 at {', '.join(partial)}; "
                "an ordering has to be chosen before the structure can be used"
            )
        return Cell.from_fractional(self.species, self.fractional, self.lattice, name=self.name)


def read_cif(text: str, *, name: str) -> Cell:
    """Read a CIF in which every site is filled.

    Parameters
    ----------
    text : str
        Content of the file.
    name : str
        What messages call the file.

    Returns
    -------
    Cell
        All atoms of the unit cell, wrapped into it, in the order of the file's site list.

    Raises
    ------
    StructureError
        As `read_cif_sites`; also if a site is filled only partly.
    """
    return read_cif_sites(text, name=name).to_cell()


def read_cif_sites(text: str, *, name: str) -> Sites:
    """Read a CIF with its occupancies and apply its symmetry.

    The operations of the file are used; where it lists none, those of its space group. Images of
    a site within 0.1 A of each other are one atom on a special position, at their mean.

    Parameters
    ----------
    text : str
        Content of the file.
    name : str
        What messages call the file.

    Returns
    -------
    Sites

    Raises
    ------
    StructureError
        If the text is no CIF, holds no or several structures, lacks the cell, the sites or the
        symmetry, names an unknown element, has a coordinate that is no number or an occupancy
        outside (0, 1], or puts two atoms at one place (closer than 0.5 A, periodic images
        included, with occupancies that add up to more than 1).

    References
    ----------
    Hall, Allen, Brown, Acta Cryst. A 47, 655 (1991); core dictionary of the IUCr.
    """
    import gemmi

    block = _structure_block(text, name)
    lattice = _lattice(block, name)
    structure = gemmi.make_small_structure_from_block(block)
    listed = list(structure.sites)
    rotations, translations = _operations(structure, name)
    species = [_element(site, name) for site in listed]
    occupancy = [_occupancy(site, name) for site in listed]
    images = [_orbit(_coordinates(site, name), rotations, translations, lattice) for site in listed]
    orbit = np.repeat(np.arange(len(listed)), [len(places) for places in images])
    sites = Sites(
        labels=tuple(listed[k].label for k in orbit),
        species=tuple(species[k] for k in orbit),
        fractional=wrap(np.concatenate(images), 12),
        occupancy=np.array(occupancy)[orbit],
        orbit=orbit,
        lattice=lattice,
        name=name,
    )
    _require_own_places(sites)
    return sites


def _structure_block(text: str, name: str) -> "gemmi.cif.Block":
    import gemmi

    try:
        document = gemmi.cif.read_string(text)
    except (ValueError, RuntimeError) as error:
        raise StructureError(f"{name}: not a CIF: {error}") from error
    with_sites = [
        block
        for block in document
        if all(block.find_loop(f"_atom_site_fract_{axis}") for axis in "xyz")
    ]
    if not with_sites:
        raise StructureError(
            f"{name}: no sites; a loop with _atom_site_fract_x, _y and _z is needed"
        )
    if len(with_sites) > 1:
        names = ", ".join(block.name for block in with_sites)
        raise StructureError(
            f"{name}: {len(with_sites)} structures ({names}); a file must hold exactly one"
        )
    return with_sites[0]


def _lattice(block: "gemmi.cif.Block", name: str) -> NDArray[np.float64]:
    lengths = [_cell_value(block, f"_cell_length_{edge}", name) for edge in "abc"]
    angles = [_cell_value(block, f"_cell_angle_{greek}", name) for greek in _ANGLES]
    try:
        return lattice_from_parameters(lengths, angles)
    except StructureError as error:
        raise StructureError(f"{name}: {error}") from error


def _cell_value(block: "gemmi.cif.Block", tag: str, name: str) -> float:
    import gemmi

    raw = block.find_value(tag)
    value = gemmi.cif.as_number(raw) if raw is not None else np.nan
    if not np.isfinite(value):
        raise StructureError(f"{name}: {tag} is {raw or 'missing'}; a number is needed")
    return value


def _operations(
    structure: "gemmi.SmallStructure", name: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return rotations (m, 3, 3) and translations (m, 3) of the m symmetry operations."""
    import gemmi

    if structure.symops:
        try:
            operations = [gemmi.Op(triplet) for triplet in structure.symops]
        except (ValueError, RuntimeError) as error:
            raise StructureError(f"{name}: symmetry operation: {error}") from error
    else:
        operations = _tabulated_operations(structure, name)
    rotations = np.array([operation.rot for operation in operations]) / gemmi.Op.DEN
    translations = np.array([operation.tran for operation in operations]) / gemmi.Op.DEN
    return rotations, translations


def _tabulated_operations(structure: "gemmi.SmallStructure", name: str) -> list["gemmi.Op"]:
    """Return the operations of the named space group, if the name leaves no choice of origin."""
    group = structure.spacegroup
    if group is None:
        raise StructureError(
            f"{name}: no symmetry; list the operations (_symmetry_equiv_pos_as_xyz), "
            "'x, y, z' alone where every atom is given"
        )
    if group.ext in "12HR" and ":" not in structure.spacegroup_hm:
        raise StructureError(
            f"{name}: space group {structure.spacegroup_hm} has several origins or axes and the "
            "file lists no operations (_symmetry_equiv_pos_as_xyz); list them"
        )
    return list(group.operations())


def _element(site: "gemmi.SmallStructure.Site", name: str) -> str:
    symbol = str(site.element.name)
    written = site.type_symbol or site.label
    require_element(symbol if symbol != "X" else written, f"{name}: site {site.label}")
    return symbol


def _occupancy(site: "gemmi.SmallStructure.Site", name: str) -> float:
    if not 0.0 < site.occ <= _OVERFULL:
        raise StructureError(
            f"{name}: site {site.label} has occupancy {site.occ:g}; it must be above 0, at most 1"
        )
    return min(float(site.occ), 1.0)


def _coordinates(site: "gemmi.SmallStructure.Site", name: str) -> NDArray[np.float64]:
    coordinates = np.array(site.fract.tolist())
    if not np.isfinite(coordinates).all():
        raise StructureError(
            f"{name}: site {site.label} has coordinates "
            f"({', '.join(f'{value:g}' for value in coordinates)}); three numbers are needed"
        )
    return coordinates


def _orbit(
    coordinates: NDArray[np.float64],
    rotations: NDArray[np.float64],
    translations: NDArray[np.float64],
    lattice: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the distinct images (m, 3) of a site, those on one special position averaged."""
    images = rotations @ coordinates + translations
    if len(images) == 1:
        return np.asarray(images, dtype=np.float64)
    places: list[NDArray[np.float64]] = []
    while len(images):
        offsets = images - images[0]
        offsets -= np.rint(offsets)
        same = np.linalg.norm(offsets @ lattice, axis=1) < _SPECIAL_POSITION_A
        places.append(images[0] + offsets[same].mean(axis=0))
        images = images[~same]
    return np.array(places)


def _require_own_places(sites: Sites) -> None:
    cell = Cell.from_fractional(sites.species, sites.fractional, sites.lattice, name=sites.name)
    pairs = pairs_within(cell, _ONE_PLACE_A)
    filled = sites.occupancy[pairs.first] + sites.occupancy[pairs.second]
    clashes = np.flatnonzero(filled > _OVERFULL)
    if len(clashes):
        worst = clashes[np.argmin(pairs.distance_A[clashes])]
        first, second = (_place(sites, int(k[worst])) for k in (pairs.first, pairs.second))
        raise StructureError(
            f"{sites.name}: {first} and {second} are {pairs.distance_A[worst]:.3f} A apart, "
            f"less than {_ONE_PLACE_A:g} A; remove one of them, or give occupancies that add up "
            "to at most 1"
        )


def _place(sites: Sites, index: int) -> str:
    x, y, z = sites.fractional[index]
    return f"{sites.labels[index]} ({sites.species[index]}) at {x:.4f} {y:.4f} {z:.4f}"
