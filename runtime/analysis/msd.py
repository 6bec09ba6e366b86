"""Mean squared displacement over all time origins, and the exponent it grows with."""

import numpy as np
from numpy.typing import NDArray

from saggar.schemas.errors import SaggarError

_ATOMS_AT_A_TIME = 256  # bounds the memory of the transforms


def mean_squared_displacement(positions_A: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean squared displacement along each axis for every lag.

    MSD(m) = < (r(k + m) - r(k))^2 >, averaged over all time origins k and over the atoms.
    Expanding the square leaves sums of squares, which follow from running sums, and an
    autocorrelation, which the Wiener-Khinchin theorem turns into Fourier transforms.

    Parameters
    ----------
    positions_A : (n_frames, n_atoms, 3) float, A
        Continuous paths at equal intervals (see `unwrapping.unwrapped`).

    Returns
    -------
    (n_frames, 3) float, A^2
        Row m is the lag of m intervals; the sum of a row is the MSD in space.

    Raises
    ------
    SaggarError
        If there is no frame or no atom.

    References
    ----------
    Kneller et al., Comput. Phys. Commun. 91, 191 (1995); Calandrini et al., Collection SFN 12,
    201 (2011).
    """
    n_frames, n_atoms = positions_A.shape[:2]
    if n_frames == 0 or n_atoms == 0:
        raise SaggarError(f"{n_frames} frames of {n_atoms} atoms; at least one of each is needed")
    squares = np.zeros((3, n_frames))
    products = np.zeros((3, n_frames))
    for start in range(0, n_atoms, _ATOMS_AT_A_TIME):
        some = positions_A[:, start : start + _ATOMS_AT_A_TIME]
        paths = np.ascontiguousarray(some.transpose(2, 1, 0), dtype=np.float64)
        paths -= paths.mean(axis=2, keepdims=True)
        squares += np.einsum("xnt,xnt->xt", paths, paths)
        products += _autocorrelation(paths)
    origins = np.arange(n_frames, 0, -1)
    msd = (_ends(squares) - 2.0 * products) / (origins * n_atoms)
    msd[:, 0] = 0.0
    return np.asarray(np.maximum(msd, 0.0).T, dtype=np.float64)


def _autocorrelation(paths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum over atoms and origins of r(k) r(k + m), from (3, n, n_frames)."""
    from scipy import fft

    n_frames = paths.shape[2]
    length = fft.next_fast_len(2 * n_frames - 1, real=True)
    spectrum = fft.rfft(paths, n=length, axis=2)
    power = np.einsum("xnf,xnf->xf", spectrum.real, spectrum.real)
    power += np.einsum("xnf,xnf->xf", spectrum.imag, spectrum.imag)
    return np.asarray(fft.irfft(power, n=length, axis=1)[:, :n_frames], dtype=np.float64)


def _ends(squares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum over origins k of r(k)^2 + r(k + m)^2, from r(k)^2 of shape (3, n_frames)."""
    first_ones = np.cumsum(squares, axis=1)[:, ::-1]
    last_ones = np.cumsum(squares[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(first_ones + last_ones, dtype=np.float64)


def log_log_slope(times: NDArray[np.float64], msd: NDArray[np.float64]) -> float:
    """Return the exponent n of MSD ~ t^n by least squares on the logarithms.

    2 is ballistic, 1 diffusive, 0 a cage.

    Parameters
    ----------
    times : (n,) float
        Lags above 0, in any unit.
    msd : (n,) float
        Mean squared displacements at these lags, in any unit.

    Returns
    -------
    float
        Slope over all points given; 0 where nothing moves at all.

    Raises
    ------
    SaggarError
        If there are fewer than two points or a lag is not above 0.
    """
    if len(times) < 2 or not (np.asarray(times) > 0.0).all():
        raise SaggarError(f"{len(times)} lag(s) for a slope; at least two above 0 are needed")
    moving = np.asarray(msd) > 0.0
    if np.count_nonzero(moving) < 2:
        return 0.0
    return float(np.polyfit(np.log(times[moving]), np.log(msd[moving]), 1)[0])
