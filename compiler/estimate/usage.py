"""What one task takes, by its step: seconds, reference calculations, files and bytes.

Numbers of files follow from what each step writes. Bytes per atom and line were measured on runs of
the embedded executors; text files vary by some digits, which `DIGITS` covers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from saggar.compiler.chosen import chosen_cells
from saggar.compiler.estimate.amounts import NOTHING, Range, exactly
from saggar.compiler.estimate.decks import RunLength
from saggar.compiler.estimate.sizes import NO_FRAMES, Selection
from saggar.compiler.estimate.speed import descriptor_length, single_point_s
from saggar.schemas import steps
from saggar.schemas.machine import Rates
from saggar.schemas.plan import Need, Task
from saggar.schemas.resolved import Lock

RECORDS = 2
"""Files that every finished task leaves besides its own: exit record and log."""

RECORD_BYTES = Range(700.0, 20_000.0)
"""Of both; libraries that warn make logs long."""

DIGITS = Range(0.8, 1.2)
"""Spread of the length of numbers in text."""

FRAME_BYTES_PER_ATOM = 62.0
LABELLED_BYTES_PER_ATOM = 98.0
STORED_LABEL_BYTES_PER_ATOM = 56.0
ACTIVE_BYTES_PER_ATOM = 120.0
MODEL_BYTES_PER_ATOM = 105.0
DUMP_BYTES_PER_ATOM = 40.0
LAST_BYTES_PER_ATOM = 74.0
PREDICTION_BYTES_PER_ATOM = 60.0
COMPARISON_BYTES_PER_ATOM = 235.0
THERMO_BYTES_PER_LINE = 362.0
CHECK_BYTES = 90.0
"""A line of active.out and one of deviations.csv."""
TABLE_BYTES_PER_LINE = 68.0
PARAMETER_BYTES = 16.0
"""A line of nep.txt."""

STORED_OF_A_SHARE = 30
"""Structures of one share of a set, each with an entry in the store."""

START_S = 5.0
"""Loading of a model."""
DESCRIPTOR_S_PER_ATOM = 6e-5
"""Descriptors of one frame and its comparison with the others, per atom."""
LIGHTEST_S = 0.1
"""Least time of a task that only reads and writes."""


@dataclass(frozen=True)
class Usage:
    """What tasks take."""

    seconds: Range = NOTHING
    references: Range = NOTHING
    """Frames that the reference computes anew."""
    files: Range = NOTHING
    bytes: Range = NOTHING

    def __add__(self, other: "Usage") -> "Usage":
        """Give what both take together."""
        return Usage(
            self.seconds + other.seconds,
            self.references + other.references,
            self.files + other.files,
            self.bytes + other.bytes,
        )

    def times(self, factor: Range) -> "Usage":
        """Give what several such tasks take."""
        return Usage(
            self.seconds.times(factor),
            self.references.times(factor),
            self.files.times(factor),
            self.bytes.times(factor),
        )


@dataclass(frozen=True)
class Facts:
    """What the usage of tasks depends on besides their settings.

    Parameters
    ----------
    lock : Lock
        Campaign, cells and machine.
    atoms : mapping of str to int
        Atoms of each cell, by its file.
    lengths : mapping of str to RunLength
        Length and intervals of each run.in, by its path.
    ratios : mapping of str to Range
        Measured seconds over estimated ones, by step.
    existing_frames : tuple of int
        Atoms of each frame of the training set that the study starts from.
    """

    lock: Lock
    atoms: Mapping[str, int]
    lengths: Mapping[str, RunLength]
    ratios: Mapping[str, Range] = field(default_factory=dict)
    existing_frames: tuple[int, ...] = ()

    @property
    def rates(self) -> Rates:
        """Rates of the machine."""
        return self.lock.machine.rates

    def spread(self, step: str) -> Range:
        """Give the factor between a step's estimate and the truth."""
        known = self.ratios.get(step)
        return known or Range(1 / self.rates.spread, self.rates.spread)

    @cached_property
    def training_atoms(self) -> int:
        """Atoms of the largest cell of training, for which trainings are estimated."""
        lock = self.lock
        sizes = [
            lock.cells[name].atoms
            for name in chosen_cells("all", lock.campaign, lock.structures)
            if name in lock.cells
        ]
        return max(sizes or (cell.atoms for cell in lock.cells.values()))

    @property
    def potential_bytes(self) -> float:
        """Length of nep.txt: one line a parameter."""
        nep = self.lock.campaign.models.potential
        types = len(self.lock.campaign.species)
        dimension = descriptor_length(nep)
        radial, angular = (
            (n + 1) * (k + 1) for n, k in zip(nep.n_max, nep.basis_size, strict=True)
        )
        expansion = types**2 * (radial + angular)
        network = types * (dimension + 2) * nep.neurons + 1
        return PARAMETER_BYTES * (network + expansion + dimension)


