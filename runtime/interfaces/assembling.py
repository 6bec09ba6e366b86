"""Assembling: a film's slab on a substrate's slab in one periodic cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.interfaces.limits import StrainedSide
from saggar.runtime.interfaces.slabs import Slab
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import check_neutral
from saggar.schemas.errors import StructureError

Boundary = Literal["sandwich", "vacuum"]

FILM, SUBSTRATE = 0, 1
"""Groups of the atoms."""


@dataclass(frozen=True)
class Spaces:
    """Empty space between slabs.

    Attributes
    ----------
    gap_A : float, A
        Between the outermost atoms of substrate and film along the normal.
    boundary : {"sandwich", "vacuum"}
        ``sandwich``: a gap also between the film and the next substrate, so that the cell has
        two interfaces. ``vacuum``: `vacuum_A` there, so that it has one, and two free surfaces.
    vacuum_A : float, A
        Between the film and the next substrate, where the boundary is vacuum.
    upper_gap_A : float, A, optional
        Gap between the film and the next substrate of a sandwich, where it is not `gap_A`.

    Raises
    ------
    StructureError
        If a space is not above 0.
    """

    gap_A: float
    boundary: Boundary = "sandwich"
    vacuum_A: float = 15.0
    upper_gap_A: float | None = None

    def __post_init__(self) -> None:
        """Refuse slabs that touch."""
        upper_A = self.gap_A if self.upper_gap_A is None else self.upper_gap_A
        named = (("gap", self.gap_A), ("upper gap", upper_A), ("vacuum", self.vacuum_A))
        for name, value in named:
            if not value > 0.0:
                raise StructureError(f"interface: the {name} is {value:g} A; it must be above 0")

    @property
    def above_A(self) -> float:
        """Space between the film and the next substrate, A."""
        if self.boundary == "vacuum":
            return self.vacuum_A
        return self.gap_A if self.upper_gap_A is None else self.upper_gap_A

    @property
    def interfaces(self) -> int:
        """Interfaces in the cell."""
        return 2 if self.boundary == "sandwich" else 1


def common_basis(
    film_A: NDArray[np.float64], substrate_A: NDArray[np.float64], strained: StrainedSide
) -> NDArray[np.float64]:
    """Give the cell that film and substrate are brought to, each with its share of strain.

    The map T from the film's cell to the substrate's is a stretch U and a rotation R, T = U R
    for rows. The common cell is the substrate's, the film's, or, where both are strained, the
    film's after the stretch (1 + U)/2 and R: each principal length is the mean of the two.

    Parameters
    ----------
    film_A, substrate_A : (2, 2) float, A
        Corresponding cells, their vectors as rows, both right-handed.
    strained : {"film", "substrate", "both"}
        Which crystal gives way.

    Returns
    -------
    (2, 2) float, A
        Vectors as rows, the first along x.

    Raises
    ------
    StructureError
        If the cells differ in handedness: one crystal would be mirrored.

    References
    ----------
    Polar decomposition: Truesdell and Noll, The Non-Linear Field Theories of Mechanics,
    section 23.
    """
    mapped = np.linalg.solve(film_A, substrate_A)
    if np.linalg.det(mapped) <= 0.0:
        raise StructureError(
            "interface: film and substrate cells differ in handedness, so that one of the crystals "
            "would be mirrored; turn one over instead"
        )
    if strained == "substrate":
        return _along_x(film_A)
    if strained == "film":
        return _along_x(substrate_A)
    left, stretches, right = np.linalg.svd(mapped)
    shared = left @ np.diag(0.5 * (1.0 + stretches)) @ right
    return _along_x(film_A @ shared)


def _along_x(basis: NDArray[np.float64]) -> NDArray[np.float64]:
    first, second = basis
    length = float(np.linalg.norm(first))
    height = float(np.linalg.det(basis)) / length
    return np.array([[length, 0.0], [float(first @ second) / length, height]])


def assemble(
    film: Slab,
    substrate: Slab,
    spaces: Spaces,
    *,
    strained: StrainedSide = "film",
    shift: tuple[float, float] = (0.0, 0.0),
    name: str = "",
) -> Cell:
    """Put a film on a substrate.

    In the plane both slabs are strained to the common cell; along the normal they keep the
    spacings of their crystals, for a relaxation to change. c is the normal also in a sandwich:
    neither slab continues into its own image, so that the stacking across the second interface
    is ours to choose, and it is chosen without a tilt.

    Parameters
    ----------
    film, substrate : Slab
        Slabs over corresponding cells.
    spaces : Spaces
        Gap, and what is above the film.
    strained : {"film", "substrate", "both"}
        Which crystal gives way.
    shift : (float, float)
        Displacement of the film in fractions of the cell vectors.
    name : str
        What messages call the cell.

    Returns
    -------
    Cell
        a along x, b in the xy plane, c along z; film atoms (group 0) first, then the substrate's
        (group 1). The substrate starts half the upper space above z = 0, so that no slab is split
        by the faces of the cell.

    Raises
    ------
    StructureError
        If the cells differ in handedness.
    """
    basis = common_basis(film.basis_A, substrate.basis_A, strained)
    base = 0.5 * spaces.above_A
    of_film = base + substrate.thickness_A + spaces.gap_A
    lattice = np.zeros((3, 3))
    lattice[:2, :2] = basis
    lattice[2, 2] = of_film + film.thickness_A + base
    in_plane = np.concatenate([(film.in_plane + np.array(shift)) % 1.0, substrate.in_plane])
    heights = np.concatenate([film.heights_A + of_film, substrate.heights_A + base])
    group = np.repeat([FILM, SUBSTRATE], [len(film.species), len(substrate.species)])
    return Cell(
        species=film.species + substrate.species,
        positions=np.column_stack([in_plane @ basis, heights]),
        lattice=lattice,
        group=group,
        name=name,
    )


def check_charges(cell: Cell, charges: Mapping[str, float]) -> None:
    """Refuse an interface that is charged, and say which slab carries the charge.

    Parameters
    ----------
    cell : Cell
        Interface with groups.
    charges : mapping of str to float, e
        Formal charge of each element.

    Raises
    ------
    StructureError
        If the formal charges do not add up to zero or an element has none.
    """
    try:
        check_neutral(cell, charges)
    except StructureError as error:
        raise StructureError(
            f"{error} (film: {_part(cell, FILM)}; substrate: {_part(cell, SUBSTRATE)})"
        ) from error


def _part(cell: Cell, label: int) -> str:
    return cell.take(atoms_of(cell, label)).formula


def atoms_of(cell: Cell, label: int) -> NDArray[np.intp]:
    """Give the atoms of a group.

    Parameters
    ----------
    cell : Cell
        Interface with groups.
    label : int
        `FILM` or `SUBSTRATE`.

    Returns
    -------
    (n,) int

    Raises
    ------
    StructureError
        If the cell has no groups or the group no atoms.
    """
    chosen = np.flatnonzero(cell.group == label) if cell.group is not None else np.empty(0, int)
    if not len(chosen):
        raise StructureError(
            f"{cell.label}: no atom in group {label}; an interface has film atoms in group "
            f"{FILM} and substrate atoms in group {SUBSTRATE}"
        )
    return chosen
