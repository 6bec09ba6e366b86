"""What rules look at."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from saggar.compiler.checks.finding import Finding
from saggar.compiler.chosen import chosen_cells
from saggar.compiler.frozen.cells import FrozenCells
from saggar.compiler.frozen.digest import needs_freezing
from saggar.compiler.positions import KeyPath
from saggar.compiler.structures.known import KnownCell
from saggar.compiler.structures.summary import CellSummary
from saggar.schemas.campaign import Campaign
from saggar.schemas.engines import Vasp
from saggar.schemas.machine import Machine
from saggar.schemas.production import Runs
from saggar.schemas.sampling import Cells


@dataclass(frozen=True)
class Subject:
    """A campaign with its cells and machine.

    Attributes
    ----------
    campaign : Campaign
        Resolved.
    known : mapping of str to KnownCell
        Cells of phases and interfaces by name, as far as they could be read.
    machine : Machine
        Where it will be executed.
    frozen : FrozenCells or None
        What is known of cells that were frozen beside the campaign.
    """

    campaign: Campaign
    known: Mapping[str, KnownCell]
    machine: Machine
    frozen: FrozenCells | None = None

    @cached_property
    def cells(self) -> dict[str, CellSummary]:
        """What is known of the cells without their coordinates, by name."""
        return {name: each.summary for name, each in self.known.items()}

    @property
    def vasp(self) -> Vasp | None:
        """Settings of the reference, where it is VASP."""
        reference = self.campaign.models.reference
        return reference if isinstance(reference, Vasp) else None

    @property
    def cell_names(self) -> tuple[str, ...]:
        """Names of all phases and of all interfaces that are known."""
        names = [*self.campaign.phases, *self.campaign.interfaces.given]
        if self.frozen is not None:
            names += self.frozen.source.phases
            names += [name for cells in self.frozen.source.sets.values() for name in cells]
        return tuple(dict.fromkeys(names))

    @property
    def awaits_cells(self) -> bool:
        """Whether cells are to be frozen before all of them are known."""
        return self.frozen is None and needs_freezing(self.campaign)

    @property
    def written_interfaces(self) -> dict[str, tuple[str, str]]:
        """Film and substrate of each interface whose cell a person gave, by name."""
        given = self.campaign.interfaces.given
        pairs = {name: (each.film, each.substrate) for name, each in given.items()}
        added = self.frozen.added if self.frozen is not None else {}
        return pairs | {name: (each.film, each.substrate) for name, each in added.items()}

    @property
    def written_cells(self) -> dict[str, KnownCell]:
        """Cells that a person gave, by name: whole, frozen ones were judged when they were made."""
        made = set[str]()
        if self.frozen is not None:
            made = {*self.frozen.described} - {*self.frozen.source.added}
        return {name: each for name, each in self.known.items() if name not in made}

    def sections_with_cells(self) -> Iterator[tuple[KeyPath, Cells]]:
        """Give every section that chooses cells, with its choice."""
        initial = self.campaign.initial_data
        if initial.perturb is not None:
            yield ("initial_data", "perturb"), initial.perturb.cells
        if initial.sample is not None:
            yield ("initial_data", "sample"), initial.sample.cells
        for name, exploration in self.campaign.explorations.items():
            yield ("active_learning", "explore", name), exploration.cells

    def chosen(self, cells: Cells) -> tuple[str, ...]:
        """Name the cells that a section uses; what is kept out of training only by its name."""
        return chosen_cells(cells, self.campaign, self.frozen.source if self.frozen else None)

    def cells_of(self, names: Iterable[str]) -> dict[str, CellSummary]:
        """Give what is known of some cells by name."""
        return {name: self.cells[name] for name in names if name in self.cells}

    def bulk_cell(self, phase: str) -> CellSummary | None:
        """Give the cell of which a phase's supercells are made, where it is known."""
        if self.awaits_cells:
            return None
        kept = self.frozen.source.cells_of(phase) if self.frozen is not None else ()
        return self.cells.get(kept[0] if kept else phase)

    def production_sections(self) -> Iterator[tuple[KeyPath, Runs]]:
        """Give the sections of production runs."""
        production = self.campaign.production
        if production.bulk is not None:
            yield ("production", "bulk"), production.bulk
        if production.interfaces is not None:
            yield ("production", "interfaces"), production.interfaces

    def produced(self) -> tuple[str, ...]:
        """Name the phases and interfaces that production runs use."""
        production = self.campaign.production
        phases = tuple(production.bulk.phases) if production.bulk else ()
        return (*phases, *self.produced_interfaces())

    def produced_interfaces(self) -> tuple[str, ...]:
        """Name the interfaces that production runs use, as far as they are known."""
        runs = self.campaign.production.interfaces
        if runs is None:
            return ()
        built = self.frozen.source.sets if self.frozen is not None else {}
        return (*runs.cells, *built.get(runs.set or "", ()))


Rule = Callable[[Subject], Iterable[Finding]]
"""One rule: what it finds wrong, nothing where all is well."""
