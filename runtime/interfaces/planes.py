"""Lattice planes of crystals: Miller indices and the primitive basis of each plane."""

from dataclasses import dataclass
from itertools import product
from math import gcd

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.interfaces.crystal import Crystal
from saggar.runtime.interfaces.matching import plane_basis
from saggar.runtime.interfaces.sublattices import metrics_of, reduced_bases
from saggar.schemas.errors import StructureError
from saggar.schemas.interfaces import Miller

Vector = tuple[int, int, int]


@dataclass(frozen=True)
class Plane:
    """A family of lattice planes of a crystal, seen from one side.

    Attributes
    ----------
    miller : (h, k, l)
        Indices in the crystal's conventional cell; the side seen is the one they point to.
    vectors : 2 x 3 int
        The shortest basis vectors u, v of the plane, as rows, in units of the crystal's primitive
        cell vectors; u x v points to the side seen.
    basis_A : 2 x 2 float, A
        u and v in the plane, u along x and v above it.
    """

    miller: Miller
    vectors: tuple[Vector, Vector]
    basis_A: tuple[tuple[float, float], tuple[float, float]]

    @property
    def area_A2(self) -> float:
        """Area of the plane's primitive cell, A^2."""
        (ux, uy), (vx, vy) = self.basis_A
        return ux * vy - uy * vx

    def turned_over(self) -> "Plane":
        """Return the same planes from the other side, with the basis (-u, v)."""
        u, v = self.vectors
        (length, _), (vx, vy) = self.basis_A
        return Plane(
            miller=_negated(self.miller),
            vectors=(_negated(u), v),
            basis_A=((length, 0.0), (-vx, vy)),
        )


def lattice_plane(crystal: Crystal, miller: Miller) -> Plane:
    """Give the primitive basis of a family of lattice planes.

    A vector x of the lattice lies in the plane if its coefficients over the primitive cell have
    h x1 + k x2 + l x3 = 0, with h k l in the primitive cell. That is solved in integers.

    Parameters
    ----------
    crystal : Crystal
        Crystal with its conventional and its primitive cell.
    miller : (h, k, l)
        Indices in the conventional cell. A common divisor is left out: (2, 2, 2) is (1, 1, 1).

    Returns
    -------
    Plane

    Raises
    ------
    StructureError
        If all three indices are 0.
    """
    if not any(miller):
        raise StructureError(
            f"{crystal.label}: the plane (0 0 0) does not exist; give one index other than 0"
        )
    indices = primitive_indices(crystal, miller)
    vectors = _vectors_in_plane(indices)
    normal = np.linalg.solve(crystal.primitive.lattice, np.array(indices, dtype=np.float64))
    u, v = vectors @ crystal.primitive.lattice
    if float(np.cross(u, v) @ normal) < 0.0:
        vectors = vectors[::-1]
    rows = vectors @ crystal.primitive.lattice
    (steps,) = reduced_bases(np.eye(2, dtype=np.int64)[None], metrics_of(rows))
    shortest = steps @ vectors
    basis = plane_basis(shortest @ crystal.primitive.lattice, crystal.label)
    (ux, uy), (vx, vy) = basis.tolist()
    return Plane(
        _coprime(miller), (_triple(shortest[0]), _triple(shortest[1])), ((ux, uy), (vx, vy))
    )


def lattice_planes(crystal: Crystal, max_index: int) -> tuple[Plane, ...]:
    """Give all families of lattice planes up to an index, one of each symmetry-equivalent set.

    Planes are equivalent if an operation of the crystal's point group, or the inversion, takes
    one into the other: both sides of a plane count as one.

    Parameters
    ----------
    crystal : Crystal
        Crystal with its point group.
    max_index : int
        Largest magnitude of h, k and l, at least 1.

    Returns
    -------
    tuple of Plane
        By largest index, then by the sum of the magnitudes. Of equivalent planes the one with
        the fewest negative indices and, among these, the largest h, then k, then l is given.

    Raises
    ------
    StructureError
        If `max_index` is below 1.
    """
    if max_index < 1:
        raise StructureError(
            f"{crystal.label}: planes up to index {max_index}; the largest index must be at least 1"
        )
    span = range(-max_index, max_index + 1)
    candidates = [(h, k, m) for h, k, m in product(span, repeat=3) if gcd(h, k, m) == 1]
    chosen: dict[Vector, Miller] = {}
    for miller in sorted(candidates, key=_simplicity):
        chosen.setdefault(_orbit_key(crystal, primitive_indices(crystal, miller)), miller)
    return tuple(lattice_plane(crystal, miller) for miller in chosen.values())


