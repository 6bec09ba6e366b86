"""The box of a cell in plain Python: thicknesses, and repeats that follow from them alone.

Nothing here needs numpy, which takes longer to load than a campaign to check.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Protocol

from saggar.schemas.errors import StructureError

_WRITTEN_AS_ZERO_A = 5e-9
"""Components of a lattice up to it: `saggar.runtime.structures.canonical` leaves eight decimals."""

Vector = tuple[float, float, float]
Repeats = tuple[int, int, int]


class Box(Protocol):
    """What has thicknesses and atoms: a cell, or a summary of one."""

    @property
    def thicknesses_A(self) -> Iterable[float]:
        """Distances between opposite faces, three, A."""

    @property
    def label(self) -> str:
        """What messages call it."""

    def __len__(self) -> int:
        """Give the number of atoms."""


def reciprocal_vectors(lattice: Sequence[Sequence[float]]) -> tuple[Vector, Vector, Vector]:
    """Give the vectors b x c, c x a and a x b over the volume a . (b x c).

    Parameters
    ----------
    lattice : (3, 3) float, A
        Cell vectors a, b, c as rows.

    Returns
    -------
    tuple of three (3,) float, 1/A
        Without the factor of 2 pi; each stands upright on a face of the cell.
    """
    a, b, c = lattice
    faces = _cross(b, c), _cross(c, a), _cross(a, b)
    volume_A3 = a[0] * faces[0][0] + a[1] * faces[0][1] + a[2] * faces[0][2]
    of_a, of_b, of_c = ((x / volume_A3, y / volume_A3, z / volume_A3) for x, y, z in faces)
    return of_a, of_b, of_c


def thicknesses_A(lattice: Sequence[Sequence[float]]) -> Vector:
    """Give the distances between opposite faces of a cell: V/|b x c|, V/|c x a|, V/|a x b|.

    Parameters
    ----------
    lattice : (3, 3) float, A
        Cell vectors a, b, c as rows.

    Returns
    -------
    tuple of three float, A
    """
    across_a, across_b, across_c = (
        1.0 / math.sqrt(x * x + y * y + z * z) for x, y, z in reciprocal_vectors(lattice)
    )
    return across_a, across_b, across_c


def is_tilted(lattice: Sequence[Sequence[float]]) -> bool:
    """Tell whether GPUMD takes a cell for triclinic: any component off the diagonal is not zero.

    Parameters
    ----------
    lattice : (3, 3) float, A
        Cell vectors a, b, c as rows; they count as they are written, to eight decimals.

    References
    ----------
    GPUMD, src/integrate/integrate.cu, parse_ensemble.
    """
    (_, ab, ac), (ba, _, bc), (ca, cb, _) = lattice
    return max(map(abs, (ab, ac, ba, bc, ca, cb))) > _WRITTEN_AS_ZERO_A


def _cross(u: Sequence[float], v: Sequence[float]) -> Vector:
    return (
        u[1] * v[2] - u[2] * v[1],
        u[2] * v[0] - u[0] * v[2],
        u[0] * v[1] - u[1] * v[0],
    )


def violates_box_rule(box: Box, cutoff_A: float) -> bool:
    """Tell whether GPUMD would refuse the box for being thin and long at once.

    With a thickness of at most 2.5 (r_c + 1) GPUMD takes its small-box path, which stops with an
    error where another thickness exceeds 10 r_c. Older releases use 2.5 r_c; this is the stricter
    of the two, so that a cell that passes here passes with every release.

    Parameters
    ----------
    box : Box
        Structure.
    cutoff_A : float, A
        Radial cutoff r_c of the potential.

    Returns
    -------
    bool

    References
    ----------
    GPUMD, src/force/nep.cu (3.9 to 5.6).
    """
    widths_A = [float(width) for width in box.thicknesses_A]
    return min(widths_A) <= _small_box_A(cutoff_A) and max(widths_A) > 10.0 * cutoff_A


def supercell_for_box_rule(box: Box, cutoff_A: float) -> Repeats:
    """Return the smallest supercell that obeys GPUMD's box rule.

    A cell that obeys it already stays as it is. In another one every thickness must come above
    2.5 (r_c + 1), since repetition cannot shorten the long one.

    Parameters
    ----------
    box : Box
        Structure.
    cutoff_A : float, A
        Radial cutoff r_c of the potential.

    Returns
    -------
    tuple of int
        Repeats along a, b, c.
    """
    if not violates_box_rule(box, cutoff_A):
        return (1, 1, 1)
    na, nb, nc = (int(_small_box_A(cutoff_A) // float(width)) + 1 for width in box.thicknesses_A)
    return (na, nb, nc)


def _small_box_A(cutoff_A: float) -> float:
    return 2.5 * (cutoff_A + 1.0)


def supercell_of_size(box: Box, atoms: int) -> Repeats:
    """Give the repeats that make a supercell of a number of atoms as compact as can be.

    Parameters
    ----------
    box : Box
        Structure with n atoms.
    atoms : int
        Atoms of the supercell, a multiple of n.

    Returns
    -------
    tuple of int
        Repeats along a, b, c: of all with this product, those with the largest smallest
        thickness; among equals, those with the smallest largest thickness.

    Raises
    ------
    StructureError
        If no supercell has this number of atoms; the nearest numbers are named.
    """
    copies, rest = divmod(atoms, len(box))
    if rest or copies < 1:
        nearest = [n * len(box) for n in (copies, copies + 1) if n > 0]
        raise StructureError(
            f"{box.label}: {atoms} atoms are no multiple of the {len(box)} in the cell; "
            f"write {' or '.join(map(str, nearest))}"
        )
    divisors = [n for n in range(1, copies + 1) if copies % n == 0]
    shapes = [
        (a, b, copies // (a * b)) for a, b in product(divisors, repeat=2) if copies % (a * b) == 0
    ]
    thicknesses = [float(width) for width in box.thicknesses_A]

    def compactness(shape: Repeats) -> tuple[float, float, Repeats]:
        widths = [width * n for width, n in zip(thicknesses, shape, strict=True)]
        return (-round(min(widths), 6), round(max(widths), 6), shape)

    return min(shapes, key=compactness)
