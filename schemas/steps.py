"""Settings of each step that a task can execute: what the compiler says to the runtime.

`SETTINGS` is the table of steps; a new step is a class here, a module of its name in
``runtime/steps`` and a line in each table.
"""

from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from saggar.schemas.active_learning import Candidate, Domain, Gradient, LearningRate, Reject
from saggar.schemas.analysis import Msd
from saggar.schemas.base import Frozen
from saggar.schemas.engines import Model, Reference
from saggar.schemas.interfaces import Build, InterfaceSet
from saggar.schemas.phases import Ordering, Relaxation
from saggar.schemas.sampling import SelectInitial


class StepSettings(Frozen):
    """What every step has: its name; fields named ``iteration`` follow the loop."""

    table: ClassVar[dict[str, type["StepSettings"]]] = {}

    step: str

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Enter the subclass in the table, under the only value that its `step` can have."""
        super().__init_subclass__(**kwargs)
        name = cls.__annotations__["step"].__args__[0]
        StepSettings.table[name] = cls

    @model_validator(mode="wrap")
    @classmethod
    def _as_its_step(cls, value: Any, handler: Any) -> Any:
        if cls is StepSettings and isinstance(value, dict):
            known = StepSettings.table.get(str(value.get("step")))
            if known is None:
                raise ValueError(f"no step named {value.get('step')!r}")
            return known.model_validate(value)
        return handler(value)

    def in_iteration(self, iteration: int) -> Self:
        """Give the settings for one iteration of a loop."""
        if "iteration" not in type(self).model_fields:
            return self
        return self.model_copy(update={"iteration": iteration})


def _unless_named(embedded: str) -> Any:
    """Give a field for what executes a task; one that names nothing means the embedded engine."""
    return Field(embedded, exclude_if=lambda named: named == embedded)


class Perturb(StepSettings):
    """Strained and rattled copies of cells."""

    step: Literal["perturb"] = "perturb"
    cells: tuple[str, ...]
    """Files of the cells in the run directory."""
    strain: tuple[float, float]
    rattle_A: float
    per_structure: int
    seed: int


class Sample(StepSettings):
    """Foundation-model dynamics of one cell at one temperature."""

    step: Literal["sample"] = "sample"
    cell: str
    model: Model
    temperature_K: float
    time_step_fs: float
    coupling_fs: float
    steps: int
    dump_every: int
    seed: int


class SelectInitialFrames(StepSettings):
    """Choice of the initial training set by descriptors and clusters."""

    step: Literal["select_initial"] = "select_initial"
    select: SelectInitial
    seed: int


class AdmitFrames(StepSettings):
    """Labelled frames that are there before anything is computed."""

    step: Literal["admit_frames"] = "admit_frames"
    file: str
    """A train.xyz in the run directory."""


class AdmitPotential(StepSettings):
    """A potential that is there before anything is computed."""

    step: Literal["admit_potential"] = "admit_potential"
    file: str
    """A nep.txt in the run directory."""


class Label(StepSettings):
    """Reference single points on one share of the frames."""

    step: Literal["label"] = "label"
    model: Reference
    share: int
    shares: int


class Collect(StepSettings):
    """The training set: the previous one and the new labels that pass the filters."""

    step: Literal["collect"] = "collect"
    reject: Reject
    origin: str
    """Where these frames come from, as written into train.xyz."""
    iteration: int = 0


class TrainPotential(StepSettings):
    """One training of one potential from a rendered nep.in.

    Gradient descent and the evolution strategy of ``nep`` give two potentials: the trainer is
    declared.
    """

    step: Literal["train"] = "train"
    deck: str
    trainer: Literal["neppo", "nep"] = _unless_named("neppo")
    gradient: Gradient | None
    """Schedule of the embedded trainer; ``nep`` takes all of its own from the deck."""
    seed: int
    iteration: int = 0

    def learning_rate(self, *, warm: bool) -> LearningRate:
        """Give the learning rates for a cold or a warm start."""
        if self.gradient is None:
            raise ValueError("no gradient trainer is declared")
        return self.gradient.warm if warm else self.gradient.cold


class RunDynamics(StepSettings):
    """One GPUMD run from a rendered run.in.

    The program is declared: the embedded interpreter and GPUMD sample the same ensemble with other
    numbers, and no trajectory is made of both.
    """

    step: Literal["dynamics"] = "dynamics"
    purpose: Literal["explore", "equilibrate", "produce"]
    deck: str
    cell: str
    program: Literal["embedded", "gpumd"] = _unless_named("embedded")
    release: str
    """Newest release that reads the deck in the same way."""
    temperature_K: float
    """Temperature of the initial velocities, where no previous run gives them."""
    pressure_GPa: float | None
    time_step_fs: float
    steps: int
    """Steps that the deck asks for."""
    seed: int
    iteration: int = 0


class LaterStart(Frozen):
    """An exploration that does not begin with the first iteration."""

    exploration: str
    from_iteration: int
    temperature_K: float
    pressure_GPa: float | None


class Assess(StepSettings):
    """Candidates of one iteration, the choice among them, and whether the loop has converged."""

    step: Literal["assess"] = "assess"
    candidate: Candidate
    reject: Reject
    at_most: int
    within: Domain
    candidate_fraction_below: float
    for_iterations: int
    later: tuple[LaterStart, ...] = ()
    """Explorations that begin later; until those in the domain have, nothing has converged."""
    iteration: int = 0


class PickFrames(StepSettings):
    """Evenly spaced frames of production runs, for reference single points."""

    step: Literal["pick_frames"] = "pick_frames"
    per_run: int


class Compare(StepSettings):
    """Errors of a potential against labels."""

    step: Literal["compare"] = "compare"


class Order(StepSettings):
    """Symmetry-distinct orderings of a phase with partial occupancies, ranked by Ewald sums."""

    step: Literal["order"] = "order"
    file: str
    """The author's file in the run directory."""
    phase: str
    ordering: Ordering
    charges: dict[str, float]


