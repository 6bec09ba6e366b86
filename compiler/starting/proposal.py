"""Interfaces of the phases at hand: which become films, and limits that leave a choice."""

from dataclasses import dataclass
from itertools import product

from saggar.compiler.starting.survey import Structure
from saggar.runtime.interfaces.crystal import find_crystal
from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.orientations import InterfaceMatch, match_planes
from saggar.runtime.interfaces.planes import lattice_planes
from saggar.schemas.interfaces import Miller

LIMITS = tuple(product((0.05, 0.08, 0.1), (40.0, 60.0, 80.0, 100.0, 120.0, 150.0, 200.0)))
"""Largest strain and largest area, A^2, in the order in which they are tried. Ours: cells of more
than 200 A^2 have more atoms than a single point of a plane-wave code takes in an hour or two; the
paper's training set has 10 % and 120 A^2."""

PLANES_UP_TO = 1
"""Largest Miller index of planes that are matched."""

ENOUGH = 3
"""Orientations of each pair of phases among which a training set and a hold-out set can choose."""


@dataclass(frozen=True)
class ProposedPair:
    """Planes of two phases that fit with little strain."""

    film: Structure
    film_plane: Miller
    substrate: Structure
    substrate_plane: Miller


@dataclass(frozen=True)
class Proposal:
    """Interfaces to begin with.

    Attributes
    ----------
    films, substrates : tuple of Structure
        Films are strained to fit, so that they are the phases that do not conduct.
    max_area_A2, max_strain : float
        The tightest of `LIMITS` within which every pair of phases has `ENOUGH` orientations; the
        loosest where none of them does.
    pairs : tuple of ProposedPair
        Of each film and substrate that fit at all, those planes that fit best.
    unfit : tuple of (Structure, Structure)
        Films and substrates of which no planes fit.
    """

    films: tuple[Structure, ...]
    substrates: tuple[Structure, ...]
    max_area_A2: float
    max_strain: float
    pairs: tuple[ProposedPair, ...]
    unfit: tuple[tuple[Structure, Structure], ...]


def propose_interfaces(phases: tuple[Structure, ...], mobile: str) -> Proposal:
    """Choose films and substrates and match their planes of indices up to 1.

    Parameters
    ----------
    phases : tuple of Structure
        At least two.
    mobile : str
        The element that conducts.

    Raises
    ------
    StructureError
        If the symmetry of a phase cannot be found.
    """
    films, substrates = _sides(phases, mobile)
    planes = {
        each.name: lattice_planes(
            find_crystal(each.cell, keep_axes=bool(each.partly_filling)), PLANES_UP_TO
        )
        for each in phases
    }
    combined = tuple(product(films, substrates))
    for strain, area_A2 in LIMITS:
        limits = MatchLimits(area_A2, strain)
        found = [match_planes(planes[a.name], planes[b.name], limits) for a, b in combined]
        if all(len(matches) >= ENOUGH for matches in found):
            break
    fitting = list(zip(combined, found, strict=True))
    return Proposal(
        films=films,
        substrates=substrates,
        max_area_A2=area_A2,
        max_strain=strain,
        pairs=tuple(_best(film, substrate, fit) for (film, substrate), fit in fitting if fit),
        unfit=tuple(each for each, fit in fitting if not fit),
    )


def _sides(
    phases: tuple[Structure, ...], mobile: str
) -> tuple[tuple[Structure, ...], tuple[Structure, ...]]:
    films = tuple(each for each in phases if mobile not in each.symbols)
    if not 0 < len(films) < len(phases):
        return phases[:1], phases[1:]
    return films, tuple(each for each in phases if mobile in each.symbols)


def _best(
    film: Structure, substrate: Structure, matches: tuple[InterfaceMatch, ...]
) -> ProposedPair:
    best = min(matches, key=_preference)
    return ProposedPair(film, best.film_plane.miller, substrate, best.substrate_plane.miller)


def _preference(match: InterfaceMatch) -> tuple[float, int, float]:
    """Put the least strain first, of about equal ones the planes of lowest index."""
    planes = (*match.film_plane.miller, *match.substrate_plane.miller)
    return round(match.max_strain, 2), sum(map(abs, planes)), match.area_A2
