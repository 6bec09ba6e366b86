"""Which interfaces the limits of a campaign allow, before any cell is built."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from saggar.runtime.structures.cell import Cell
from saggar.schemas.base import Frozen
from saggar.schemas.campaign import Campaign
from saggar.schemas.interfaces import InterfaceSet, Miller, Pair

if TYPE_CHECKING:
    from saggar.runtime.interfaces.crystal import Crystal
    from saggar.runtime.interfaces.limits import MatchLimits
    from saggar.runtime.interfaces.orientations import InterfaceMatch
    from saggar.runtime.interfaces.planes import Plane

CUTS_OF_A_MATCH = 12
"""Ways in which both crystals can be cut at the planes of a match, for an estimate: 3 to 30 were
found for planes of low index."""


class PreviewedMatch(Frozen):
    """A plane of a film that fits on a plane of a substrate."""

    pair: str = ""
    """Name of the declared pair, where it is of one."""
    film: str
    film_plane: Miller
    substrate: str
    substrate_plane: Miller
    area_A2: float
    """Of the smallest common cell."""
    strains: tuple[float, float]
    """Principal strains of the strained crystal."""
    atoms: int
    """Of the cell that is wanted; else an estimate from area, thicknesses and densities."""


class PreviewedSet(Frozen):
    """What the limits of one set allow."""

    name: str
    matches: tuple[PreviewedMatch, ...]
    """The smallest area first."""
    nothing: tuple[str, ...] = ()
    """Pairs of which nothing fits, with what comes nearest where that was searched for."""
    unknown: tuple[str, ...] = ()
    """Pairs that wait for the ordering of a phase."""
    candidates: int
    """Estimate of the cells that would be built."""
    kept: str = ""
    """What is kept of them."""


def preview_interfaces(campaign: Campaign, cells: Mapping[str, Cell]) -> tuple[PreviewedSet, ...]:
    """Match the phases of every set, with the cells that are at hand.

    Parameters
    ----------
    campaign : Campaign
        Resolved; the limits of its sets are whole.
    cells : mapping of str to Cell
        Whole cells by phase. Where a phase is relaxed first, its lattice and with it the matches
        will be others.

    Returns
    -------
    tuple of PreviewedSet
        In the order of the campaign.
    """
    crystals = _Crystals(cells)
    return tuple(
        _Preview(campaign, crystals, name, each).whole()
        for name, each in campaign.interfaces.sets.items()
    )


class _Crystals:
    """Crystals and their planes, each found once."""

    def __init__(self, cells: Mapping[str, Cell]) -> None:
        self._cells = cells
        self._found: dict[str, Crystal] = {}
        self._planes: dict[tuple[str, int], tuple[Plane, ...]] = {}

    def __contains__(self, phase: str) -> bool:
        return phase in self._cells

    def of(self, phase: str) -> "Crystal":
        from saggar.runtime.interfaces.crystal import find_crystal

        if phase not in self._found:
            self._found[phase] = find_crystal(self._cells[phase])
        return self._found[phase]

    def planes(self, phase: str, max_index: int) -> "tuple[Plane, ...]":
        from saggar.runtime.interfaces.planes import lattice_planes

        key = (phase, max_index)
        if key not in self._planes:
            self._planes[key] = lattice_planes(self.of(phase), max_index)
        return self._planes[key]

    def plane(self, phase: str, miller: Miller) -> "Plane":
        from saggar.runtime.interfaces.planes import lattice_plane

        return lattice_plane(self.of(phase), miller)

    def atoms_per_A2(
        self, phase: str, plane: "Plane", thickness_A: float, layers: int | None
    ) -> float:
        """Give the atoms of a slab over its area; a layer holds one primitive cell."""
        cell = self.of(phase).primitive
        if layers is not None:
            return len(cell) * layers / plane.area_A2
        return len(cell) / cell.volume_A3 * thickness_A


@dataclass(frozen=True)
class _Preview:
    """The preview of one set."""

    campaign: Campaign
    crystals: _Crystals
    name: str
    limits: InterfaceSet

    def whole(self) -> PreviewedSet:
        found = self._declared() if self.limits.pairs else self._searched()
        shifts = self.campaign.interfaces.build.shifts
        cells = len(found.matches) * CUTS_OF_A_MATCH * shifts**2
        return PreviewedSet(
            name=self.name,
            matches=tuple(sorted(found.matches, key=lambda each: each.area_A2)),
            nothing=tuple(found.nothing),
            unknown=tuple(found.unknown),
            candidates=min(cells, self.campaign.interfaces.rank.at_most),
            kept=self._kept(),
        )

    def _kept(self) -> str:
        if self.limits.pairs:
            return "of each pair the cut of lowest energy, as large as it is wanted"
        return (
            f"{self.limits.keep_per_orientation} of each orientation, of which {self.limits.draw} "
            "are drawn"
        )

    def _searched(self) -> "_Found":
        found = _Found([], [], [])
        for film in self.campaign.interfaces.films:
            for substrate in self.campaign.interfaces.substrates:
                said = f"{film} on {substrate}"
                if film not in self.crystals or substrate not in self.crystals:
                    found.unknown.append(said)
                    continue
                matches = self._matches(film, substrate)
                found.matches.extend(self._match(film, substrate, each) for each in matches)
                if not matches:
                    found.nothing.append(said)
        return found

    def _matches(self, film: str, substrate: str) -> "tuple[InterfaceMatch, ...]":
        from saggar.runtime.interfaces.orientations import match_planes

        index = self.limits.max_index or 1
        planes = self.crystals.planes(film, index), self.crystals.planes(substrate, index)
        return match_planes(*planes, self._limits())

    def _declared(self) -> "_Found":
        from saggar.runtime.interfaces.nearest import NoMatchError, require_matches

        found = _Found([], [], [])
        for name, pair in self.limits.pairs.items():
            if pair.film not in self.crystals or pair.substrate not in self.crystals:
                found.unknown.append(f"{name}: {pair.film} on {pair.substrate}")
                continue
            films = [self.crystals.plane(pair.film, pair.film_plane)]
            substrates = [self.crystals.plane(pair.substrate, pair.substrate_plane)]
            try:
                smallest, *_ = require_matches(
                    films, substrates, self._limits(pair), names=(pair.film, pair.substrate)
                )
            except NoMatchError as error:
                found.nothing.append(f"{name}: {error}")
            else:
                found.matches.append(self._match(pair.film, pair.substrate, smallest, name, pair))
        return found

    def _limits(self, pair: Pair | None = None) -> "MatchLimits":
        from saggar.runtime.interfaces.limits import MatchLimits

        area = (pair.max_area_A2 if pair else None) or self.limits.max_area_A2
        strain = (pair.max_strain if pair else None) or self.limits.max_strain
        assert area is not None, "SG212 refuses a set without limits"
        assert strain is not None, "SG212 refuses a set without limits"
        build = self.campaign.interfaces.build
        return MatchLimits(area, strain, build.strain_measure, build.strain_on)

    def _match(
        self,
        film: str,
        substrate: str,
        match: "InterfaceMatch",
        name: str = "",
        pair: Pair | None = None,
    ) -> PreviewedMatch:
        low, high = match.lattice.strains
        return PreviewedMatch(
            pair=name,
            film=film,
            film_plane=match.film_plane.miller,
            substrate=substrate,
            substrate_plane=match.substrate_plane.miller,
            area_A2=round(match.area_A2, 3),
            strains=(round(low, 6), round(high, 6)),
            atoms=(pair.atoms if pair else None) or self._atoms(film, substrate, match, pair),
        )

    def _atoms(self, film: str, substrate: str, match: "InterfaceMatch", pair: Pair | None) -> int:
        own = pair.thickness if pair is not None else None
        wanted = own or self.limits.thickness or self.campaign.interfaces.build.thickness
        sides = (
            (film, match.film_plane, wanted.film_A, wanted.film_layers),
            (substrate, match.substrate_plane, wanted.substrate_A, wanted.substrate_layers),
        )
        per_area = sum(self.crystals.atoms_per_A2(*side) for side in sides)
        return max(1, round(match.area_A2 * per_area))


@dataclass(frozen=True)
class _Found:
    matches: list[PreviewedMatch]
    nothing: list[str]
    unknown: list[str]
