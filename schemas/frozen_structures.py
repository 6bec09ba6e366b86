"""The structures lock: exact cells of phases and interfaces, frozen beside the campaign.

The folder ``structures.lock/`` holds ``lock.json`` (`StructuresLock`), a ``README.md`` with its
table, ``phases/<name>.xyz``, ``interfaces/<name>.xyz`` (groups: film 0, substrate 1),
``pictures/<name>.svg`` and, where a person has decided something, ``review.yaml`` (`Review`).

A record grows on its way into the lock: `SettledPhase` and `BuiltInterface` are what the steps that
make cells know, `RankedInterface` adds energies, `FrozenPhase` and `FrozenInterface` add files.
"""

from typing import Literal

from saggar.schemas.base import FilePath, Frozen, Name
from saggar.schemas.engines import Reference
from saggar.schemas.interfaces import Miller, Ranking
from saggar.schemas.phases import Relaxation

STRUCTURES_LOCK_VERSION = 1

Vector = tuple[float, float, float]
IntegerMatrix = tuple[tuple[int, int], tuple[int, int]]


class Symmetry(Frozen):
    """Space group of a cell."""

    symbol: str
    """Hermann-Mauguin, such as ``P-31c``."""
    number: int
    """In the International Tables."""
    tolerance_A: float
    """Displacement of atoms up to which an operation counted."""
    chiral: bool
    """Whether the group has only proper operations, so that the crystal has a hand (Sohncke)."""


class Lattice(Frozen):
    """Lengths and angles of a cell."""

    lengths_A: Vector
    angles_deg: Vector


class Relaxed(Frozen):
    """One relaxation, or evaluation as it stood, and how it ended."""

    model: Reference
    relaxation: Relaxation | None
    """None for a cell that was evaluated as it stood."""
    steps: int
    converged: bool
    largest_force_eV_per_A: float
    energy_eV_per_atom: float


class Relaxations(Frozen):
    """What became of one share of structures: ``relaxations.json`` of the step relax."""

    finished: dict[str, Relaxed]
    """By the names of the frames in ``frames.xyz``."""
    failed: dict[str, str] = {}
    """Reasons, by the names of the frames that are left out."""


class Ordered(Frozen):
    """How the sites of a phase were filled."""

    orderings: int
    """All of them, equivalent ones too."""
    distinct: int
    """Not equivalent by symmetry."""
    relaxed: int
    ewald_rank: int
    """Of the one that is used, from 1."""
    ewald_energy_eV: float
    place: int
    """Of the one that is used among those relaxed, from 1, the lowest energy."""
    above_lowest_eV_per_atom: float


class SettledPhase(Frozen):
    """The cell of a bulk phase as it is used."""

    phase: Name
    """Phase of the campaign; more than one cell may be kept of a phase with orderings."""
    source: str
    formula: str
    atoms: int
    density_g_per_cm3: float
    symmetry: Symmetry
    conventional: Lattice
    as_given: Lattice
    """Conventional cell before relaxation and ordering."""
    ordered: Ordered | None = None
    relaxed: Relaxed | None = None


class SettledPhases(Frozen):
    """Cells of one phase of the campaign: ``phases.json`` of the step settle_phase."""

    phases: dict[Name, SettledPhase]
    """In the order of ``phases.xyz`` and ``conventional.xyz``, by the names of their frames."""


class FrozenPhase(SettledPhase):
    """A settled phase with its files in the lock."""

    file: str
    """The primitive cell, relative to the lock."""
    conventional_file: str
    """The cell that Miller indices refer to."""
    sha256: str
    """Of ``file``."""
    conventional_sha256: str
    """Of ``conventional_file``."""


class Termination(Frozen):
    """Where a slab is cut."""

    number: int
    """Among those of its plane, from 1."""
    offset: float
    """Height of the cut, in repeats of the planes, from 0 to 1."""
    bottom: str
    """Elements of the lowest plane of atoms, such as ``O2``."""
    top: str
    repeats: int
    """Of the planes."""
    thickness_A: float
    """Between the outermost atoms, after strain."""
    dipole_e_A_per_A2: float
    """Dipole of the formal charges along the normal over the area; a polar slab has one."""


class BuiltInterface(Frozen):
    """An interface cell as it was built."""

    identity: str
    """The same for cells that are the same interface, whatever they are called."""
    orientation: str
    """The same for cells of one orientation relationship: planes and rotation."""
    film: Name
    """Name of a frozen phase."""
    substrate: Name
    film_plane: Miller
    """As it was written; `orientation` has the equivalent one that a search lists."""
    substrate_plane: Miller
    """The same of the substrate."""
    film_matrix: IntegerMatrix
    """In-plane vectors over the primitive vectors of the film's plane in `orientation`."""
    substrate_matrix: IntegerMatrix
    rotation_deg: float
    strains: tuple[float, float]
    """Principal strains of the strained crystal."""
    length_strains: tuple[float, float]
    strain_on: Literal["film", "substrate", "both"]
    boundary: Literal["sandwich", "vacuum"]
    match_area_A2: float
    """Area of the match."""
    area_A2: float
    """Area of the cell: of the match times its repeats."""
    repeats: tuple[int, int]
    shift: tuple[float, float]
    """Of the film, in fractions of the vectors of the match."""
    film_termination: Termination
    substrate_termination: Termination
    atoms: int
    formula: str
    lengths_A: Vector
    film_substrate_distance_A: float
    """Smallest between an atom of the film and one of the substrate."""
    closest_pair: tuple[str, str] | None = None
    """Elements of those two, the film's first; None in a lock that does not say."""
    gaps_A: tuple[float, float] | None = None
    """Between the outermost atoms of the slabs along the normal: below the film and above it, where
    a cell with vacuum has the vacuum. Negative where atoms of both have come between each other;
    None in a lock that does not say."""
    net_charge_e: float
    pair: str = ""
    """Declared pair of planes that it was built for; empty where it was searched for."""


