"""A structure of which enough is known to check it, and whose atoms are read when wanted."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from saggar.compiler.structures.inspection import Inspection, inspect
from saggar.compiler.structures.memory import Memory
from saggar.compiler.structures.summary import CellSummary, summarize
from saggar.runtime.structures.composition import may_be_same
from saggar.schemas.errors import StructureError

if TYPE_CHECKING:
    from saggar.runtime.structures.cell import Cell


class PartialOccupancyError(StructureError):
    """Sites are filled only partly."""


@dataclass(frozen=True, eq=False)
class KnownCell:
    """A structure that can be used.

    Attributes
    ----------
    summary : CellSummary
        What is known without its coordinates.
    read : callable
        Reads it.
    key : str
        Digest of the content of its file, and how that is read.
    memory : Memory
        What was found of it before.
    """

    summary: CellSummary
    read: "Callable[[], Cell]"
    key: str
    memory: Memory

    @cached_property
    def whole(self) -> "Cell":
        """The cell with its atoms."""
        return self.read()

    @property
    def inspection(self) -> Inspection:
        """What its coordinates tell."""
        return self.memory.inspections.recall(self.key, lambda: inspect(self.whole))

    def is_twin_of(self, other: "KnownCell") -> bool:
        """Tell whether another cell holds the same structure.

        Parameters
        ----------
        other : KnownCell
            Of any number of atoms.
        """
        if not may_be_same(self.summary, other.summary):
            return False

        def compare() -> bool:
            from saggar.runtime.structures.sameness import same_structure

            return same_structure(self.whole, other.whole)

        return self.memory.twins.recall(f"{self.key}, {other.key}", compare)


def known_cell(key: str, read: "Callable[[], Cell | None]", memory: Memory) -> KnownCell | None:
    """Give a structure, which is read only where nothing is remembered of it.

    Parameters
    ----------
    key : str
        Digest of the content of its file, and how that is read.
    read : callable
        Reads it; what it raises is raised here.
    memory : Memory
        What was found of it before.

    Returns
    -------
    KnownCell or None
        None where `read` gives it.
    """
    once = cache(read)

    def find() -> CellSummary | None:
        cell = once()
        return summarize(cell) if cell is not None else None

    def whole() -> "Cell":
        cell = once()
        assert cell is not None
        return cell

    summary = memory.summaries.recall(key, find)
    return KnownCell(summary, whole, key, memory) if summary is not None else None
