"""All ways to fill partly filled places that symmetry tells apart, lowest electrostatics first.

Paper, Bulk Structure Selection: symmetry-distinct orderings, ranked by their Ewald energies.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, product

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.orderings.counts import (
    fillings,
    require_at_most,
    require_neutral,
    require_neutral_occupancies,
)
from saggar.runtime.orderings.ewald import ewald_energies
from saggar.runtime.orderings.parent import VACANCY, Parent, parent_of, place_permutations
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.cif import Sites
from saggar.runtime.structures.symmetry import TOLERANCE_A

_EQUAL_eV = 1e-6  # Ewald energies of equal orderings differ in the tenth digit


@dataclass(frozen=True, eq=False)
class Orderings:
    """Orderings of a structure that symmetry tells apart, lowest Ewald energy first.

    Attributes
    ----------
    parent : Parent
        The average structure in the supercell that was filled, n places.
    count : int
        Orderings with equivalent ones counted too.
    occupants : tuple of str
        Elements that take places; `VACANCY` is one of them.
    filled_by : (m, n) int
        Occupant of each place in each distinct ordering.
    multiplicity : (m,) int
        Orderings that each one stands for; they add up to `count`.
    energies_eV : (m,) float, eV
        Ewald energies of the formal charges per cell, ascending.
    mirror_images_merged : bool
        Whether the average structure has improper operations. If so, of a chiral ordering and its
        mirror image one stands for both, in the hand that came first.
    """

    parent: Parent
    count: int
    occupants: tuple[str, ...]
    filled_by: NDArray[np.int64]
    multiplicity: NDArray[np.int64]
    energies_eV: NDArray[np.float64]
    mirror_images_merged: bool

    def __len__(self) -> int:
        return len(self.filled_by)

    def cell(self, rank: int, *, name: str = "") -> Cell:
        """Give one ordering as a Cell.

        Parameters
        ----------
        rank : int
            From 1, the lowest Ewald energy.
        name : str
            Name of the cell.

        Returns
        -------
        Cell
            Atoms in the order of the places.
        """
        places = self.parent.places
        species = [self.occupants[index] for index in self.filled_by[rank - 1]]
        filled = [place for place, symbol in enumerate(species) if symbol != VACANCY]
        kept = places.take(filled)
        return Cell(tuple(species[k] for k in filled), kept.positions, kept.lattice, name=name)


@dataclass(frozen=True, eq=False)
class OrderingPlan:
    """What is to be enumerated.

    Attributes
    ----------
    unit : Parent
        The average structure in one unit cell.
    filled : mapping of str to mapping of str to int
        Atoms of each element on the places of each kind in the supercell.
    count : int
        Orderings, equivalent ones too.
    """

    unit: Parent
    filled: Mapping[str, Mapping[str, int]]
    count: int


def plan_orderings(
    sites: Sites,
    charges: Mapping[str, float],
    *,
    supercell: tuple[int, int, int] = (1, 1, 1),
    at_most: int = 100_000,
) -> OrderingPlan:
    """Tell, without enumerating, what the orderings of a structure are and that they can be made.

    Parameters
    ----------
    sites, charges, supercell, at_most
        As of `enumerate_orderings`.

    Returns
    -------
    OrderingPlan

    Raises
    ------
    StructureError
        As `enumerate_orderings`.
    """
    unit = parent_of(sites)
    require_neutral_occupancies(unit, charges)
    filled = fillings(unit, supercell, at_most=at_most)
    count = require_at_most(unit, filled, at_most)
    require_neutral(unit, filled, supercell, charges)
    return OrderingPlan(unit, filled, count)


def enumerate_orderings(
    sites: Sites,
    charges: Mapping[str, float],
    *,
    supercell: tuple[int, int, int] = (1, 1, 1),
    at_most: int = 100_000,
    tolerance_A: float = TOLERANCE_A,
) -> Orderings:
    """Enumerate the symmetry-distinct orderings of a structure and rank them by Ewald sums.

    Places with the same elements and occupancies are filled together, those of different orbits
    too: six Li on two orbits of six half-filled places make C(12, 6) = 924 orderings, not
    C(6, 3)^2 = 400. Two orderings are one where an operation of the space group of the average
    structure takes one into the other, its improper operations included; so mirror images are
    merged wherever the average structure is not chiral itself.

    Parameters
    ----------
    sites : Sites
        Sites of one unit cell with their occupancies.
    charges : mapping of str to float, e
        Formal charge of each element.
    supercell : tuple of int
        Repeats of the cell along a, b, c in which places are filled.
    at_most : int
        Refuse to enumerate more orderings than this, equivalent ones counted.
    tolerance_A : float, A
        Displacement up to which an operation of the average structure counts as a symmetry.

    Returns
    -------
    Orderings
        Equal energies in the order of the places that are filled.

    Raises
    ------
    StructureError
        If nothing is to be ordered, occupancies give no whole numbers in this supercell (the
        message names one that does), there are more orderings than the cap, an element has no
        charge, or the orderings are not neutral.

    References
    ----------
    Morgan, J. Open Source Softw. 2, 370 (2017) (bsym).
    """
    plan = plan_orderings(sites, charges, supercell=supercell, at_most=at_most)
    parent = plan.unit.repeated(supercell)
    occupants, first = _first_filling(parent, plan.filled)
    open_places = np.concatenate(list(parent.partly_filled.values()))
    permutations, chiral = place_permutations(parent, open_places, tolerance_A=tolerance_A)
    choices, multiplicity = _distinct(permutations, parent, first)
    filled_by = np.tile(first, (len(choices), 1))
    filled_by[:, open_places] = choices
    charge_of = np.array([charges[symbol] if symbol else 0.0 for symbol in occupants])
    energies = ewald_energies(parent.places, charge_of[filled_by])
    order = _lowest_first(energies, filled_by)
    return Orderings(
        parent=parent,
        count=plan.count,
        occupants=occupants,
        filled_by=filled_by[order],
        multiplicity=multiplicity[order],
        energies_eV=energies[order],
        mirror_images_merged=not chiral,
    )


def _first_filling(
    parent: Parent, filled: Mapping[str, Mapping[str, int]]
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Name the occupants and fill the places of each kind with one after the other."""
    symbols = [symbol for content in parent.contents.values() for symbol in content]
    occupants = (VACANCY, *dict.fromkeys(symbol for symbol in symbols if symbol != VACANCY))
    first = np.zeros(len(parent.places), dtype=np.int64)
    for place, kind in enumerate(parent.places.species):
        if kind not in filled:
            first[place] = occupants.index(kind)
    for kind, places in parent.partly_filled.items():
        numbers = [occupants.index(symbol) for symbol in filled[kind]]
        first[places] = np.sort(np.repeat(numbers, list(filled[kind].values())))
    return occupants, first


