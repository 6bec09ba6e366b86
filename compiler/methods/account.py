"""What a Methods section tells of: a study as it is declared, frozen and executed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from saggar.compiler.frozen.cells import FrozenCells
from saggar.schemas.active_learning import ActiveLearning
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import Machine


@dataclass(frozen=True)
class Stretch:
    """Iterations of the loop under one set of settings.

    Attributes
    ----------
    first, until : int
        The first of them, and the first that is none of them.
    settings : ActiveLearning
        Under which they were executed, or are to be.
    trainer : str
        ``neppo`` or ``nep``: what trained the committee, or is to.
    program : str
        ``embedded`` or ``gpumd``: what explored.
    """

    first: int
    until: int
    settings: ActiveLearning
    trainer: str
    program: str


@dataclass(frozen=True)
class Execution:
    """By what a study is executed, and how far it has come.

    Attributes
    ----------
    loop : tuple of Stretch
        Iterations of the loop in order; empty without one.
    final_trainer : str
        As in `Stretch`, of the final training.
    production : str
        What executes the production runs, as in `Stretch`.
    iterations : int
        Of the loop, those that are finished.
    loop_ended, converged : bool
        Whether the loop has ended, and whether that was because it converged.
    initial_frames, final_frames : int or None
        Frames of the initial training set and of the final training, where these are finished.
    remarks : tuple of str
        What of a run is not finished.
    """

    loop: tuple[Stretch, ...]
    final_trainer: str
    production: str
    iterations: int = 0
    loop_ended: bool = False
    converged: bool = False
    initial_frames: int | None = None
    final_frames: int | None = None
    remarks: tuple[str, ...] = ()


def as_declared(campaign: Campaign, machine: Machine) -> Execution:
    """Give how a study is to be executed of which nothing is finished."""
    loop = campaign.active_learning
    trainer, program = machine.nep.executor, machine.gpumd.executor
    stretches = () if loop is None else (Stretch(0, loop.stop.at_most, loop, trainer, program),)
    return Execution(loop=stretches, final_trainer=trainer, production=program)


@dataclass(frozen=True)
class Account:
    """A study that is told of.

    Attributes
    ----------
    campaign : Campaign
        Resolved; the architecture of a potential that exists is that of its file.
    machine : Machine
        For which it is compiled.
    execution : Execution
        By what it is executed.
    frozen : FrozenCells or None
        Cells that were frozen for it, where they are at hand and belong to it.
    existing_frames : int or None
        Frames of an existing training set.
    origins : mapping of str to str
        Path of each leaf of the lock to where it was written.
    packages : mapping of str to str
        Versions, where they are known.
    tree : mapping
        The campaign as its author wrote it, whose units are kept; empty where it is not at hand.
    waiting : tuple of str
        What is declared and no release executes yet, each with the key that asks for it.
    remarks : tuple of str
        What a reader must know of the text, such as that cells are not frozen.
    """

    campaign: Campaign
    machine: Machine
    execution: Execution
    frozen: FrozenCells | None = None
    existing_frames: int | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)
    tree: Mapping[str, Any] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
