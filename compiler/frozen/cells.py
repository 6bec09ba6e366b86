"""What is known of cells that were frozen beside a campaign."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from saggar.compiler.structures.known import KnownCell
from saggar.schemas.frozen_structures import Addition, StructuresLock
from saggar.schemas.resolved import FrozenSource


@dataclass(frozen=True)
class Described:
    """Where a frozen cell comes from, for the lock of a run.

    Attributes
    ----------
    source : str
        In one line.
    strains : (float, float) or None
        Principal strains of the strained crystal of an interface.
    """

    source: str
    strains: tuple[float, float] | None = None


@dataclass(frozen=True)
class FrozenCells:
    """Frozen cells of a campaign, after review.

    Attributes
    ----------
    source : FrozenSource
        Which cells are of which phase and set.
    described : dict of str to Described
        What to say of each cell.
    added : dict of str to Addition
        Interfaces that a person added.
    lock : StructuresLock or None
        Records of all cells, dropped ones too; None where the lock itself is not at hand.
    held_out : dict of str to KnownCell
        Cells of the lock that are kept apart from training, dropped ones too.
    """

    source: FrozenSource
    described: dict[str, Described] = field(default_factory=dict)
    added: dict[str, Addition] = field(default_factory=dict)
    lock: StructuresLock | None = None
    held_out: dict[str, KnownCell] = field(default_factory=dict)

    def identities(self, names: Iterable[str]) -> dict[str, str]:
        """Give the identities of interfaces that were built, by name."""
        records = self.lock.interfaces if self.lock is not None else {}
        return {name: records[name].identity for name in names if name in records}