def _distinct(
    permutations: NDArray[np.intp], parent: Parent, first: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return one of each class of equivalent choices for the open places, and its size."""
    from bsym import ConfigurationSpace, SpaceGroup, SymmetryOperation

    operations = [
        SymmetryOperation.from_vector(row.tolist(), count_from_zero=True) for row in permutations
    ]
    space = ConfigurationSpace(
        objects=list(range(permutations.shape[1])),
        symmetry_group=SpaceGroup(symmetry_operations=operations),
    )
    found = space.enumerate_configurations(_choices(parent, first))
    choices = np.array([configuration.vector for configuration in found], dtype=np.int64)
    return choices, np.array([configuration.count for configuration in found], dtype=np.int64)


def _choices(parent: Parent, first: NDArray[np.int64]) -> Iterator[tuple[int, ...]]:
    """Give every filling of the open places, those of one kind after those of another."""
    from bsym.permutations import unique_permutations

    kinds = [first[places].tolist() for places in parent.partly_filled.values()]
    for parts in product(*map(unique_permutations, kinds)):
        yield tuple(chain.from_iterable(parts))


def _lowest_first(energies: NDArray[np.float64], filled_by: NDArray[np.int64]) -> NDArray[np.intp]:
    """Sort by energy; equal ones by their places, so that rounding decides nothing."""
    keys = [(energy, tuple(row)) for energy, row in zip(_levels(energies), filled_by, strict=True)]
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)


def _levels(energies: NDArray[np.float64]) -> list[int]:
    """Give each energy its place; those that differ by rounding alone share one."""
    order = np.argsort(energies)
    steps = np.diff(energies[order], prepend=energies[order[0]]) > _EQUAL_eV
    levels = np.empty(len(energies), dtype=np.int64)
    levels[order] = np.cumsum(steps)
    return [int(level) for level in levels]
