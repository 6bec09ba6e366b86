import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.covalent import shortest_distance_ratio
from saggar.runtime.structures.perturbation import perturbed, random_strain, rattled, strained
from saggar.runtime.structures.sanity import repeat
from saggar.schemas.errors import StructureError


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), magnitude=st.floats(0.001, 0.2))
def test_largest_principal_strain_is_the_magnitude(seed, magnitude):
    strain = random_strain(magnitude, np.random.default_rng(seed))
    np.testing.assert_array_equal(strain, strain.T)
    assert np.abs(np.linalg.eigvalsh(strain)).max() == pytest.approx(magnitude)


def test_strain_compresses_as_often_as_it_expands():
    rng = np.random.default_rng(1)
    traces = np.array([np.trace(random_strain(0.05, rng)) for _ in range(2000)])
    assert abs(np.mean(traces > 0) - 0.5) < 0.04


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_straining_deforms_lattice_and_atoms_alike(random_cell, seed):
    cell = random_cell(seed)
    result = strained(cell, 0.04, np.random.default_rng(seed))
    deformation = np.linalg.solve(cell.lattice, result.lattice)
    expected = np.eye(3) + random_strain(0.04, np.random.default_rng(seed))
    np.testing.assert_allclose(deformation, expected, atol=1e-12)
    np.testing.assert_allclose(result.fractional, cell.fractional, atol=1e-9)
    np.testing.assert_array_equal(result.group, cell.group)


def test_rattle_has_the_standard_deviation_asked_for(cubic_zirconia):
    supercell = repeat(cubic_zirconia, (5, 5, 5))
    moved = rattled(supercell, 0.08, np.random.default_rng(2))
    displacements = moved.positions - supercell.positions
    assert displacements.std() == pytest.approx(0.08, rel=0.03)
    assert abs(displacements.mean()) < 0.005
    np.testing.assert_array_equal(moved.lattice, supercell.lattice)


def test_a_strong_rattle_still_keeps_atoms_apart(cubic_zirconia):
    rng = np.random.default_rng(3)
    ratios = [shortest_distance_ratio(rattled(cubic_zirconia, 0.35, rng)) for _ in range(20)]
    assert min(ratios) >= 0.7


def test_a_rattle_that_leaves_no_room_is_refused(cubic_zirconia):
    crowded = repeat(cubic_zirconia, (2, 2, 2))
    with pytest.raises(StructureError, match="take a smaller one"):
        rattled(crowded, 3.0, np.random.default_rng(4))


def test_a_structure_with_overlapping_atoms_is_refused_before_it_is_rattled():
    cell = Cell(("O", "O"), np.array([[0, 0, 0], [0.5, 0, 0]]), np.eye(3) * 8)
    with pytest.raises(StructureError, match=r"0\.500 A apart"):
        rattled(cell, 0.0, np.random.default_rng(5))


def test_perturbed_copies_have_strains_all_over_the_range(ideal_lzc):
    copies = perturbed(ideal_lzc, (0.01, 0.05), 0.0, 200, np.random.default_rng(6))
    inverse = np.linalg.inv(ideal_lzc.lattice)
    strains = [inverse @ copy.lattice - np.eye(3) for copy in copies]
    sizes = np.array([np.abs(np.linalg.eigvalsh((s + s.T) / 2)).max() for s in strains])
    assert len(copies) == 200
    assert sizes.min() == pytest.approx(0.01, abs=0.001)
    assert sizes.max() == pytest.approx(0.05, abs=0.001)
    assert sizes.mean() == pytest.approx(0.03, abs=0.0025)


def test_the_same_generator_state_gives_the_same_copies(ideal_lzc):
    one, other = (
        perturbed(ideal_lzc, (0.01, 0.05), 0.05, 3, np.random.default_rng(7)) for _ in range(2)
    )
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a.positions, b.positions)


@pytest.mark.parametrize("strain", [-0.1, 1.0])
def test_impossible_strains_are_refused(ideal_lzc, strain):
    with pytest.raises(StructureError, match="strain is"):
        strained(ideal_lzc, strain, np.random.default_rng(8))


def test_a_reversed_range_and_a_negative_rattle_are_refused(ideal_lzc):
    rng = np.random.default_rng(9)
    with pytest.raises(StructureError, match=r"strain range is 0\.05 to 0\.01"):
        perturbed(ideal_lzc, (0.05, 0.01), 0.0, 1, rng)
    with pytest.raises(StructureError, match="rattle is -1 A"):
        rattled(ideal_lzc, -1.0, rng)