@dataclass(frozen=True)
class Frames:
    """How many frames reach a task.

    Parameters
    ----------
    pool : Range
        Frames among which is chosen.
    chosen : Range
        Frames that are labelled, all shares together.
    labelled : Range
        How many of these have a label before.
    data_set : Range
        Frames in the training set.
    taken : Selection
        Sizes of the chosen frames.
    trained : Selection
        Sizes of the frames in the training set.
    cells : tuple of int
        Atoms of every cell of which a frame may be.
    """

    pool: Range = NOTHING
    chosen: Range = NOTHING
    labelled: Range = NOTHING
    data_set: Range = NOTHING
    taken: Selection = NO_FRAMES
    trained: Selection = NO_FRAMES
    cells: tuple[int, ...] = ()

    @property
    def atoms(self) -> Range:
        """Mean atoms of a chosen frame."""
        return self.taken.mean()


def usage_of(task: Task, frames: Frames, facts: Facts) -> Usage:
    """Give what one task takes when it does not fail.

    Parameters
    ----------
    task : Task
        The task.
    frames : Frames
        What reaches it.
    facts : Facts
        Campaign, cells, decks and rates.
    """
    settings = task.settings
    work = _Work(task.resources.seconds, task.needs, frames, facts)
    own = _USAGES[settings.step](settings, work)
    return Usage(
        seconds=own.seconds.times(facts.spread(settings.step)),
        references=own.references,
        files=own.files + exactly(RECORDS),
        bytes=own.bytes.times(DIGITS) + RECORD_BYTES,
    )


@dataclass(frozen=True)
class _Work:
    estimate_s: float
    needs: tuple[Need, ...]
    frames: Frames
    facts: Facts

    @property
    def light(self) -> Range:
        return Range(min(LIGHTEST_S, self.estimate_s), self.estimate_s)


def _perturb(settings: steps.Perturb, work: _Work) -> Usage:
    atoms = sum(work.facts.atoms[cell] for cell in settings.cells) * settings.per_structure
    return Usage(work.light, files=exactly(1), bytes=exactly(atoms * FRAME_BYTES_PER_ATOM))


