"""The lock: a campaign with every default filled, the origin of each value, and the machine."""

from saggar.schemas.base import Frozen
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


class Source(Frozen):
    """What a lock was compiled from."""

    file: str = ""
    """The campaign as its author wrote it, in the run directory."""
    settings: tuple[str, ...] = ()
    """What the command line gave with ``--set``."""


class Lock(Frozen):
    """A resolved campaign."""

    version: int = 1
    source: Source = Source()
    campaign: Campaign
    origins: dict[str, str]
    """Path of a key to the place where its value was written, or ``default``."""
    cells: dict[str, CellRecord]
    machine: Machine
    packages: dict[str, str]
    """Versions of the packages that decide a result."""
