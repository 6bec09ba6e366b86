"""MACE, an equivariant message-passing potential (Batatia et al., NeurIPS 2022)."""

from typing import Literal

from saggar.schemas.base import Frozen, Sha256, WeightsPath

Published = Literal[
    "small",
    "medium",
    "large",
    "small-0b",
    "medium-0b",
    "small-0b2",
    "medium-0b2",
    "large-0b2",
    "medium-0b3",
    "medium-mpa-0",
    "small-omat-0",
    "medium-omat-0",
    "mace-matpes-pbe-0",
    "mace-matpes-r2scan-0",
]
"""Published models for inorganic solids, by the names that mace-torch gives them."""


class Mace(Frozen):
    """MACE as foundation model or as reference."""

    engine: Literal["mace"]
    """MACE."""
    model: Published = "medium-mpa-0"
    """A published model; `saggar fetch` downloads its weights."""
    weights: WeightsPath | None = None
    """A local file of weights instead of the published ones, relative to the campaign. Such a file
    executes code when it is loaded: use one only from a source that you trust."""
    sha256: Sha256 | None = None
    """Digest that the weights must have; that of a local file is written into the lock."""
    dtype: Literal["float32", "float64"] = "float64"
    """Precision of the arithmetic."""
    dispersion: Literal["none", "d3bj"] = "none"
    """PBE-D3 with Becke-Johnson damping added to energy, forces and stress."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    """Where the model is evaluated; by default on a GPU where there is one."""

    @property
    def title(self) -> str:
        """What it is called in text."""
        return f"MACE {self.model}" if self.weights is None else f"MACE of {self.weights}"
