"""Construction: the cell of a candidate, and the record of how it was made."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from saggar.runtime.interfaces.assembling import Spaces, assemble, check_charges
from saggar.runtime.interfaces.contacts import closest_contact, find_gaps_A
from saggar.runtime.interfaces.crystal import Crystal
from saggar.runtime.interfaces.identity import Candidate
from saggar.runtime.interfaces.matching import IntegerMatrix
from saggar.runtime.interfaces.planes import Plane
from saggar.runtime.interfaces.polarity import dipole_e_A_per_A2
from saggar.runtime.interfaces.slabs import Slab, cut_slab, layers_reaching
from saggar.runtime.interfaces.supercells import repeated_in_plane
from saggar.runtime.interfaces.terminations import Cut
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import net_charge
from saggar.schemas.frozen_structures import BuiltInterface, Termination
from saggar.schemas.interfaces import Build, Thickness


@dataclass(frozen=True, eq=False)
class Construction:
    """An interface cell and how it was made.

    Attributes
    ----------
    cell : Cell
        c along z; film atoms (group 0) first, then the substrate's (group 1).
    record : BuiltInterface
        Planes, cells, strains, terminations, charge and distance.
    """

    cell: Cell
    record: BuiltInterface


def build_interface(
    candidate: Candidate,
    film: Crystal,
    substrate: Crystal,
    build: Build,
    charges: Mapping[str, float],
    *,
    thickness: Thickness | None = None,
    spaces: Spaces | None = None,
    name: str = "",
) -> Construction:
    """Build the cell of a candidate.

    Parameters
    ----------
    candidate : Candidate
        Match, terminations and displacement.
    film, substrate : Crystal
        The crystals that it names.
    build : Build
        Share of strain, spaces and thickness.
    charges : mapping of str to float, e
        Formal charge of each element.
    thickness : Thickness, optional
        Instead of that of `build`.
    spaces : Spaces, optional
        Instead of those of `build`.
    name : str
        What messages call the cell.

    Returns
    -------
    Construction
        Over one cell of the match.

    Raises
    ------
    StructureError
        If the cell is charged or an element has no charge.
    """
    slabs = cut_slabs(candidate, film, substrate, thickness or build.thickness)
    between = spaces or spaces_of(build)
    cell = assemble(*slabs, between, strained=build.strain_on, shift=candidate.shift, name=name)
    check_charges(cell, charges)
    return Construction(cell, _record(candidate, slabs, cell, build, charges))


def spaces_of(build: Build) -> Spaces:
    """Give the spaces between slabs that a campaign declares."""
    return Spaces(build.gap_A, build.boundary, build.vacuum_A)


def repeat_interface(built: Construction, repeats: tuple[int, int]) -> Construction:
    """Repeat an interface in its plane.

    Parameters
    ----------
    built : Construction
        Interface.
    repeats : (int, int)
        Copies along a and b, such as from `repeats_in_plane`.

    Returns
    -------
    Construction
        Its record gives the repeats of the match.

    Raises
    ------
    StructureError
        If a number of copies is below 1.
    """
    cell = repeated_in_plane(built.cell, repeats)
    first, second = repeats
    record = built.record
    grown = {
        "area_A2": record.area_A2 * first * second,
        "repeats": (record.repeats[0] * first, record.repeats[1] * second),
        "atoms": len(cell),
        "formula": cell.formula,
        "lengths_A": _lengths_A(cell),
    }
    return Construction(cell, record.model_copy(update=grown))


def cut_slabs(
    candidate: Candidate, film: Crystal, substrate: Crystal, thickness: Thickness
) -> tuple[Slab, Slab]:
    """Cut the slabs of a candidate.

    Parameters
    ----------
    candidate : Candidate
        Match and terminations.
    film, substrate : Crystal
        The crystals that it names.
    thickness : Thickness
        Least thickness, or number of layers, of each.

    Returns
    -------
    Slab, Slab
        Film and substrate over the common cell, neither of them strained.
    """
    match = candidate.match
    return (
        _slab(
            film,
            match.film_plane,
            candidate.film_cut,
            match.lattice.film_matrix,
            (thickness.film_layers, thickness.film_A),
        ),
        _slab(
            substrate,
            match.substrate_plane,
            candidate.substrate_cut,
            match.lattice.substrate_matrix,
            (thickness.substrate_layers, thickness.substrate_A),
        ),
    )


def _slab(
    crystal: Crystal,
    plane: Plane,
    cut: Cut,
    matrix: IntegerMatrix,
    thickness: tuple[int | None, float],
) -> Slab:
    layers, least_A = thickness
    repeats = layers or layers_reaching(crystal, plane, cut, least_A)
    return cut_slab(crystal, plane, cut, repeats, matrix)


def _record(
    candidate: Candidate,
    slabs: tuple[Slab, Slab],
    cell: Cell,
    build: Build,
    charges: Mapping[str, float],
) -> BuiltInterface:
    match, lattice = candidate.match, candidate.match.lattice
    film_plane, substrate_plane = candidate.planes
    contact, (below, above) = closest_contact(cell), find_gaps_A(cell)
    return BuiltInterface(
        identity=candidate.identity,
        orientation=candidate.orientation,
        film=candidate.film,
        substrate=candidate.substrate,
        film_plane=film_plane,
        substrate_plane=substrate_plane,
        film_matrix=lattice.film_matrix,
        substrate_matrix=lattice.substrate_matrix,
        rotation_deg=lattice.rotation_deg,
        strains=lattice.strains,
        length_strains=lattice.length_strains,
        strain_on=build.strain_on,
        boundary=build.boundary,
        match_area_A2=match.area_A2,
        area_A2=match.area_A2,
        repeats=(1, 1),
        shift=candidate.shift,
        film_termination=_termination(slabs[0], match.area_A2, charges),
        substrate_termination=_termination(slabs[1], match.area_A2, charges),
        atoms=len(cell),
        formula=cell.formula,
        lengths_A=_lengths_A(cell),
        film_substrate_distance_A=_rounded(contact.distance_A),
        closest_pair=contact.pair,
        gaps_A=(_rounded(below), _rounded(above)),
        net_charge_e=net_charge(cell, charges),
    )


def _lengths_A(cell: Cell) -> tuple[float, float, float]:
    a, b, c = np.linalg.norm(cell.lattice, axis=1).tolist()
    return _rounded(a), _rounded(b), _rounded(c)


def _rounded(value: float) -> float:
    """Round to six decimals, so that records do not hold the noise of arithmetic."""
    return round(value, 6) + 0.0


def _termination(slab: Slab, area_A2: float, charges: Mapping[str, float]) -> Termination:
    """Describe a slab as it stands in the cell: its dipole is over the strained area."""
    return Termination(
        number=slab.cut.number,
        offset=_rounded(slab.cut.bottom),
        bottom=slab.cut.bottom_layer,
        top=slab.cut.top_layer,
        repeats=slab.repeats,
        thickness_A=_rounded(slab.thickness_A),
        dipole_e_A_per_A2=_rounded(dipole_e_A_per_A2(slab, charges) * slab.area_A2 / area_A2),
    )
