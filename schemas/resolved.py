"""The lock: a campaign with every default filled, the origin of each value, and the machine."""

from saggar.schemas.base import Frozen, Name
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import Machine


class CellRecord(Frozen):
    """One cell that will be used."""

    kind: str
    """``phase`` or ``interface``."""
    file: str
    """Canonical cell in the run directory."""
    source: str
    """Where it comes from."""
    sha256: str
    """Digest of the canonical cell."""
    atoms: int
    formula: str
    thicknesses_A: tuple[float, float, float]
    strains: tuple[float, float] | None = None
    """Principal strains of the strained crystal, of a frozen interface."""


class FrozenSource(Frozen):
    """Frozen cells that a lock was compiled with: `structures.lock` after its review."""

    file: str
    """Its ``lock.json``, relative to the campaign, whose files stand in the run directory too."""
    sha256: str
    """Of that file."""
    digest: str
    """Of what the campaign says about structures."""
    phases: dict[Name, Name]
    """Cell to the phase of the campaign that it is of, the lowest in energy first."""
    sets: dict[Name, tuple[Name, ...]]
    """Interfaces of each set."""
    dropped: dict[Name, str] = {}
    """Interfaces that a person left out, with the reasons."""
    added: dict[Name, str] = {}
    """Interfaces that a person added, with the reasons."""

    def cells_of(self, phase: str) -> tuple[str, ...]:
        """Name the cells of a phase of the campaign."""
        return tuple(name for name, of in self.phases.items() if of == phase)


class Source(Frozen):
    """What a lock was compiled from."""

    file: str = ""
    """The campaign as its author wrote it, in the run directory."""
    settings: tuple[str, ...] = ()
    """What the command line gave with ``--set``."""


class Lock(Frozen):
    """A resolved campaign."""

    version: int = 1
    source: Source = Source.with_defaults()
    campaign: Campaign
    origins: dict[str, str]
    """Path of a key to the place where its value was written, or ``default``."""
    cells: dict[str, CellRecord]
    machine: Machine
    packages: dict[str, str]
    """Versions of the packages that decide a result."""
    structures: FrozenSource | None = None
    """Where cells come from that the campaign does not give ready-made."""
    partial: tuple[str, ...] = ()
    """What the campaign asks for and nothing executes yet; such a run is read and not executed."""
