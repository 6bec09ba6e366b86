"""One form for each structure, so that equal structures have equal bytes."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import StructureError

_DECIMALS = 8


def canonical(
    cell: Cell, *, species_order: Sequence[str] | None = None, sort_sites: bool = False
) -> Cell:
    """Return the structure in its canonical form.

    The cell is turned so that a lies along x and b in the xy plane with positive y; a left-handed
    cell first has all three vectors reversed, so that the crystal is turned and never mirrored.
    Lattice and fractional coordinates are rounded to 1e-8 and the latter wrapped into [0, 1).

    Parameters
    ----------
    cell : Cell
        Structure with n atoms.
    species_order : sequence of str, optional
        Group the atoms by element in this order; within an element their order stays. Without it
        the order of the atoms stays.
    sort_sites : bool
        Also sort the atoms of an element by their fractional coordinates (a, then b, then c), for
        bulk cells in which no order has a meaning. Needs `species_order`.

    Returns
    -------
    Cell
        Applying the function again changes nothing.

    Raises
    ------
    StructureError
        If an element is missing in `species_order`, or sites are to be sorted without one.
    """
    lattice = np.round(standard_lattice(cell.lattice), _DECIMALS) + 0.0
    sign = np.sign(np.linalg.det(cell.lattice))
    fractional = wrap(sign * cell.fractional, _DECIMALS)
    turned = replace(cell, positions=fractional @ lattice, lattice=lattice)
    if species_order is None:
        if sort_sites:
            raise StructureError(f"{cell.label}: give species_order to sort the sites by")
        return turned
    keys = fractional if sort_sites else np.zeros((len(cell), 3))
    return turned.take(_site_order(cell, species_order, keys))


def species_permutation(cell: Cell, species_order: Sequence[str]) -> NDArray[np.intp]:
    """Return the atom indices grouped by element; within an element their order stays.

    Parameters
    ----------
    cell : Cell
        Structure with n atoms.
    species_order : sequence of str
        Elements; it may name more than the structure has.

    Returns
    -------
    (n,) int
        Index in `cell` of each atom of the grouped structure.

    Raises
    ------
    StructureError
        If an element of the structure is missing.
    """
    return _site_order(cell, species_order, np.zeros((len(cell), 3)))


def _site_order(
    cell: Cell, species_order: Sequence[str], keys: NDArray[np.float64]
) -> NDArray[np.intp]:
    missing = [symbol for symbol in cell.counts if symbol not in species_order]
    if missing:
        raise StructureError(
            f"{cell.label}: {', '.join(missing)} missing in the species order "
            f"({', '.join(species_order)}); name every element of the structure"
        )
    ranks = np.array([list(species_order).index(symbol) for symbol in cell.species])
    return np.lexsort((keys[:, 2], keys[:, 1], keys[:, 0], ranks))


def wrap(fractional: NDArray[np.float64], decimals: int) -> NDArray[np.float64]:
    """Round fractional coordinates and wrap them into [0, 1), without negative zeros.

    Parameters
    ----------
    fractional : (n, 3) float
        Coordinates along the cell vectors.
    decimals : int
        Decimals kept. Rounding comes first, so that 1 - 1e-17 becomes 0 and not 1.

    Returns
    -------
    (n, 3) float
    """
    rounded = np.round(fractional, decimals)
    return np.round(rounded - np.floor(rounded), decimals) + 0.0


def standard_lattice(lattice: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn cell vectors so that a lies along x, b in the xy plane and c above it.

    Parameters
    ----------
    lattice : (3, 3) float, A
        Cell vectors as rows, of either handedness.

    Returns
    -------
    (3, 3) float, A
        Lower triangular with a positive diagonal; lengths and angles are those of `lattice`.
    """
    lower = np.linalg.cholesky(lattice @ lattice.T)
    return np.asarray(lower, dtype=np.float64)


def lattice_from_parameters(
    lengths_A: Sequence[float], angles_deg: Sequence[float]
) -> NDArray[np.float64]:
    """Build cell vectors in the standard orientation from lengths and angles.

    Parameters
    ----------
    lengths_A : sequence of 3 floats, A
        a, b, c.
    angles_deg : sequence of 3 floats, degrees
        alpha (between b and c), beta (a and c), gamma (a and b).

    Returns
    -------
    (3, 3) float, A
        Rows a, b, c; exactly 0 and -1/2 where an angle is 90 or 120 degrees.

    Raises
    ------
    StructureError
        If a length is not above 0 or no cell has these angles.
    """
    a, b, c = lengths_A
    if not all(np.isfinite(length) and length > 0 for length in lengths_A):
        raise StructureError(f"cell lengths are {a:g}, {b:g}, {c:g} A; each must be above 0")
    cos_alpha, cos_beta, cos_gamma = (_cosine(angle) for angle in angles_deg)
    sin_gamma = np.sqrt(1.0 - cos_gamma**2)
    x, y = cos_beta, (cos_alpha - cos_beta * cos_gamma) / sin_gamma if sin_gamma else np.nan
    height = 1.0 - x**2 - y**2
    if not height > 0.0:
        raise StructureError(
            f"cell angles are {', '.join(f'{angle:g}' for angle in angles_deg)} degrees; "
            "no three vectors enclose them"
        )
    return np.array(
        [
            [a, 0.0, 0.0],
            [b * cos_gamma, b * sin_gamma, 0.0],
            [c * x, c * y, c * np.sqrt(height)],
        ]
    )


def lattice_parameters(
    lattice: NDArray[np.float64],
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Give lengths and angles of cell vectors; the inverse of `lattice_from_parameters`.

    Parameters
    ----------
    lattice : (3, 3) float, A
        Cell vectors as rows.

    Returns
    -------
    lengths_A : tuple of 3 floats, A
        a, b, c.
    angles_deg : tuple of 3 floats, degrees
        alpha (between b and c), beta (a and c), gamma (a and b).
    """
    a, b, c = (float(length) for length in np.linalg.norm(lattice, axis=1))
    units = lattice / np.array([[a], [b], [c]])
    cosines = np.array([units[1] @ units[2], units[0] @ units[2], units[0] @ units[1]])
    alpha, beta, gamma = (float(angle) for angle in np.degrees(np.arccos(cosines)))
    return (a, b, c), (alpha, beta, gamma)


def _cosine(angle_deg: float) -> float:
    exact = {60.0: 0.5, 90.0: 0.0, 120.0: -0.5}
    return exact.get(angle_deg, float(np.cos(np.radians(angle_deg))))
