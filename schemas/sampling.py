"""Dynamics settings shared by all GPUMD runs, and the sampling of initial data."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from saggar.schemas.base import FilePath, Frozen, Name, contradiction
from saggar.schemas.units import (
    Femtoseconds,
    Fractions,
    Length,
    Modulus,
    Picoseconds,
    Temperatures,
)

Cells = Literal["all", "phases", "interfaces"] | tuple[Name, ...]
"""Which cells a section uses: a word, or names of phases and interfaces."""

Ensemble = Literal["nve", "nvt", "npt"]


class Thermostat(Frozen):
    """Bussi-Donadio-Parrinello stochastic velocity rescaling (J. Chem. Phys. 126, 014101)."""

    method: Literal["bdp"] = "bdp"
    """Bussi-Donadio-Parrinello."""
    coupling_fs: Femtoseconds = 100.0
    """Relaxation time; a hundred steps of 1 fs, which GPUMD's manual calls usual."""


class Barostat(Frozen):
    """Stochastic cell rescaling (Bernetti and Bussi, J. Chem. Phys. 153, 114107)."""

    method: Literal["scr"] = "scr"
    """Stochastic cell rescaling."""
    coupling_fs: Femtoseconds = 1000.0
    """Relaxation time; ours: ten times that of the thermostat, so that heat is taken away faster
    than the cell makes it."""
    modulus_GPa: Modulus = 50.0
    """Estimate of the elastic modulus; it sets the speed of the cell's response. Ours: between
    those of chlorides (some 20 GPa) and of oxides (some 200 GPa)."""


class Dynamics(Frozen):
    """Integration settings of every run with the potential (paper, Molecular Dynamics)."""

    time_step_fs: Femtoseconds = 1.0
    """Time step of the integration (paper, Molecular Dynamics)."""
    thermostat: Thermostat = Thermostat.with_defaults()
    """What holds the temperature in nvt and npt."""
    barostat: Barostat = Barostat.with_defaults()
    """What holds the pressure in npt: by sides and angles of a tilted cell, and by the sides of an
    orthogonal one, whose angles stay."""
    remove_drift_every: Annotated[int, Field(ge=10)] = 10
    """Steps between removals of the linear and angular momentum; GPUMD's least is 10."""
    thermo_every: Annotated[int, Field(ge=1)] = 20
    """Steps between lines of thermodynamic output."""


class Perturb(Frozen):
    """Strained and rattled copies of every cell (paper, Initial Training Set).

    The default of the rattle is ours: below the 0.1 to 0.3 Å of vibrations at the temperatures that
    are sampled, where larger displacements come from.
    """

    cells: Cells = "all"
    """Cells that are copied: a word, or names."""
    strain: Fractions = (0.01, 0.05)
    """Least and largest magnitude of the random strain: two values, the smaller first."""
    rattle_A: Length = 0.05
    """Standard deviation of the random displacement of each coordinate."""
    per_structure: Annotated[int, Field(ge=1)] = 20
    """Copies of each cell."""

    @field_validator("strain")
    @classmethod
    def _two_bounds(cls, strain: tuple[float, ...]) -> tuple[float, ...]:
        if len(strain) != 2 or strain[0] > strain[1]:
            raise PydanticCustomError(
                "range",
                "strain takes two magnitudes in order",
                {"hint": "write the smaller first, for instance [1 %, 5 %]"},
            )
        return strain


class Sample(Frozen):
    """Molecular dynamics with the foundation model."""

    cells: Cells = "all"
    """Cells that are simulated: a word, or names."""
    ensemble: Literal["nvt"] = "nvt"
    """Constant volume and temperature."""
    temperatures_K: Temperatures
    """One run of each cell at each temperature."""
    duration_ps: Picoseconds
    """Length of each run."""
    dump_every_ps: Picoseconds
    """Time between frames."""
    time_step_fs: Femtoseconds = 1.0
    """Time step of the integration with the foundation model."""
    coupling_fs: Femtoseconds = 100.0
    """Relaxation time of the thermostat."""


class Soap(Frozen):
    """Smooth overlap of atomic positions (Bartók et al., Phys. Rev. B 87, 184115).

    The defaults are ours: the averaged descriptor is only clustered, and one of 5 Å with 4 and 4
    functions takes a third of the time of one of 6 Å with 8 and 6.
    """

    cutoff_A: Length = 5.0
    """How far the description sees."""
    n_max: Annotated[int, Field(ge=1, le=20)] = 4
    """Radial basis functions."""
    l_max: Annotated[int, Field(ge=0, le=20)] = 4
    """Largest degree of the spherical harmonics."""
    width_A: Length = 0.5
    """Width of the Gaussians on the atoms; ours: usual where descriptors are compared."""


class SelectInitial(Frozen):
    """Descriptor-based selection of the initial training set."""

    descriptor: Literal["soap"] = "soap"
    """What describes a frame."""
    soap: Soap = Soap.with_defaults()
    """Settings of that description."""
    reduce: Literal["pca"] = "pca"
    """Principal components of the descriptors."""
    dimensions: Annotated[int, Field(ge=1, le=50)] = 2
    """Principal components that are kept."""
    cluster: Literal["kmeans"] = "kmeans"
    """How frames are grouped."""
    frames: Annotated[int, Field(ge=1)]
    """How many frames are labelled."""


class InitialData(Frozen):
    """The initial training set."""

    existing: FilePath | None = None
    """Labelled frames that are there already, in the form of GPUMD's train.xyz."""
    perturb: Perturb | None = None
    """Strained and rattled copies of cells."""
    sample: Sample | None = None
    """Frames of molecular dynamics with the foundation model."""
    select: SelectInitial | None = None
    """Which of these frames are labelled."""

    @property
    def is_generated(self) -> bool:
        """Whether frames are made and labelled, besides those that exist."""
        return self.perturb is not None or self.sample is not None

    @property
    def is_given(self) -> bool:
        """Whether there is anything to train on."""
        return self.is_generated or self.existing is not None

    @model_validator(mode="after")
    def _some_are_selected(self) -> "InitialData":
        if self.select is not None and not self.is_generated:
            raise contradiction(
                "missing_source",
                "select needs frames: give perturb, sample or both",
                keys=("select", "perturb", "sample"),
            )
        if self.select is None and self.is_generated:
            raise contradiction(
                "missing_source",
                "perturb and sample need select: {frames: ...}, what is labelled",
                keys=("perturb", "sample", "select"),
            )
        return self
