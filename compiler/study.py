"""A resolved campaign with its cells: all that the planner needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from saggar.compiler.chosen import chosen_cells
from saggar.compiler.existing import Existing
from saggar.compiler.frozen.cells import FrozenCells
from saggar.runtime.structures.canonical import canonical
from saggar.runtime.structures.cell import Cell
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import Machine
from saggar.schemas.plan import sha256_of
from saggar.schemas.sampling import Cells


@dataclass(frozen=True)
class Study:
    """What is planned.

    Parameters
    ----------
    campaign : Campaign
        With every default filled.
    machine : Machine
        Where it will be executed.
    phases, interfaces : dict of str to Cell
        Canonical cells by name.
    existing : Existing
        What it starts from instead of computing it.
    frozen : FrozenCells or None
        What is known of cells that were frozen beside the campaign.
    """

    campaign: Campaign
    machine: Machine
    phases: dict[str, Cell]
    interfaces: dict[str, Cell]
    existing: Existing = field(default_factory=Existing)
    frozen: FrozenCells | None = None

    @property
    def cells(self) -> dict[str, Cell]:
        """All cells by name."""
        return {**self.phases, **self.interfaces}

    def training_cells(self, chosen: Cells) -> tuple[str, ...]:
        """Name the cells that a section uses in order, without those kept out of training.

        Parameters
        ----------
        chosen : Cells
            ``all``, ``phases``, ``interfaces`` or names.
        """
        source = self.frozen.source if self.frozen is not None else None
        return tuple(sorted(chosen_cells(chosen, self.campaign, source)))

    @property
    def training_atoms(self) -> int:
        """Atoms of the largest cell of training; of any, where all are kept out of it."""
        sizes = [len(self.cells[name]) for name in self.training_cells("all")]
        return max(sizes or (len(cell) for cell in self.cells.values()))

    def bulk_cell(self, phase: str) -> Cell:
        """Give the cell of a phase of the campaign; the lowest in energy where several are kept."""
        kept = self.frozen.source.cells_of(phase) if self.frozen is not None else ()
        return self.phases[kept[0] if kept else phase]

    def set_cells(self, name: str) -> tuple[str, ...]:
        """Name the interfaces of a set."""
        return self.frozen.source.sets.get(name, ()) if self.frozen is not None else ()

    def seed(self, *path: str) -> int:
        """Derive a seed from the campaign's seed and what it is for; 32 bits."""
        return int(sha256_of([self.campaign.seed, *path])[:8], 16)


def study_of(
    campaign: Campaign,
    machine: Machine,
    cells: Mapping[str, Cell],
    existing: Existing | None = None,
    frozen: FrozenCells | None = None,
) -> Study:
    """Bring the cells of a campaign to the form in which they are run.

    Parameters
    ----------
    campaign : Campaign
        Resolved.
    machine : Machine
        Where it will be executed.
    cells : mapping of str to Cell
        What was read, by name of phase or interface; what is not there is not planned.
    existing : Existing, optional
        Training set and potential that the campaign names.
    frozen : FrozenCells, optional
        Of which phases and sets cells are that the campaign does not name.

    Returns
    -------
    Study
        Sites of phases are sorted; atoms of interfaces are grouped by element in their own order.
    """
    species = campaign.species
    phases: Mapping[str, str] = {name: name for name in campaign.phases}
    interfaces = dict.fromkeys(campaign.interfaces.given)
    if frozen is not None:
        phases = frozen.source.phases
        interfaces |= {name: None for names in frozen.source.sets.values() for name in names}
    return Study(
        campaign=campaign,
        machine=machine,
        phases={
            name: _as_run(cells[name], species, sort_sites=True) for name in phases if name in cells
        },
        interfaces={name: _as_run(cells[name], species) for name in interfaces if name in cells},
        existing=existing or Existing(),
        frozen=frozen,
    )


@lru_cache(maxsize=1024)
def _as_run(cell: Cell, species: tuple[str, ...], *, sort_sites: bool = False) -> Cell:
    """Bring a cell to its canonical form; studies that are compared share most of theirs."""
    return canonical(cell, species_order=species, sort_sites=sort_sites)
