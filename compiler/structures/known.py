"""A structure of which enough is known to check it, and whose atoms are read when wanted."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

from saggar.compiler.structures.inspection import Inspection, inspect
from saggar.compiler.structures.summary import CellSummary, summarize
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
    """

    summary: CellSummary
    read: "Callable[[], Cell]"

    @classmethod
    def of(cls, cell: "Cell") -> Self:
        """Describe a cell that is at hand."""
        return cls(summarize(cell), lambda: cell)

    @cached_property
    def whole(self) -> "Cell":
        """The cell with its atoms."""
        return self.read()

    @cached_property
    def inspection(self) -> Inspection:
        """What its coordinates tell."""
        return inspect(self.whole)
