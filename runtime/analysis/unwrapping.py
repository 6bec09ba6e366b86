"""Continuous paths of ions from wrapped frames, in a cell that changes from frame to frame."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def fractional_step(
    previous: NDArray[np.float64],
    current: NDArray[np.float64],
    framework: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """Return the fractional displacement of each atom between two frames.

    Each frame's coordinates are fractions of its own cell, so that the rescaling by a barostat is
    no displacement. The nearest image is taken: no atom may move by half a cell between frames.

    Parameters
    ----------
    previous, current : (..., n_atoms, 3) float
        Fractional coordinates, wrapped or not.
    framework : (n_atoms,) bool, optional
        Atoms whose mean displacement is subtracted, so that the host lattice is at rest. Its
        atoms, and not the mobile ions, must carry it: the centre of mass of all atoms moves
        against the ions that diffuse.

    Returns
    -------
    (..., n_atoms, 3) float
        Displacements in fractions of the cell.

    References
    ----------
    von Bulow, Bullerjahn, Hummer, J. Chem. Phys. 153, 021101 (2020).
    """
    step = np.asarray(current, dtype=np.float64) - np.asarray(previous, dtype=np.float64)
    step -= np.rint(step)
    if framework is not None:
        step -= step[..., framework, :].mean(axis=-2, keepdims=True)
    return step


def upright(lattices: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn cells into one orientation: a along x, b in the plane of x and y.

    A cell is turned as a whole: its lengths, angles and handedness stay, and so do the fractions of
    its atoms. The six-pressure barostat of GPUMD turns cells at random (its pull request 1680), and
    the mean of cells that are turned against each other is smaller than each of them.

    Parameters
    ----------
    lattices : (..., 3, 3) float, A
        Cell vectors as rows.

    Returns
    -------
    (..., 3, 3) float, A
        Lower triangles: the Cholesky factors of the matrices of scalar products, L L^T.
    """
    triangles = np.asarray(np.linalg.cholesky(lattices @ lattices.mT), dtype=np.float64)
    triangles[..., 2, 2] *= np.sign(np.linalg.det(lattices))
    return triangles


def unwrapped(
    fractional: NDArray[np.float64],
    lattices: NDArray[np.float64],
    framework: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """Return continuous Cartesian paths, relative to the framework.

    Fractional displacements are summed and turned into lengths with the mean of the `upright` cells
    of all frames: multiplying by each frame's own cell instead would add the breathing and turning
    of the box, times the distance from the origin, to every path. So x is along a, and z upright on
    a and b, whichever way the cell lies.

    Parameters
    ----------
    fractional : (n_frames, n_atoms, 3) float
        Coordinates of each frame in fractions of its own cell.
    lattices : (n_frames, 3, 3) float, A
        Cell vectors of each frame as rows.
    framework : (n_atoms,) bool, optional
        Atoms of the host lattice; see `fractional_step`.

    Returns
    -------
    (n_frames, n_atoms, 3) float, A
        Paths that start at the first frame's coordinates.

    References
    ----------
    von Bulow, Bullerjahn, Hummer, J. Chem. Phys. 153, 021101 (2020); Bullerjahn et al., J. Chem.
    Theory Comput. 19, 3406 (2023).
    """
    paths = np.empty(fractional.shape, dtype=np.float64)
    paths[0] = fractional[0]
    for frame in range(1, len(fractional)):
        step = fractional_step(fractional[frame - 1], fractional[frame], framework)
        np.add(paths[frame - 1], step, out=paths[frame])
    return np.asarray(paths @ upright(lattices).mean(axis=0), dtype=np.float64)


def ion_paths(
    frames: Iterable[tuple[NDArray[np.float64], NDArray[np.float64]]], ions: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the paths of some atoms relative to all others, from frames that come one by one.

    The same as the ions' part of `unwrapped` with the other atoms as framework, but of the other
    atoms only one frame is held.

    Parameters
    ----------
    frames : iterable of ((n_atoms, 3) float, (3, 3) float)
        Fractional coordinates, and cell vectors as rows in A.
    ions : (n_atoms,) bool
        Atoms whose paths are wanted.

    Returns
    -------
    (n_frames, n_ions, 3) float, A
        Paths that start at the first frame's coordinates; empty where there are no frames.
    """
    paths: list[NDArray[np.float64]] = []
    lattice_sum = np.zeros((3, 3))
    previous: NDArray[np.float64] | None = None
    for fractional, lattice in frames:
        if previous is None:
            paths.append(fractional[ions])
        else:
            paths.append(paths[-1] + fractional_step(previous, fractional, ~ions)[ions])
        previous = fractional
        lattice_sum += upright(lattice)
    if not paths:
        return np.empty((0, int(ions.sum()), 3))
    return np.asarray(np.array(paths) @ (lattice_sum / len(paths)), dtype=np.float64)