class Relax(StepSettings):
    """Relaxation of one share of the structures of another task."""

    step: Literal["relax"] = "relax"
    model: Model
    relaxation: Relaxation | None
    """None evaluates structures as they are."""
    share: int
    shares: int
    file: str = ""
    """Extended XYZ in the run directory whose frames are relaxed, where no task gives them."""


class SettlePhase(StepSettings):
    """The cell of a phase as it is used: given or ordered, relaxed or not."""

    step: Literal["settle_phase"] = "settle_phase"
    phase: str
    file: str
    """The author's file in the run directory."""
    source: str
    keep: int
    """How many of the relaxed orderings are kept."""


class BuildInterfaces(StepSettings):
    """Candidates of a set of interfaces: matches, terminations, shifts."""

    step: Literal["build_interfaces"] = "build_interfaces"
    set: str
    limits: InterfaceSet
    films: tuple[str, ...]
    substrates: tuple[str, ...]
    build: Build
    charges: dict[str, float]
    at_most: int
    """Most candidates that are built."""


class ChooseCandidates(StepSettings):
    """Candidates that are relaxed: of each orientation the lowest in energy as built."""

    step: Literal["choose_candidates"] = "choose_candidates"
    per_orientation: int


class RankInterfaces(StepSettings):
    """The interfaces of a set: the lowest of each orientation, and a draw among them."""

    step: Literal["rank_interfaces"] = "rank_interfaces"
    set: str
    limits: InterfaceSet
    build: Build
    charges: dict[str, float]
    held_out: bool
    never: tuple[str, ...]
    """Identities of interfaces that an earlier lock held out; not drawn for training."""
    cutoff_A: float
    """Radial cutoff of the potential, for GPUMD's rule on boxes."""
    seed: int


class FreezeStructures(StepSettings):
    """The structures lock: cells, records, table and pictures."""

    step: Literal["freeze_structures"] = "freeze_structures"
    digest: str
    """Of what the campaign says about structures."""
    held_out: tuple[str, ...] = ()
    """Identities that an earlier lock held out; they stay so."""


Axes = Literal["xyz", "xy", "z"]
"""Cartesian axes along which diffusion is measured."""


class Analyse(StepSettings):
    """Thermodynamics and displacement of one production run."""

    step: Literal["analyse"] = "analyse"
    mobile: str
    msd: Msd
    directions: tuple[Axes, ...]
    """In space for a bulk phase; in the plane and along the normal for an interface."""
    temperature_K: float
    pressure_GPa: float | None
    time_step_fs: float
    thermo_every: int
    """Steps between lines of thermodynamic output."""
