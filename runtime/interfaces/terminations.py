"""Terminations: where a crystal can be cut parallel to a plane.

Heights are counted in repeats of the lattice planes: an atom with coefficients x over the
primitive cell stands at h.x with the plane's primitive indices h, and the crystal looks the same
after each whole repeat. Atoms whose heights differ by less than a tolerance form one plane of
atoms; a crystal can be cut between any two neighbouring planes of atoms.

Two cuts are the same termination if, and only if, an operation of the space group that leaves
the normal as it is takes one to the other. An operation with matrix W and translation t has
h W = h then and adds h.t to every height. Operations that reverse the normal exchange the two
sides of a slab, which an interface tells apart; they merge nothing. An operation that turns the
crystal in the plane, such as a screw axis along the normal, gives the same surface, turned: like
matching, which takes orientations that differ by a symmetry of a plane lattice as one, this does
not count it again. How many cuts a termination stands for is recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.interfaces.crystal import Crystal
from saggar.runtime.interfaces.planes import Plane, primitive_indices

ONE_PLANE_A = 0.1
"""Heights closer than this belong to one plane of atoms; pymatgen's default tolerance, too."""

_SAME_HEIGHT_A = 0.02  # twice the displacement up to which an operation counts as a symmetry


@dataclass(frozen=True)
class Cut:
    """Where a slab begins and ends.

    Attributes
    ----------
    number : int
        Among those of its plane, from 1.
    bottom, top : float
        Heights of the two cuts in repeats, both in [0, 1). Equal ones leave whole repeats, with
        the crystal's composition.
    bottom_layer, top_layer : str
        Elements and atoms of the outermost planes of atoms per primitive cell of the plane, such
        as ``O2``.
    merged : int
        How many cuts it stands for: itself and those that operations take it to.
    """

    number: int
    bottom: float
    top: float
    bottom_layer: str
    top_layer: str
    merged: int

    @property
    def label(self) -> str:
        """Bottom and top layer, such as ``O2|Zr``."""
        return f"{self.bottom_layer}|{self.top_layer}"

    @property
    def stoichiometric(self) -> bool:
        """Whether the slab is made of whole repeats."""
        return self.bottom == self.top


@dataclass(frozen=True, eq=False)
class AtomicPlanes:
    """The planes of atoms within one repeat of the lattice planes.

    Attributes
    ----------
    heights : (n_atoms,) float
        Height of each atom of the primitive cell in repeats, in [0, 1).
    edges : (n_planes,) float
        Heights half way between neighbouring planes of atoms, in [0, 1), ascending.
    members : tuple of (n_in_plane,) int
        Atoms of each plane; plane i stands above edge i.
    """

    heights: NDArray[np.float64]
    edges: NDArray[np.float64]
    members: tuple[NDArray[np.intp], ...]


def spacing_A(crystal: Crystal, plane: Plane) -> float:
    """Give the distance after which the lattice planes repeat: cell volume over plane area.

    Parameters
    ----------
    crystal : Crystal
        Crystal.
    plane : Plane
        Lattice planes of it.

    Returns
    -------
    float, A
    """
    return crystal.primitive.volume_A3 / plane.area_A2


def atomic_planes(
    crystal: Crystal, plane: Plane, *, tolerance_A: float = ONE_PLANE_A
) -> AtomicPlanes:
    """Sort the atoms of a crystal into planes parallel to a lattice plane.

    Neighbouring heights belong to different planes if they differ by more than the tolerance.
    Where no two do, the crystal can still be cut at the widest spaces.

    Parameters
    ----------
    crystal : Crystal
        Crystal.
    plane : Plane
        Lattice planes of it; heights grow to the side seen.
    tolerance_A : float, A
        Largest difference of neighbouring heights in one plane of atoms.

    Returns
    -------
    AtomicPlanes
    """
    indices = np.array(primitive_indices(crystal, plane.miller))
    heights = np.round(crystal.primitive.fractional @ indices, 9) % 1.0
    order = np.argsort(heights, kind="stable")
    ascending = heights[order]
    spaces = np.diff(ascending, append=ascending[0] + 1.0)
    spacing = spacing_A(crystal, plane)
    least = min(tolerance_A / spacing, float(spaces.max()) - _SAME_HEIGHT_A / spacing)
    above = np.flatnonzero(spaces > least)
    edges = (ascending[above] + 0.5 * spaces[above]) % 1.0
    owners = np.searchsorted(np.sort(edges), heights, side="right") - 1
    return AtomicPlanes(
        heights,
        np.sort(edges),
        tuple(np.flatnonzero(owners % len(edges) == number) for number in range(len(edges))),
    )


