"""Which maps between two plane lattices the symmetry of the lattices makes equal.

A map from film to substrate takes a vector with coefficients x over the film's basis to x M over
the substrate's, with M = N_film^-1 N_substrate a matrix of fractions. With rotations and
reflections S of the lattices, S_film M S_substrate is the same match.
"""

import numpy as np

from saggar.runtime.interfaces.candidates import CommonCells
from saggar.runtime.interfaces.sublattices import (
    Floats,
    Integers,
    determinants,
    lattice_symmetries,
    metrics_of,
)


def distinct_cells(
    cells: CommonCells, films: Floats, substrates: Floats, pairs: Integers
) -> CommonCells:
    """Keep one of all maps that the symmetry of the lattices makes equal.

    Parameters
    ----------
    cells : CommonCells
        All smallest common cells of the pairs.
    films, substrates : (n_films, 2, 2), (n_substrates, 2, 2) float, A
        Basis vectors as rows, right-handed.
    pairs : (n_pairs, 2) int
        Numbers of the film and the substrate of each pair.

    Returns
    -------
    CommonCells
        Of each set of equals the one that needs no turning over, if any, with the smallest
        rotation up to a half turn.
    """
    indices = determinants(cells.film)
    maps = _scaled_maps(cells)
    symmetries = [lattice_symmetries(metrics_of(bases)) for bases in (films, substrates)]
    orbits = _orbits(maps, pairs[cells.pairs], *symmetries)
    angles = np.abs(rotations_deg(cells, films, substrates, pairs))
    turns = np.round(np.minimum(angles, 180.0 - angles), 6)
    keys = (np.abs(indices), *orbits.T, cells.pairs)
    order = np.lexsort((*maps.reshape(-1, 4).T, turns, indices < 0, *keys))
    changes = (np.diff(np.stack(keys)[:, order]) != 0).any(axis=0)
    return cells.take(order[np.append(np.full(min(len(order), 1), True), changes)])


def rotations_deg(cells: CommonCells, films: Floats, substrates: Floats, pairs: Integers) -> Floats:
    """Give the angles of the rotations in maps from film to substrate (polar decomposition).

    Parameters
    ----------
    cells : CommonCells
        Corresponding cells. A film that is turned over is seen from behind, its y axis kept.
    films, substrates : (n_films, 2, 2), (n_substrates, 2, 2) float, A
        Basis vectors as rows, right-handed.
    pairs : (n_pairs, 2) int
        Numbers of the film and the substrate of each pair.

    Returns
    -------
    (n,) float
        Degrees in [-180, 180], counter-clockwise.
    """
    of_film, of_substrate = pairs[cells.pairs].T
    film = cells.film @ films[of_film]
    film[..., 0] *= np.sign(determinants(cells.film))[:, None]
    turned = np.linalg.solve(film, cells.substrate @ substrates[of_substrate])
    sines, cosines = turned[:, 0, 1] - turned[:, 1, 0], turned[:, 0, 0] + turned[:, 1, 1]
    return np.asarray(np.degrees(np.arctan2(sines, cosines)))


def _scaled_maps(cells: CommonCells) -> Integers:
    """Give the maps times the index of the film's cell: integers, adj(N_film) N_substrate."""
    adjugates = cells.film[:, ::-1, ::-1].transpose(0, 2, 1) * np.array([[1, -1], [-1, 1]])
    signs = np.sign(determinants(cells.film))
    return np.asarray(adjugates @ cells.substrate * signs[:, None, None])


def _orbits(
    maps: Integers, pairs: Integers, films: list[Integers], substrates: list[Integers]
) -> Integers:
    """Give the smallest symmetry image of each map, (n, 4); equal maps have the same.

    Lattices of equal symmetry are treated together, as their operations fill one array.
    """
    smallest = np.empty((len(maps), 4), dtype=np.int64)
    sizes = np.array([len(group) for group in films])[pairs[:, 0]]
    other_sizes = np.array([len(group) for group in substrates])[pairs[:, 1]]
    for size, other_size in {*zip(sizes.tolist(), other_sizes.tolist(), strict=True)}:
        chosen = np.flatnonzero((sizes == size) & (other_sizes == other_size))
        left = _of_size(films, size)[pairs[chosen, 0]]
        right = _of_size(substrates, other_size)[pairs[chosen, 1]]
        images = left[:, :, None] @ maps[chosen, None, None] @ right[:, None]
        flat = images.reshape(len(chosen), -1, 4)
        smallest[chosen] = _smallest_rows(np.concatenate([flat, -flat], axis=1))
    return smallest


def _of_size(symmetries: list[Integers], size: int) -> Integers:
    """Put the groups of one order into one array, by lattice; other lattices get zeros."""
    blank = np.zeros((size, 2, 2), dtype=np.int64)
    return np.stack([group if len(group) == size else blank for group in symmetries])


def _smallest_rows(rows: Integers) -> Integers:
    """Give the first in the order of the numbers of each of n sets of rows, (n, m, 4) to (n, 4).

    Two numbers are compared as one, which is exact below 2^30.
    """
    base = 2 * int(np.abs(rows).max(initial=0)) + 1
    heads, tails = rows[..., 0] * base + rows[..., 1], rows[..., 2] * base + rows[..., 3]
    tails = np.where(heads == heads.min(axis=1, keepdims=True), tails, np.iinfo(np.int64).max)
    return np.asarray(rows[np.arange(len(rows)), tails.argmin(axis=1)])
