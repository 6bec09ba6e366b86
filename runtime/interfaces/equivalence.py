"""Which maps between two plane lattices the symmetry of the lattices makes equal.

A map from film to substrate takes a vector with coefficients x over the film's basis to x M over
the substrate's, with M = N_film^-1 N_substrate a matrix of fractions. With rotations and
reflections S of the lattices, S_film M S_substrate is the same match.
"""

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.interfaces.candidates import CellPairs, Integers
from saggar.runtime.interfaces.sublattices import determinants, lattice_symmetry
from saggar.schemas.errors import SaggarError


def distinct_maps(
    film_cells: Integers,
    substrate_cells: Integers,
    film: NDArray[np.float64],
    substrate: NDArray[np.float64],
) -> CellPairs:
    """Keep one of all maps that the symmetry of the lattices makes equal.

    Parameters
    ----------
    film_cells, substrate_cells : (n, 2, 2) int
        Smallest common cells as rows, in units of the bases.
    film, substrate : (2, 2) float, A
        Basis vectors as rows, right-handed.

    Returns
    -------
    tuple of (m, 2, 2) int
        Of each set of equals the cells that need no turning over, if any, with the smallest
        rotation up to a half turn.

    Raises
    ------
    SaggarError
        If the integers are too large to be compared exactly.
    """
    if len(film_cells) == 0:
        return film_cells, substrate_cells
    indices = determinants(film_cells)
    maps = _scaled_maps(film_cells, substrate_cells)
    orbits = _orbits(
        maps, lattice_symmetry(film @ film.T), lattice_symmetry(substrate @ substrate.T)
    )
    angles = np.abs(rotations_deg(film_cells, substrate_cells, film, substrate))
    turns = np.round(np.minimum(angles, 180.0 - angles), 6)
    order = np.lexsort((*maps.reshape(-1, 4).T, turns, indices < 0, orbits, np.abs(indices)))
    sets = np.stack([np.abs(indices), orbits])[:, order]
    first = order[np.append(True, (np.diff(sets) != 0).any(axis=0))]
    return film_cells[first], substrate_cells[first]


def rotations_deg(
    film_cells: Integers,
    substrate_cells: Integers,
    film: NDArray[np.float64],
    substrate: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Angles of the rotations in maps from film to substrate (polar decomposition).

    Parameters
    ----------
    film_cells, substrate_cells : (..., 2, 2) int
        Corresponding cells. Where their handedness differs the film is seen from behind, the
        y axis kept.
    film, substrate : (2, 2) float, A
        Basis vectors as rows, right-handed.

    Returns
    -------
    (...,) float
        Degrees in [-180, 180], counter-clockwise.
    """
    mirror = np.ones((*film_cells.shape[:-2], 1, 2))
    mirror[..., 0, 0] = np.sign(determinants(film_cells) * determinants(substrate_cells))
    turned = np.linalg.solve((film_cells @ film) * mirror, substrate_cells @ substrate)
    return np.asarray(
        np.degrees(
            np.arctan2(
                turned[..., 0, 1] - turned[..., 1, 0], turned[..., 0, 0] + turned[..., 1, 1]
            )
        )
    )


def _scaled_maps(film_cells: Integers, substrate_cells: Integers) -> Integers:
    """Give the maps times the index of the film's cell: integers, adj(N_film) N_substrate."""
    adjugates = film_cells[:, ::-1, ::-1].transpose(0, 2, 1) * np.array([[1, -1], [-1, 1]])
    return np.asarray(adjugates @ substrate_cells * np.sign(determinants(film_cells))[:, None, None])


def _orbits(maps: Integers, film_symmetry: Integers, substrate_symmetry: Integers) -> Integers:
    """Number each map by the smallest of its symmetry images, written as one integer."""
    half = film_symmetry[film_symmetry.reshape(-1, 4) @ np.array([27, 9, 3, 1]) > 0]
    images = half[:, None] @ maps[:, None, None] @ substrate_symmetry
    largest = int(np.abs(images).max())
    base = 2 * largest + 1
    if base**4 >= 2**63:
        raise SaggarError(
            f"lattice matching: supercells with coefficients up to {largest} are too large to "
            "compare exactly; give primitive, reduced bases or a smaller area limit"
        )
    digits = images.reshape(len(maps), -1, 4) + largest
    numbers = digits @ np.array([base**3, base**2, base, 1], dtype=np.int64)
    return np.asarray(numbers.min(axis=1))
