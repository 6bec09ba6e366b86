"""What rules look at."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from saggar.compiler.checks.finding import Finding
from saggar.compiler.positions import KeyPath
from saggar.runtime.structures.cell import Cell
from saggar.schemas.campaign import Campaign
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
    cells : mapping of str to Cell
        Cells of phases and given interfaces by name, as far as they could be read.
    machine : Machine
        Where it will be executed.
    """

    campaign: Campaign
    cells: Mapping[str, Cell]
    machine: Machine

    @property
    def cell_names(self) -> tuple[str, ...]:
        """Names of all phases and given interfaces."""
        return (*self.campaign.phases, *self.campaign.interfaces.given)

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
        """Name the cells that a section uses; phases kept out of training only by their names."""
        trained = tuple(name for name, each in self.campaign.phases.items() if each.training)
        interfaces = tuple(self.campaign.interfaces.given)
        words = {"all": (*trained, *interfaces), "phases": trained, "interfaces": interfaces}
        return words[cells] if isinstance(cells, str) else cells

    def production_sections(self) -> Iterator[tuple[KeyPath, Runs]]:
        """Give the sections of production runs."""
        production = self.campaign.production
        if production.bulk is not None:
            yield ("production", "bulk"), production.bulk
        if production.interfaces is not None:
            yield ("production", "interfaces"), production.interfaces

    def produced(self) -> tuple[str, ...]:
        """Name the phases and given interfaces that production runs use."""
        production = self.campaign.production
        phases = tuple(production.bulk.phases) if production.bulk else ()
        return (*phases, *(production.interfaces.cells if production.interfaces else ()))


Rule = Callable[[Subject], Iterable[Finding]]
"""One rule: what it finds wrong, nothing where all is well."""
