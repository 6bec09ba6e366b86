"""Matches of two crystals with both sides of every polar plane.

A plane is listed once for its two sides. Where an operation of the crystal reverses the normal,
both are the same surface and nothing is lost. Where none does they are different surfaces. In a
sandwich every slab shows both of its sides and the whole cell can be turned over, so that only
two polar crystals can be put together in two ways: the film is turned. With vacuum each polar
plane counts from either side.
"""

from collections.abc import Sequence
from itertools import product

from saggar.runtime.interfaces.assembling import Boundary
from saggar.runtime.interfaces.crystal import Crystal
from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.orientations import InterfaceMatch, match_planes
from saggar.runtime.interfaces.planes import Plane, listed_plane
from saggar.runtime.interfaces.terminations import is_polar
from saggar.schemas.interfaces import Miller


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
        Whether the slabs show both of their sides to each other, or one.

    Returns
    -------
    tuple of InterfaceMatch
        The smallest area first, then the smallest strain.
    """
    films, bases = film[1], list(substrate[1])
    polar_films = [plane for plane in films if is_polar(film[0], plane)]
    two_sided = [plane for plane in bases if is_polar(substrate[0], plane)]
    if boundary == "vacuum":
        bases += [plane.turned_over() for plane in two_sided]
        two_sided = bases
    turned_films = [plane.turned_over() for plane in polar_films]
    found_turned = {
        (upper.miller, lower.miller) for upper, lower in product(turned_films, two_sided)
    }
    found = [
        match
        for match in match_planes(films, bases, limits)
        if not (match.lattice.turned_over and _planes(match) in found_turned)
    ]
    # A film that has to be turned over is found here, where its other side looks up already.
    found += [
        match
        for match in match_planes(turned_films, two_sided, limits)
        if not match.lattice.turned_over
    ]
    return tuple(sorted(found, key=_by_area))


def listed_planes(
    crystals: tuple[Crystal, Crystal], written: tuple[Plane, Plane], boundary: Boundary
) -> tuple[Plane, Plane]:
    """Give the planes on which a search finds the interfaces of two planes.

    Parameters
    ----------
    crystals : (Crystal, Crystal)
        Film and substrate.
    written : (Plane, Plane)
        A plane of each, whose indices point up.
    boundary : {"sandwich", "vacuum"}
        A sandwich turned over as a whole is the same: its substrate has the listed side up, and
        where one of the two has no sides, so has its film.

    Returns
    -------
    Plane, Plane
    """
    upper, film_over = listed_plane(crystals[0], written[0].miller)
    lower, base_over = listed_plane(crystals[1], written[1].miller)
    if boundary == "sandwich":
        polar = is_polar(crystals[0], upper) and is_polar(crystals[1], lower)
        base_over, film_over = False, polar and film_over != base_over
    return (
        upper.turned_over() if film_over else upper,
        lower.turned_over() if base_over else lower,
    )


def _planes(match: InterfaceMatch) -> tuple[Miller, Miller]:
    return match.film_plane.miller, match.substrate_plane.miller


def _by_area(match: InterfaceMatch) -> tuple[float, float]:
    return round(match.area_A2, 6), round(match.max_strain, 8)
