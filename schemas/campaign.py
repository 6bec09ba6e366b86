"""The campaign: what is to be learned, by which physics and which sampling."""

from typing import Annotated, Literal

from pydantic import Field

from saggar.schemas.active_learning import ActiveLearning, Exploration, Reject, Train
from saggar.schemas.analysis import Analysis
from saggar.schemas.base import Element, Frozen, Name
from saggar.schemas.budget import Budget
from saggar.schemas.engines import Foundation, Potential, Reference
from saggar.schemas.interfaces import Interfaces
from saggar.schemas.phases import Phase
from saggar.schemas.production import Production, Validation
from saggar.schemas.sampling import Dynamics, InitialData

StageName = Literal[
    "structures",
    "initial_data",
    "active_learning",
    "final_training",
    "production",
    "validation",
    "analysis",
]
"""Stages in the order in which they are executed."""


class Models(Frozen):
    """The three models of a campaign."""

    foundation: Foundation | None = None
    """Published potential that samples the initial data and relaxes structures."""
    reference: Reference | None = None
    """What labels: the truth that the potential is trained on."""
    potential: Potential
    """What is trained, or exists."""


class Campaign(Frozen):
    """A whole study."""

    saggar: Annotated[int, Field(ge=1, le=1)]
    """Version of the campaign language."""
    name: Name
    """Name of the study, and of its run directory."""
    description: str = ""
    """One sentence for the report and the README of the run."""
    seed: Annotated[int, Field(ge=0, lt=2**32)]
    """Root of every random number of the study."""
    charges: dict[Element, float]
    """Formal charge of each element; the order is the species order of every file."""
    phases: Annotated[dict[Name, Phase], Field(min_length=1)]
    """Bulk phases by name."""
    interfaces: Interfaces = Interfaces.with_defaults()
    """Which interfaces are built, and ready-made ones."""
    models: Models
    """What samples, what labels and what is trained."""
    dynamics: Dynamics = Dynamics.with_defaults()
    """Integration of every run with the potential."""
    initial_data: InitialData = InitialData.with_defaults()
    """Where the first training set comes from."""
    active_learning: ActiveLearning | None = None
    """Without it the potential is trained on the initial data alone."""
    final_training: Train | None = None
    """Without it the potential must exist."""
    validation: Validation = Validation.with_defaults()
    """What the final potential is tested on."""
    production: Production
    """The runs from which results come."""
    analysis: Analysis
    """What is measured on the production runs."""
    pause_after: tuple[StageName, ...] = ()
    """Stages after which the run waits for a person."""
    budget: Budget = Budget.with_defaults()
    """What the study may take at most."""
    assumptions: dict[Name, str] = {}
    """What the source of the study leaves open, and what was chosen."""
    ignore: dict[Name, str] = {}
    """Checks that are overruled, by code, each with its reason."""

    @property
    def species(self) -> tuple[str, ...]:
        """Elements in the order of every file."""
        return tuple(self.charges)

    @property
    def explorations(self) -> dict[str, Exploration]:
        """Explorations of the loop by name; none without a loop."""
        return self.active_learning.explore if self.active_learning is not None else {}

    @property
    def reject(self) -> Reject:
        """What keeps a label out of training; the defaults without a loop."""
        return self.active_learning.reject if self.active_learning is not None else Reject()

    @property
    def trainings(self) -> dict[str, Train]:
        """Trainings by the path of their section."""
        loop, last = self.active_learning, self.final_training
        found = {} if loop is None else {"active_learning.train": loop.train}
        return found if last is None else {**found, "final_training": last}