def listed_plane(crystal: Crystal, miller: Miller) -> tuple[Plane, bool]:
    """Give the plane by which `lattice_planes` stands for a plane and all equivalent ones.

    Parameters
    ----------
    crystal : Crystal
        Crystal with its point group.
    miller : (h, k, l)
        Indices in the conventional cell.

    Returns
    -------
    Plane and bool
        The plane that is listed; whether the side that `miller` points to is its other side. Where
        an operation of the crystal reverses the normal there is no other side.

    Raises
    ------
    StructureError
        If all three indices are 0.
    """
    plane = lattice_plane(crystal, miller)
    images = crystal.index_operations @ np.array(primitive_indices(crystal, plane.miller))
    equivalent = {_conventional_indices(crystal, image) for image in images}
    simplest = min(equivalent | set(map(_negated, equivalent)), key=_simplicity)
    return lattice_plane(crystal, simplest), simplest not in equivalent


def primitive_indices(crystal: Crystal, miller: Miller) -> Vector:
    """Convert Miller indices of the conventional cell to those of the primitive cell.

    The index of a plane along a cell vector is the vector's dot product with the plane's
    reciprocal vector, so that indices transform as the cell vectors do.

    Parameters
    ----------
    crystal : Crystal
        Crystal with its conventional and its primitive cell.
    miller : (h, k, l)
        Indices in the conventional cell.

    Returns
    -------
    (h, k, l)
        Indices in the primitive cell, without a common divisor.

    References
    ----------
    International Tables for Crystallography A (2016), section 1.5.1.
    """
    return _coprime(_triple(crystal.primitive_in_conventional @ np.array(miller)))


def _conventional_indices(crystal: Crystal, indices: NDArray[np.int64]) -> Miller:
    """Convert indices of the primitive cell to those of the conventional one, coprime."""
    scaled = np.linalg.solve(crystal.primitive_in_conventional, indices)
    scale = abs(np.linalg.det(crystal.primitive_in_conventional))
    return _coprime(_triple(np.rint(scale * scaled).astype(np.int64)))


def _simplicity(miller: Miller) -> tuple[int, int, int, Vector]:
    magnitudes = [abs(index) for index in miller]
    negatives = sum(index < 0 for index in miller)
    return max(magnitudes), sum(magnitudes), negatives, _negated(miller)


def _orbit_key(crystal: Crystal, indices: Vector) -> Vector:
    images = crystal.index_operations @ np.array(indices)
    return max(_triple(image) for image in np.concatenate([images, -images]))


def _vectors_in_plane(indices: Vector) -> NDArray[np.int64]:
    """Solve h x1 + k x2 + l x3 = 0: a basis of all integer solutions, for coprime h, k, l."""
    h, k, last = indices
    if h == k == 0:
        return np.array([[1, 0, 0], [0, 1, 0]], dtype=np.int64)
    divisor, s, t = _bezout(h, k)
    return np.array(
        [[k // divisor, -h // divisor, 0], [-s * last, -t * last, divisor]], dtype=np.int64
    )


def _bezout(a: int, b: int) -> tuple[int, int, int]:
    """Return g, s, t with s a + t b = g, the greatest common divisor up to its sign."""
    if b == 0:
        return a, 1, 0
    divisor, s, t = _bezout(b, a % b)
    return divisor, t, s - (a // b) * t


def _coprime(values: Vector) -> Vector:
    divisor = gcd(*values)
    first, second, third = (value // divisor for value in values)
    return first, second, third


def _triple(values: NDArray[np.int64]) -> Vector:
    first, second, third = values.tolist()
    return first, second, third


def _negated(values: Vector) -> Vector:
    first, second, third = values
    return -first, -second, -third
