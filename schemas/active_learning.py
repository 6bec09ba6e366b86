"""Active learning by a committee of potentials (query by committee)."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from saggar.schemas.base import Frozen, Name, contradiction
from saggar.schemas.sampling import Cells, Ensemble
from saggar.schemas.units import (
    Force,
    Fraction,
    Picoseconds,
    Pressure,
    Pressures,
    Temperatures,
)


class LearningRate(Frozen):
    """First and last learning rate of a gradient trainer."""

    start: Annotated[float, Field(gt=0)]
    """At the first step."""
    stop: Annotated[float, Field(gt=0)]
    """At the last step."""


class Gradient(Frozen):
    """Settings of a trainer that descends gradients, used where the machine's trainer is one."""

    steps: Annotated[int, Field(ge=1)]
    """Steps of the descent; each sees one batch."""
    batch: Annotated[int, Field(ge=2)] = 2
    """Frames in a step; a single one would teach no energy, whose mean error is removed."""
    cold: LearningRate = LearningRate(start=5e-2, stop=1e-4)
    """Learning rate from random parameters; at 0.2 the descent broke down, at 0.02 it was slow."""
    warm: LearningRate = LearningRate(start=2e-2, stop=1e-4)
    """Learning rate from a previous potential."""


class Train(Frozen):
    """One training of a potential."""

    generations: Annotated[int, Field(ge=1, le=10_000_000)]
    """Generations of the evolution strategy of GPUMD's ``nep``."""
    warm_start: bool = True
    """Start from the potential of the previous iteration."""
    gradient: Gradient | None = None
    """Needed where the trainer of the machine descends gradients."""


class Exploration(Frozen):
    """Runs that look for configurations unknown to the committee."""

    cells: Cells = "all"
    """Cells that are simulated: a word, or names."""
    ensemble: Ensemble = "nvt"
    """What is held constant."""
    temperatures_K: Temperatures
    """One run of each cell at each temperature, and each pressure if there are any."""
    pressures_GPa: Pressures | None = None
    """With ensemble npt, and only then."""
    duration_ps: Picoseconds
    """Length of each run."""
    check_every_ps: Picoseconds = 0.1
    """Time between evaluations of the committee's deviation."""
    from_iteration: Annotated[int, Field(ge=0)] = 0
    """First iteration, from 0, in which these runs are made."""

    @model_validator(mode="after")
    def _pressure_goes_with_npt(self) -> "Exploration":
        if (self.pressures_GPa is not None) != (self.ensemble == "npt"):
            raise contradiction(
                "reference",
                "pressures are given with ensemble npt, and only then",
                keys=("ensemble", "pressures"),
            )
        return self


class ForceDeviation(Frozen):
    """Window of the committee's largest force deviation in which a frame is a candidate."""

    above_eV_per_A: Force
    """Frames with less are known already."""
    below_eV_per_A: Force
    """Frames with more are broken rather than new."""

    @model_validator(mode="after")
    def _in_order(self) -> "ForceDeviation":
        if self.above_eV_per_A >= self.below_eV_per_A:
            raise contradiction(
                "range", "`above` must be smaller than `below`", keys=("above", "below")
            )
        return self


class Candidate(Frozen):
    """What makes a frame a candidate."""

    force_deviation: ForceDeviation
    """Between which bounds the largest deviation of a force among the committee lies."""


class Reject(Frozen):
    """What removes a candidate or a label."""

    distance_ratio_below: Annotated[float, Field(gt=0, lt=2)] = 0.7
    """Least r_ij / (R_i + R_j) with covalent radii R (paper, Molecular Dynamics)."""
    label_force_above_eV_per_A: Force = 30.0
    """Labels with a larger force on any atom are not trained on."""


class SelectCandidates(Frozen):
    """Choice among the candidates."""

    method: Literal["fps"] = "fps"
    """Farthest-point sampling in the space of descriptors."""
    at_most: Annotated[int, Field(ge=1)] = 200
    """Most candidates that are labelled in an iteration."""


class Domain(Frozen):
    """Temperatures and pressures within which convergence is judged."""

    temperature_K: Temperatures
    """Lowest and highest temperature: two values, the lower first."""
    pressure_up_to_GPa: Pressure | None = None
    """Highest pressure of npt runs that count; None counts them all."""

    @field_validator("temperature_K")
    @classmethod
    def _two_bounds(cls, temperature_K: tuple[float, ...]) -> tuple[float, ...]:
        if len(temperature_K) != 2 or temperature_K[0] > temperature_K[1]:
            raise PydanticCustomError(
                "range",
                "temperature takes two values in order",
                {"hint": "write the lower first, for instance [300 K, 1000 K]"},
            )
        return temperature_K


class Stop(Frozen):
    """When the loop ends."""

    within: Domain
    """Which runs convergence is judged on."""
    candidate_fraction_below: Fraction = 0.001
    """Part of the frames of these runs that may still be candidates."""
    for_iterations: Annotated[int, Field(ge=1)] = 1
    """Consecutive iterations that must be converged."""
    at_most: Annotated[int, Field(ge=1, le=999)]
    """Cap on the number of iterations."""


class ActiveLearning(Frozen):
    """The active-learning loop."""

    committee: Annotated[int, Field(ge=2, le=16)] = 4
    """Potentials that are trained side by side and whose disagreement is measured."""
    train: Train
    """Training of each member of the committee."""
    explore: Annotated[dict[Name, Exploration], Field(min_length=1)]
    """Runs of each iteration, by name."""
    candidate: Candidate
    """Which frames may be labelled."""
    reject: Reject = Reject.with_defaults()
    """Which of them, and which labels, are thrown away."""
    select: SelectCandidates = SelectCandidates.with_defaults()
    """Which of the rest are labelled."""
    stop: Stop
    """When the loop has converged, and how long it may go on."""
