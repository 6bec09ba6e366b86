"""What is known of cells that were frozen beside a campaign."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from saggar.compiler.cells import parse_content
from saggar.compiler.structures.known import KnownCell, known_cell
from saggar.compiler.structures.memory import Memory

if TYPE_CHECKING:
    from saggar.compiler.checks.finding import Finding
    from saggar.runtime.structures.cell import Cell
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

    source: "FrozenSource"
    described: dict[str, Described] = field(default_factory=dict)
    added: "dict[str, Addition]" = field(default_factory=dict)
    lock: "StructuresLock | None" = None
    held_out: dict[str, KnownCell] = field(default_factory=dict)

    def identities(self, names: Iterable[str]) -> dict[str, str]:
        """Give the identities of interfaces that were built, by name."""
        records = self.lock.interfaces if self.lock is not None else {}
        return {name: records[name].identity for name in names if name in records}


@dataclass(frozen=True)
class FrozenReading:
    """What was found of frozen structures.

    Attributes
    ----------
    cells : dict of str to KnownCell
        Phases and interfaces by name, as they stand in the lock.
    frozen : FrozenCells or None
        None where none are needed, or they cannot be used.
    lock : StructuresLock or None
        As it was frozen.
    paths : tuple of Path
        Files that were read; from them the campaign compiles again.
    findings : tuple of Finding
        SG320 to SG324, SG335.
    """

    cells: dict[str, KnownCell] = field(default_factory=dict)
    frozen: FrozenCells | None = None
    lock: "StructuresLock | None" = None
    paths: tuple[Path, ...] = ()
    findings: "tuple[Finding, ...]" = ()


def remembered_cell(content: bytes, path: Path, name: str, memory: Memory) -> KnownCell:
    """Give a cell of a lock as it stands there.

    Parameters
    ----------
    content : bytes
        Its file.
    path : Path
        Where that lies; its ending tells the form.
    name : str
        The cell.
    memory : Memory
        What was found of it before.

    Raises
    ------
    CampaignError
        If the content is no text.
    StructureError
        If it is no usable structure.
    """

    def read() -> "Cell":
        return replace(parse_content(content, path, name=name), name=name)

    sha256 = hashlib.sha256(content).hexdigest()
    cell = known_cell(f"frozen {name}{path.suffix} {sha256}", read, memory)
    assert cell is not None
    return cell
