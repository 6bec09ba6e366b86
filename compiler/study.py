"""A resolved campaign with its cells: all that the planner needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from saggar.compiler.existing import Existing
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
    """

    campaign: Campaign
    machine: Machine
    phases: dict[str, Cell]
    interfaces: dict[str, Cell]
    existing: Existing = field(default_factory=Existing)

    @property
    def cells(self) -> dict[str, Cell]:
        """All cells by name."""
        return {**self.phases, **self.interfaces}

    def training_cells(self, chosen: Cells) -> tuple[str, ...]:
        """Name the cells that a section uses in order, without phases kept out of training.

        Parameters
        ----------
        chosen : Cells
            ``all``, ``phases``, ``interfaces`` or names.
        """
        trained = [name for name in self.phases if self.campaign.phases[name].training]
        words: dict[str, Iterable[str]] = {
            "all": [*trained, *self.interfaces],
            "phases": trained,
            "interfaces": self.interfaces,
        }
        return tuple(sorted(words[chosen] if isinstance(chosen, str) else chosen))

    def seed(self, *path: str) -> int:
        """Derive a seed from the campaign's seed and what it is for; 32 bits."""
        return int(sha256_of([self.campaign.seed, *path])[:8], 16)


def study_of(
    campaign: Campaign,
    machine: Machine,
    cells: Mapping[str, Cell],
    existing: Existing | None = None,
) -> Study:
    """Bring the cells of a campaign to the form in which they are run.

    Parameters
    ----------
    campaign : Campaign
        Resolved.
    machine : Machine
        Where it will be executed.
    cells : mapping of str to Cell
        What was read, by name of phase or given interface; what is not there is not planned.
    existing : Existing, optional
        Training set and potential that the campaign names.

    Returns
    -------
    Study
        Sites of phases are sorted; atoms of interfaces are grouped by element in their own order.
    """
    species = campaign.species
    return Study(
        campaign=campaign,
        machine=machine,
        phases={
            name: canonical(cells[name], species_order=species, sort_sites=True)
            for name in campaign.phases
            if name in cells
        },
        interfaces={
            name: canonical(cells[name], species_order=species)
            for name in campaign.interfaces.given
            if name in cells
        },
        existing=existing or Existing(),
    )
