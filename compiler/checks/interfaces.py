"""SG33x: limits under which sets of interfaces are searched for.

The search is that of the run (`saggar.runtime.interfaces`), on the cells that are at hand. It is
loaded where a campaign has sets that are not frozen yet, and left out where it would take long.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.positions import KeyPath, dotted
from saggar.schemas.errors import StructureError
from saggar.schemas.interfaces import Build, InterfaceSet, Miller

if TYPE_CHECKING:
    from saggar.runtime.interfaces.crystal import Crystal
    from saggar.runtime.interfaces.limits import StrainMeasure

MOST_WORK = 1e6
"""Pairs of phases times area^2 (A^4) times strain times index^4 up to which sets are searched;
measured: 1e6 takes half a second for five zirconia phases on one chloride."""

_NAMED = 4
"""Pairs of planes that a message names; it counts the rest."""

_MEASURES: tuple["StrainMeasure", ...] = ("principal", "length")

PlanePair = tuple[str, Miller, str, Miller]
"""Film and its plane, substrate and its plane."""


class _Search(NamedTuple):
    """One search: a whole set, or a declared pair of planes of it.

    Attributes
    ----------
    path : KeyPath
        The section with the limits.
    limits : InterfaceSet
        Of the set, with the one declared pair where there is one.
    films, substrates : tuple of str
        Phases.
    """

    path: KeyPath
    limits: InterfaceSet
    films: tuple[str, ...]
    substrates: tuple[str, ...]

    @property
    def phases(self) -> tuple[str, ...]:
        """All phases, each once."""
        return tuple(dict.fromkeys((*self.films, *self.substrates)))

    @property
    def what(self) -> tuple[Hashable, ...]:
        """All that decides what is found."""
        limits = self.limits
        planes = tuple(pair.model_dump_json() for pair in limits.pairs.values())
        bounds = (limits.max_index, limits.max_area_A2, limits.max_strain)
        return (self.films, self.substrates, bounds, planes)

    @property
    def is_cheap(self) -> bool:
        """Whether its limits are given, and small enough to be searched while one waits."""
        pair = next(iter(self.limits.pairs.values()), self.limits)
        area, strain = (
            own if own is not None else of_set
            for own, of_set in (
                (pair.max_area_A2, self.limits.max_area_A2),
                (pair.max_strain, self.limits.max_strain),
            )
        )
        index = 1 if self.limits.pairs else self.limits.max_index
        if area is None or strain is None or index is None:
            return False
        pairs = len(self.films) * len(self.substrates)
        return 0 < strain <= 0.5 and pairs * area**2 * strain * index**4 <= MOST_WORK


def sets_find_interfaces(subject: Subject) -> Iterator[Finding]:
    """Require that limits leave something, and the same by either measure (SG330 to SG332)."""
    if subject.frozen is not None:
        return
    crystals = _Crystals(subject)
    differing: dict[tuple[frozenset[PlanePair], ...], list[_Search]] = {}
    for search in _declared(subject):
        if not search.is_cheap or not crystals.known(search.films, search.substrates):
            continue
        found = {measure: crystals.matched(search, measure) for measure in _MEASURES}
        nearest = found[subject.campaign.interfaces.build.strain_measure].nearest
        if nearest and crystals.missing(search.phases):
            continue
        if nearest:
            yield _nothing_fits(subject, search, nearest)
        pairs = tuple(found[measure].pairs for measure in _MEASURES)
        if pairs[0] != pairs[1]:
            differing.setdefault(pairs, []).append(search)
    for (principal, length), searches in differing.items():
        yield _measures_differ(subject, searches, principal - length, length - principal)


def _nothing_fits(subject: Subject, search: _Search, nearest: str) -> Finding:
    relaxing = [name for name in search.phases if subject.campaign.phases[name].relax]
    return Finding(
        search.path,
        "SG331" if relaxing else "SG330",
        f"{dotted(search.path)} leaves no interface: {nearest}",
        f"{', '.join(relaxing)} will be relaxed, which may let one in; else raise the limits"
        if relaxing
        else "raise max_area or max_strain, or name other planes or phases",
        at_key=True,
    )


def _measures_differ(
    subject: Subject,
    searches: Sequence[_Search],
    principal: frozenset[PlanePair],
    length: frozenset[PlanePair],
) -> Finding:
    path: KeyPath = ("interfaces", "build", "strain_measure")
    allowed = (("principal strains", principal), ("lengths", length))
    said = "; ".join(f"by {word} alone {_named(pairs)}" for word, pairs in allowed if pairs)
    sections = " and ".join(dotted(search.path) for search in searches)
    return Finding(
        path,
        "SG332",
        f"{dotted(path)} is {subject.campaign.interfaces.build.strain_measure} and decides which "
        f"planes match in {sections}: {said}",
        "take the measure of the study that is reproduced, and say it in the text; principal "
        "strains hold shear too",
    )


class _Matched(NamedTuple):
    """Pairs of planes that match, or what comes nearest where none do."""

    pairs: frozenset[PlanePair]
    nearest: str = ""


class _Crystals:
    """Crystals of phases that are at hand and ordered, and what was found with them, once each."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._crystals: dict[str, Crystal | None] = {}
        self._matched: dict[tuple[Hashable, ...], _Matched] = {}

    def known(self, *sides: Sequence[str]) -> bool:
        """Say whether there is a crystal on each side."""
        return all(any(self._of(name) for name in side) for side in sides)

    def missing(self, phases: Sequence[str]) -> bool:
        """Say whether there is a phase without a crystal."""
        return not all(self._of(name) for name in phases)

    def matched(self, search: _Search, measure: "StrainMeasure") -> _Matched:
        """Search by one measure of strain."""
        key = (*search.what, measure)
        if key not in self._matched:
            build = self._subject.campaign.interfaces.build
            films, substrates = (
                {name: crystal for name in names if (crystal := self._of(name))}
                for names in (search.films, search.substrates)
            )
            by_measure = build.model_copy(update={"strain_measure": measure})
            self._matched[key] = _find(films, substrates, search.limits, by_measure)
        return self._matched[key]

    def _of(self, name: str) -> "Crystal | None":
        if name not in self._crystals:
            self._crystals[name] = self._read(name)
        return self._crystals[name]

    def _read(self, name: str) -> "Crystal | None":
        phase, known = self._subject.campaign.phases.get(name), self._subject.known.get(name)
        if phase is None or phase.ordering is not None or known is None:
            return None
        from saggar.runtime.interfaces.crystal import find_crystal

        try:
            return find_crystal(known.whole)
        except StructureError:
            return None


