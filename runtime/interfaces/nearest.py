"""What comes nearest where limits leave no match."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.orientations import InterfaceMatch, match_planes
from saggar.runtime.interfaces.planes import Plane
from saggar.schemas.errors import SaggarError

_WIDEST_STRAIN = 0.3
_WIDEST_AREA = 8  # times the limit
_WIDENING = 2.0


class NoMatchError(SaggarError):
    """Two crystals have no common cell within the limits."""


class Match(Protocol):
    """What the search needs to know about a match."""

    @property
    def area_A2(self) -> float:
        """Area of the common cell, A^2."""

    @property
    def max_strain(self) -> float:
        """Largest magnitude of the strain."""


AnyMatch = TypeVar("AnyMatch", bound=Match)
Search = Callable[[MatchLimits], Sequence[AnyMatch]]


def least_strained(search: Search[AnyMatch], limits: MatchLimits) -> AnyMatch | None:
    """Find the match of least strain within the area limit, whatever the strain limit.

    The strain limit is doubled until something fits. As the search finds all matches within a
    limit, the least strained of them is the least strained of all.

    Parameters
    ----------
    search : callable
        Gives all matches within limits.
    limits : MatchLimits
        Limits whose area is kept.

    Returns
    -------
    match or None
        None if nothing fits with strains up to 0.3.
    """
    strain = limits.max_strain
    while True:
        found = search(replace(limits, max_strain=strain))
        if found:
            return min(found, key=lambda match: (round(match.max_strain, 8), match.area_A2))
        if strain >= _WIDEST_STRAIN:
            return None
        strain = min(strain * _WIDENING, _WIDEST_STRAIN)


def smallest_cell(search: Search[AnyMatch], limits: MatchLimits) -> AnyMatch | None:
    """Find the match of smallest area within the strain limit, up to eight times the area limit.

    Parameters
    ----------
    search : callable
        Gives all matches within limits.
    limits : MatchLimits
        Limits whose strain is kept.

    Returns
    -------
    match or None
        None if nothing fits.
    """
    area = limits.max_area_A2
    while area <= limits.max_area_A2 * _WIDEST_AREA:
        found = search(replace(limits, max_area_A2=area))
        if found:
            return min(found, key=lambda match: (round(match.area_A2, 6), match.max_strain))
        area *= _WIDENING
    return None


def require_matches(
    film_planes: Sequence[Plane],
    substrate_planes: Sequence[Plane],
    limits: MatchLimits,
    *,
    names: tuple[str, str] = ("film", "substrate"),
) -> tuple[InterfaceMatch, ...]:
    """Match planes, and where nothing fits say what comes nearest.

    Parameters
    ----------
    film_planes, substrate_planes : sequence of Plane
        Planes of the two crystals.
    limits : MatchLimits
        Largest area and strain.
    names : (str, str)
        What messages call film and substrate.

    Returns
    -------
    tuple of InterfaceMatch
        As from `match_planes`, at least one.

    Raises
    ------
    NoMatchError
        If nothing fits. The message names the match of least strain within the area and the
        smallest one within the strain, with the limits that would let them in.
    """

    def search(within: MatchLimits) -> tuple[InterfaceMatch, ...]:
        return match_planes(film_planes, substrate_planes, within)

    found = search(limits)
    if found:
        return found
    by_strain, by_area = least_strained(search, limits), smallest_cell(search, limits)
    nearest = [describe(match, limits, names) for match in (by_strain, by_area) if match]
    raise NoMatchError(
        f"{names[0]} on {names[1]}: no common cell with area up to {limits.max_area_A2:g} A^2 and "
        f"{limits.measure} strain up to {100 * limits.max_strain:g} %; "
        + ("nearest: " + "; or ".join(nearest) if nearest else "nothing comes near")
        + "; raise max_area or max_strain to let it in"
    )


def describe(match: InterfaceMatch, limits: MatchLimits, names: tuple[str, str]) -> str:
    """Put a match into words.

    Parameters
    ----------
    match : InterfaceMatch
        Match to describe.
    limits : MatchLimits
        Limits whose measure of strain is named.
    names : (str, str)
        What to call film and substrate.

    Returns
    -------
    str
        Such as ``film (1 1 1) on substrate (0 0 1), 3:1 cells, 34.7 A^2, principal strain
        0.31 %``.
    """
    film, substrate = match.film_plane.miller, match.substrate_plane.miller
    return (
        f"{names[0]} ({_spaced(film)}) on {names[1]} ({_spaced(substrate)}), "
        f"{match.lattice.film_cells}:{match.lattice.substrate_cells} cells, "
        f"{match.area_A2:.1f} A^2, {limits.measure} strain {100 * match.max_strain:.2f} %"
    )


def _spaced(miller: tuple[int, int, int]) -> str:
    return " ".join(map(str, miller))
