"""Polarity of slabs: the dipole of formal charges along the normal."""

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.interfaces.crystal import Crystal
from saggar.runtime.interfaces.planes import Plane
from saggar.runtime.interfaces.slabs import Slab
from saggar.runtime.interfaces.terminations import ONE_PLANE_A, atomic_planes
from saggar.runtime.structures.sanity import require_charges

TaskerType = Literal[1, 2, 3]

_NEUTRAL_E = 1e-6
_NO_DIPOLE = 1e-3  # e A/A^2; a spacing of 1 A between planes of one charge in 30 A^2 has 0.03


def slab_charge_e(slab: Slab, charges: Mapping[str, float]) -> float:
    """Give the sum of a slab's formal charges.

    Parameters
    ----------
    slab : Slab
        Slab.
    charges : mapping of str to float, e
        Formal charge of each element.

    Returns
    -------
    float, e

    Raises
    ------
    StructureError
        If an element has no charge.
    """
    return float(_charges_of(slab.species, charges).sum())


def dipole_e_A_per_A2(slab: Slab, charges: Mapping[str, float]) -> float:
    """Give the dipole sum(q z)/A of a slab, z from its middle.

    For a neutral slab the origin of z is without meaning. A dipole that grows with thickness
    makes a surface polar (type 3 of Tasker).

    Parameters
    ----------
    slab : Slab
        Slab.
    charges : mapping of str to float, e
        Formal charge of each element.

    Returns
    -------
    float, e A/A^2
        Positive where the positive charge is above.

    Raises
    ------
    StructureError
        If an element has no charge.

    References
    ----------
    Tasker, J. Phys. C 12, 4977 (1979).
    """
    heights = slab.heights_A - 0.5 * slab.thickness_A
    return float(_charges_of(slab.species, charges) @ heights) / slab.area_A2


def tasker_type(
    crystal: Crystal,
    plane: Plane,
    slab: Slab,
    charges: Mapping[str, float],
    *,
    tolerance_A: float = ONE_PLANE_A,
) -> TaskerType:
    """Classify a termination by the charges of its planes of atoms and its dipole.

    Parameters
    ----------
    crystal : Crystal
        Crystal.
    plane : Plane
        Lattice planes of it.
    slab : Slab
        Slab of this plane.
    charges : mapping of str to float, e
        Formal charge of each element.
    tolerance_A : float, A
        Largest difference of neighbouring heights in one plane of atoms.

    Returns
    -------
    {1, 2, 3}
        1: every plane is neutral; 2: planes are charged, the slab has no dipole; 3: it has one.

    Raises
    ------
    StructureError
        If an element has no charge.

    References
    ----------
    Tasker, J. Phys. C 12, 4977 (1979).
    """
    if abs(dipole_e_A_per_A2(slab, charges)) > _NO_DIPOLE:
        return 3
    of_atoms = _charges_of(crystal.primitive.species, charges)
    planes = atomic_planes(crystal, plane, tolerance_A=tolerance_A).members
    neutral = all(abs(of_atoms[members].sum()) < _NEUTRAL_E for members in planes)
    return 1 if neutral else 2


def _charges_of(species: tuple[str, ...], charges: Mapping[str, float]) -> NDArray[np.float64]:
    require_charges(species, charges, "slab")
    return np.array([charges[symbol] for symbol in species])