def _find(
    films: "Mapping[str, Crystal]",
    substrates: "Mapping[str, Crystal]",
    limits: InterfaceSet,
    build: Build,
) -> _Matched:
    from saggar.runtime.interfaces.enumeration import find_matches
    from saggar.runtime.interfaces.nearest import NoMatchError

    try:
        found, _ = find_matches(films, substrates, limits, build)
    except NoMatchError as error:
        return _Matched(frozenset(), "; ".join(str(error).splitlines()))
    except StructureError:  # such as a plane that does not exist, which has a code of its own
        return _Matched(frozenset())
    pairs = (
        (each.film, _of_family(each.match.film_plane.miller), each.substrate,
         _of_family(each.match.substrate_plane.miller))
        for each in found
    )  # fmt: skip
    return _Matched(frozenset(pairs))


def _declared(subject: Subject) -> Iterator[_Search]:
    interfaces = subject.campaign.interfaces
    for name, each in interfaces.sets.items():
        path: KeyPath = ("interfaces", "sets", name)
        if not each.pairs:
            yield _Search(path, each, interfaces.films, interfaces.substrates)
        for pair_name, pair in each.pairs.items():
            alone = each.model_copy(update={"pairs": {pair_name: pair}})
            yield _Search((*path, "pairs", pair_name), alone, (pair.film,), (pair.substrate,))


def _of_family(miller: Miller) -> Miller:
    """Give one name to both sides of a family of planes."""
    return max(miller, (-miller[0], -miller[1], -miller[2]))


def _named(pairs: frozenset[PlanePair]) -> str:
    names = [
        f"{film} ({_spaced(upper)}) on {substrate} ({_spaced(lower)})"
        for film, upper, substrate, lower in sorted(pairs)
    ]
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _spaced(miller: Miller) -> str:
    return " ".join(map(str, miller))


RULES: tuple[Rule, ...] = (sets_find_interfaces,)
