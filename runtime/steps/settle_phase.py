"""The cell of a phase as it is used: given or ordered, relaxed or not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from saggar.runtime.orderings.duplicates import first_of_each_crystal
from saggar.runtime.orderings.parent import parent_of
from saggar.runtime.steps.context import StepContext, read_outcome
from saggar.runtime.steps.frames import FRAMES, read_frames, read_relaxations, write_table
from saggar.runtime.steps.order import ordering_rank
from saggar.runtime.steps.structure_records import CONVENTIONAL, PHASES, PRIMITIVE
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.cif import read_cif_sites
from saggar.runtime.structures.extxyz import format_extxyz
from saggar.runtime.structures.formats import holds_cif, parse_structure
from saggar.runtime.structures.sanity import check_density, check_distances
from saggar.runtime.structures.symmetry import (
    StandardCells,
    describe_lattice,
    find_space_group,
    standard_cells,
)
from saggar.schemas.errors import RunStateError
from saggar.schemas.frozen_structures import (
    Lattice,
    Ordered,
    Relaxed,
    SettledPhase,
    SettledPhases,
)
from saggar.schemas.results import OrderOutcome, SettlePhaseOutcome
from saggar.schemas.steps import SettlePhase

RELAXED = "relaxed.csv"


@dataclass(frozen=True)
class _Candidate:
    """A cell that may be used, and how it was relaxed."""

    cell: Cell
    relaxed: Relaxed | None

    @property
    def energy_eV_per_atom(self) -> float:
        return self.relaxed.energy_eV_per_atom if self.relaxed else 0.0


@dataclass(frozen=True)
class _Settled:
    """A cell that is used, with its record."""

    cells: StandardCells
    record: SettledPhase


def execute(settings: SettlePhase, context: StepContext) -> SettlePhaseOutcome:
    """Write primitive and conventional cells of the phase with their records.

    The lowest in energy has the name of the phase, further ones ``<phase>.2``, ``<phase>.3``.

    Parameters
    ----------
    settings : SettlePhase
        The phase, its file, and how many relaxed orderings are kept.
    context : StepContext
        Where to read and write; results in the role ``relaxed`` are the relaxed cells, the one in
        the role ``orderings`` says how they rank by Ewald sums.

    Raises
    ------
    RunStateError
        If no relaxed cell is there, or cells and records disagree.
    StructureError
        If the file cannot be read, or a cell has overlapping atoms or an implausible density.
    """
    given = _read_given(context.root / settings.file, settings.phase)
    relaxed = context.results("relaxed")
    candidates = _by_energy(relaxed) if relaxed else [_Candidate(given, None)]
    chosen = first_of_each_crystal(
        [each.cell for each in candidates],
        [each.energy_eV_per_atom for each in candidates],
        settings.keep,
    )
    names = [settings.phase, *(f"{settings.phase}.{k}" for k in range(2, len(chosen) + 1))]
    axes = find_space_group(given).conventional
    orderings = _order_outcome(context)
    settled = {
        name: _settle(
            settings,
            replace(candidates[index], cell=replace(candidates[index].cell, name=name)),
            _ordered(candidates, index, orderings) if orderings else None,
            as_given=describe_lattice(axes),
            keep_axes=orderings is not None or (bool(relaxed) and np.allclose(axes, given.lattice)),
        )
        for name, index in zip(names, chosen, strict=True)
    }
    _write(context.folder, settled)
    _write_table(context.folder / RELAXED, candidates, orderings)
    same = chosen[-1] + 1 - len(chosen)
    return SettlePhaseOutcome(
        kept=tuple(settled),
        relaxed=len(candidates) if relaxed else 0,
        same=same,
        not_kept=len(candidates) - len(chosen) - same,
        failed=sum(len(read_relaxations(folder).failed) for folder in relaxed),
        not_converged=tuple(
            name
            for name, each in settled.items()
            if each.record.relaxed and not each.record.relaxed.converged
        ),
        chiral=tuple(name for name, each in settled.items() if each.record.symmetry.chiral),
    )


def _read_given(path: Path, phase: str) -> Cell:
    """Read the author's file; places that are filled in part keep their kinds as species."""
    text = path.read_text(encoding="utf-8")
    if not holds_cif(path.name):
        return parse_structure(text, file=path.name, name=phase)
    sites = read_cif_sites(text, name=phase)
    return sites.to_cell() if sites.is_ordered else parent_of(sites).places


