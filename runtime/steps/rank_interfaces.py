"""The interfaces of a set: the lowest of each orientation, and a draw among them.

Reference: paper, Interface Structure Selection.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from saggar.runtime.interfaces.choosing import draw, lowest_of_each
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
from saggar.runtime.structures_lock.contents import InterfaceCell
from saggar.schemas.errors import EngineError
from saggar.schemas.frozen_structures import BuiltInterface, RankedInterface, SetCounts
from saggar.schemas.results import BuildOutcome, RankOutcome
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
    evaluations = read_evaluations((*context.results("relaxed"), *context.results("evaluated")))
    ranking = _Ranking(settings, records, evaluations, interface_energies(records, evaluations))
    choice = ranking.choose(_taken(context))
    finishing = Finishing(settings, read_phases(context.results("phase")))
    kept = {records[name].pair or name: ranking.kept(name, finishing) for name in choice.drawn}
    counts = ranking.counts(read_outcome(build, BuildOutcome), choice)
    write_ranked(context.folder, RankedSet(settings.set, kept, counts))
    covered = {_phases_of(records[name]) for name in choice.drawn}
    missed = sorted({_phases_of(record) for record in records.values()} - covered)
    return RankOutcome(
        counts=counts,
        orientations=len({group_of(records[name]) for name in ranking.energies.J_per_m2}),
        pairs_covered=len(covered),
        pairs_missed=tuple(f"{film} on {substrate}" for film, substrate in missed),
    )


def _taken(context: StepContext) -> frozenset[str]:
    """Give the identities of interfaces in the sets that were ranked before."""
    return frozenset(
        each.record.identity
        for folder in context.results("taken")
        for each in read_ranked(folder).kept.values()
    )


def _phases_of(record: BuiltInterface) -> tuple[str, str]:
    return record.film, record.substrate


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
    evaluations: Evaluations
    energies: Energies

    def choose(self, taken: frozenset[str]) -> _Choice:
        """Keep the lowest of each orientation, or of each declared pair, and draw among them."""
        energies, limits = self.energies.J_per_m2, self.settings.limits
        if self.records and not energies:
            raise EngineError(
                f"set {self.settings.set}: none of {len(self.records)} candidates has an energy"
            )
        groups = {name: group_of(record) for name, record in self.records.items()}
        keep = 1 if limits.pairs else limits.keep_per_orientation
        lowest = lowest_of_each(energies, groups, keep) if keep else tuple(energies)
        before = self._of(lowest, frozenset(self.settings.never))
        used = self._of([name for name in lowest if name not in before], taken)
        drawn = self._draw(lowest, {*before, *used})
        return _Choice(
            drawn=drawn,
            not_kept=tuple(name for name in energies if name not in lowest),
            held_out_before=before,
            taken=used,
            not_drawn=tuple(name for name in lowest if name not in {*drawn, *before, *used}),
        )

    def _of(self, names: Iterable[str], identities: frozenset[str]) -> tuple[str, ...]:
        return tuple(name for name in names if self.records[name].identity in identities)

    def _draw(self, lowest: tuple[str, ...], barred: set[str]) -> tuple[str, ...]:
        count = self.settings.limits.draw
        if count is None:
            return tuple(name for name in lowest if name not in barred)
        phases = {name: _phases_of(self.records[name]) for name in lowest}
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

    def counts(self, build: BuildOutcome, choice: _Choice) -> SetCounts:
        """Count what became of every candidate."""
        failed, undefined = self.energies.failed, self.energies.undefined
        seen = len(self.energies.J_per_m2) + len(failed) + len(undefined)
        return SetCounts(
            plane_pairs=build.plane_pairs,
            matches=build.matches,
            charged=build.charged,
            equal=build.equal,
            candidates=build.candidates,
            too_close=build.too_close,
            beyond_cap=build.beyond_cap,
            not_relaxed=len(self.records) - seen,
            failed=len(failed),
            no_energy=len(undefined),
            not_kept=len(choice.not_kept),
            held_out_before=len(choice.held_out_before),
            taken=len(choice.taken),
            not_drawn=len(choice.not_drawn),
            kept=len(choice.drawn),
        )
