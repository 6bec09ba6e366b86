import numpy as np
import pytest
from partly_filled import LZC_CHARGES

from saggar.runtime.orderings.enumeration import enumerate_orderings
from saggar.runtime.orderings.ewald import ewald_energies, unit_charge_energies
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import StructureError

COULOMB_eV_A = 14.3996454784
"""e^2 / (4 pi epsilon_0), CODATA 2018."""


def rock_salt(edge_A: float) -> Cell:
    corners = np.array([[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]])
    return Cell.from_fractional(
        ["Na"] * 4 + ["Cl"] * 4, np.vstack([corners, corners + 0.5]), edge_A * np.eye(3)
    )


def test_rock_salt_has_the_energy_of_its_madelung_constant():
    """1.747565 per formula unit, at the distance of nearest neighbours."""
    charges = np.array([[1.0] * 4 + [-1.0] * 4])
    (energy,) = ewald_energies(rock_salt(5.64), charges)
    madelung = -energy / 4 * (5.64 / 2) / COULOMB_eV_A
    assert madelung == pytest.approx(1.7475646, abs=1e-6)


def test_charges_enter_by_their_square():
    one = np.array([[1.0] * 4 + [-1.0] * 4])
    cell = rock_salt(5.64)
    assert ewald_energies(cell, 2 * one) == pytest.approx(4 * ewald_energies(cell, one))


def test_interactions_are_mutual():
    interactions = unit_charge_energies(rock_salt(5.64))
    assert interactions == pytest.approx(interactions.T, abs=1e-9)


def test_one_matrix_gives_the_energies_of_single_summations(alpha_lzc):
    from pymatgen.analysis import ewald
    from pymatgen.core.structure import Structure

    found = enumerate_orderings(alpha_lzc, LZC_CHARGES)
    for rank in (1, 17, 60, 96):
        cell = found.cell(rank)
        structure = Structure(cell.lattice, list(cell.species), cell.fractional)
        structure.add_oxidation_state_by_element(LZC_CHARGES)
        single = ewald.EwaldSummation(structure).total_energy
        assert found.energies_eV[rank - 1] == pytest.approx(single, abs=1e-6)


def test_charges_that_do_not_add_up_are_refused():
    charges = np.array([[1.0] * 4 + [-1.0] * 4, [1.0] * 4 + [-1.0] * 3 + [0.0]])
    with pytest.raises(StructureError, match=r"filling 2 add up to \+1 e"):
        ewald_energies(rock_salt(5.64), charges)