class BuiltInterfaces(Frozen):
    """Candidates of a set: ``candidates.json``."""

    interfaces: dict[Name, BuiltInterface]
    """By the names of their frames."""


class RankedInterface(BuiltInterface):
    """An interface that is kept, with its energy."""

    set: Name
    """Set of the campaign that it was built for."""
    energy_J_per_m2: float | None = None
    """Energy above the unstrained bulk phases, over the area of both interfaces of a sandwich; the
    strain energy counts, and with vacuum the free surfaces. None where it was not computed."""
    above_lowest_J_per_m2: float | None = None
    """Above the lowest of its orientation."""
    relaxed: Relaxed | None = None
    """None for a cell that has not been evaluated."""
    rebuilt: bool = False
    """Built anew at its final thickness after the ranking: the energy and `relaxed` are of the
    thinner cell that was ranked, and atoms stand as they were built."""
    held_out: bool = False
    """Kept apart from training for ever."""


class RankedInterfaces(Frozen):
    """Interfaces of a set that are kept: ``kept.json``."""

    set: Name
    interfaces: dict[Name, RankedInterface]
    """By the names of their frames."""


class FrozenInterface(RankedInterface):
    """A kept interface with its file in the lock."""

    file: str
    sha256: str


class SetCounts(Frozen):
    """What became of the candidates of a set; each number is of cells.

    candidates = too_close + beyond_cap + not_relaxed + failed + no_energy + not_kept +
    held_out_before + taken + not_drawn + kept.
    """

    plane_pairs: int
    matches: int
    charged: int = 0
    """Combinations of terminations whose formal charges do not cancel; they are no candidates."""
    equal: int = 0
    """Combinations that an operation of the whole cell makes equal to another one."""
    candidates: int
    too_close: int
    """Film and substrate nearer than allowed, as built or after the relaxation."""
    beyond_cap: int
    """Not evaluated since there were more than allowed."""
    not_relaxed: int
    """Evaluated as built, and too high in energy to be relaxed."""
    failed: int
    """Those that the model failed on, as built or in the relaxation."""
    no_energy: int
    """Composition that is no mixture of the two phases, so that no interface energy exists."""
    not_kept: int
    """Higher in energy than those kept of their orientation."""
    held_out_before: int
    """Would have been drawn, had not an earlier lock held them out."""
    taken: int = 0
    """In a set that was ranked before; a hold-out set leaves them alone."""
    not_drawn: int
    kept: int


class Effort(Frozen):
    """What a ranking takes: of candidates and of the bulk cells beside them.

    A count and no time, so that it is the same wherever the lock is made. What the model failed on
    is left out; a cell that another set has too counts in both, though it is computed once.
    """

    relaxations: int = 0
    """Those, and evaluations of cells as they stand."""
    evaluations: int = 0
    """Of the model: one for a cell as it stands and one after each step."""
    atom_evaluations: int = 0
    """Sum over evaluations of the atoms in the cell."""

    def __add__(self, other: "Effort") -> "Effort":
        """Add up two parts of a ranking."""
        return Effort(
            relaxations=self.relaxations + other.relaxations,
            evaluations=self.evaluations + other.evaluations,
            atom_evaluations=self.atom_evaluations + other.atom_evaluations,
        )


class StructuresLock(Frozen):
    """Everything that was frozen."""

    version: int = STRUCTURES_LOCK_VERSION
    campaign: Name
    digest: str
    """sha256 of what the campaign says about structures; another one makes the lock stale."""
    models: dict[str, Reference] = {}
    """By which model cells were relaxed and ranked, under ``foundation`` or ``reference``."""
    rank: Ranking = Ranking.with_defaults()
    """With which effort interfaces were ranked."""
    packages: dict[str, str]
    notes: tuple[str, ...] = ()
    """What a reader must know, such as the budget that the ranking was done within."""
    phases: dict[Name, FrozenPhase]
    interfaces: dict[Name, FrozenInterface]
    sets: dict[Name, SetCounts]
    efforts: dict[Name, Effort] = {}
    """What the ranking of each set took."""
    held_out: tuple[str, ...] = ()
    """Identities of all interfaces that were ever held out (see ``identity``)."""


class Addition(Frozen):
    """A cell that a person added to a set."""

    file: FilePath
    """Relative to the lock."""
    set: Name
    film: Name
    substrate: Name
    reason: str


class Review(Frozen):
    """What a person decided on the frozen cells: ``structures.lock/review.yaml``."""

    drop: dict[Name, str] = {}
    """Interfaces that are left out, each with a reason."""
    add: dict[Name, Addition] = {}
    """Interfaces that are used besides, by name."""
