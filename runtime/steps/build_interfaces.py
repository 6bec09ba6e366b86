"""Candidates of a set of interfaces (paper, Interface Structure Selection)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from saggar.runtime.interfaces.construction import Construction, build_interface
from saggar.runtime.interfaces.crystal import Crystal, find_crystal
from saggar.runtime.interfaces.enumeration import Enumeration, enumerate_interfaces
from saggar.runtime.interfaces.identity import Candidate
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.structure_records import bulk_cells, read_phases, write_candidates
from saggar.runtime.structures_lock.contents import PhaseCells
from saggar.schemas.frozen_structures import BuiltInterface
from saggar.schemas.interfaces import Miller
from saggar.schemas.results import BuildOutcome
from saggar.schemas.steps import BuildInterfaces

_LONGEST_NAME = 64
"""As long as a name may be in a campaign."""


def execute(settings: BuildInterfaces, context: StepContext) -> BuildOutcome:
    """Write the candidates, and the bulk cells that their energies are compared with.

    Parameters
    ----------
    settings : BuildInterfaces
        Limits, phases, and how cells are built.
    context : StepContext
        Where to read and write.

    Raises
    ------
    NoMatchError
        If nothing fits at all, or nothing for a declared pair.
    StructureError
        If a cell is charged.
    """
    phases = read_phases(context.results("phase"))
    crystals = find_crystals(phases)
    found = enumerate_interfaces(
        _of_phases(crystals, phases, settings.films),
        _of_phases(crystals, phases, settings.substrates),
        settings.limits,
        settings.build,
        settings.charges,
        phases={name: each.record.phase for name, each in phases.items()},
    )
    examined = found.candidates[: settings.at_most]
    built = list(_built(settings, examined, crystals))
    kept = [
        (candidate, made)
        for candidate, made in zip(examined, built, strict=True)
        if made.record.film_substrate_distance_A >= settings.build.minimum_distance_A
    ]
    names = candidate_names(settings.set, [candidate for candidate, _ in kept])
    candidates = {
        name: (made.record.model_copy(update={"pair": candidate.pair}), made.cell)
        for name, (candidate, made) in zip(names, kept, strict=True)
    }
    used = {side for record, _ in candidates.values() for side in (record.film, record.substrate)}
    bulk = bulk_cells({name: each for name, each in phases.items() if name in used})
    write_candidates(context.folder, candidates, bulk)
    missing = _missing(settings, found, [each for each, _ in candidates.values()], phases)
    return BuildOutcome(
        plane_pairs=found.plane_pairs,
        matches=found.matches,
        without_match=missing.without_match,
        without_cell=missing.without_cell,
        charged=found.charged,
        equal=found.equal,
        candidates=len(found.candidates),
        too_close=len(examined) - len(kept),
        beyond_cap=len(found.candidates) - len(examined),
    )


def find_crystals(phases: Mapping[str, PhaseCells]) -> dict[str, Crystal]:
    """Find the symmetry of settled phases; indices of planes refer to their conventional cells."""
    return {name: find_crystal(each.conventional, keep_axes=True) for name, each in phases.items()}


def candidate_names(set_name: str, candidates: Sequence[Candidate]) -> list[str]:
    """Name candidates by their set and planes, or by their declared pair, with a number.

    Such as ``training-c-ZrO2.111-ideal-LZC.001-2`` and ``c111-ideal001-1``; negative indices are
    written ``m1``. Where that is longer than a name may be, the set and a number are all.
    """
    counter: Counter[str] = Counter()
    names = []
    for number, candidate in enumerate(candidates, 1):
        match = candidate.match
        film = f"{candidate.film}.{_indices(match.film_plane.miller)}"
        substrate = f"{candidate.substrate}.{_indices(match.substrate_plane.miller)}"
        group = candidate.pair or f"{set_name}-{film}-{substrate}"
        counter[group] += 1
        name = f"{group}-{counter[group]}"
        names.append(name if len(name) <= _LONGEST_NAME else f"{set_name}-{number}")
    return names


def _indices(miller: Miller) -> str:
    return "".join(str(index).replace("-", "m") for index in miller)


def _of_phases(
    crystals: Mapping[str, Crystal], phases: Mapping[str, PhaseCells], wanted: Sequence[str]
) -> dict[str, Crystal]:
    """Give the crystals of some phases of the campaign, in the order of the phases."""
    return {
        name: crystals[name]
        for phase in wanted
        for name, each in phases.items()
        if each.record.phase == phase
    }


@dataclass(frozen=True)
class _Missing:
    """What a set has no candidate of."""

    without_match: tuple[str, ...]
    without_cell: tuple[str, ...]


def _missing(
    settings: BuildInterfaces,
    found: Enumeration,
    built: Iterable[BuiltInterface],
    phases: Mapping[str, PhaseCells],
) -> _Missing:
    """Name pairs of phases, or declared pairs of planes, without a match or without a cell.

    Orderings of one phase count as one.
    """

    def of(film: str, substrate: str) -> str:
        return f"{phases[film].record.phase} on {phases[substrate].record.phase}"

    due = [f"{film} on {sub}" for film, sub in product(settings.films, settings.substrates)]
    matched = {of(film, substrate) for film, substrate in found.matched}
    made = {each.pair or of(each.film, each.substrate) for each in built}
    if settings.limits.pairs:
        return _Missing((), tuple(name for name in settings.limits.pairs if name not in made))
    return _Missing(
        without_match=tuple(name for name in due if name not in matched),
        without_cell=tuple(name for name in due if name in matched and name not in made),
    )


def _built(
    settings: BuildInterfaces, candidates: Sequence[Candidate], crystals: Mapping[str, Crystal]
) -> Iterator[Construction]:
    for candidate in candidates:
        yield build_interface(
            candidate,
            crystals[candidate.film],
            crystals[candidate.substrate],
            settings.build,
            settings.charges,
            thickness=settings.limits.thickness,
        )
