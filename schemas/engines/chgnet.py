"""CHGNet, a graph network with published weights (Deng et al., Nat. Mach. Intell. 5, 1031)."""

from typing import Literal

from saggar.schemas.base import Frozen, Sha256, WeightsPath


class Chgnet(Frozen):
    """CHGNet as foundation model or as reference."""

    engine: Literal["chgnet"]
    """CHGNet."""
    version: Literal["0.3.0"] = "0.3.0"
    """Published weights, contained in the chgnet package."""
    weights: WeightsPath | None = None
    """A local file of weights instead of the published ones, relative to the campaign."""
    sha256: Sha256 | None = None
    """Digest that the weights must have; that of a local file is written into the lock."""
    dispersion: Literal["none", "d3bj"] = "none"
    """PBE-D3 with Becke-Johnson damping added to energy, forces and stress."""

    @property
    def title(self) -> str:
        """What it is called in text."""
        return f"CHGNet {self.version}" if self.weights is None else f"CHGNet of {self.weights}"
