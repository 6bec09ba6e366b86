"""Strain between two lattices, from the metrics of a cell that they have in common."""

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.interfaces.limits import StrainedSide

_TIE = 1e-6  # relative; vectors whose lengths differ by less are equally short


def principal_stretches(
    film_metrics: NDArray[np.float64], substrate_metrics: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give the stretches that take the film's cell to the substrate's, along the principal axes.

    Their squares are the eigenvalues of Gf^-1 Gs with the metric tensors G of the two cells,
    found from L^-1 Gs L^-T with Gf = L L^T, which is symmetric and keeps small differences exact.

    Parameters
    ----------
    film_metrics, substrate_metrics : (..., 3) float, A^2
        u.u, u.v, v.v of corresponding cells.

    Returns
    -------
    (..., 2) float
        Smaller and larger stretch.

    References
    ----------
    The right Cauchy-Green tensor: Truesdell and Noll, The Non-Linear Field Theories of
    Mechanics, section 23.
    """
    uu, uv, vv = np.moveaxis(film_metrics, -1, 0)
    pp, pq, qq = np.moveaxis(substrate_metrics, -1, 0)
    slope = uv / uu
    height2 = vv - slope * uv
    c11 = pp / uu
    c12 = (pq - slope * pp) / np.sqrt(uu * height2)
    c22 = (qq - slope * (2.0 * pq - slope * pp)) / height2
    largest = 0.5 * (c11 + c22) + np.hypot(0.5 * (c11 - c22), c12)
    smallest = np.maximum(c11 * c22 - c12**2, 0.0) / largest
    return np.asarray(np.sqrt(np.stack([smallest, largest], axis=-1)))


def length_ratios(
    reduced_metrics: NDArray[np.float64], other_metrics: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the changes of the shortest vectors of reduced cells and of the angles between them.

    The shortest vectors are u, v and, where it is as short as v within 1e-6, the diagonal
    w = v - sign(u.v) u: all vectors that a reduced basis of this cell could be made of.

    Parameters
    ----------
    reduced_metrics, other_metrics : (..., 3) float, A^2
        u.u, u.v, v.v of a reduced cell and of the cell that corresponds to it.

    Returns
    -------
    tuple of (..., 3) float
        Ratios of lengths, other over reduced, of u, v, w; magnitudes of the changes of the angles
        u-v, u-w, v-w, radians. Where the diagonal is longer, v stands for it.
    """
    side = np.where(reduced_metrics[..., 1] < 0.0, -1.0, 1.0)
    lengths, angles = _triangle(reduced_metrics, side)
    other_lengths, other_angles = _triangle(other_metrics, side)
    ratios, turns = other_lengths / lengths, np.abs(other_angles - angles)
    longer = lengths[..., 2] > lengths[..., 1] * (1.0 + _TIE)
    ratios[longer, 2] = ratios[longer, 1]
    turns[longer, 1:] = turns[longer, :1]
    return ratios, turns


def mismatch(stretches: NDArray[np.float64], strained: StrainedSide) -> NDArray[np.float64]:
    """Give the strain that a stretch from film to substrate means for the strained crystal.

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
    """Give the strains of film and substrate in the common cell.

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


def common_areas_A2(
    film_areas_A2: NDArray[np.float64], stretches: NDArray[np.float64], strained: StrainedSide
) -> NDArray[np.float64]:
    """Give the areas of common cells.

    Parameters
    ----------
    film_areas_A2 : (...,) float, A^2
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
    return np.asarray(film_areas_A2 * np.prod(1.0 + film_strains, axis=-1))


def _triangle(
    metrics: NDArray[np.float64], side: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lengths of u, v and w = v - side u, and the angles u-v, u-w, v-w."""
    uu, uv, vv = np.moveaxis(metrics, -1, 0)
    uw, vw = uv - side * uu, vv - side * uv
    ww = vw - side * uw
    squares = np.stack([uu, vv, ww], axis=-1)
    products = np.stack([uv, uw, vw], axis=-1)
    norms = np.sqrt(np.stack([uu * vv, uu * ww, vv * ww], axis=-1))
    return np.sqrt(squares), np.arccos(np.clip(products / norms, -1.0, 1.0))
