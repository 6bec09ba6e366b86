"""Production dynamics: heating, then chains of identical segments."""

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from saggar.schemas.base import Frozen, Name, contradiction
from saggar.schemas.sampling import Ensemble
from saggar.schemas.units import Length, Picoseconds, Pressure, Temperature, Temperatures


class Equilibrate(Frozen):
    """A ramp to the run's temperature before its first segment."""

    from_K: Temperature = 300.0
    """Temperature at which the ramp begins."""
    duration_ps: Picoseconds
    """Length of the ramp."""


class Duration(Frozen):
    """A run length for temperatures up to a bound."""

    up_to_K: Temperature | None = None
    """Highest temperature of the entry; None holds at any."""
    run_ps: Picoseconds
    """Run length at these temperatures."""


class Runs(Frozen):
    """What all production runs share."""

    temperatures_K: Temperatures
    """One run of each cell at each temperature."""
    duration_ps: Picoseconds | None = None
    """Run length at every temperature, instead of `durations`."""
    durations: tuple[Duration, ...] = ()
    """Run lengths by temperature: the first entry whose bound is not exceeded holds."""
    dump_every_ps: Picoseconds
    """Time between frames of the trajectory."""

    @model_validator(mode="after")
    def _one_length_each(self) -> "Runs":
        if (self.duration_ps is None) == (not self.durations):
            raise contradiction(
                "reference", "give either duration or durations", keys=("duration", "durations")
            )
        for temperature in self.temperatures_K:
            if self.durations and self.length_ps(temperature) is None:
                raise contradiction(
                    "range",
                    f"no entry of durations holds at {temperature:g} K; add one without up_to",
                    keys=("durations", "temperatures"),
                )
        return self

    def length_ps(self, temperature_K: float) -> float | None:
        """Give the run length at a temperature, ps."""
        if self.duration_ps is not None:
            return self.duration_ps
        holds = (d for d in self.durations if d.up_to_K is None or temperature_K <= d.up_to_K)
        return next((duration.run_ps for duration in holds), None)


class BulkRuns(Runs):
    """Runs of bulk phases."""

    phases: dict[Name, Annotated[int, Field(ge=2)]]
    """Atoms in the supercell of each phase."""


class InterfaceRuns(Runs):
    """Runs of interfaces."""

    set: Name | None = None
    """A set of interfaces."""
    cells: tuple[Name, ...] = ()
    """Names of given interfaces."""

    @model_validator(mode="after")
    def _some_cells(self) -> "InterfaceRuns":
        if (self.set is None) == (not self.cells):
            raise contradiction("reference", "give either set or cells", keys=("set", "cells"))
        return self


def _ambient_where_npt(data: dict[str, Any]) -> float | None:
    return 1e-4 if data.get("ensemble") == "npt" else None


class Production(Frozen):
    """Production dynamics with the final potential (paper, Molecular Dynamics)."""

    ensemble: Ensemble = "npt"
    """What is held constant."""
    pressure_GPa: Pressure | None = Field(default_factory=_ambient_where_npt)
    """Only with ensemble npt; 1 bar where it is not written."""
    equilibrate: Equilibrate | None = None
    """Heating before the first segment; None starts at the temperature."""
    segment_ps: Picoseconds = 1000.0
    """Length of the pieces in which a run is executed; a failure costs one of them."""
    bulk: BulkRuns | None = None
    """Runs of supercells of phases."""
    interfaces: InterfaceRuns | None = None
    """Runs of interfaces."""

    @property
    def ramp_ensemble(self) -> Ensemble:
        """Ensemble of the ramp: without a thermostat nothing heats, so that nve has an nvt ramp."""
        return "nvt" if self.ensemble == "nve" else self.ensemble

    @field_validator("pressure_GPa")
    @classmethod
    def _pressure_goes_with_npt(cls, pressure: float | None, info: ValidationInfo) -> float | None:
        ensemble = info.data.get("ensemble", "npt")
        if (pressure is not None) != (ensemble == "npt"):
            raise PydanticCustomError(
                "reference",
                "a pressure is held with ensemble npt, and only then; the ensemble is {ensemble}",
                {"ensemble": ensemble, "beside": ("ensemble",)},
            )
        return pressure

    @model_validator(mode="after")
    def _some_runs(self) -> "Production":
        if self.bulk is None and self.interfaces is None:
            raise contradiction(
                "missing_source", "give bulk, interfaces or both", keys=("bulk", "interfaces")
            )
        return self


class NebPath(Frozen):
    """Migration barrier of one ion by the nudged elastic band."""

    phase: Name
    """Phase in which the ion moves."""
    ion: str
    """Element that moves."""
    images: Annotated[int, Field(ge=1, le=21)] = 5
    """Images between the ends of the path."""
    climb: bool = True
    """Whether the highest image climbs to the saddle point."""
    hop_length_below_A: Length | None = None
    """Longest hop that counts as one between neighbouring sites."""


class ProductionFrames(Frozen):
    """Reference single points on frames of the production runs."""

    per_run: Annotated[int, Field(ge=1)] = 10
    """Frames of each run, equally spaced."""


class EnergyVolume(Frozen):
    """Energy against volume of bulk phases."""

    phases: Literal["all"] | tuple[Name, ...] = "all"
    """All phases, or names."""
    strain: Annotated[float, Field(gt=0, lt=0.3)] = 0.06
    """Largest linear strain on either side."""
    points: Annotated[int, Field(ge=3)] = 13
    """Volumes of each curve."""


class Validation(Frozen):
    """What the final potential is tested on."""

    production_frames: ProductionFrames | None = None
    """Reference calculations on frames of the production runs."""
    holdout: Name | None = None
    """A set of interfaces that never enters training."""
    energy_volume: EnergyVolume | None = None
    """Energy against volume by reference and potential."""
    neb: dict[Name, NebPath] = {}
    """Migration barriers by reference and potential, by name."""
