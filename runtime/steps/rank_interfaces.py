"""The interfaces of a set: the lowest of each orientation, and a draw among them.

Reference: paper, Interface Structure Selection.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from saggar.runtime.interfaces.choosing import draw, lowest_of_each
from saggar.runtime.interfaces.contacts import comes_nearer_than
from saggar.runtime.steps.context import StepContext, read_outcome
from saggar.runtime.steps.final_interfaces import Finishing
from saggar.runtime.steps.interface_energies import (
    Energies,
    Evaluations,
    interface_energies,
    read_evaluations,
)
from saggar.runtime.steps.structure_records import (
    RankedSet,
    group_of,
    read_candidates,
    read_phases,
    read_ranked,
    write_ranked,
)
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sameness import same_structure
from saggar.runtime.structures_lock.contents import InterfaceCell, PhaseCells
from saggar.schemas.errors import EngineError
from saggar.schemas.frozen_structures import BuiltInterface, RankedInterface, SetCounts
from saggar.schemas.results import BuildOutcome, ChooseOutcome, RankOutcome
from saggar.schemas.steps import RankInterfaces


def execute(settings: RankInterfaces, context: StepContext) -> RankOutcome:
    """Write the interfaces of the set, and what became of every candidate.

    Parameters
    ----------
    settings : RankInterfaces
        How many are kept and drawn, which may not be, and how declared pairs are built.
    context : StepContext
        Where to read and write.

    Raises
    ------
    EngineError
        If no candidate, or a bulk phase, has an energy.
    SaggarError
        If fewer are to be drawn than there are pairs of phases.
    """
    build = context.result("candidates")
    candidates, _ = read_candidates(build)
    records = {name: record for name, (record, _) in candidates.items()}
    evaluations = read_evaluations(context.results("relaxed"))
    phases = read_phases(context.results("phase"))
    sides = _phases_of(records, phases)
    too_close = frozenset(
        name
        for name in records.keys() & evaluations.cells.keys()
        if comes_nearer_than(evaluations.cells[name], settings.build.minimum_distance_A)
    )
    apart = {name: record for name, record in records.items() if name not in too_close}
    energies = interface_energies(apart, evaluations)
    ranking = _Ranking(settings, records, sides, evaluations, energies, too_close)
    choice = ranking.choose(_Taken.of(read_ranked(each) for each in context.results("taken")))
    finishing = Finishing(settings, phases)
    kept = {records[name].pair or name: ranking.kept(name, finishing) for name in choice.drawn}
    built = read_outcome(build, BuildOutcome)
    chosen = [read_outcome(folder, ChooseOutcome) for folder in context.results("chosen")]
    counts = ranking.counts(built, chosen, choice)
    write_ranked(context.folder, RankedSet(settings.set, kept, counts))
    covered = {sides[name] for name in choice.drawn}
    missed = sorted(set(sides.values()) - covered)
    return RankOutcome(
        counts=counts,
        effort=sum((each.effort for each in chosen), evaluations.effort),
        orientations=len({group_of(records[name]) for name in ranking.energies.J_per_m2}),
        pairs_covered=len(covered),
        without_match=built.without_match,
        without_cell=built.without_cell,
        pairs_missed=tuple(f"{film} on {substrate}" for film, substrate in missed),
    )


def _phases_of(
    records: Mapping[str, BuiltInterface], phases: Mapping[str, PhaseCells]
) -> dict[str, tuple[str, str]]:
    """Give the phases of the campaign on either side; orderings of one count as one."""
    return {
        name: (phases[each.film].record.phase, phases[each.substrate].record.phase)
        for name, each in records.items()
    }


@dataclass(frozen=True)
class _Taken:
    """Interfaces of the sets that were ranked before: by identity, and as they are used."""

    identities: frozenset[str] = frozenset()
    cells: tuple[Cell, ...] = ()

    @classmethod
    def of(cls, ranked: Iterable[RankedSet]) -> "_Taken":
        """Gather the interfaces of sets."""
        kept = [each for one in ranked for each in one.kept.values()]
        return cls(
            frozenset(each.record.identity for each in kept), tuple(each.cell for each in kept)
        )

    def holds(self, record: BuiltInterface, cell: Cell) -> bool:
        """Tell whether an interface is among them, under whatever identity."""
        if record.identity in self.identities:
            return True
        return any(same_structure(cell, other) for other in self.cells)


@dataclass(frozen=True)
class _Choice:
    """Names of candidates by what becomes of them, each in the order of the candidates."""

    drawn: tuple[str, ...]
    not_kept: tuple[str, ...]
    held_out_before: tuple[str, ...]
    taken: tuple[str, ...]
    not_drawn: tuple[str, ...]


@dataclass(frozen=True)
class _Ranking:
    """Candidates of a set with their energies."""

    settings: RankInterfaces
    records: dict[str, BuiltInterface]
    phases: dict[str, tuple[str, str]]
    evaluations: Evaluations
    energies: Energies
    too_close: frozenset[str]
    """Where film and substrate came nearer to each other in the relaxation than allowed."""

    def choose(self, taken: _Taken) -> _Choice:
        """Keep the lowest of each orientation, or of each declared pair, and draw among them.

        Held out before is what the draw would have taken were it not for that; what it would
        have left alone is not drawn. So a lock's own hold-out set changes nothing when the same
        campaign is frozen again.
        """
        energies, limits = self.energies.J_per_m2, self.settings.limits
        if self.records and not energies:
            raise EngineError(
                f"set {self.settings.set}: none of {len(self.records)} candidates has an energy"
            )
        groups = {name: group_of(record) for name, record in self.records.items()}
        keep = 1 if limits.pairs else limits.keep_per_orientation
        lowest = lowest_of_each(energies, groups, keep) if keep else tuple(energies)
        cells, never = self.evaluations.cells, frozenset(self.settings.never)
        used = tuple(name for name in lowest if taken.holds(self.records[name], cells[name]))
        barred = {name for name in lowest if self.records[name].identity in never}
        before = tuple(name for name in self._draw(lowest, set(used)) if name in barred)
        drawn = self._draw(lowest, {*barred, *used})
        return _Choice(
            drawn=drawn,
            not_kept=tuple(name for name in energies if name not in lowest),
            held_out_before=before,
            taken=used,
            not_drawn=tuple(name for name in lowest if name not in {*drawn, *before, *used}),
        )

    def _draw(self, lowest: tuple[str, ...], barred: set[str]) -> tuple[str, ...]:
        count = self.settings.limits.draw
        if count is None:
            return tuple(name for name in lowest if name not in barred)
        phases = {name: self.phases[name] for name in lowest}
        return draw(phases, count, np.random.default_rng(self.settings.seed), taken=barred)

    def kept(self, name: str, finishing: Finishing) -> InterfaceCell:
        """Give an interface that is kept with its final cell."""
        record = self.records[name]
        energies = self.energies.J_per_m2
        rivals = [
            energy for other, energy in energies.items() if self._group(other) == self._group(name)
        ]
        final = finishing.finish(record, self.evaluations.cells[name])
        ranked = RankedInterface(
            **dict(final.record),
            set=self.settings.set,
            energy_J_per_m2=energies[name],
            above_lowest_J_per_m2=energies[name] - min(rivals),
            relaxed=self.evaluations.relaxed[name],
            rebuilt=finishing.rebuilds(record),
            held_out=self.settings.held_out,
        )
        return InterfaceCell(ranked, final.cell)

    def _group(self, name: str) -> str:
        return group_of(self.records[name])

    def counts(
        self, build: BuildOutcome, chosen: Sequence[ChooseOutcome], choice: _Choice
    ) -> SetCounts:
        """Count what became of every candidate, also before some were chosen to be relaxed."""
        failed = len(self.energies.failed) + sum(each.failed for each in chosen)
        undefined = len(self.energies.undefined) + sum(each.no_energy for each in chosen)
        seen = len(self.energies.J_per_m2) + failed + undefined + len(self.too_close)
        return SetCounts(
            plane_pairs=build.plane_pairs,
            matches=build.matches,
            charged=build.charged,
            equal=build.equal,
            candidates=build.candidates,
            too_close=build.too_close + len(self.too_close),
            beyond_cap=build.beyond_cap,
            not_relaxed=len(self.records) - seen,
            failed=failed,
            no_energy=undefined,
            not_kept=len(choice.not_kept),
            held_out_before=len(choice.held_out_before),
            taken=len(choice.taken),
            not_drawn=len(choice.not_drawn),
            kept=len(choice.drawn),
        )
