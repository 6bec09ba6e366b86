"""Checks of a structure before any hour is spent on it: charge, distances, size."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.covalent import covalent_radii
from saggar.runtime.structures.neighbors import pairs_within
from saggar.schemas.errors import StructureError

_NEUTRAL = 1e-6  # e; charges are sums of a few decimal numbers


DENSITY_RANGE_g_cm3 = (0.5, 25.0)
"""Densities of crystals: lithium has 0.53, osmium 22.6 g/cm^3, the least and the greatest of solid
elements near ambient conditions (CRC Handbook of Chemistry and Physics)."""


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


def violates_box_rule(cell: Cell, cutoff_A: float) -> bool:
    """Tell whether GPUMD would refuse the box for being thin and long at once.

    With a thickness of at most 2.5 (r_c + 1) GPUMD takes its small-box path, which stops with an
    error where another thickness exceeds 10 r_c. Older releases use 2.5 r_c; this is the stricter
    of the two, so that a cell that passes here passes with every release.

    Parameters
    ----------
    cell : Cell
        Structure.
    cutoff_A : float, A
        Radial cutoff r_c of the potential.

    Returns
    -------
    bool

    References
    ----------
    GPUMD, src/force/nep.cu (3.9 to 5.6).
    """
    thicknesses = cell.thicknesses_A
    return bool(thicknesses.min() <= _small_box_A(cutoff_A) and thicknesses.max() > 10.0 * cutoff_A)


def supercell_for_box_rule(cell: Cell, cutoff_A: float) -> tuple[int, int, int]:
    """Return the smallest supercell that obeys GPUMD's box rule.

    A cell that obeys it already stays as it is. In another one every thickness must come above
    2.5 (r_c + 1), since repetition cannot shorten the long one.

    Parameters
    ----------
    cell : Cell
        Structure.
    cutoff_A : float, A
        Radial cutoff r_c of the potential.

    Returns
    -------
    tuple of int
        Repeats along a, b, c.
    """
    if not violates_box_rule(cell, cutoff_A):
        return (1, 1, 1)
    na, nb, nc = (int(_small_box_A(cutoff_A) // width) + 1 for width in cell.thicknesses_A)
    return (na, nb, nc)


def _small_box_A(cutoff_A: float) -> float:
    return 2.5 * (cutoff_A + 1.0)


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