def find_terminations(
    crystal: Crystal,
    plane: Plane,
    *,
    stoichiometric: bool = True,
    tolerance_A: float = ONE_PLANE_A,
) -> tuple[Cut, ...]:
    """Give all distinct ways to cut slabs of a crystal parallel to a plane.

    Parameters
    ----------
    crystal : Crystal
        Crystal.
    plane : Plane
        Lattice planes of it, seen from the side that becomes the top.
    stoichiometric : bool
        Only slabs of whole repeats, one for each space between planes of atoms; else every pair
        of a bottom and a top cut.
    tolerance_A : float, A
        Largest difference of neighbouring heights in one plane of atoms.

    Returns
    -------
    tuple of Cut
        By height of the bottom, then of the top cut; of equal ones the first is given.
    """
    planes = atomic_planes(crystal, plane, tolerance_A=tolerance_A)
    count = len(planes.edges)
    pairs = [(n, n) for n in range(count)]
    if not stoichiometric:
        pairs = list(product(range(count), range(count)))
    shifts = _plane_shifts(
        planes.edges,
        _height_translations(crystal, plane),
        _SAME_HEIGHT_A / spacing_A(crystal, plane),
    )
    orbits: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for bottom, top in pairs:
        images = [(int(shift[bottom]), int(shift[top])) for shift in shifts]
        orbits.setdefault(min(images), []).append((bottom, top))
    layers = [_layer(crystal, members) for members in planes.members]
    return tuple(
        Cut(
            number=number,
            bottom=float(planes.edges[bottom]),
            top=float(planes.edges[top]),
            bottom_layer=layers[bottom],
            top_layer=layers[top - 1],
            merged=len(orbit),
        )
        for number, orbit in enumerate(orbits.values(), 1)
        for bottom, top in orbit[:1]
    )


def reversed_terminations(
    crystal: Crystal, plane: Plane, cuts: Sequence[Cut], *, in_plane: Literal[1, -1]
) -> tuple[int, ...] | None:
    """Give what terminations become under operations that reverse the normal.

    An operation that takes every in-plane vector to itself (a mirror or glide plane parallel to
    the plane) or every one to its negative (inversion) fits any supercell, so that it can be
    applied to a film and a substrate at once.

    Parameters
    ----------
    crystal : Crystal
        Crystal.
    plane : Plane
        Lattice planes of it.
    cuts : sequence of Cut
        All terminations of that plane, from `find_terminations`.
    in_plane : {1, -1}
        What the operation does to vectors in the plane.

    Returns
    -------
    tuple of int or None
        For each termination the position of the one it becomes; None where the crystal has no
        such operation.
    """
    indices = np.array(primitive_indices(crystal, plane.miller))
    vectors = np.array(plane.vectors)
    reverses = (crystal.index_operations @ indices == -indices).all(axis=1)
    images = np.rint(vectors @ np.linalg.inv(crystal.index_operations))
    fitting = np.flatnonzero(reverses & (images == in_plane * vectors).all(axis=(1, 2)))
    if not len(fitting):
        return None
    translation = float(crystal.translations[fitting[0]] @ indices)
    kept = _height_translations(crystal, plane)
    return tuple(
        _nearest(cuts, translation - cut.top + kept, translation - cut.bottom + kept)
        for cut in cuts
    )


def _nearest(cuts: Sequence[Cut], bottoms: NDArray[np.float64], tops: NDArray[np.float64]) -> int:
    """Find the termination nearest to any of these pairs of heights."""
    places = np.array([(cut.bottom, cut.top) for cut in cuts])
    offsets = places[:, None] - np.stack([bottoms, tops], axis=1)
    distances = np.abs(offsets - np.rint(offsets)).max(axis=2).min(axis=1)
    return int(np.argmin(distances))


def is_polar(crystal: Crystal, plane: Plane) -> bool:
    """Tell whether no operation of the crystal reverses a plane's normal.

    The two sides of such a plane are different surfaces.

    Parameters
    ----------
    crystal : Crystal
        Crystal.
    plane : Plane
        Lattice planes of it.

    Returns
    -------
    bool
    """
    indices = np.array(primitive_indices(crystal, plane.miller))
    return not bool((crystal.index_operations @ indices == -indices).all(axis=1).any())


def _height_translations(crystal: Crystal, plane: Plane) -> NDArray[np.float64]:
    """Give what the operations that keep the normal add to heights, in repeats."""
    indices = np.array(primitive_indices(crystal, plane.miller))
    kept = (crystal.index_operations @ indices == indices).all(axis=1)
    return np.asarray(crystal.translations[kept] @ indices)


def _plane_shifts(
    edges: NDArray[np.float64], translations: NDArray[np.float64], tolerance: float
) -> list[NDArray[np.intp]]:
    """Give the edge that each edge is taken to, for each translation that fits the edges."""
    moved = edges + translations[:, None]
    offsets = moved[:, :, None] - edges
    distances = np.abs(offsets - np.rint(offsets))
    fitting = (distances.min(axis=2) < tolerance).all(axis=1)
    return [np.argmin(distances[number], axis=1) for number in np.flatnonzero(fitting)]


def _layer(crystal: Crystal, members: Sequence[int] | NDArray[np.intp]) -> str:
    counts = crystal.primitive.take(members).counts
    return "".join(
        f"{symbol}{counts[symbol] if counts[symbol] > 1 else ''}" for symbol in sorted(counts)
    )
