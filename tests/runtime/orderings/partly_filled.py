"""Structures with partly filled places, built in code."""

from collections.abc import Sequence

import numpy as np

from saggar.runtime.structures.cif import Sites

LZC_CHARGES = {"Li": 1.0, "Zr": 4.0, "Cl": -1.0}


def sites(
    species: Sequence[str],
    fractional: Sequence[Sequence[float]],
    occupancy: Sequence[float],
    edge_A: float = 4.0,
) -> Sites:
    """Sites in a cubic cell."""
    return Sites(
        labels=tuple(f"{symbol}{k}" for k, symbol in enumerate(species)),
        species=tuple(species),
        fractional=np.array(fractional, dtype=float),
        occupancy=np.array(occupancy, dtype=float),
        orbit=np.arange(len(species)),
        lattice=edge_A * np.eye(3),
        name="cube",
    )
