"""What follows the making of structures, estimated before any is made: a preview.

Cells that do not exist yet have stand-ins of as many atoms, at the mean density of the campaign's
phases. Of a searched set there are as many as are drawn, once the smallest and once the
largest that match; of declared pairs each is as large as it is wanted.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle, islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from saggar.compiler.estimate.amounts import Amount
from saggar.compiler.estimate.stages import StageEstimate, Takes, estimate_stages, facts_of
from saggar.compiler.frozen.cells import Described, FrozenCells
from saggar.compiler.preview import PreviewedSet
from saggar.runtime.structures.cell import Cell
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import Machine
from saggar.schemas.resolved import FrozenSource

if TYPE_CHECKING:
    from saggar.compiler.cli import Checked


class _Size(NamedTuple):
    """Atoms of a stand-in and its area, where that is known, A^2."""

    atoms: int
    area_A2: float | None = None


Sizes = Mapping[str, Mapping[str, _Size]]
"""Of each stand-in by set and name."""


def estimate_ahead(
    checked: "Checked", machine: Machine, preview: Sequence[PreviewedSet]
) -> tuple[StageEstimate, ...]:
    """Estimate the stages that compute with structures which are not made yet.

    Parameters
    ----------
    checked : Checked
        A campaign that needs structures frozen.
    machine : Machine
        Where it would be executed.
    preview : sequence of PreviewedSet
        Matches of its sets.

    Returns
    -------
    tuple of StageEstimate
        From the estimate for the smallest stand-ins to that for the largest.

    Raises
    ------
    SaggarError
        If the study cannot be planned with stand-ins.
    """
    phases = _Phases(checked)
    small, large = (
        _estimate(checked, machine, phases, _sizes(checked.resolved.campaign, preview, largest))
        for largest in (False, True)
    )
    return tuple(_between(*both) for both in zip(small, large, strict=True))


class _Phases:
    """Cells of the phases of a campaign, stand-ins where sites are filled in part."""

    def __init__(self, checked: "Checked") -> None:
        self.campaign = checked.resolved.campaign
        given = checked.given
        whole = [given[name] for name in self.campaign.phases if name in given]
        self.density_per_A3 = _density(whole)
        self.cells = dict(given)
        for name, phase in self.campaign.phases.items():
            if name not in given:
                path = checked.loaded.path.parent / phase.file
                atoms = _ordered_atoms(path.read_text(encoding="utf-8"), name)
                repeats = phase.ordering.supercell if phase.ordering else (1, 1, 1)
                self.cells[name] = self.stand_in(name, _Size(atoms * int(np.prod(repeats))))

    def stand_in(self, name: str, size: _Size) -> Cell:
        """Give a box of so many atoms; a cube where no area is known."""
        volume_A3 = size.atoms / self.density_per_A3
        area_A2 = size.area_A2 or volume_A3 ** (2 / 3)
        edges_A = np.array([area_A2**0.5, area_A2**0.5, volume_A3 / area_A2])
        return Cell(
            species=tuple(islice(cycle(self.campaign.species), size.atoms)),
            positions=np.arange(size.atoms)[:, None] / size.atoms * edges_A,
            lattice=np.diag(edges_A),
            name=name,
        )


def _density(cells: Sequence[Cell]) -> float:
    volume_A3 = sum(cell.volume_A3 for cell in cells)
    return sum(map(len, cells)) / volume_A3 if cells else 0.05


def _ordered_atoms(cif: str, name: str) -> int:
    from saggar.runtime.structures.cif import read_cif_sites

    return max(1, round(float(np.sum(read_cif_sites(cif, name=name).occupancy))))


def _sizes(campaign: Campaign, preview: Sequence[PreviewedSet], largest: bool) -> Sizes:
    return {each.name: dict(_of_set(campaign, each, largest)) for each in preview}


def _of_set(campaign: Campaign, each: PreviewedSet, largest: bool) -> Iterator[tuple[str, _Size]]:
    limits = campaign.interfaces.sets[each.name]
    found = {match.pair: match.atoms for match in each.matches}
    if limits.pairs:
        for name, pair in limits.pairs.items():
            atoms = pair.atoms or found.get(name)
            if atoms is not None:
                yield name, _Size(atoms)
        return
    kept = limits.keep_per_orientation or 1
    every = len(each.matches) * kept
    sizes = sorted((_Size(match.atoms, match.area_A2) for match in each.matches), reverse=largest)
    for number in range(min(limits.draw or every, every)):
        yield f"{each.name}-{number}", sizes[number // kept]


def _estimate(
    checked: "Checked", machine: Machine, phases: _Phases, sizes: Sizes
) -> tuple[StageEstimate, ...]:
    from saggar.compiler.compile import compile_study
    from saggar.compiler.source import written_by_author
    from saggar.compiler.study import study_of

    interfaces = {name: size for each in sizes.values() for name, size in each.items()}
    names = (*checked.resolved.campaign.phases, *interfaces)
    frozen = FrozenCells(
        FrozenSource(
            file="",
            sha256="",
            digest="",
            phases={name: name for name in checked.resolved.campaign.phases},
            sets={name: tuple(each) for name, each in sizes.items()},
        ),
        {name: Described("stand-in") for name in names},
    )
    cells = phases.cells | {name: phases.stand_in(name, size) for name, size in interfaces.items()}
    study = study_of(checked.resolved.campaign, machine, cells, checked.existing, frozen)
    compiled = compile_study(study, origins={}, written=written_by_author(checked.loaded))
    return estimate_stages(compiled.plan, facts_of(compiled.lock, compiled.files))


def _between(small: StageEstimate, large: StageEstimate) -> StageEstimate:
    amounts = {
        name: _span(getattr(small.takes, name), getattr(large.takes, name))
        for name in Takes.model_fields
    }
    return StageEstimate(
        stage=small.stage,
        tasks=_span(small.tasks, large.tasks),
        iterations=large.iterations,
        takes=Takes(**amounts),
    )


def _span(small: Amount, large: Amount) -> Amount:
    return Amount(
        low=min(small.low, large.low),
        high=max(small.high, large.high),
        reasons=tuple(dict.fromkeys((*small.reasons, *large.reasons))),
        left_out=large.left_out,
    )
