"""Averaged SOAP: one fingerprint a frame, for a first selection without a potential."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.cell import Cell


@dataclass(frozen=True)
class SoapSettings:
    """Parameters of the smooth overlap of atomic positions.

    Attributes
    ----------
    cutoff_A : float, A
        Radius of an environment.
    n_max : int
        Number of radial functions (spherical Gaussian-type orbitals).
    l_max : int
        Largest degree of the spherical harmonics.
    sigma_A : float, A
        Width of the Gaussian on each atom.

    Notes
    -----
    The paper names SOAP and DScribe but no parameters: these are ours. For four elements they
    make 680 features; 6 A, 8 and 6 make 3696 and take five times as long.
    """

    cutoff_A: float = 5.0
    n_max: int = 4
    l_max: int = 4
    sigma_A: float = 0.5


def soap_descriptors(
    cells: Sequence[Cell], species: Sequence[str], settings: SoapSettings
) -> NDArray[np.float64]:
    """Return the mean SOAP power spectrum of each cell.

    The power spectra of the atoms are averaged (DScribe's ``outer``), so that a supercell has the
    fingerprint of its cell.

    Parameters
    ----------
    cells : sequence of Cell, length n
        Structures.
    species : sequence of str
        Every element of the campaign, so that all fingerprints have the same length.
    settings : SoapSettings
        Parameters.

    Returns
    -------
    (n, n_features) float

    References
    ----------
    Bartok, Kondor, Csanyi, Phys. Rev. B 87, 184115 (2013); De et al., Phys. Chem. Chem. Phys. 18,
    13754 (2016) for the average; Himanen et al., Comput. Phys. Commun. 247, 106949 (2020).
    """
    from dscribe.descriptors import SOAP

    spectrum = SOAP(
        species=sorted(set(species)),
        r_cut=settings.cutoff_A,
        n_max=settings.n_max,
        l_max=settings.l_max,
        sigma=settings.sigma_A,
        periodic=True,
        average="outer",
    )
    return np.array([spectrum.create(cell.to_ase()) for cell in cells], dtype=np.float64)
