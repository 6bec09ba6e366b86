"""Checks of a structure before any hour is spent on it: charge, distances, size."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.covalent import covalent_radii
from saggar.runtime.structures.elements import DENSITY_RANGE_g_cm3
from saggar.runtime.structures.neighbors import pairs_within
from saggar.schemas.errors import StructureError

_NEUTRAL = 1e-6  # e; charges are sums of a few decimal numbers


@dataclass(frozen=True)
class ClosePair:
    """Two atoms nearer to each other than they may be.

    Attributes
    ----------
    first, second : int
        Atom indices, from 0.
    distance_A, limit_A : float, A
        The distance found and the least one allowed.
    """

    first: int
    second: int
    distance_A: float
    limit_A: float


def net_charge(cell: Cell, charges: Mapping[str, float]) -> float:
    """Return the sum of the formal charges of all atoms.

    Parameters
    ----------
    cell : Cell
        Structure.
    charges : mapping of str to float, e
        Formal charge of each element.

    Returns
    -------
    float, e

    Raises
    ------
    StructureError
        If an element of the structure has no charge.
    """
    require_charges(cell.species, charges, cell.label)
    return sum(count * charges[symbol] for symbol, count in cell.counts.items())


def require_charges(species: Iterable[str], charges: Mapping[str, float], label: str) -> None:
    """Refuse elements without a formal charge.

    Parameters
    ----------
    species : iterable of str
        Elements, each as often as it comes.
    charges : mapping of str to float, e
        Formal charge of each element.
    label : str
        What the message calls the structure.

    Raises
    ------
    StructureError
        Naming the elements, in the order in which they first come.
    """
    missing = [symbol for symbol in dict.fromkeys(species) if symbol not in charges]
    if missing:
        raise StructureError(
            f"{label}: no formal charge for {', '.join(missing)}; charges are given for "
            f"{', '.join(charges) or 'no element'}"
        )


def check_neutral(cell: Cell, charges: Mapping[str, float]) -> None:
    """Refuse a structure whose formal charges do not add up to zero.

    Parameters
    ----------
    cell : Cell
        Structure.
    charges : mapping of str to float, e
        Formal charge of each element.

    Raises
    ------
    StructureError
        If the sum differs from 0 or an element has no charge.
    """
    total = net_charge(cell, charges)
    if abs(total) > _NEUTRAL:
        terms = " + ".join(
            f"{count} {symbol} x {charges[symbol]:+g}" for symbol, count in cell.counts.items()
        )
        raise StructureError(
            f"{cell.label}: net charge {total:+g} e ({terms}); it must be 0: "
            "complete the ordering or choose a stoichiometric termination"
        )


def close_pairs(cell: Cell, minimum_ratio: float = 0.7) -> tuple[ClosePair, ...]:
    """Return the pairs with d_ij < ratio (R_i + R_j), periodic images included, closest first.

    Parameters
    ----------
    cell : Cell
        Structure.
    minimum_ratio : float
        Least allowed distance in sums of covalent radii; 0.7 as in the paper (Methods, Molecular
        Dynamics).

    Returns
    -------
    tuple of ClosePair
        Ordered by distance over limit.
    """
    radii = covalent_radii(cell.species)
    pairs = pairs_within(cell, minimum_ratio * 2.0 * float(radii.max()))
    limits = minimum_ratio * (radii[pairs.first] + radii[pairs.second])
    order = np.argsort(pairs.distance_A / limits, kind="stable")
    return tuple(
        ClosePair(
            int(pairs.first[k]),
            int(pairs.second[k]),
            float(pairs.distance_A[k]),
            float(limits[k]),
        )
        for k in order
        if pairs.distance_A[k] < limits[k]
    )


def check_distances(cell: Cell, minimum_ratio: float = 0.7) -> None:
    """Refuse a structure in which two atoms are closer than a share of their covalent radii.

    Parameters
    ----------
    cell : Cell
        Structure.
    minimum_ratio : float
        Least allowed distance in sums of covalent radii.

    Raises
    ------
    StructureError
        Naming the worst pair with its distance and limit, and the number of pairs.
    """
    pairs = close_pairs(cell, minimum_ratio)
    if pairs:
        worst = pairs[0]
        raise StructureError(
            f"{cell.label}: {_atom(cell, worst.first)} and {_atom(cell, worst.second)} are "
            f"{worst.distance_A:.3f} A apart; at least {worst.limit_A:.3f} A is needed "
            f"({minimum_ratio:g} of the covalent radii); {len(pairs)} pair(s) are too close"
        )


def _atom(cell: Cell, index: int) -> str:
    return f"atom {index + 1} ({cell.species[index]})"


def check_density(cell: Cell) -> None:
    """Refuse a structure with a density that no crystal has.

    Parameters
    ----------
    cell : Cell
        Structure.

    Raises
    ------
    StructureError
        If the density lies outside 0.5 to 25 g/cm^3; see `DENSITY_RANGE_g_cm3`.
    """
    low, high = DENSITY_RANGE_g_cm3
    if not low <= cell.density_g_cm3 <= high:
        raise StructureError(
            f"{cell.label}: density {cell.density_g_cm3:.3g} g/cm^3; crystals lie between {low:g} "
            f"and {high:g}: look for lengths in another unit, missing or doubled atoms"
        )


def repeat(cell: Cell, repeats: tuple[int, int, int]) -> Cell:
    """Return a supercell, groups kept.

    Parameters
    ----------
    cell : Cell
        Structure with n atoms.
    repeats : tuple of int
        Copies along a, b, c, each at least 1.

    Returns
    -------
    Cell
        All atoms of the first copy, then all of the next; the copies run fastest along c.

    Raises
    ------
    StructureError
        If a number of copies is below 1.
    """
    if min(repeats) < 1:
        raise StructureError(f"{cell.label}: repeats are {repeats}; each must be at least 1")
    copies = int(np.prod(repeats))
    shifts = np.indices(repeats).reshape(3, -1).T @ cell.lattice
    return replace(
        cell,
        species=cell.species * copies,
        positions=(shifts[:, None, :] + cell.positions).reshape(-1, 3),
        lattice=cell.lattice * np.array(repeats)[:, None],
        group=None if cell.group is None else np.tile(cell.group, copies),
    )
