"""Whether two periodic structures are one crystal, in whatever setting they are written.

A crystal is its primitive lattice and the sites in it. Two descriptions are of one crystal if some
isometry maps the reduced primitive basis of one onto a basis of the other, and some shift of the
origin then brings every site onto a site of its element.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from saggar.compiler.diff.origins import OriginSearch, trial_shifts
from saggar.compiler.diff.primitive import primitive, with_reduced_basis
from saggar.compiler.diff.sites import Sites
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.composition import may_be_same

SAME_WITHIN_A = 1e-4
"""Sites and lattice vectors that differ by less are the same, A."""


@dataclass(frozen=True)
class Equivalence:
    """How two descriptions of one crystal are related.

    Attributes
    ----------
    relation : str
        ``same`` setting and origin, ``other description``, or ``mirror image``.
    largest_A : float, A
        Largest distance between sites that correspond.
    """

    relation: Literal["same", "other description", "mirror image"]
    largest_A: float


def find_equivalence(a: Cell, b: Cell, within_A: float = SAME_WITHIN_A) -> Equivalence | None:
    """Find out whether two structures are one crystal.

    Parameters
    ----------
    a, b : Cell
        Structures of any number of atoms, in any order, wrapped or not.
    within_A : float, A
        Tolerance for lattice vectors and for sites.

    Returns
    -------
    Equivalence or None
        None if they are two crystals. ``same`` wants the lattice vectors and the origin of one
        file in the other; a supercell, another choice of vectors, a turned cell or a shifted
        origin is another description. Only an improper isometry makes a mirror image.
    """
    if not may_be_same(a, b):
        return None
    if sorted(a.species) == sorted(b.species):
        largest = _in_place(a, b, within_A)
        if largest is not None:
            return Equivalence("same", largest)
        whole = _by_isometry(with_reduced_basis(a), with_reduced_basis(b), within_A)
        if whole is not None and whole.relation == "other description":
            return whole
    one, other = primitive(a, within_A), primitive(b, within_A)
    if sorted(one.species) != sorted(other.species):
        return None
    return _by_isometry(one, other, within_A)


def _in_place(a: Cell, b: Cell, within_A: float) -> float | None:
    rows = np.linalg.norm(a.lattice - b.lattice, axis=1)
    if rows.max() > within_A:
        return None
    here = Sites(a.species, a.fractional, b.lattice)
    there = Sites(b.species, b.fractional, b.lattice)
    found = there.under(here, np.zeros(3), within_A)
    return found.largest_A if found.are_complete else None


def _by_isometry(a: Cell, b: Cell, within_A: float) -> Equivalence | None:
    search = OriginSearch(within_A)
    there = Sites(b.species, b.fractional, b.lattice)
    into_b = np.linalg.inv(b.lattice)
    images = sorted(_images(a.lattice, b.lattice, within_A), key=lambda image: image.mirrors)
    for image in images:
        turned = Sites(a.species, a.fractional @ image.lattice @ into_b, b.lattice)
        found = search.first(turned, there, trial_shifts(turned, there))
        if found is not None:
            relation: Literal["other description", "mirror image"]
            relation = "mirror image" if image.mirrors else "other description"
            return Equivalence(relation, found.partners.largest_A)
    return None


@dataclass(frozen=True)
class _Image:
    """A basis of a lattice that an isometry maps another basis onto.

    Attributes
    ----------
    lattice : (3, 3) float, A
        Vectors as rows.
    mirrors : bool
        Whether the isometry is improper.
    """

    lattice: NDArray[np.float64]
    mirrors: bool


def _images(a: NDArray[np.float64], b: NDArray[np.float64], within_A: float) -> Iterator[_Image]:
    """Give every basis of lattice b with the lengths and angles of the reduced basis a."""
    multiples = np.array(list(product(range(-2, 3), repeat=3)), dtype=np.float64)
    vectors = multiples @ b
    lengths = np.linalg.norm(vectors, axis=1)
    wanted = np.linalg.norm(a, axis=1)
    choices = [vectors[np.abs(lengths - length) < within_A] for length in wanted]
    metric = a @ a.T
    off = within_A * (wanted[:, None] + wanted[None])
    for first in choices[0]:
        seconds = choices[1][np.abs(choices[1] @ first - metric[0, 1]) < off[0, 1]]
        for second in seconds:
            fits = (np.abs(choices[2] @ first - metric[0, 2]) < off[0, 2]) & (
                np.abs(choices[2] @ second - metric[1, 2]) < off[1, 2]
            )
            for third in choices[2][fits]:
                basis = np.array([first, second, third])
                handedness = np.linalg.det(basis) * np.linalg.det(a)
                if abs(handedness) > 0.5 * np.linalg.det(a) ** 2:
                    yield _Image(basis, bool(handedness < 0))
