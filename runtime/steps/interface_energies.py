"""Energies of interfaces from the results of relax tasks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from saggar.runtime.interfaces.choosing import interface_energy_J_per_m2
from saggar.runtime.interfaces.energies import Bulk, UndefinedEnergyError, excess_over_bulk
from saggar.runtime.steps.frames import FRAMES, read_frames, read_relaxations
from saggar.runtime.steps.structure_records import BULK
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import EngineError
from saggar.schemas.frozen_structures import BuiltInterface, Effort, Relaxed


@dataclass(frozen=True)
class Evaluations:
    """What relax tasks say of candidates and of the bulk cells beside them.

    Attributes
    ----------
    cells : dict of str to Cell
        Final cells by name, bulk cells too.
    relaxed : dict of str to Relaxed
        Energies of those, by name.
    failed : dict of str to str
        Reasons why others have none.
    """

    cells: dict[str, Cell]
    relaxed: dict[str, Relaxed]
    failed: dict[str, str]

    @property
    def effort(self) -> Effort:
        """Evaluations of the model that these take: one of each cell and one after each step."""
        each = [(1 + by.steps, len(self.cells[name])) for name, by in self.relaxed.items()]
        return Effort(
            relaxations=len(each),
            evaluations=sum(number for number, _ in each),
            atom_evaluations=sum(number * atoms for number, atoms in each),
        )

    def bulk(self, phase: str) -> Bulk:
        """Give a phase as reference of energy.

        Raises
        ------
        EngineError
            If its cell has no energy.
        """
        name = BULK + phase
        if name not in self.relaxed:
            reason = self.failed.get(name, "it was not evaluated")
            raise EngineError(
                f"the bulk cell of {phase} has no energy, and interfaces are compared with it: "
                f"{reason}"
            )
        return Bulk(self.cells[name].counts, self.relaxed[name].energy_eV_per_atom)


@dataclass(frozen=True)
class Energies:
    """Interface energies.

    Attributes
    ----------
    J_per_m2 : dict of str to float, J/m^2
        By name, in the order of the candidates.
    failed : tuple of str
        Candidates that the model failed on.
    undefined : tuple of str
        Candidates whose composition is no mixture of the two phases.
    """

    J_per_m2: dict[str, float]
    failed: tuple[str, ...]
    undefined: tuple[str, ...]


def read_evaluations(folders: Iterable[Path]) -> Evaluations:
    """Read the shares of a relaxation or evaluation."""
    everything = Evaluations({}, {}, {})
    for folder in folders:
        shares = read_relaxations(folder)
        everything.cells.update({cell.name: cell for cell in read_frames(folder / FRAMES)})
        everything.relaxed.update(shares.finished)
        everything.failed.update(shares.failed)
    return everything


def interface_energies(
    candidates: Mapping[str, BuiltInterface], evaluations: Evaluations
) -> Energies:
    """Compute the energies of all candidates that were evaluated.

    Parameters
    ----------
    candidates : mapping of str to BuiltInterface
        Records by name.
    evaluations : Evaluations
        Cells and energies by the same names.

    Returns
    -------
    Energies

    Raises
    ------
    EngineError
        If a bulk phase of a candidate has no energy.
    """
    energies: dict[str, float] = {}
    undefined = []
    for name, record in candidates.items():
        if name not in evaluations.relaxed:
            continue
        cell = evaluations.cells[name]
        try:
            excess = excess_over_bulk(
                cell,
                evaluations.relaxed[name].energy_eV_per_atom * len(cell),
                evaluations.bulk(record.film),
                evaluations.bulk(record.substrate),
                record.boundary,
            )
        except UndefinedEnergyError:
            undefined.append(name)
            continue
        energies[name] = interface_energy_J_per_m2(excess)
    failed = tuple(name for name in candidates if name in evaluations.failed)
    return Energies(energies, failed, tuple(undefined))
