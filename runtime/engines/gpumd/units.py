"""GPUMD's natural units: electronvolt, angstrom, atomic mass unit.

They fix the unit of time as A sqrt(amu / eV). The numbers are the rounded ones that GPUMD is
built with (``src/utilities/common.cuh``), not the newest recommended values, so that a deck gives
the same trajectory here as there.
"""

from __future__ import annotations

from typing import Final

BOLTZMANN_EV_K: Final = 8.617343e-5
TIME_FS: Final = 10.18051  # one natural unit of time
PRESSURE_GPA: Final = 160.2177  # one eV/A^3
