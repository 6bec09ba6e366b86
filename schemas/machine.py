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
    """Release whose input holds; the embedded interpreter reads it as that release does."""
    command: str = "gpumd"
    """How the program is called."""
    corrections: tuple[Annotated[int, Field(ge=1)], ...] = ()
    """Pull requests of GPUMD that this build holds beyond its release: faults that they mend are
    not warned of."""


class NepExecutor(Frozen):
    """What executes the decks of GPUMD's ``nep``."""

    executor: Literal["neppo", "nep"]
    """`neppo` needs no GPU, `nep` is the program itself."""
    release: GpumdRelease
    """Release whose nep.in holds."""
    command: str = "nep"
    """How the program is called."""


class SinglePoint(Frozen):
    """One single point that was measured; others take its time times a power of their atoms."""

    core_time_s: Seconds
    """Its time, multiplied by the cores that it took."""
    atoms: Annotated[int, Field(ge=1)]
    """Atoms of its cell."""


class Rates(Frozen):
    """Speeds for the cost estimate, CPU or GPU seconds.

    The defaults are ours: rounded from runs of the built-in profile's engines on one core. Rates of
    the potential hold for cutoffs of 5 and 4 Å, 30 neurons and 0.05 atoms per Å³; estimates for
    other potentials and materials are scaled.
    """

    foundation_ms_per_atom: Annotated[float, Field(gt=0)] = 3.5
    """One evaluation of the foundation model."""
    dynamics_us_per_atom_step: Annotated[float, Field(gt=0)] = 25.0
    """One step with the potential; a committee evaluation costs as much per member."""
    training_us_per_atom_step: Annotated[float, Field(gt=0)] = 100.0
    """One atom of a batch in one gradient step."""
    evolution_us_per_atom: Annotated[float, Field(gt=0)] | None = None
    """One atom of a batch under one individual of the population in one generation of ``nep``.
    None: the time of such trainings is not known, and left out of estimates."""
    vasp: SinglePoint | None = None
    """How long VASP takes. None: the time of its labels is not known, and left out of
    estimates."""
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

    @property
    def on_gpu(self) -> frozenset[str]:
        """Steps that its executors do on a GPU."""
        executors = {"dynamics": self.gpumd.executor, "train": self.nep.executor}
        return frozenset(step for step, each in executors.items() if each in ("gpumd", "nep"))

    def times_hold_on(self, other: "Machine") -> bool:
        """Say whether times of tasks here say something of times there, beside its rates."""
        here, there = ((each.name, each.gpumd, each.nep, each.rates) for each in (self, other))
        return here == there


LAPTOP = Machine(
    name="laptop",
    scheduler="local",
    cores=2,
    gpumd=GpumdExecutor(executor="embedded", release="5.6"),
    nep=NepExecutor(executor="neppo", release="5.6"),
)
"""The built-in profile: embedded executors, two cores, no file needed."""
