"""SG314: the normal of a given interface is that of its a-b plane."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.structures import called, place_of
from saggar.compiler.checks.subject import Rule, Subject
from saggar.runtime.structures.cell import Cell

MOST_OVERLAP = 0.5
"""Halfway between slabs apart (0) and phases mixed evenly (1); leaves room for diffused ions."""

SLAB_A = 2.0
"""Resolution of the profiles: about one atomic layer."""


def profile_overlap(cell: Cell, first: set[str], second: set[str], axis: int) -> float:
    """Give the overlap of two sets of elements along a cell vector.

    Parameters
    ----------
    cell : Cell
        Periodic structure.
    first, second : set of str
        Elements; the cell holds some of either set.
    axis : int
        0, 1 or 2: the profile is taken across the planes of the other two vectors.

    Returns
    -------
    float
        Sum over slabs of the smaller of the two shares that lie there: 0 apart, 1 evenly mixed.
    """
    slabs = max(2, round(float(cell.thicknesses_A[axis]) / SLAB_A))

    def profile(symbols: set[str]) -> NDArray[np.float64]:
        chosen = np.isin(np.array(cell.species), sorted(symbols))
        where = np.floor(cell.fractional[chosen, axis] % 1.0 * slabs).astype(int) % slabs
        return np.asarray(np.bincount(where, minlength=slabs) / chosen.sum(), dtype=np.float64)

    return float(np.minimum(profile(first), profile(second)).sum())


def normals_are_along_c(subject: Subject) -> Iterator[Finding]:
    """Require that film and substrate lie apart along c (SG314), where their elements tell."""
    for name, (over, under) in subject.written_interfaces.items():
        if not {name, over, under} <= set(subject.cells):
            continue
        cell = subject.cells[name]
        film, substrate = (
            set(subject.cells[each].counts) & set(cell.counts) for each in (over, under)
        )
        only_film, only_substrate = film - substrate, substrate - film
        if not only_film or not only_substrate:
            continue
        overlaps = [profile_overlap(cell, only_film, only_substrate, axis) for axis in range(3)]
        if overlaps[2] > MOST_OVERLAP:
            path = place_of(subject, name)
            along = ", ".join(f"{x:.2f} along {v}" for v, x in zip("abc", overlaps, strict=True))
            yield Finding(
                path,
                "SG314",
                f"{called(subject, name)}: {_listed(only_film)} of film {over} and "
                f"{_listed(only_substrate)} of substrate {under} overlap by {along} "
                f"(0: apart, 1: mixed); along c at most {MOST_OVERLAP:g} is allowed",
                _advice(overlaps),
            )


def _listed(symbols: set[str]) -> str:
    return ", ".join(sorted(symbols))


def _advice(overlaps: list[float]) -> str:
    stacked = "abc"[int(np.argmin(overlaps))]
    if overlaps["abc".index(stacked)] <= MOST_OVERLAP:
        return f"the phases are stacked along {stacked}: permute the cell vectors so that it is c"
    return "give a cell with a and b in the plane of the interface, c across it"


RULES: tuple[Rule, ...] = (normals_are_along_c,)
