"""What each step reports of its result: the outcome in its exit record.

Counts here are the only source of the counts in the report.
"""

from typing import Literal

from saggar.schemas.base import Frozen
from saggar.schemas.frozen_structures import Effort, SetCounts
from saggar.schemas.steps import Axes


class Outcome(Frozen):
    """What the driver and the report know of a finished task without reading its files."""


class FramesOutcome(Outcome):
    """Of perturb, sample, select_initial and pick_frames: ``frames.xyz``."""

    frames: int
    pool: int = 0
    """Frames among which these were chosen; 0 where nothing was chosen."""
    explained_variance: tuple[float, ...] = ()
    """Of the principal components, in select_initial."""
    stopped: str = ""
    """Why sampling ended before its time; empty where it did not."""
    asked: int = 0
    """Frames that pick_frames was asked for."""
    fewer: tuple[str, ...] = ()
    """Runs that had fewer frames than asked for, each with both numbers."""


class LabelOutcome(Outcome):
    """Of label: ``labels.xyz``."""

    frames: int
    labelled: int
    reused: int
    """Labels found in the store."""
    failed: int
    failures: tuple[str, ...] = ()
    """One line per failed frame."""
    damaged: int = 0
    """Entries of the store that could not be read and were made anew."""
    engine: str
    engine_version: str


class RelaxOutcome(Outcome):
    """Of relax: ``frames.xyz``, ``relaxations.json``."""

    structures: int
    relaxed: int
    """Those that did not fail, whether they converged or not."""
    reused: int
    """Found in the store."""
    failed: int
    failures: tuple[str, ...] = ()
    """One line per failed structure."""
    not_converged: tuple[str, ...] = ()
    """Names of structures that used up their steps."""
    steps: int
    """Taken now, in all relaxations together."""
    damaged: int = 0
    """Entries of the store that could not be read and were made anew."""
    engine: str
    engine_version: str


class BuildOutcome(Outcome):
    """Of build_interfaces: ``frames.xyz``, ``candidates.json``."""

    plane_pairs: int
    """Pairs of planes that were matched."""
    matches: int
    """Of their lattices, within the limits."""
    without_match: tuple[str, ...] = ()
    """Pairs of phases that have none, of those that are searched."""
    without_cell: tuple[str, ...] = ()
    """Pairs of phases that match and have no candidate that is built; or declared pairs."""
    charged: int
    """Combinations of terminations whose formal charges do not cancel; they are no candidates."""
    equal: int
    """Combinations that an operation of the whole cell makes equal to another one."""
    candidates: int
    too_close: int
    """Film and substrate nearer than allowed."""
    beyond_cap: int
    """Left out since there were more than allowed."""


class ChooseOutcome(Outcome):
    """Of choose_candidates: ``frames.xyz``, ``candidates.json``."""

    candidates: int
    orientations: int
    chosen: int
    not_chosen: int
    """Too high in energy as built."""
    failed: int
    """Those without an energy, since the model failed on them."""
    no_energy: int
    """Those whose composition is no mixture of the two phases."""
    effort: Effort
    """Of the evaluation as built."""


class RankOutcome(Outcome):
    """Of rank_interfaces: ``frames.xyz``, ``kept.json``, ``counts.json``."""

    counts: SetCounts
    effort: Effort = Effort.with_defaults()
    orientations: int
    """Among the candidates that have an energy."""
    pairs_covered: int
    """Pairs of phases of which an interface is in the set."""
    without_match: tuple[str, ...] = ()
    """Pairs of phases whose lattices have no match."""
    without_cell: tuple[str, ...] = ()
    """Pairs of phases that match and have no candidate that is built; or declared pairs."""
    pairs_missed: tuple[str, ...] = ()
    """Pairs of phases that have candidates and none in the set."""


class FreezeOutcome(Outcome):
    """Of freeze_structures: the folder of the lock."""

    phases: int
    interfaces: dict[str, int]
    """In each set."""
    left_out: int
    """Candidates that are in no set."""
    held_out: int
    """Identities that were ever held out."""


class OrderOutcome(Outcome):
    """Of order: ``frames.xyz``, ``orderings.csv``."""

    orderings: int
    """All of them, equivalent ones too."""
    distinct: int
    """Not equivalent by symmetry."""
    overlapping: int = 0
    """Passed over since two of their atoms are too near to each other to be relaxed."""
    not_chosen: int
    """Distinct ones that rank below those that are relaxed."""
    ewald_energies_eV: dict[str, float]
    """Of the chosen ones, per cell that was filled, by the names of their frames."""
    chiral: tuple[str, ...] = ()
    """Names of chosen ones that differ from their mirror image."""
    mirror_images_merged: bool
    """Whether one of a chiral ordering and its mirror image stands for both."""


class SettlePhaseOutcome(Outcome):
    """Of settle_phase: ``phases.xyz``, ``conventional.xyz``, ``phases.json``, ``relaxed.csv``."""

    kept: tuple[str, ...]
    """Names of the cells that are used, the lowest in energy first."""
    relaxed: int
    """Those that did not fail; 0 where the cell is used as it was given."""
    same: int = 0
    """Left out since they relaxed to a crystal that is lower on the list."""
    not_kept: int = 0
    """Left out as higher in energy than those kept."""
    failed: int = 0
    """Left out since the model failed on them."""
    not_converged: tuple[str, ...] = ()
    """Kept ones that used up their steps."""
    chiral: tuple[str, ...] = ()
    """Kept ones that differ from their mirror image."""