def _sample(settings: steps.Sample, work: _Work) -> Usage:
    frames = Range(1, settings.steps // settings.dump_every)
    atoms = frames.times(work.facts.atoms[settings.cell])
    per_atom = FRAME_BYTES_PER_ATOM + STORED_LABEL_BYTES_PER_ATOM
    time = exactly(work.estimate_s)
    return Usage(time, files=exactly(1) + frames, bytes=atoms.times(per_atom))


def _select_initial(settings: steps.SelectInitialFrames, work: _Work) -> Usage:
    chosen = work.frames.chosen.times(work.frames.atoms).times(FRAME_BYTES_PER_ATOM)
    table = work.frames.pool.times(TABLE_BYTES_PER_LINE)
    return Usage(work.light, files=exactly(2), bytes=chosen + table)


def _admit_frames(settings: steps.AdmitFrames, work: _Work) -> Usage:
    size = sum(work.facts.existing_frames) * LABELLED_BYTES_PER_ATOM
    return Usage(work.light, files=exactly(1), bytes=exactly(size))


def _admit_potential(settings: steps.AdmitPotential, work: _Work) -> Usage:
    return Usage(work.light, files=exactly(1), bytes=exactly(work.facts.potential_bytes))


def _label(settings: steps.Label, work: _Work) -> Usage:
    chosen, labelled = work.frames.chosen, work.frames.labelled
    share = chosen.times(1 / settings.shares)
    new = Range(max(0.0, chosen.low - labelled.high), chosen.high).times(1 / settings.shares)
    atoms = work.frames.atoms
    computed = new.times(atoms)
    return Usage(
        seconds=new.times(_single_point_s(settings, work)) + Range(LIGHTEST_S, START_S),
        references=new,
        files=exactly(1) + new,
        bytes=share.times(atoms).times(LABELLED_BYTES_PER_ATOM)
        + computed.times(STORED_LABEL_BYTES_PER_ATOM),
    )


def _single_point_s(settings: steps.Label, work: _Work) -> Range:
    """Give the mean time of a label; none where it is not known."""

    def one(atoms: float) -> Range:
        return single_point_s(settings.model, work.facts.rates, atoms) or NOTHING

    return work.frames.taken.mean(lambda atoms: one(atoms).low, lambda atoms: one(atoms).high)


def _collect(settings: steps.Collect, work: _Work) -> Usage:
    data = work.frames.data_set.times(work.frames.trained.mean()).times(LABELLED_BYTES_PER_ATOM)
    return Usage(work.light, files=exactly(1), bytes=data)


def _train(settings: steps.TrainPotential, work: _Work) -> Usage:
    atoms = work.frames.trained.mean()
    per_atom = LABELLED_BYTES_PER_ATOM + PREDICTION_BYTES_PER_ATOM
    data = work.frames.data_set.times(atoms).times(per_atom)
    of_largest = atoms.times(1 / work.facts.training_atoms)
    return Usage(
        seconds=_of_a_batch(settings, work).times(of_largest).times(work.estimate_s),
        files=exactly(9),
        bytes=data + exactly(work.facts.potential_bytes),
    )


def _of_a_batch(settings: steps.TrainPotential, work: _Work) -> Range:
    """Give how full a batch is: the training set may hold fewer frames."""
    campaign, data_set = work.facts.lock.campaign, work.frames.data_set
    batch = campaign.models.potential.batch
    if work.facts.lock.machine.nep.executor == "neppo" and settings.gradient is not None:
        batch = settings.gradient.batch
    return Range(min(batch, data_set.low) / batch, min(batch, data_set.high) / batch)


def _dynamics(settings: steps.RunDynamics, work: _Work) -> Usage:
    atoms, length = work.facts.atoms[settings.cell], work.facts.lengths[settings.deck]
    thermo = length.steps / length.thermo_every * THERMO_BYTES_PER_LINE
    time = exactly(work.estimate_s)
    if settings.purpose == "explore":
        committee = sum(need.role == "committee" for need in work.needs)
        checks = length.steps / length.active_every
        least = atoms * MODEL_BYTES_PER_ATOM + committee * work.facts.potential_bytes + thermo
        frames = checks * (atoms * ACTIVE_BYTES_PER_ATOM + CHECK_BYTES)
        return Usage(time, files=exactly(6 + committee), bytes=Range(least, least + frames))
    frames = length.steps / length.dump_every * atoms * DUMP_BYTES_PER_ATOM
    ends = atoms * (LAST_BYTES_PER_ATOM + MODEL_BYTES_PER_ATOM)
    whole = thermo + frames + ends + work.facts.potential_bytes
    return Usage(time, files=exactly(7), bytes=exactly(whole))


def _assess(settings: steps.Assess, work: _Work) -> Usage:
    frames = work.frames
    seen = (frames.pool.high + frames.data_set.high) * max(frames.cells)
    chosen = frames.chosen.times(frames.atoms).times(FRAME_BYTES_PER_ATOM)
    table = Range(0.0, frames.pool.high * TABLE_BYTES_PER_LINE)
    return Usage(
        seconds=Range(LIGHTEST_S, work.estimate_s + seen * DESCRIPTOR_S_PER_ATOM),
        files=exactly(2),
        bytes=chosen + table,
    )


def _pick(settings: steps.PickFrames, work: _Work) -> Usage:
    atoms = work.frames.chosen.times(work.frames.atoms)
    return Usage(work.light, files=exactly(1), bytes=atoms.times(FRAME_BYTES_PER_ATOM))


def _compare(settings: steps.Compare, work: _Work) -> Usage:
    atoms = work.frames.chosen.times(work.frames.atoms)
    return Usage(work.light, files=exactly(3), bytes=atoms.times(COMPARISON_BYTES_PER_ATOM))


def _analyse(settings: steps.Analyse, work: _Work) -> Usage:
    lines = work.frames.pool.times(TABLE_BYTES_PER_LINE)
    return Usage(work.light, files=Range(2, 4), bytes=lines)


def _relax(settings: steps.Relax, work: _Work) -> Usage:
    """Between a tenth of the candidates or steps that are expected and all; each is stored."""
    time = Range(work.estimate_s / 10, work.estimate_s)
    return Usage(time, files=Range(2, 2 + STORED_OF_A_SHARE), bytes=Range(1e4, 2e6))


def _makes_structures(settings: steps.StepSettings, work: _Work) -> Usage:
    return Usage(work.light, files=exactly(3), bytes=Range(1e4, 5e6))


def _freeze(settings: steps.FreezeStructures, work: _Work) -> Usage:
    """Cells twice, pictures and tables."""
    cells = sum(need.role in ("phase", "rank") for need in work.needs)
    return Usage(work.light, files=Range(2 + 2 * cells, 600), bytes=Range(1e5, 3e7))


_USAGES: dict[str, Callable[..., Usage]] = {
    "perturb": _perturb,
    "sample": _sample,
    "select_initial": _select_initial,
    "admit_frames": _admit_frames,
    "admit_potential": _admit_potential,
    "label": _label,
    "collect": _collect,
    "train": _train,
    "dynamics": _dynamics,
    "assess": _assess,
    "pick_frames": _pick,
    "compare": _compare,
    "analyse": _analyse,
    "order": _makes_structures,
    "relax": _relax,
    "settle_phase": _makes_structures,
    "build_interfaces": _makes_structures,
    "choose_candidates": _makes_structures,
    "rank_interfaces": _makes_structures,
    "freeze_structures": _freeze,
}
"""How each step is estimated; every step that the planner emits stands here."""
