"""What the linter finds, and what it is told about the cell."""

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from saggar.compiler.structures.summary import CellSummary

Severity = Literal["error", "warning"]
"""``error``: GPUMD stops, crashes or computes nothing. ``warning``: it accepts the line and does
something else than it seems to say."""


class Problem(NamedTuple):
    """One thing wrong with an input file.

    Attributes
    ----------
    line, column : int
        From 1, in characters; line 0 where the whole file is meant.
    text : str
        The word or line that is wrong.
    message : str
        What is wrong, what is allowed in this release, and what to write instead.
    severity : str
        ``error`` or ``warning``.
    keyword : str
        First word of the line; empty where the whole file is meant.
    argument : int
        Which argument is wrong, from 1; 0 where it is the line or the keyword.
    """

    line: int
    column: int
    text: str
    message: str
    severity: Severity = "error"
    keyword: str = ""
    argument: int = 0

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.severity}: {self.message}"


class CellFacts(NamedTuple):
    """What run.in depends on in model.xyz.

    Attributes
    ----------
    thicknesses_A : tuple of three float
        Distances between opposite faces, A.
    tilted : bool
        Whether any off-diagonal component of the lattice is not exactly zero, GPUMD's own test.
    periodic : tuple of three bool
        Periodicity along a, b and c.
    grouping_methods : int, optional
        Columns of ``group`` in model.xyz; not judged where it is not given.
    types : int, optional
        Species that the potential lists; not judged where it is not given.
    has_velocities : bool, optional
        Whether model.xyz has velocities; not judged where it is not given.
    """

    thicknesses_A: tuple[float, float, float]
    tilted: bool
    periodic: tuple[bool, bool, bool] = (True, True, True)
    grouping_methods: int | None = None
    types: int | None = None
    has_velocities: bool | None = None

    @classmethod
    def of(cls, cell: "CellSummary") -> "CellFacts":
        """Describe a periodic cell."""
        return cls(cell.thicknesses_A, cell.is_tilted)
