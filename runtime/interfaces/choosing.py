"""Choosing among interfaces: energies per area, the lowest of each orientation, random draws."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from saggar.schemas.errors import SaggarError

JOULE_PER_M2 = 16.02176634
"""One electronvolt per square angstrom in joules per square metre (SI, exact)."""


@dataclass(frozen=True)
class Excess:
    """What an interface energy is made of.

    Attributes
    ----------
    energy_eV : float, eV
        Of the whole cell.
    film_atoms, substrate_atoms : int
        Atoms of each slab, whose compositions must be those of their bulk phases.
    film_bulk_eV, substrate_bulk_eV : float, eV
        Energies per atom of the bulk phases, not strained.
    area_A2 : float, A^2
        Of the cell.
    interfaces : int
        In the cell: 2 of a sandwich, 1 of a film in vacuum.
    """

    energy_eV: float
    film_atoms: int
    substrate_atoms: int
    film_bulk_eV: float
    substrate_bulk_eV: float
    area_A2: float
    interfaces: int


def interface_energy_J_per_m2(excess: Excess) -> float:
    """Give the energy of an interface over its area: (E - n_f e_f - n_s e_s)/(k A).

    The bulk energies are those of unstrained crystals, so that the strain energy of the slabs is
    in it and grows with their thickness: compare cells of one thickness. In a sandwich of two
    different interfaces it is their mean. With vacuum (k = 1) it holds one interface and two
    free surfaces, and only compares cells with the same surfaces.

    Parameters
    ----------
    excess : Excess
        Energies, atoms, area and number of interfaces.

    Returns
    -------
    float, J/m^2

    Raises
    ------
    SaggarError
        If the area or the number of interfaces is not above 0.

    References
    ----------
    Sutton and Balluffi, Interfaces in Crystalline Materials (1995), section 5.2.
    """
    if not (excess.area_A2 > 0.0 and excess.interfaces > 0):
        raise SaggarError(
            f"interface energy: {excess.interfaces} interfaces of {excess.area_A2:g} A^2; "
            "both must be above 0"
        )
    bulk = (
        excess.film_atoms * excess.film_bulk_eV + excess.substrate_atoms * excess.substrate_bulk_eV
    )
    area = excess.interfaces * excess.area_A2
    return JOULE_PER_M2 * (excess.energy_eV - bulk) / area


def lowest_of_each(
    energies: Mapping[str, float], orientations: Mapping[str, str], keep: int
) -> tuple[str, ...]:
    """Keep the interfaces of lowest energy of each orientation.

    Parameters
    ----------
    energies : mapping of str to float
        Energy per area by name of the interface; any unit.
    orientations : mapping of str to str
        Orientation relationship of each of them.
    keep : int
        Most interfaces of one orientation, at least 1.

    Returns
    -------
    tuple of str
        Names in the order given. Of equal energies the one given first is kept.

    Raises
    ------
    SaggarError
        If an energy is not finite or nothing is to be kept.
    """
    if keep < 1:
        raise SaggarError(f"interfaces: {keep} of each orientation are to be kept; give at least 1")
    groups: dict[str, list[str]] = defaultdict(list)
    for name, energy in energies.items():
        if not np.isfinite(energy):
            raise SaggarError(f"interface {name}: its energy is {energy}; leave it out")
        groups[orientations[name]].append(name)
    kept = {
        name for group in groups.values() for name in sorted(group, key=energies.__getitem__)[:keep]
    }
    return tuple(name for name in energies if name in kept)


def draw(
    phases: Mapping[str, tuple[str, str]],
    count: int,
    rng: np.random.Generator,
    *,
    taken: Collection[str] = (),
) -> tuple[str, ...]:
    """Draw interfaces at random so that every pair of phases is there.

    All interfaces are put into a random order. The first of each pair of phases is drawn, with
    equal chances within the pair; the rest are the first of all that are left. So a draw stays as
    it is when more names are taken that it did not draw.

    Parameters
    ----------
    phases : mapping of str to (str, str)
        Film and substrate of each interface, by its name.
    count : int
        Interfaces to draw; all are taken where there are fewer.
    rng : numpy.random.Generator
        Source of random numbers.
    taken : collection of str
        Names that may not be drawn.

    Returns
    -------
    tuple of str
        Names in the order given.

    Raises
    ------
    SaggarError
        If there are more pairs of phases than interfaces to draw.
    """
    names, barred = list(phases), set(taken)
    shuffled = [names[number] for number in rng.permutation(len(names))]
    free = [name for name in shuffled if name not in barred]
    first = {phases[name]: name for name in reversed(free)}
    if count < min(len(first), len(free)) or count < 1:
        raise SaggarError(
            f"interfaces: {count} are to be drawn, but {len(first)} pairs of phases must be "
            f"covered; draw at least {max(len(first), 1)}"
        )
    covering = set(first.values())
    left = [name for name in free if name not in covering]
    chosen = {*covering, *left[: count - len(covering)]}
    return tuple(name for name in names if name in chosen)
