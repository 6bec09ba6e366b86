"""The D3(BJ) correction on its own."""

import numpy as np
import pytest

from saggar.runtime.engines.dispersion import DispersionD3
from saggar.runtime.engines.reference import read_label
from saggar.runtime.structures.cell import Cell


def test_numbers_are_those_of_pbe_d3bj(zro2: Cell) -> None:
    from dftd3.ase import DFTD3

    atoms, again = zro2.to_ase(), zro2.to_ase()
    atoms.calc, again.calc = DispersionD3().calculator(), DFTD3(method="PBE", damping="d3bj")
    ours, published = read_label(atoms, zro2), read_label(again, zro2)
    assert ours.energy_eV == pytest.approx(published.energy_eV, abs=1e-5)
    assert ours.forces_eV_A == pytest.approx(published.forces_eV_A, abs=1e-5)
    assert ours.virial_eV == pytest.approx(published.virial_eV, abs=1e-3)
    assert ours.energy_eV < -0.3


def test_virial_is_attractive(zro2: Cell) -> None:
    atoms = zro2.to_ase()
    atoms.calc = DispersionD3().calculator()
    assert np.trace(read_label(atoms, zro2).virial_eV) < 0.0
