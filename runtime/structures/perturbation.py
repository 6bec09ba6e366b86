"""Strained and rattled copies of a structure, the first data that a potential learns from."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import check_distances, close_pairs
from saggar.schemas.errors import StructureError

_REDRAWS = 200


def random_strain(magnitude: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw a symmetric strain tensor of a given size.

    The six components are drawn uniformly in [-1, 1] and scaled together so that the principal
    strain of largest modulus has modulus `magnitude`: compression, expansion and shear all occur.

    Parameters
    ----------
    magnitude : float
        Largest principal strain, such as 0.03 for 3 %; at least 0 and below 1.
    rng : numpy.random.Generator
        Source of the draw.

    Returns
    -------
    (3, 3) float
        Strain eps, to be applied as r -> r (1 + eps).

    Raises
    ------
    StructureError
        If the magnitude is outside [0, 1).
    """
    if not 0.0 <= magnitude < 1.0:
        raise StructureError(f"strain is {magnitude:g}; it must be at least 0 and below 1")
    upper = np.triu(rng.uniform(-1.0, 1.0, size=(3, 3)))
    symmetric = upper + np.triu(upper, 1).T
    largest = np.abs(np.linalg.eigvalsh(symmetric)).max()
    return np.asarray(symmetric * (magnitude / largest), dtype=np.float64)


def strained(cell: Cell, magnitude: float, rng: np.random.Generator) -> Cell:
    """Deform a structure homogeneously by a random symmetric strain.

    Parameters
    ----------
    cell : Cell
        Structure.
    magnitude : float
        Largest principal strain, such as 0.03 for 3 %.
    rng : numpy.random.Generator
        Source of the draw.

    Returns
    -------
    Cell
        Fractional coordinates are unchanged.

    Raises
    ------
    StructureError
        If the magnitude is outside [0, 1).
    """
    deformation = np.eye(3) + random_strain(magnitude, rng)
    return replace(cell, positions=cell.positions @ deformation, lattice=cell.lattice @ deformation)


def rattled(
    cell: Cell, amplitude_A: float, rng: np.random.Generator, *, minimum_ratio: float = 0.7
) -> Cell:
    """Displace every atom by a Gaussian, keeping all atoms apart.

    Displacements of atoms that come closer to another than `minimum_ratio` of their covalent
    radii are drawn again, those alone, until no pair is too close.

    Parameters
    ----------
    cell : Cell
        Structure.
    amplitude_A : float, A
        Standard deviation of each Cartesian component, at least 0.
    rng : numpy.random.Generator
        Source of the draws.
    minimum_ratio : float
        Least allowed distance in sums of covalent radii; 0.7 as for exploration frames (paper,
        Methods, Molecular Dynamics).

    Returns
    -------
    Cell

    Raises
    ------
    StructureError
        If the structure itself has atoms that close, the amplitude is negative, or no allowed
        arrangement was found.
    """
    if amplitude_A < 0.0:
        raise StructureError(f"{cell.label}: rattle is {amplitude_A:g} A; it must be at least 0")
    check_distances(cell, minimum_ratio)
    displacements = rng.normal(scale=amplitude_A, size=(len(cell), 3))
    for _ in range(_REDRAWS):
        moved = replace(cell, positions=cell.positions + displacements)
        close = close_pairs(moved, minimum_ratio)
        if not close:
            return moved
        again = sorted({atom for pair in close for atom in (pair.first, pair.second)})
        displacements[again] = rng.normal(scale=amplitude_A, size=(len(again), 3))
    raise StructureError(
        f"{cell.label}: atoms stay too close after {_REDRAWS} draws of a rattle of "
        f"{amplitude_A:g} A; take a smaller one"
    )


def perturbed(
    cell: Cell,
    strain_range: Sequence[float],
    rattle_A: float,
    count: int,
    rng: np.random.Generator,
) -> list[Cell]:
    """Return strained and then rattled copies of a structure.

    Parameters
    ----------
    cell : Cell
        Structure.
    strain_range : (float, float)
        The largest principal strain is drawn uniformly between these; 0.01 and 0.05 in the paper
        (Methods, Initial Training Set).
    rattle_A : float, A
        Standard deviation of each Cartesian displacement.
    count : int
        Number of copies.
    rng : numpy.random.Generator
        Source of the draws.

    Returns
    -------
    list of Cell
        Length `count`.

    Raises
    ------
    StructureError
        If the range is not ordered, or as `strained` and `rattled` do.
    """
    low, high = strain_range
    if low > high:
        raise StructureError(
            f"{cell.label}: strain range is {low:g} to {high:g}; the first must be the smaller one"
        )
    return [
        rattled(strained(cell, float(rng.uniform(low, high)), rng), rattle_A, rng)
        for _ in range(count)
    ]
