"""Enumeration: every interface that two sets of crystals can have within limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from saggar.runtime.interfaces.combinations import Surface, combine, find_surface
from saggar.runtime.interfaces.crystal import Crystal
from saggar.runtime.interfaces.identity import Candidate
from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.nearest import NoMatchError, require_matches
from saggar.runtime.interfaces.orientations import InterfaceMatch
from saggar.runtime.interfaces.planes import Plane, lattice_plane, lattice_planes
from saggar.runtime.interfaces.sides import listed_planes, match_sides
from saggar.schemas.errors import StructureError
from saggar.schemas.interfaces import Build, InterfaceSet, Miller, Pair


@dataclass(frozen=True)
class Enumeration:
    """All candidates of a set and what was left out.

    Attributes
    ----------
    candidates : tuple of Candidate
        In rounds: the least polar combination of every match, the smallest area first, then the
        second of every match, and so on; a limit on their number costs combinations, not matches.
    plane_pairs : int
        Pairs of planes that were compared.
    matches : int
        Distinct matches.
    charged : int
        Combinations of terminations left out since their charges do not add up to zero.
    equal : int
        Combinations left out since an operation of the whole sandwich makes them equal to one
        that is kept.
    matched : frozenset of (str, str)
        Films and substrates with a common cell.
    """

    candidates: tuple[Candidate, ...]
    plane_pairs: int
    matches: int
    charged: int
    equal: int
    matched: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class NamedMatch:
    """A match of two named crystals.

    Attributes
    ----------
    film, substrate : str
        Names of the crystals.
    match : InterfaceMatch
        Planes and common cell.
    pair : str
        Name of the declared pair of planes; empty if it was searched for.
    written : ((h, k, l), (h, k, l)) or None
        Planes of a declared pair as they were written; those of the match are equivalent to them.
    """

    film: str
    substrate: str
    match: InterfaceMatch
    pair: str = ""
    written: tuple[Miller, Miller] | None = None


def enumerate_interfaces(
    films: Mapping[str, Crystal],
    substrates: Mapping[str, Crystal],
    limits: InterfaceSet,
    build: Build,
    charges: Mapping[str, float],
    *,
    phases: Mapping[str, str] | None = None,
) -> Enumeration:
    """Enumerate the candidates of a set of interfaces.

    Parameters
    ----------
    films, substrates : mapping of str to Crystal
        Frozen crystals by name; a name means one crystal in both.
    limits : InterfaceSet
        Largest index, area and strain, or declared pairs.
    build : Build
        Measure and share of strain, boundary, shifts and stoichiometry.
    charges : mapping of str to float, e
        Formal charge of each element.
    phases : mapping of str to str, optional
        Phase of the campaign that each crystal is of, which declared pairs name; by default its
        own name.

    Returns
    -------
    Enumeration

    Raises
    ------
    NoMatchError
        If nothing fits at all, or nothing for a declared pair; the message names the nearest.
    StructureError
        If a limit is missing, a pair names a phase that is not there, or an element has no charge.
    """
    matches, plane_pairs = find_matches(films, substrates, limits, build, phases=phases)
    surfaces: dict[tuple[str, Miller], Surface] = {}

    def surface(name: str, crystal: Crystal, plane: Plane) -> Surface:
        key = name, plane.miller
        if key not in surfaces:
            surfaces[key] = find_surface(
                crystal, plane, charges, stoichiometric=build.stoichiometric
            )
        return surfaces[key]

    combinations = [
        combine(
            (found.film, found.substrate),
            found.match,
            surface(found.film, films[found.film], found.match.film_plane),
            surface(found.substrate, substrates[found.substrate], found.match.substrate_plane),
            build,
            pair=found.pair,
            written=found.written,
        )
        for found in matches
    ]
    in_rounds = sorted(
        (turn, place, candidate)
        for place, group in enumerate(combinations)
        for turn, candidate in enumerate(group.candidates)
    )
    return Enumeration(
        candidates=tuple(candidate for _, _, candidate in in_rounds),
        plane_pairs=plane_pairs,
        matches=len(matches),
        charged=sum(group.charged for group in combinations),
        equal=sum(group.equal for group in combinations),
        matched=frozenset((found.film, found.substrate) for found in matches),
    )


def find_matches(
    films: Mapping[str, Crystal],
    substrates: Mapping[str, Crystal],
    limits: InterfaceSet,
    build: Build,
    *,
    phases: Mapping[str, str] | None = None,
) -> tuple[tuple[NamedMatch, ...], int]:
    """Find the matches of a set of interfaces.

    Without declared pairs all planes up to the largest index are compared, and every match
    counts. Of a declared pair of planes, polar ones seen from either side, only the match of
    smallest area does; where several crystals are of the phase that it names, one of each. It is
    found on the equivalent planes that a search lists, so that it is the match of that search.

    Parameters
    ----------
    films, substrates, limits, build, phases
        As for `enumerate_interfaces`.

    Returns
    -------
    tuple of NamedMatch and int
        The smallest area first, then the smallest strain, then in the order of films and
        substrates; the number of pairs of planes that were compared.

    Raises
    ------
    NoMatchError
        If nothing fits at all, or nothing for a declared pair; the message names the nearest.
    StructureError
        If a limit is missing or a pair names a phase that is not there.
    """
    if limits.pairs:
        return _declared(films, substrates, limits, build, phases or {})
    within = match_limits(limits, build)
    if limits.max_index is None:
        raise StructureError("interfaces: no largest Miller index; give max_index or pairs")
    film_planes = {name: lattice_planes(films[name], limits.max_index) for name in films}
    base_planes = {name: lattice_planes(substrates[name], limits.max_index) for name in substrates}
    found = [
        NamedMatch(film, base, match)
        for film, base in product(films, substrates)
        for match in match_sides(
            (films[film], film_planes[film]),
            (substrates[base], base_planes[base]),
            within,
            build.boundary,
        )
    ]
    if not found:
        _explain(film_planes, base_planes, within)
    plane_pairs = sum(map(len, film_planes.values())) * sum(map(len, base_planes.values()))
    return tuple(sorted(found, key=_by_area)), plane_pairs


def match_limits(limits: InterfaceSet | Pair, build: Build) -> MatchLimits:
    """Give the limits of a set or of a pair of planes to the matching of lattices.

    Parameters
    ----------
    limits : InterfaceSet or Pair
        Largest area and strain.
    build : Build
        How strain is measured, and which crystal takes it.

    Returns
    -------
    MatchLimits

    Raises
    ------
    StructureError
        If the area or the strain is not limited.
    """
    if limits.max_area_A2 is None or limits.max_strain is None:
        raise StructureError("interfaces: no largest area or strain; give max_area and max_strain")
    return MatchLimits(limits.max_area_A2, limits.max_strain, build.strain_measure, build.strain_on)


def _declared(
    films: Mapping[str, Crystal],
    substrates: Mapping[str, Crystal],
    limits: InterfaceSet,
    build: Build,
    phases: Mapping[str, str],
) -> tuple[tuple[NamedMatch, ...], int]:
    found = []
    for name, pair in limits.pairs.items():
        within = match_limits(_with_limits_of(pair, limits), build)
        sides = (
            _of_phase(films, pair.film, phases, name),
            _of_phase(substrates, pair.substrate, phases, name),
        )
        for film, base in product(*sides):
            written = (
                lattice_plane(films[film], pair.film_plane),
                lattice_plane(substrates[base], pair.substrate_plane),
            )
            require_matches(written[:1], written[1:], within, names=(film, base))
            upper, lower = listed_planes((films[film], substrates[base]), written, build.boundary)
            match = match_sides(
                (films[film], [upper]), (substrates[base], [lower]), within, build.boundary
            )[0]
            up = written[0] if match.film_plane.miller == upper.miller else written[0].turned_over()
            found.append(NamedMatch(film, base, match, name, (up.miller, written[1].miller)))
    return tuple(sorted(found, key=_by_area)), len(found)


def _with_limits_of(pair: Pair, limits: InterfaceSet) -> Pair:
    return pair.model_copy(
        update={
            "max_area_A2": pair.max_area_A2 or limits.max_area_A2,
            "max_strain": pair.max_strain or limits.max_strain,
        }
    )


def _of_phase(
    crystals: Mapping[str, Crystal], phase: str, phases: Mapping[str, str], pair: str
) -> list[str]:
    found = [name for name in crystals if phase in (name, phases.get(name, name))]
    if not found:
        raise StructureError(
            f"interface {pair}: no crystal of phase {phase}; there are {', '.join(crystals)}"
        )
    return found


def _explain(
    films: Mapping[str, tuple[Plane, ...]],
    substrates: Mapping[str, tuple[Plane, ...]],
    limits: MatchLimits,
) -> None:
    """Say for every pair of crystals what comes nearest."""
    messages = []
    for film, base in product(films, substrates):
        try:
            require_matches(films[film], substrates[base], limits, names=(film, base))
        except NoMatchError as error:
            messages.append(str(error))
    raise NoMatchError("\n".join(messages))


def _by_area(found: NamedMatch) -> tuple[float, float]:
    return round(found.match.area_A2, 6), round(found.match.max_strain, 8)
