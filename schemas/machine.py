"""The machine profile: where and how engines are executed. It holds no physics."""

from typing import Annotated, Literal

from pydantic import Field

from saggar.schemas.base import Frozen, Name
from saggar.schemas.units import Seconds

GpumdRelease = Literal[
    "4.0", "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8", "4.9", "4.9.1",
    "5.0", "5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "main",
]  # fmt: skip
"""Releases of GPUMD whose input is known; `main` is the development after 5.6 of August 2026."""


class GpumdExecutor(Frozen):
    """What executes GPUMD decks."""

    executor: Literal["embedded", "gpumd"]
    """`embedded` needs no GPU, `gpumd` is the program itself."""
    release: GpumdRelease
    """Release whose syntax and file formats hold; the embedded interpreter follows it too."""
    command: str = "gpumd"
    """How the program is called."""


class NepExecutor(Frozen):
    """What executes the decks of GPUMD's ``nep``."""

    executor: Literal["neppo", "nep"]
    """`neppo` needs no GPU, `nep` is the program itself."""
    release: GpumdRelease
    """Release whose nep.in holds."""
    command: str = "nep"
    """How the program is called."""


class Rates(Frozen):
    """Speeds for the cost estimate, CPU or GPU seconds.

    The defaults are ours: rounded from runs of the built-in profile's engines on one core, cells
    of some hundred atoms and cutoffs of 5 and 4 Å.
    """

    foundation_ms_per_atom: Annotated[float, Field(gt=0)] = 3.5
    """One evaluation of the foundation model."""
    dynamics_us_per_atom_step: Annotated[float, Field(gt=0)] = 30.0
    """One step with the potential; a committee evaluation costs as much per member."""
    training_us_per_atom_step: Annotated[float, Field(gt=0)] = 130.0
    """One atom of a batch in one gradient step."""
    spread: Annotated[float, Field(ge=1)] = 1.8
    """Factor by which a time may be off, either way: other cells, other tasks on the machine."""


class Machine(Frozen):
    """A machine profile."""

    name: Name
    """What reports call the machine."""
    scheduler: Literal["local"]
    """How tasks get a process: `local` starts them on this machine."""
    cores: Annotated[int, Field(ge=1)]
    """Tasks run side by side, one core each."""
    attempts: Annotated[int, Field(ge=1, le=10)] = 2
    """How often a task is tried before it is given up."""
    walltime_s: Seconds | None = None
    """Longest time that an attempt at a task may take; one that takes longer is ended and counts
    as failed. None sets no limit."""
    gpumd: GpumdExecutor
    """What executes molecular dynamics with the potential."""
    nep: NepExecutor
    """What trains the potential."""
    rates: Rates = Rates.with_defaults()
    """Speeds for the estimate of times."""


LAPTOP = Machine(
    name="laptop",
    scheduler="local",
    cores=2,
    gpumd=GpumdExecutor(executor="embedded", release="5.6"),
    nep=NepExecutor(executor="neppo", release="5.6"),
)
"""The built-in profile: embedded executors, two cores, no file needed."""
