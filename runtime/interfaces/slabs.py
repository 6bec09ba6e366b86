"""Slabs: finite stacks of a crystal's lattice planes over a supercell of the plane."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import ceil, gcd

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.interfaces.crystal import Crystal
from saggar.runtime.interfaces.matching import IntegerMatrix
from saggar.runtime.interfaces.planes import Plane, primitive_indices
from saggar.runtime.interfaces.terminations import Cut, spacing_A
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import StructureError

_WHOLE = 1e-6  # repeats; a thickness this little above whole repeats is no further repeat


@dataclass(frozen=True, eq=False)
class Slab:
    """Atoms of a slab over a cell of the plane, not strained.

    Attributes
    ----------
    species : tuple of str, length n
        Element of each atom.
    in_plane : (n, 2) float
        Coordinates along the two cell vectors, in [0, 1).
    heights_A : (n,) float, A
        Above the lowest atom, along the normal that points to the side seen.
    basis_A : (2, 2) float, A
        Cell vectors in the plane as rows, seen from the tip of the normal; the second lies
        counter-clockwise of the first.
    repeats : int
        Of the lattice planes; whole ones, where top and bottom cut differ.
    cut : Cut
        Where it begins and ends.
    """

    species: tuple[str, ...]
    in_plane: NDArray[np.float64]
    heights_A: NDArray[np.float64]
    basis_A: NDArray[np.float64]
    repeats: int
    cut: Cut

    @property
    def thickness_A(self) -> float:
        """Distance of the outermost atoms along the normal, A."""
        return float(self.heights_A.max())

    @property
    def area_A2(self) -> float:
        """Area of the cell, A^2."""
        return float(np.linalg.det(self.basis_A))

    def in_vacuum(self, vacuum_A: float) -> Cell:
        """Return the slab in a periodic cell, c along the normal, half of the vacuum below.

        Parameters
        ----------
        vacuum_A : float, A
            Distance between the outermost atoms of neighbouring slabs, above 0.

        Returns
        -------
        Cell
        """
        lattice = np.zeros((3, 3))
        lattice[:2, :2] = self.basis_A
        lattice[2, 2] = self.thickness_A + vacuum_A
        positions = np.column_stack([self.in_plane @ self.basis_A, self.heights_A + 0.5 * vacuum_A])
        return Cell(self.species, positions, lattice)


def layers_reaching(crystal: Crystal, plane: Plane, cut: Cut, thickness_A: float) -> int:
    """Give the number of lattice planes whose spacings add up to a least thickness.

    The outermost atoms of a slab are nearer to each other by the space at its cut; counting
    spacings gives slabs of one crystal and plane the same composition, however they are cut.

    Parameters
    ----------
    crystal : Crystal
        Crystal.
    plane : Plane
        Lattice planes of it.
    cut : Cut
        Termination; the distance from bottom to top cut counts.
    thickness_A : float, A
        Least thickness, above 0.

    Returns
    -------
    int
        At least 1.
    """
    last = (cut.top - cut.bottom) % 1.0 or 1.0
    return max(1, 1 + ceil(thickness_A / spacing_A(crystal, plane) - last - _WHOLE))


def cut_slab(
    crystal: Crystal, plane: Plane, cut: Cut, repeats: int, matrix: IntegerMatrix = ((1, 0), (0, 1))
) -> Slab:
    """Cut a slab of a crystal.

    Atoms stand at y = x B^-1 over the plane's vectors u, v and a lattice vector w to the next
    plane, with x over the primitive cell and B the rows u, v, w: a unimodular integer matrix, so
    that nothing is lost. Those with heights from the bottom cut up to the top cut are kept, once
    for each of the lattice points that the supercell holds.

    Parameters
    ----------
    crystal : Crystal
        Crystal.
    plane : Plane
        Lattice planes of it, seen from the side that becomes the top.
    cut : Cut
        Termination, from `find_terminations` of the same plane.
    repeats : int
        Number of lattice planes, at least 1. Where the cuts differ: the slab reaches from the
        bottom cut to the first top cut above this many repeats less one.
    matrix : 2 x 2 int
        Cell vectors as rows in units of the plane's vectors, with a positive determinant.

    Returns
    -------
    Slab
        The lattice planes run along the height; the crystal is turned, never mirrored.

    Raises
    ------
    StructureError
        If there is no whole lattice plane, or the cell's vectors are parallel or left-handed.
    """
    if repeats < 1:
        raise StructureError(
            f"{crystal.label}: a slab of {repeats} layers does not exist; give at least 1"
        )
    heights = cut.bottom, repeats - 1 + cut.top + (cut.top <= cut.bottom)
    species, coordinates = _between(crystal, plane, heights)
    points = _lattice_points(matrix, crystal.label)
    frame = _frame(crystal, plane)
    everywhere = (coordinates[:, None, :] + points).reshape(-1, 3) @ frame
    basis = np.array(matrix, dtype=np.float64) @ np.array(plane.basis_A)
    in_plane = everywhere[:, :2] @ np.linalg.inv(basis)
    return Slab(
        species=tuple(symbol for symbol in species for _ in points),
        in_plane=np.round(in_plane, 12) % 1.0,
        heights_A=everywhere[:, 2] - everywhere[:, 2].min(),
        basis_A=basis,
        repeats=repeats,
        cut=cut,
    )


def _between(
    crystal: Crystal, plane: Plane, heights: tuple[float, float]
) -> tuple[list[str], NDArray[np.float64]]:
    """Give elements and coordinates over u, v, w of atoms between heights, by atom and height."""
    bottom, top = heights
    cell = crystal.primitive.fractional @ np.linalg.inv(_lattice_frame(crystal, plane))
    lifts = np.ceil(bottom - cell[:, 2])
    species: list[str] = []
    rows = []
    for symbol, place, lift in zip(crystal.primitive.species, cell, lifts, strict=True):
        lowest = place + np.array([0.0, 0.0, lift])
        copies = ceil(top - lowest[2])
        species += [symbol] * copies
        rows += [lowest + np.array([0.0, 0.0, step]) for step in range(copies)]
    return species, np.array(rows)


def _lattice_frame(crystal: Crystal, plane: Plane) -> NDArray[np.int64]:
    """Give u, v and a lattice vector w to the next plane as rows over the primitive cell.

    The shortest such w is taken of those with small coefficients, so that atoms keep near.
    """
    indices = np.array(primitive_indices(crystal, plane.miller))
    reach = int(np.abs(indices).max()) + 1
    grid = np.array(list(product(range(-reach, reach + 1), repeat=3)))
    steps = grid[grid @ indices == 1]
    lengths = np.linalg.norm(steps @ crystal.primitive.lattice, axis=1)
    return np.array([*plane.vectors, steps[np.argmin(lengths)]], dtype=np.int64)


def _frame(crystal: Crystal, plane: Plane) -> NDArray[np.float64]:
    """Give u, v and w in a right-handed frame with x along u and z along the normal, A."""
    u, v, w = _lattice_frame(crystal, plane) @ crystal.primitive.lattice
    x = u / np.linalg.norm(u)
    z = np.cross(u, v)
    z = z / np.linalg.norm(z)
    return np.asarray(np.array([u, v, w]) @ np.array([x, np.cross(z, x), z]).T)


def _lattice_points(matrix: IntegerMatrix, label: str) -> NDArray[np.float64]:
    """Give one of each class of points i u + j v that the supercell's vectors make equal.

    The same lattice has a basis (p, q), (0, r) with p the greatest common divisor of the first
    coefficients and p r the determinant: i runs to p and j to r.
    """
    (a, b), (c, d) = matrix
    cells = a * d - b * c
    if cells < 1:
        raise StructureError(
            f"{label}: the cell vectors {matrix} have determinant {cells}; "
            "give two that are not parallel, the second counter-clockwise of the first"
        )
    first = gcd(a, c)
    return np.array(
        [(i, j, 0.0) for i, j in product(range(first), range(cells // first))], dtype=np.float64
    )


def formula_units(slab: Slab, crystal: Crystal) -> int | None:
    """Give how many times a slab holds the smallest whole formula of its crystal.

    Parameters
    ----------
    slab : Slab
        Slab.
    crystal : Crystal
        What it was cut from.

    Returns
    -------
    int or None
        None where the composition is another one.
    """
    bulk = crystal.primitive.counts
    units = gcd(*bulk.values())
    found = _counted(slab)
    number, rest = divmod(len(slab.species) * units, len(crystal.primitive))
    agrees = all(found.get(symbol) == number * count // units for symbol, count in bulk.items())
    return number if agrees and not rest else None


def _counted(slab: Slab) -> Mapping[str, int]:
    return {symbol: slab.species.count(symbol) for symbol in set(slab.species)}
