"""Interfaces: matching limits, how cells are built, and ready-made cells."""

from math import gcd
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from saggar.schemas.base import FilePath, Frozen, Name, contradiction
from saggar.schemas.phases import Relaxation
from saggar.schemas.units import Area, Fraction, Length

Miller = tuple[int, int, int]


def _named_plane(miller: Miller) -> Miller:
    divisor = gcd(*miller)
    if divisor == 0:
        raise PydanticCustomError(
            "range", "a plane has an index that is not 0", {"hint": "write for instance [1, 0, 0]"}
        )
    if divisor > 1:
        lowest = ", ".join(str(index // divisor) for index in miller)
        raise PydanticCustomError(
            "range",
            "a plane is named by indices without a common divisor; {divisor} divides all of these",
            {"divisor": divisor, "hint": f"write [{lowest}]"},
        )
    return miller


PlaneIndices = Annotated[Miller, AfterValidator(_named_plane)]
"""Miller indices of a plane, without a common divisor."""

Layers = Annotated[int, Field(ge=1)]


class Thickness(Frozen):
    """Thickness of the two slabs: of the whole layers of lattice planes that make them up."""

    film_A: Length = 10.0
    """Least thickness: the layers are as few as reach it."""
    substrate_A: Length = 12.0
    """The same for the substrate."""
    film_layers: Layers | None = None
    """Number of layers, instead of `film_A`; a layer is one spacing of the planes thick."""
    substrate_layers: Layers | None = None
    """The same for the substrate."""


class Build(Frozen):
    """How a lattice match becomes a cell (paper, Interface Structure Selection)."""

    strain_measure: Literal["principal", "length"] = "principal"
    """What limits on strain limit: principal strains, or changes of the lengths of edges."""
    strain_on: Literal["film", "substrate", "both"] = "film"
    """Which slab is strained to match."""
    thickness: Thickness = Thickness.with_defaults()
    """Thickness of the two slabs."""
    gap_A: Length = 2.2
    """Distance between the outermost atoms of the slabs; ours: about that of Zr and O, between
    those of Li and O and of Zr and Cl."""
    boundary: Literal["sandwich", "vacuum"] = "sandwich"
    """Whether slabs alternate without end or end in vacuum."""
    vacuum_A: Length = 15.0
    """Vacuum above the film, where the boundary is `vacuum`; ours: beyond a cutoff."""
    shifts: Annotated[int, Field(ge=1, le=6)] = 1
    """In-plane positions of the film that are tried along each of two directions; they divide the
    smallest cell of displacements after which the interface is the same again."""
    stoichiometric: bool = True
    """Only slabs of the composition of their phase; else what is cut by planes of atoms, whose
    charge must still vanish."""
    minimum_distance_A: Length = 1.5
    """Closest approach of film and substrate atoms that is accepted; ours: shorter than any bond
    between a metal and an anion of these phases."""


class Ranking(Frozen):
    """Relaxation and energetic ranking of candidate interfaces."""

    relax: Relaxation = Relaxation(cell=False)
    """How candidates are relaxed before their energies are compared."""
    relax_per_orientation: Annotated[int, Field(ge=1)] | None = None
    """How many candidates of each orientation are relaxed, the lowest in energy as built; None
    relaxes all."""
    at_most: Annotated[int, Field(ge=1)] = 2000
    """Most candidates of a set that are evaluated, the smallest area first."""


class Pair(Frozen):
    """One declared pair of planes."""

    film: Name
    """Phase of the film."""
    film_plane: PlaneIndices
    """Miller indices of the film's surface."""
    substrate: Name
    """Phase of the substrate."""
    substrate_plane: PlaneIndices
    """Miller indices of the substrate's surface."""
    atoms: Annotated[int, Field(ge=2)] | None = None
    """Size of the supercell to build, in atoms."""
    max_area_A2: Area | None = None
    """Instead of that of the set."""
    max_strain: Fraction | None = None
    """Instead of that of the set."""
    thickness: Thickness | None = None
    """Instead of that of `build`."""


class InterfaceSet(Frozen):
    """A set of interfaces under one set of limits."""

    like: Name | None = None
    """Take what is not given here from another set."""
    max_index: Annotated[int, Field(ge=1, le=6)] | None = None
    """Largest Miller index of either surface."""
    max_area_A2: Area | None = None
    """Largest area of the common cell."""
    max_strain: Fraction | None = None
    """Largest magnitude of the strain, by the measure of `build`."""
    keep_per_orientation: Annotated[int, Field(ge=1)] | None = None
    """How many of the lowest in energy are kept for each orientation relationship."""
    draw: Annotated[int, Field(ge=1)] | None = None
    """How many of those are drawn at random, every pair of phases covered."""
    pairs: dict[Name, Pair] = {}
    """Declared pairs of planes, by name, instead of a search."""
    thickness: Thickness | None = None
    """Instead of that of `build`."""
    training: bool = True
    """Whether its cells enter the training set; a hold-out set never does."""
    held_out: bool = False
    """Kept apart from training for ever, as is the set that `validation.holdout` names."""


class GivenInterface(Frozen):
    """A ready-made interface cell."""

    file: FilePath
    """CIF, POSCAR or extxyz, relative to the campaign."""
    film: Name
    """Phase of the film."""
    substrate: Name
    """Phase of the substrate."""
    source: str = ""
    """Where the cell comes from."""


class Interfaces(Frozen):
    """Interfaces of a campaign."""

    films: tuple[Name, ...] = ()
    """Phases that become films."""
    substrates: tuple[Name, ...] = ()
    """Phases that become substrates."""
    build: Build = Build.with_defaults()
    """How a match of lattices becomes a cell."""
    rank: Ranking = Ranking.with_defaults()
    """How candidate interfaces are relaxed and ranked."""
    sets: dict[Name, InterfaceSet] = {}
    """Sets of interfaces to build, by name, each under its own limits."""
    given: dict[Name, GivenInterface] = {}
    """Ready-made cells, by name."""

    @model_validator(mode="after")
    def _sets_need_phases(self) -> "Interfaces":
        if self.sets and not (self.films and self.substrates):
            raise contradiction(
                "reference",
                "sets need the phases to pair: give films and substrates",
                keys=("sets", "films", "substrates"),
            )
        return self
