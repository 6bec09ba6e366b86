"""Standard atomic weights, as GPUMD assumes them for a model.xyz without masses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from saggar.schemas.errors import EngineError

# CIAAW 2013, abridged intervals; the mass number where no isotope is stable.
# fmt: off
STANDARD_ATOMIC_WEIGHT: Final[dict[str, float]] = {
    "H": 1.008, "He": 4.002602, "Li": 6.94, "Be": 9.0121831, "B": 10.81,
    "C": 12.011, "N": 14.007, "O": 15.999, "F": 18.998403163, "Ne": 20.1797,
    "Na": 22.98976928, "Mg": 24.305, "Al": 26.9815385, "Si": 28.085, "P": 30.973761998,
    "S": 32.06, "Cl": 35.45, "Ar": 39.948, "K": 39.0983, "Ca": 40.078,
    "Sc": 44.955908, "Ti": 47.867, "V": 50.9415, "Cr": 51.9961, "Mn": 54.938044,
    "Fe": 55.845, "Co": 58.933194, "Ni": 58.6934, "Cu": 63.546, "Zn": 65.38,
    "Ga": 69.723, "Ge": 72.63, "As": 74.921595, "Se": 78.971, "Br": 79.904,
    "Kr": 83.798, "Rb": 85.4678, "Sr": 87.62, "Y": 88.90584, "Zr": 91.224,
    "Nb": 92.90637, "Mo": 95.95, "Tc": 98.0, "Ru": 101.07, "Rh": 102.9055,
    "Pd": 106.42, "Ag": 107.8682, "Cd": 112.414, "In": 114.818, "Sn": 118.71,
    "Sb": 121.76, "Te": 127.6, "I": 126.90447, "Xe": 131.293, "Cs": 132.90545196,
    "Ba": 137.327, "La": 138.90547, "Ce": 140.116, "Pr": 140.90766, "Nd": 144.242,
    "Pm": 145.0, "Sm": 150.36, "Eu": 151.964, "Gd": 157.25, "Tb": 158.92535,
    "Dy": 162.5, "Ho": 164.93033, "Er": 167.259, "Tm": 168.93422, "Yb": 173.045,
    "Lu": 174.9668, "Hf": 178.49, "Ta": 180.94788, "W": 183.84, "Re": 186.207,
    "Os": 190.23, "Ir": 192.217, "Pt": 195.084, "Au": 196.966569, "Hg": 200.592,
    "Tl": 204.38, "Pb": 207.2, "Bi": 208.9804, "Po": 210.0, "At": 210.0,
    "Rn": 222.0, "Fr": 223.0, "Ra": 226.0, "Ac": 227.0, "Th": 232.0377,
    "Pa": 231.03588, "U": 238.02891, "Np": 237.0, "Pu": 244.0,
}
# fmt: on


def atomic_masses(species: Sequence[str]) -> NDArray[np.float64]:
    """Give each atom its standard atomic weight.

    Parameters
    ----------
    species : sequence of str, (n_atoms,)
        Chemical symbols.

    Returns
    -------
    (n_atoms,) float, amu

    Raises
    ------
    EngineError
        If a symbol is not an element up to Pu, the last one that a NEP can describe.

    References
    ----------
    J. Meija et al., Atomic weights of the elements 2013, Pure Appl. Chem. 88, 265 (2016).
    """
    unknown = sorted(set(species) - STANDARD_ATOMIC_WEIGHT.keys())
    if unknown:
        raise EngineError(
            f"no atomic mass is known for {', '.join(map(repr, unknown))}; "
            "species must be the chemical symbols of the elements H to Pu"
        )
    return np.array([STANDARD_ATOMIC_WEIGHT[symbol] for symbol in species], dtype=np.float64)