class AdmitFramesOutcome(Outcome):
    """Of admit_frames: ``labels.xyz``."""

    frames: int
    atoms: int
    """Of all frames together."""


class AdmitPotentialOutcome(Outcome):
    """Of admit_potential: ``nep.txt``."""

    species: tuple[str, ...]
    """Elements that the potential knows."""
    sha256: str


class CollectOutcome(Outcome):
    """Of collect: ``train.xyz``."""

    frames: int
    """In the data set after this collection."""
    added: int
    force_outliers: int
    """Labels left out for a force above the limit."""
    duplicates: int
    """Labels of frames that the set already held."""
    largest_force_eV_per_A: float


class Accuracy(Frozen):
    """Errors of a potential against labels."""

    frames: int
    atoms: int
    energy_rmse_meV_per_atom: float
    energy_mae_meV_per_atom: float
    force_rmse_eV_per_A: float
    force_mae_eV_per_A: float
    force_max_eV_per_A: float
    virial_rmse_meV_per_atom: float


class TrainOutcome(Outcome):
    """Of train: ``nep.txt``, ``loss.out``, ``translation.json``."""

    seed: int
    warm: bool
    frames: int
    trainer: str
    accuracy: Accuracy
    """On the training set."""


class DynamicsOutcome(Outcome):
    """Of dynamics: ``thermo.out``, trajectories, ``last.xyz``."""

    cell: str
    set_temperature_K: float
    set_pressure_GPa: float | None
    steps: int
    """Steps done; of a run that stopped, those up to its last evaluation of the committee."""
    records: int
    """Lines of thermodynamic output."""
    checks: int = 0
    """Evaluations of the committee."""
    mean_temperature_K: float
    mean_pressure_GPa: float
    stopped: str = ""
    """Why an exploration ended before its time; empty where it did not."""
    program: str = "embedded"
    """What executed the deck: an executor of the machine profile."""


class Discarded(Frozen):
    """Frames of one iteration by the first rule that fits, in the order of `classify`.

    checked = not_finite + too_close + above + below + candidates.
    """

    checked: int
    below: int
    """Deviation below the window: already known."""
    candidates: int
    above: int
    """Deviation above the window: rejected."""
    too_close: int
    """Rejected for two atoms too near to each other."""
    not_finite: int
    """Rejected for a deviation or positions that are not finite."""
    not_chosen: int
    """Candidates that the selection passed over."""
    selected: int


class DomainFraction(Frozen):
    """Frames of one exploration by the first rule that fits, as in `Discarded`."""

    name: str
    cell: str
    temperature_K: float
    pressure_GPa: float | None
    within_domain: bool
    checked: int
    candidates: int
    above: int
    too_close: int
    not_finite: int
    largest_deviation_eV_per_A: float
    """Of the finite ones."""
    stopped: str = ""
    """Why the exploration ended before its time."""

    @property
    def unknown(self) -> int:
        """Frames that the committee does not know, rejected ones among them."""
        return self.candidates + self.above + self.too_close + self.not_finite


class AssessOutcome(Outcome):
    """Of assess: ``frames.xyz``, ``deviations.csv``."""

    counts: Discarded
    explorations: tuple[DomainFraction, ...]
    candidate_fraction: float
    """In the declared domain: frames above the lower threshold over frames checked."""
    threshold: float
    converged_here: bool
    consecutive: int
    """Iterations in a row that were converged, this one included."""
    converged: bool
    not_begun: tuple[str, ...] = ()
    """Explorations in the domain that begin in a later iteration."""
    not_begun_outside: tuple[str, ...] = ()


class CompareOutcome(Outcome):
    """Of compare: ``energy.csv``, ``force.csv``, ``virial.csv``."""

    accuracy: Accuracy
    by_origin: dict[str, Accuracy]


class Mean(Frozen):
    """A mean over time with its standard error from blocks."""

    mean: float
    error: float
    standard_deviation: float


class Average(Frozen):
    """A quantity over a run; a mean alone where the run is too short for the error of blocks."""

    mean: float
    error: float | None
    standard_deviation: float | None


class Diffusion(Frozen):
    """Tracer diffusion of the mobile ions along some axes."""

    axes: Axes
    log_log_slope: float | None
    """Of the MSD against the lag; 1 where diffusive."""
    regime: Literal["diffusive", "subdiffusive", "superdiffusive", "unresolved", "too short"]
    reason: str = ""
    """Why the run is too short to tell."""
    coefficient_cm2_per_s: Mean | None
    """None where the motion is not diffusive, or nothing is known of it."""
    bound_cm2_per_s: float | None
    """Upper bound, where there is no coefficient but one can be given."""


class AnalyseOutcome(Outcome):
    """Of analyse: ``thermo.csv``, ``msd.csv``."""

    cell: str
    atoms: int
    set_temperature_K: float
    set_pressure_GPa: float | None
    duration_ps: float
    temperature_K: Average
    pressure_GPa: Average
    potential_energy_eV_per_atom: Average
    density_g_per_cm3: Average
    energy_drift_meV_per_atom_ps: float | None
    mobile: str
    mobile_ions: int
    msd_end_A2: tuple[float, float, float] | None
    """MSD at the longest lag along x, y, z; None without two frames."""
    diffusion: tuple[Diffusion, ...]
    """In space for a bulk phase; in the plane and along the normal for an interface."""


class FailedOutcome(Outcome):
    """Placed in the report for a task that was given up."""

    task: str
    attempts: int
    error: str
    log: str


Verdict = Literal["converged", "not converged", "unfinished"]
"""On active learning."""
