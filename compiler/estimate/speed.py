"""How the time of an evaluation depends on the potential, the material and the size of a cell.

A rate of the machine profile holds for the potential `RATED` at `RATED_DENSITY_PER_A3`; another
potential takes it times a factor that counts what is summed for one atom. With the neighbours
within each cutoff, N = 4/3 pi r^3 density, an evaluation takes::

    0.0555 N_radial (n_radial + 1)
    + 0.0109 N_angular (n_angular + 1) ((l + 1)^2 - 1)
    + 0.0016 (length of the descriptor) (neurons)          us per atom,

the functions of distance being tabulated, and a step of gradient descent, where they are not::

    0.074 N_radial (k_radial + 1) + 0.51 N_angular (k_angular + 1)          us per atom.

Both are fits of ours to the least of several timings taken in turns on one core: calorine's CPUNEP
for 18 potentials (cutoffs of 4 to 8 A, n_max 4 to 8, 20 to 100 neurons) and neppo's trainer for 11,
on rock salt of 0.037 to 0.107 atoms per A^3. They meet single timings within factors of 0.67 to
1.22 and 0.66 to 1.28. That `nep` on a GPU scales as an evaluation is assumed, not measured.

References
----------
Z. Fan et al., J. Chem. Phys. 157, 114801 (2022): the sums of the descriptors.
"""

import math
from typing import Final

from saggar.compiler.estimate.amounts import Range, exactly
from saggar.schemas.engines import Nep, Reference, Vasp
from saggar.schemas.engines.nep import Cutoff
from saggar.schemas.machine import Rates

RATED: Final = Nep.model_construct(
    engine="nep", cutoff=Cutoff.model_construct(radial_A=5.0, angular_A=4.0)
)
"""The potential for which rates are given; the rest of it are defaults."""
RATED_DENSITY_PER_A3: Final = 0.05
"""Atoms per volume at which they are given."""

SMALLER: Final = (2, 1)
LARGER: Final = (2, 3)
"""Powers of the number of atoms with which the time of a plane-wave single point goes, at the lower
and the upper end. Below the cells that were measured: at a k-point the time of projections and
transforms goes with the 2nd power and that of orthogonalisation with the 3rd (Kresse and
Furthmueller, Phys. Rev. B 54, 11169, 1996), and the points of a mesh with the power of -1. Above
them a mesh may be a single point already."""


def evaluation_factor(potential: Nep, density_per_A3: float) -> float:
    """Give the time of an atom's energy and force over that of the rated potential.

    Parameters
    ----------
    potential : Nep
        Its cutoffs (A), functions and neurons.
    density_per_A3 : float
        Atoms per volume of the cell.
    """
    return _evaluation_us(potential, density_per_A3) / _RATED_EVALUATION_US


def descent_factor(potential: Nep, density_per_A3: float) -> float:
    """Give the time of an atom in a step of gradient descent over that of the rated potential.

    Parameters
    ----------
    potential, density_per_A3
        As for `evaluation_factor`.
    """
    return _descent_us(potential, density_per_A3) / _RATED_DESCENT_US


def descriptor_length(potential: Nep) -> int:
    """Count the components of the descriptor of an atom."""
    three, four, five = potential.l_max
    bodies = three + (four > 0) + (five > 0)
    return potential.n_max[0] + 1 + (potential.n_max[1] + 1) * bodies


def single_point_s(model: Reference, rates: Rates, atoms: float) -> Range | None:
    """Give the time of one energy, with forces and stress, on one core.

    Parameters
    ----------
    model : Reference
        What computes it.
    rates : Rates
        Of the machine profile.
    atoms : float
        Of the cell.

    Returns
    -------
    Range or None
        s; None where the profile does not say how long VASP takes.
    """
    if not isinstance(model, Vasp):
        return exactly(rates.foundation_ms_per_atom / 1e3 * atoms)
    if rates.vasp is None:
        return None
    ratio = atoms / rates.vasp.atoms
    low, high = LARGER if ratio > 1 else SMALLER
    return Range(ratio**low, ratio**high).times(rates.vasp.core_time_s)


def unrated(model: Reference, rates: Rates) -> str:
    """Name the rate that a machine profile lacks for a model; nothing where it has it."""
    return "rates.vasp" if isinstance(model, Vasp) and rates.vasp is None else ""


def _neighbours(potential: Nep, density_per_A3: float) -> tuple[float, float]:
    """Count an atom's neighbours within the radial and the angular cutoff."""
    cutoff = potential.cutoff
    radial, angular = (
        4 / 3 * math.pi * radius**3 * density_per_A3
        for radius in (cutoff.radial_A, cutoff.angular_A)
    )
    return radial, angular


def _evaluation_us(potential: Nep, density_per_A3: float) -> float:
    radial, angular = _neighbours(potential, density_per_A3)
    harmonics = (potential.l_max[0] + 1) ** 2 - 1
    return (
        0.0555 * radial * (potential.n_max[0] + 1)
        + 0.0109 * angular * (potential.n_max[1] + 1) * harmonics
        + 0.0016 * descriptor_length(potential) * potential.neurons
    )


def _descent_us(potential: Nep, density_per_A3: float) -> float:
    radial, angular = _neighbours(potential, density_per_A3)
    return 0.074 * radial * (potential.basis_size[0] + 1) + 0.51 * angular * (
        potential.basis_size[1] + 1
    )


_RATED_EVALUATION_US = _evaluation_us(RATED, RATED_DENSITY_PER_A3)
_RATED_DESCENT_US = _descent_us(RATED, RATED_DENSITY_PER_A3)
