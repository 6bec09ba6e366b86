"""The neuroevolution potential (Fan et al., J. Chem. Phys. 157, 114801)."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from saggar.schemas.base import FilePath, Frozen, contradiction
from saggar.schemas.units import Length

Count = Annotated[int, Field(ge=0, le=19)]


class Cutoff(Frozen):
    """Cutoff radii of the descriptors.

    The defaults are ours: ``nep`` has 8 and 4 Å; a shorter radial one keeps smaller interface
    cells wider than twice the cutoff, a longer angular one holds a second shell of neighbours.
    """

    radial_A: Length = 6.0
    """Cutoff of the radial descriptors, which depend on distances."""
    angular_A: Length = 5.0
    """Cutoff of the angular descriptors; at most the radial one."""

    @model_validator(mode="after")
    def _angular_inside_radial(self) -> "Cutoff":
        if self.angular_A > self.radial_A:
            raise contradiction(
                "range",
                "the angular cutoff must not exceed the radial cutoff",
                keys=("angular", "radial"),
            )
        return self


class LossWeights(Frozen):
    """Weights of the root-mean-square errors in the loss, as GPUMD's ``nep`` defines them.

    The defaults are those of ``nep``.
    """

    energy: Annotated[float, Field(ge=0)] = 1.0
    """Weight of the error of the energy per atom."""
    force: Annotated[float, Field(ge=0)] = 1.0
    """Weight of the error of the forces."""
    virial: Annotated[float, Field(ge=0)] = 0.1
    """Weight of the error of the virial per atom."""


class Nep(Frozen):
    """Architecture and loss of a NEP; other defaults are those of ``nep`` up to GPUMD 5.1."""

    engine: Literal["nep"]
    """NEP."""
    existing: FilePath | None = None
    """A nep.txt that is used as it is; the architecture is read from it, and nothing is trained."""
    version: Literal[4] = 4
    """Form of the potential."""
    cutoff: Cutoff = Cutoff.with_defaults()
    """How far the descriptors see."""
    n_max: tuple[Count, Count] = (4, 4)
    """Upper index of the radial functions, radial and angular: n runs from 0 to n_max."""
    basis_size: tuple[Count, Count] = (8, 8)
    """Upper index of the basis functions, radial and angular."""
    l_max: tuple[Count, Count, Count] = (4, 2, 0)
    """Angular expansion of three-, four- and five-body terms."""
    neurons: Annotated[int, Field(ge=1, le=120)] = 30
    """Neurons of the hidden layer."""
    zbl_A: Length | None = None
    """Outer cutoff of the screened nuclear repulsion; the inner one is half of it."""
    loss: LossWeights = LossWeights.with_defaults()
    """Weights of what is fitted."""
    batch: Annotated[int, Field(ge=1)] = 1000
    """Frames of a batch of the evolution strategy."""
    population: Annotated[int, Field(ge=10, le=200)] = 50
    """Population of the evolution strategy."""
