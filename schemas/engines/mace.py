"""MACE, an equivariant message-passing potential (Batatia et al., NeurIPS 2022)."""

from typing import Literal

from saggar.schemas.base import Frozen


class Mace(Frozen):
    """MACE as foundation model or as reference."""

    engine: Literal["mace"]
    """MACE."""
    model: str = "medium-mpa-0"
    """A published model's name, or a local file relative to the campaign."""
    sha256: str | None = None
    """Digest that the weights must have."""
    dtype: Literal["float32", "float64"] = "float64"
    """Precision of the arithmetic."""
    dispersion: Literal["none", "d3bj"] = "none"
    """PBE-D3 with Becke-Johnson damping added to energy, forces and stress."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    """Where the model is evaluated."""
