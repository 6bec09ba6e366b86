"""Matches of two crystals with both sides of every polar plane.

A plane is listed once for its two sides. Where an operation of the crystal reverses the normal,
both are the same surface and nothing is lost. Where none does they are different surfaces. In a
sandwich every slab shows both of its sides and the whole cell can be turned over, so that only
two polar crystals can be put together in two ways: the film is turned. With vacuum each polar
plane counts from either side.
"""

from collections.abc import Sequence

from saggar.runtime.interfaces.assembling import Boundary
from saggar.runtime.interfaces.crystal import Crystal
from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.orientations import InterfaceMatch, match_planes
from saggar.runtime.interfaces.planes import Plane
from saggar.runtime.interfaces.terminations import is_polar


def match_sides(
    film: tuple[Crystal, Sequence[Plane]],
    substrate: tuple[Crystal, Sequence[Plane]],
    limits: MatchLimits,
    boundary: Boundary,
) -> tuple[InterfaceMatch, ...]:
    """Match planes of two crystals, polar ones from both sides.

    Parameters
    ----------
    film, substrate : (Crystal, sequence of Plane)
        Crystals and planes of them, each listed for both of its sides.
    limits : MatchLimits
        Largest area and strain.
    boundary : {"sandwich", "vacuum"}
        Whether the slabs show one of their sides to each other or both.

    Returns
    -------
    tuple of InterfaceMatch
        The smallest area first, then the smallest strain.
    """
    film_planes, substrate_planes = film[1], list(substrate[1])
    polar_films = {plane.miller for plane in film_planes if is_polar(film[0], plane)}
    polar_bases = [plane for plane in substrate_planes if is_polar(substrate[0], plane)]
    if boundary == "vacuum":
        turned_bases = [plane.turned_over() for plane in polar_bases]
        substrate_planes += turned_bases
        both_ways = substrate_planes
    else:
        both_ways = polar_bases
    two_ways = {plane.miller for plane in both_ways}
    turned_films = [plane.turned_over() for plane in film_planes if plane.miller in polar_films]
    found = [
        match
        for match in match_planes(film_planes, substrate_planes, limits)
        if not match.lattice.turned_over
        or match.film_plane.turned_over().miller not in polar_films
        or match.substrate_plane.miller not in two_ways
    ]
    # What was left out is here again: a film that has to be turned over, found from its other side.
    found += [
        match
        for match in match_planes(turned_films, both_ways, limits)
        if not match.lattice.turned_over
    ]
    return tuple(
        sorted(found, key=lambda match: (round(match.area_A2, 6), round(match.max_strain, 8)))
    )
