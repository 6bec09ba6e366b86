"""An interface seen from the side: which atoms stand where in a projection along the interface.

The view runs along the shorter in-plane vector of the cell, so that the normal points up and
columns of atoms coincide. Narrow cells are repeated until they can be read; of large ones a slice
is taken.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.interfaces.assembling import FILM, SUBSTRATE
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import StructureError

SLICE_A = 12.0
"""Depth of the slice that is drawn of a deep cell, A."""

WIDEST_A = 60.0
"""Width that is drawn of a wide cell, A."""

NARROWEST_A = 24.0
"""Width up to which a narrow cell is repeated, A."""

SLENDEREST = 0.55
"""Width over height up to which a narrow cell is repeated."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SideView:
    """Atoms of an interface in a projection along the interface.

    Attributes
    ----------
    along : str
        Cell vector that the view runs along, ``a`` or ``b``.
    right_A, up_A, depth_A : (n,) float, A
        Place of each atom that is drawn: to the right, along the normal from the lower face of the
        substrate's cell boundary, and behind the picture; the furthest come first.
    species : (n,) str
        Element of each.
    in_film : (n,) bool
        Whether it belongs to the film.
    width_A, height_A : float, A
        Extent of what is drawn; the height is the repeat along the normal.
    cell_A : (4, 2) float, A
        Corners of the cell, right and up, in the order lower left, lower right, upper right, upper
        left; as drawn from the lower left corner of the picture.
    interface_up_A : float, A
        Height of the middle between substrate and film above it.
    drawn_depth_A, full_depth_A : float, A
        Depth of the slice, and that of the cell.
    """

    along: str
    right_A: Floats
    up_A: Floats
    depth_A: Floats
    species: NDArray[np.str_]
    in_film: NDArray[np.bool_]
    width_A: float
    height_A: float
    cell_A: Floats
    interface_up_A: float
    drawn_depth_A: float
    full_depth_A: float

    @property
    def cell_width_A(self) -> float:
        """Repeat to the right, A."""
        return float(self.cell_A[1, 0] - self.cell_A[0, 0])


def side_view(cell: Cell) -> SideView:
    """Project an interface along the shorter of its in-plane vectors.

    Parameters
    ----------
    cell : Cell
        Interface in the plane of a and b; its groups are 0 for the film and 1 for the substrate.

    Returns
    -------
    SideView
        Of the atoms that are drawn, those further back first. The substrate stands below.

    Raises
    ------
    StructureError
        If the cell lacks groups, or holds atoms of one slab only.
    """
    if cell.group is None or set(cell.group.tolist()) != {FILM, SUBSTRATE}:
        raise StructureError(
            f"{cell.label}: a side view needs the groups {FILM} (film) and {SUBSTRATE} "
            "(substrate) of its atoms, and both of them"
        )
    lengths = np.linalg.norm(cell.lattice[:2], axis=1)
    viewed = int(lengths[1] < lengths[0] - 1e-6)
    frame = _frame(cell.lattice, viewed)
    positions = _unwrapped(cell)
    film = cell.group == FILM
    up = positions @ frame[1]
    repeat = float(cell.thicknesses_A[2])
    lowest = 0.5 * float(up[film].max() - repeat + up[~film].min())
    interface = 0.5 * float(up[~film].max() + up[film].min())
    atoms = positions @ frame.T - np.array([0.0, lowest, 0.0])
    return _projected(cell, atoms, cell.lattice @ frame.T, viewed, interface - lowest)


def _frame(lattice: Floats, viewed: int) -> Floats:
    """Give the unit vectors to the right, up and towards the back, as rows."""
    normal = np.cross(lattice[0], lattice[1])
    normal *= np.sign(normal @ lattice[2]) / np.linalg.norm(normal)
    back = lattice[viewed] / np.linalg.norm(lattice[viewed])
    return np.stack([np.cross(back, normal), normal, back])


def _unwrapped(cell: Cell) -> Floats:
    """Move atoms by whole vectors c so that each slab is in one piece, the film on top.

    A slab is taken together about the mean direction of its heights on the circle.
    """
    assert cell.group is not None
    heights = cell.fractional[:, 2]
    moves = np.empty(len(cell))
    centres = {}
    for slab in (SUBSTRATE, FILM):
        mine = cell.group == slab
        centre = np.angle(np.exp(2j * np.pi * heights[mine]).mean()) / (2.0 * np.pi)
        moves[mine] = np.round(centre - heights[mine])
        centres[slab] = centre
    moves[cell.group == FILM] -= np.floor(centres[FILM] - centres[SUBSTRATE])
    return np.asarray(cell.positions + moves[:, None] * cell.lattice[2])


def _projected(
    cell: Cell, atoms: Floats, lattice: Floats, viewed: int, interface_A: float
) -> SideView:
    """Choose what is drawn; atoms and cell vectors are given as (right, up, back)."""
    assert cell.group is not None
    depth = float(lattice[viewed, 2])
    drawn = depth if depth <= 1.2 * SLICE_A else SLICE_A
    sideways = lattice[1 - viewed] * np.sign(lattice[1 - viewed, 0])
    across, height = float(sideways[0]), float(cell.thicknesses_A[2])
    width = _width(across, height)
    places, owners = _images(atoms, sideways, depth, width, drawn)
    order = np.lexsort((places[:, 0], places[:, 1], -np.round(places[:, 2], 6)))
    places, owners = places[order], owners[order]
    lean = float(lattice[2, 0])
    return SideView(
        along="ab"[viewed],
        right_A=places[:, 0],
        up_A=places[:, 1],
        depth_A=places[:, 2],
        species=np.array(cell.species)[owners],
        in_film=cell.group[owners] == FILM,
        width_A=width,
        height_A=height,
        cell_A=np.array([[0.0, 0.0], [across, 0.0], [across + lean, height], [lean, height]]),
        interface_up_A=interface_A,
        drawn_depth_A=drawn,
        full_depth_A=depth,
    )


def _width(repeat_A: float, height_A: float) -> float:
    """Give the width that is drawn: whole repeats, or a part of a very wide cell."""
    if repeat_A > WIDEST_A:
        return WIDEST_A
    wanted = min(max(NARROWEST_A, SLENDEREST * height_A), WIDEST_A)
    return max(round(wanted / repeat_A), 1) * repeat_A


def _images(
    atoms: Floats, sideways: Floats, depth: float, width: float, drawn: float
) -> tuple[Floats, NDArray[np.intp]]:
    """Give the places (right, up, back) of all images in the window, and whose they are.

    Edges count on both sides, so that an atom on the edge of the cell is drawn on either edge.
    """
    edge = 1e-3
    across = float(sideways[0])
    first = np.ceil((-edge - atoms[:, 0]) / across)
    found, owners = [], []
    for step in range(int(np.ceil((width + 2.0 * edge) / across)) + 1):
        places = atoms + (first + step)[:, None] * np.array([across, 0.0, sideways[2]])
        places[:, 2] -= np.floor((places[:, 2] + edge) / depth) * depth
        inside = np.flatnonzero((places[:, 0] <= width + edge) & (places[:, 2] <= drawn + edge))
        found.append(places[inside])
        owners.append(inside)
    return np.concatenate(found), np.concatenate(owners)
