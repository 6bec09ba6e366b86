"""Primitive cells: the translations of a structure taken out."""

from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from saggar.compiler.diff.lattice import reduced_basis
from saggar.compiler.diff.origins import OriginSearch, trial_shifts
from saggar.compiler.diff.sites import Sites
from saggar.runtime.structures.cell import Cell

_VOLUME_WITHIN = 1e-2  # relative; volumes of sublattices differ by whole factors
_ONE_PLACE_A = 0.05  # below which two translations are one; no two atoms are so near


def primitive(cell: Cell, within_A: float) -> Cell:
    """Give a primitive cell with a Minkowski-reduced basis, in the orientation of the cell.

    Parameters
    ----------
    cell : Cell
        Structure with n atoms.
    within_A : float, A
        Sites that a translation brings as near to others are repeated by it.

    Returns
    -------
    Cell
        With one atom of each orbit of the translations that map the structure onto itself.
    """
    reduced = with_reduced_basis(cell)
    sites = Sites(reduced.species, reduced.fractional, reduced.lattice)
    basis, first = _orbits(sites, within_A)
    kept = np.flatnonzero(first == np.arange(len(cell)))
    volumes = abs(np.linalg.det(reduced.lattice) / np.linalg.det(basis))
    apart_A = _from_lattice(reduced.positions - reduced.positions[first], basis)
    if len(kept) * round(volumes) != len(cell) or apart_A.max() > within_A:
        return reduced
    return replace(reduced.take(kept), lattice=basis)


def _orbits(sites: Sites, within_A: float) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Give the basis of all translations of a structure, and the first site of each orbit.

    Each translation that is found at least doubles the number of those that are known, so that
    few have to be looked for.
    """
    search = OriginSearch(within_A)
    basis, first = sites.lattice, np.arange(len(sites))
    trials = trial_shifts(sites, sites)
    while True:
        trials = trials[_from_lattice(trials @ sites.lattice, basis) > _ONE_PLACE_A]
        found = search.first(sites, sites, trials)
        if found is None:
            return basis, first
        multiples = _multiples(found.shift @ sites.lattice, basis, len(sites))
        finer = _basis_of(multiples, basis)
        if finer is None:
            return basis, first
        basis, trials = finer, found.untried
        reached = found.partners.index
        for _ in range(len(multiples).bit_length()):
            first, reached = np.minimum(first, first[reached]), reached[reached]


def _multiples(
    translation: NDArray[np.float64], basis: NDArray[np.float64], most: int
) -> NDArray[np.float64]:
    """Give the multiples of a translation up to a lattice vector, fractional, (n, 3)."""
    all_A = np.arange(1, most + 1)[:, None] * translation
    order = int((_from_lattice(all_A, basis) < _ONE_PLACE_A).argmax()) + 1
    return np.asarray(all_A[:order] @ np.linalg.inv(basis))


def _from_lattice(vectors: NDArray[np.float64], basis: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the distance of each vector to a lattice point, A; exact where it is short."""
    fractional = vectors @ np.linalg.inv(basis)
    return np.asarray(np.linalg.norm((fractional - np.round(fractional)) @ basis, axis=1))


def _basis_of(
    translations: NDArray[np.float64], lattice: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Give the reduced basis of the lattice refined by translations, None if it is not found.

    In three dimensions vectors that attain the successive minima are a basis.
    """
    whole = np.array(list(product((-1, 0, 1), repeat=3)), dtype=np.float64)
    inside = translations - np.round(translations)
    vectors = ((inside[:, None] + whole[None]).reshape(-1, 3)) @ lattice
    lengths = np.linalg.norm(vectors, axis=1)
    vectors = vectors[np.argsort(lengths, kind="stable")]
    volume = abs(float(np.linalg.det(lattice))) / len(translations)
    scale = volume ** (1 / 3)
    basis: list[NDArray[np.float64]] = []
    for vector in vectors:
        if _independent([*basis, vector], 1e-2 * scale):
            basis.append(vector)
        if len(basis) == 3:
            break
    rows = np.array(basis)
    if len(basis) < 3 or not np.isclose(abs(np.linalg.det(rows)), volume, rtol=_VOLUME_WITHIN):
        return None
    return reduced_basis(rows)


def _independent(vectors: list[NDArray[np.float64]], at_least_A: float) -> bool:
    """Say whether the last vector sticks out of the span of the others."""
    *others, last = vectors
    rest = last
    if others:
        span, _ = np.linalg.qr(np.array(others).T)
        rest = last - span @ (span.T @ last)
    return bool(np.linalg.norm(rest) > at_least_A)


def with_reduced_basis(cell: Cell) -> Cell:
    """Give the same atoms in a Minkowski-reduced basis of the same lattice."""
    return Cell(cell.species, cell.positions, reduced_basis(cell.lattice), name=cell.name)