def _by_energy(folders: Sequence[Path]) -> list[_Candidate]:
    """Read the relaxed cells of all shares, the lowest energy per atom first."""
    candidates = []
    for folder in folders:
        finished = read_relaxations(folder).finished
        cells = {cell.name: cell for cell in read_frames(folder / FRAMES)}
        if set(cells) != set(finished):
            names = ", ".join(sorted(set(cells) ^ set(finished)))
            raise RunStateError(f"{folder}: records and cells disagree about {names}")
        candidates += [_Candidate(cells[name], finished[name]) for name in finished]
    if not candidates:
        raise RunStateError(f"{', '.join(map(str, folders))}: no relaxed structure")
    return sorted(candidates, key=lambda each: (each.energy_eV_per_atom, each.cell.name))


def _order_outcome(context: StepContext) -> OrderOutcome | None:
    if not context.results("orderings"):
        return None
    return read_outcome(context.result("orderings"), OrderOutcome)


def _settle(
    settings: SettlePhase,
    candidate: _Candidate,
    ordered: Ordered | None,
    *,
    as_given: Lattice,
    keep_axes: bool,
) -> _Settled:
    """Give primitive and conventional cell; planes are named in the axes of the author's cell.

    Axes are kept where that cell is conventional and the relaxed one may have another symmetry, or
    was ordered.
    """
    check_distances(candidate.cell)
    check_density(candidate.cell)
    cells = standard_cells(candidate.cell, keep_axes=keep_axes)
    record = SettledPhase(
        phase=settings.phase,
        source=settings.source,
        formula=cells.primitive.formula,
        atoms=len(cells.primitive),
        density_g_per_cm3=cells.primitive.density_g_cm3,
        symmetry=cells.symmetry,
        conventional=describe_lattice(cells.conventional.lattice),
        as_given=as_given,
        ordered=ordered,
        relaxed=candidate.relaxed,
    )
    return _Settled(cells, record)


def _ordered(candidates: Sequence[_Candidate], index: int, orderings: OrderOutcome) -> Ordered:
    candidate = candidates[index]
    return Ordered(
        orderings=orderings.orderings,
        distinct=orderings.distinct,
        relaxed=len(candidates),
        ewald_rank=ordering_rank(candidate.cell.name),
        ewald_energy_eV=orderings.ewald_energies_eV[candidate.cell.name],
        place=index + 1,
        above_lowest_eV_per_atom=candidate.energy_eV_per_atom - candidates[0].energy_eV_per_atom,
    )


def _write(folder: Path, settled: dict[str, _Settled]) -> None:
    primitive = [each.cells.primitive for each in settled.values()]
    conventional = [each.cells.conventional for each in settled.values()]
    records = SettledPhases(phases={name: each.record for name, each in settled.items()})
    text = records.model_dump_json(indent=1, by_alias=False) + "\n"
    (folder / PRIMITIVE).write_text(format_extxyz(primitive), encoding="utf-8")
    (folder / CONVENTIONAL).write_text(format_extxyz(conventional), encoding="utf-8")
    (folder / PHASES).write_text(text, encoding="utf-8")


def _write_table(
    path: Path, candidates: Sequence[_Candidate], orderings: OrderOutcome | None
) -> None:
    """Write energies of everything that was relaxed, so that rankings can be compared."""
    header = ["name", "energy_eV_per_atom", "converged"]
    energies = orderings.ewald_energies_eV if orderings else {}
    rows = [
        [each.cell.name, each.relaxed.energy_eV_per_atom, int(each.relaxed.converged)]
        for each in candidates
        if each.relaxed
    ]
    if orderings:
        header.append("ewald_energy_eV")
        rows = [[*row, energies[str(row[0])]] for row in rows]
    write_table(path, header, rows)
