"""Strain between two lattices, from the metric tensors of a cell that they have in common."""

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.interfaces.limits import StrainedSide


def principal_stretches(
    film_metric: NDArray[np.float64], substrate_metric: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Stretches s that take the film's cell to the substrate's, along the principal axes.

    s^2 are the eigenvalues of Gf^-1 Gs, found from L^-1 Gs L^-T with Gf = L L^T, which is
    symmetric and keeps small differences exact.

    Parameters
    ----------
    film_metric, substrate_metric : (..., 2, 2) float, A^2
        Metric tensors (dot products of the two cell vectors) of corresponding cells.

    Returns
    -------
    (..., 2) float
        Smaller and larger stretch.

    References
    ----------
    The right Cauchy-Green tensor: Truesdell and Noll, The Non-Linear Field Theories of
    Mechanics, section 23.
    """
    l11 = np.sqrt(film_metric[..., 0, 0])
    l21 = film_metric[..., 0, 1] / l11
    l22 = np.sqrt(film_metric[..., 1, 1] - l21**2)
    aa = substrate_metric[..., 0, 0]
    ab = substrate_metric[..., 0, 1]
    bb = substrate_metric[..., 1, 1]
    slope = l21 / l11
    c11 = aa / l11**2
    c12 = (ab - slope * aa) / (l11 * l22)
    c22 = (bb - 2.0 * slope * ab + slope**2 * aa) / l22**2
    mean = 0.5 * (c11 + c22)
    half = np.hypot(0.5 * (c11 - c22), c12)
    largest = mean + half
    return np.asarray(np.sqrt(np.stack([(c11 * c22 - c12**2) / largest, largest], axis=-1)))


def mismatch(stretches: NDArray[np.float64], strained: StrainedSide) -> NDArray[np.float64]:
    """Strain that a stretch from film to substrate means, relative to the strained crystal.

    Parameters
    ----------
    stretches : (...,) float
        Ratio s of a substrate length to the film length that it meets.
    strained : {"film", "substrate", "both"}
        Which crystal gives way.

    Returns
    -------
    (...,) float
        s - 1 for the film, 1/s - 1 for the substrate, 2 (s - 1)/(s + 1) for both: the difference
        of the lengths over their mean, positive where the film is the shorter.
    """
    if strained == "film":
        return stretches - 1.0
    if strained == "substrate":
        return 1.0 / stretches - 1.0
    return 2.0 * (stretches - 1.0) / (stretches + 1.0)


def carried_strains(
    stretches: NDArray[np.float64], strained: StrainedSide
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Strains of film and substrate in the common cell.

    Parameters
    ----------
    stretches : (...,) float
        Principal stretches s from film to substrate.
    strained : {"film", "substrate", "both"}
        Which crystal gives way. With ``both`` each principal length of the common cell is the
        mean (1 + s)/2 of the two.

    Returns
    -------
    tuple of (...,) float
        Strains of the film and of the substrate, each relative to its own crystal.
    """
    if strained == "film":
        return stretches - 1.0, np.zeros_like(stretches)
    if strained == "substrate":
        return np.zeros_like(stretches), 1.0 / stretches - 1.0
    return 0.5 * (stretches - 1.0), 0.5 * (1.0 / stretches - 1.0)


def common_area_A2(
    film_area_A2: float | NDArray[np.float64],
    stretches: NDArray[np.float64],
    strained: StrainedSide,
) -> NDArray[np.float64]:
    """Area of the common cell.

    Parameters
    ----------
    film_area_A2 : float or (...,) float, A^2
        Area of the film's supercell before straining.
    stretches : (..., 2) float
        Principal stretches from film to substrate.
    strained : {"film", "substrate", "both"}
        Which crystal gives way.

    Returns
    -------
    (...,) float, A^2
        The substrate's area where the film is strained, the film's where the substrate is, and
        film area times (1 + s1)(1 + s2)/4 where both are.
    """
    film_strains, _ = carried_strains(stretches, strained)
    return np.asarray(film_area_A2 * np.prod(1.0 + film_strains, axis=-1))
