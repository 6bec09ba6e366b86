import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import (
    check_density,
    check_distances,
    check_neutral,
    close_pairs,
    net_charge,
    repeat,
)
from saggar.schemas.errors import StructureError

CHARGES = {"Li": 1, "Zr": 4, "O": -2, "Cl": -1}


def box(*edges):
    return Cell(("Li",), np.zeros((1, 3)), np.diag(edges))


def test_stoichiometric_li2zrcl6_is_neutral(ideal_lzc):
    assert net_charge(ideal_lzc, CHARGES) == 0
    check_neutral(ideal_lzc, CHARGES)


def test_a_missing_lithium_is_told_with_the_sum(ideal_lzc):
    lithium = ideal_lzc.species.index("Li")
    poor = ideal_lzc.take([k for k in range(len(ideal_lzc)) if k != lithium])
    with pytest.raises(StructureError, match=r"ideal-LZC: net charge -1 e .*3 Li x \+1"):
        check_neutral(poor, CHARGES)


def test_an_element_without_charge_is_named(cubic_zirconia):
    with pytest.raises(StructureError, match="no formal charge for Zr; charges are given for O"):
        net_charge(cubic_zirconia, {"O": -2})


def test_sound_structures_have_no_close_pairs(ideal_lzc, cubic_zirconia):
    check_distances(ideal_lzc)
    check_distances(cubic_zirconia)


def test_close_pair_is_reported_with_distance_and_limit():
    cell = Cell(("Zr", "O"), np.array([[0.2, 0, 0], [9.0, 0, 0]]), np.eye(3) * 10)
    (pair,) = close_pairs(cell, 0.7)
    assert (pair.first, pair.second) == (0, 1)
    assert pair.distance_A == pytest.approx(1.2)
    assert pair.limit_A == pytest.approx(0.7 * 2.41)
    with pytest.raises(StructureError, match=r"atom 1 \(Zr\) and atom 2 \(O\) are 1.200 A apart"):
        check_distances(cell, 0.7)


def test_a_pair_at_the_limit_is_allowed():
    cell = Cell(("O", "O"), np.array([[0, 0, 0], [0.66, 0, 0]]), np.eye(3) * 10)
    assert close_pairs(cell, 0.5) == ()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_repetition_is_that_of_ase_with_groups(random_cell, seed):
    cell = random_cell(seed)
    supercell, expected = repeat(cell, (2, 3, 1)), cell.to_ase().repeat((2, 3, 1))
    np.testing.assert_allclose(supercell.positions, expected.get_positions(), atol=1e-9)
    np.testing.assert_allclose(supercell.lattice, np.asarray(expected.cell), atol=1e-9)
    assert list(supercell.species) == expected.get_chemical_symbols()
    np.testing.assert_array_equal(supercell.group, expected.arrays["group"])


def test_zero_copies_are_refused(cubic_zirconia):
    with pytest.raises(StructureError, match="at least 1"):
        repeat(cubic_zirconia, (1, 0, 1))


@pytest.mark.parametrize(("edge_A", "density"), [(14.0, 0.298), (2.5, 52.4)])
def test_a_density_that_no_crystal_has_is_refused(edge_A, density):
    """Four Zr and eight O weigh 492.9 u; 1 u/A^3 is 1.66054 g/cm^3."""
    sites = np.zeros((12, 3))
    cell = Cell(("Zr",) * 4 + ("O",) * 8, sites, edge_A * np.eye(3), name="zirconia")
    with pytest.raises(StructureError, match=rf"zirconia: density {density} g/cm\^3"):
        check_density(cell)


def test_the_densities_of_lithium_and_osmium_pass():
    check_density(Cell(("Li",) * 2, np.zeros((2, 3)), 3.51 * np.eye(3)))
    check_density(Cell(("Os",) * 2, np.zeros((2, 3)), np.diag([2.734, 2.734 * 0.75**0.5, 4.317])))
