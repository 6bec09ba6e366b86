"""Primitive cells: the translations of a structure taken out."""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from saggar.compiler.diff.lattice import reduced_basis
from saggar.compiler.diff.sites import Partners, Sites
from saggar.runtime.structures.cell import Cell

_VOLUME_WITHIN = 1e-2  # relative; volumes of sublattices differ by whole factors


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
    translations = _translations(reduced, within_A)
    if len(translations) > 1:
        shifts = np.array([each.mean_offset for each in translations])
        finer = _basis_of(shifts, reduced.lattice)
        orbits = np.array([each.index for each in translations]).min(axis=0)
        kept = np.flatnonzero(orbits == np.arange(len(cell)))
        if finer is not None and len(kept) * len(translations) == len(cell):
            return Cell(
                tuple(cell.species[i] for i in kept), cell.positions[kept], finer, name=cell.name
            )
    return reduced


def _translations(cell: Cell, within_A: float) -> list[Partners]:
    """Give the pure translations of a structure, identity included, with the sites they reach.

    Sites may be off by the tolerance. The mean over all atoms is exact nevertheless: a translation
    permutes them, so that their positions cancel in the sum.
    """
    sites = Sites(cell.species, cell.fractional, cell.lattice)
    rarest = min(sites.indices, key=lambda symbol: len(sites.indices[symbol]))
    candidates = sites.of(rarest)
    found = []
    for target in candidates:
        shift = target - candidates[0]
        partners = sites.partners(cell.species, cell.fractional + shift, within_A)
        if partners is not None:
            exact = shift - partners.mean_offset
            found.append(Partners(partners.index, partners.largest_A, exact))
    return found


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
