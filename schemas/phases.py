"""Bulk phases: crystal data, orderings of partial occupancies, relaxation."""

from typing import Annotated, Literal

from pydantic import Field

from saggar.schemas.base import FilePath, Frozen
from saggar.schemas.units import Force

Repeats = Annotated[int, Field(ge=1, le=8)]
"""Repeats of a cell along one of its vectors."""


class Relaxation(Frozen):
    """Relaxation of a structure before it is used."""

    model: Literal["foundation", "reference"] = "foundation"
    """Which model relaxes."""
    force_tolerance_eV_per_A: Force = 0.01
    """Largest force on any atom at which the relaxation ends."""
    cell: bool = True
    """Relax the lattice too."""
    max_steps: Annotated[int, Field(ge=1)] = 500
    """Most steps of the relaxation."""


class Ordering(Frozen):
    """How partial occupancies become ordered cells (paper, Bulk Structure Selection)."""

    rank: Literal["ewald"] = "ewald"
    """By which energy orderings are ranked."""
    relax: Annotated[int, Field(ge=1)] = 25
    """How many of the lowest-ranked orderings are relaxed."""
    keep: Annotated[int, Field(ge=1)] = 1
    """How many of the relaxed ones are kept."""
    at_most: Annotated[int, Field(ge=1)] = 100_000
    """Refuse to enumerate more orderings than this."""
    supercell: tuple[Repeats, Repeats, Repeats] = (1, 1, 1)
    """Repeats of the cell along a, b, c in which sites are filled; occupancies may need more than
    one cell. Planes of the phase are then named in the axes of the supercell."""
    relaxation: Relaxation = Relaxation.with_defaults()
    """How the lowest-ranked orderings are relaxed."""


class Phase(Frozen):
    """One bulk phase."""

    file: FilePath
    """CIF, POSCAR or extxyz, relative to the campaign."""
    source: str = ""
    """Where the cell comes from: a citation, or a Materials Project id such as mp-1565, for which
    `saggar fetch` writes the file where there is none."""
    training: bool = True
    """Whether its configurations enter the training set."""
    ordering: Ordering | None = None
    """How partial occupancies become ordered cells; needed where a site is partly filled."""
    relax: Relaxation | None = None
    """Relaxation before planes are matched: the lattice decides which interfaces exist."""
