import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saggar.runtime.structures import symmetry
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.cif import read_cif
from saggar.runtime.structures.supercell import supercell
from saggar.runtime.structures.symmetry import (
    describe_lattice,
    find_space_group,
    standard_cells,
)

POLYMORPHS = {
    "c-ZrO2": ("Fm-3m", 225, 3, 12),
    "t-ZrO2": ("P4_2/nmc", 137, 6, 6),
    "m-ZrO2": ("P2_1/c", 14, 12, 12),
    "o-ZrO2-Pca21": ("Pca2_1", 29, 12, 12),
    "o-ZrO2-Pbca": ("Pbca", 61, 24, 24),
    "ideal-LZC": ("P-31c", 163, 18, 18),
    "beta-LZC": ("C2/m", 12, 9, 18),
}


def quartz(hand: int) -> Cell:
    """Alpha quartz, P3_221 for +1; its mirror image P3_121 for -1 (Z = 3)."""
    u, (x, y, z) = 0.4697, (0.4133, 0.2672, 0.7855)
    silicon = [(u, 0, 2 / 3), (0, u, 1 / 3), (-u, -u, 0)]
    oxygen = [
        (x, y, z),
        (-y, x - y, z + 2 / 3),
        (y - x, -x, z + 1 / 3),
        (y, x, -z),
        (x - y, -y, 1 / 3 - z),
        (-x, y - x, 2 / 3 - z),
    ]
    sites = np.array(silicon + oxygen)
    lattice = np.array([[4.916, 0, 0], [-2.458, 2.458 * 3**0.5, 0], [0, 0, 5.405]])
    positions = sites @ lattice
    positions[:, 2] *= hand
    return Cell(("Si",) * 3 + ("O",) * 6, positions, lattice, name="quartz")


@pytest.mark.parametrize("name", POLYMORPHS)
def test_polymorphs_have_the_space_groups_and_cells_of_the_literature(data, name):
    symbol, number, primitive, conventional = POLYMORPHS[name]
    cells = standard_cells(read_cif((data / f"{name}.cif").read_text(), name=name))
    assert (cells.symmetry.symbol, cells.symmetry.number) == (symbol, number)
    assert (len(cells.primitive), len(cells.conventional)) == (primitive, conventional)
    assert not cells.symmetry.chiral


@given(
    seed=st.integers(0, 2**32 - 1),
    name=st.sampled_from(sorted(POLYMORPHS)),
    repeats=st.tuples(*[st.integers(1, 2)] * 3),
)
@settings(max_examples=25, deadline=None)
def test_neither_rotation_supercell_permutation_nor_origin_changes_the_crystal(
    data, rotation, seed, name, repeats
):
    given_cell = read_cif((data / f"{name}.cif").read_text(), name=name)
    rng = np.random.default_rng(seed)
    large = supercell(given_cell, np.diag(repeats))
    turn = rotation(seed)
    moved = Cell(
        large.species, (large.positions + rng.uniform(-9, 9, 3)) @ turn, large.lattice @ turn
    ).take(rng.permutation(len(large)))
    before, after = standard_cells(given_cell), standard_cells(moved)
    assert after.symmetry == before.symmetry
    assert len(after.primitive) == len(before.primitive)
    assert after.primitive.volume_A3 == pytest.approx(before.primitive.volume_A3, rel=1e-6)
    for cell in (after.primitive, after.conventional):
        assert cell.density_g_cm3 == pytest.approx(given_cell.density_g_cm3, rel=1e-6)
        assert np.linalg.det(cell.lattice) > 0


@pytest.mark.parametrize(("hand", "symbol", "number"), [(1, "P3_221", 154), (-1, "P3_121", 152)])
def test_a_chiral_crystal_is_recorded_and_keeps_its_hand(hand, symbol, number):
    cells = standard_cells(quartz(hand))
    assert cells.symmetry.symbol == symbol
    assert cells.symmetry.number == number
    assert cells.symmetry.chiral
    for cell in (cells.primitive, cells.conventional):
        assert find_space_group(cell).symmetry.symbol == symbol


@pytest.mark.parametrize("hand", [1, -1])
def test_a_left_handed_cell_of_a_chiral_crystal_keeps_its_hand(hand):
    cell = quartz(hand)
    left = Cell(cell.species, cell.positions, cell.lattice[[1, 0, 2]])
    assert standard_cells(left).symmetry == standard_cells(cell).symmetry
    primitive = standard_cells(left).primitive
    assert find_space_group(primitive).symmetry.number == (154 if hand == 1 else 152)


@pytest.mark.parametrize("name", POLYMORPHS)
def test_the_conventional_cell_is_its_own_conventional_cell(data, name):
    cells = standard_cells(read_cif((data / f"{name}.cif").read_text(), name=name))
    again = standard_cells(cells.conventional)
    assert again.conventional.lattice == pytest.approx(cells.conventional.lattice, abs=1e-7)
    assert again.primitive.lattice == pytest.approx(cells.primitive.lattice, abs=1e-7)
    assert len(again.primitive) == len(cells.primitive)


def test_a_conventional_cell_keeps_the_setting_of_the_file(data):
    cell = read_cif((data / "o-ZrO2-Pbca.cif").read_text(), name="Pbca")
    standard = standard_cells(cell).conventional
    assert standard.lattice == pytest.approx(cell.lattice, abs=1e-6)


def test_lattice_record_of_a_hexagonal_cell():
    lattice = np.array([[3.0, 0, 0], [-1.5, 1.5 * 3**0.5, 0], [0, 0, 5.0]])
    record = describe_lattice(lattice)
    assert record.lengths_A == (3.0, 3.0, 5.0)
    assert record.angles_deg == (90.0, 90.0, 120.0)


def test_an_ordering_may_keep_the_axes_of_its_average_structure():
    hexagonal = np.array([[9.0, 0, 0], [-4.5, 4.5 * 3**0.5, 0], [0, 0, 5.0]])
    ordering = Cell.from_fractional(["Zr", "Li"], [[0, 0, 0], [0.34, 0, 0.1]], hexagonal)
    assert find_space_group(ordering).symmetry.symbol.startswith("C")
    standard, kept = standard_cells(ordering), standard_cells(ordering, keep_axes=True)
    assert len(standard.conventional) == 4
    assert len(kept.conventional) == 2
    assert kept.conventional.lattice == pytest.approx(hexagonal, abs=1e-8)
    assert kept.symmetry == standard.symmetry


def test_a_crystal_given_as_an_odd_supercell_does_not_become_chiral(data):
    cell = read_cif((data / "o-ZrO2-Pca21.cif").read_text(), name="o-ZrO2-Pca21")
    skewed = supercell(cell, np.array([[1, 1, 0], [0, 1, 1], [1, 0, 2]]))
    assert len(skewed) == 3 * len(cell)
    assert not find_space_group(skewed).symmetry.chiral


@pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning")
def test_chirality_agrees_with_the_operations_of_every_space_group():
    import spglib

    first_settings = {spglib.get_spacegroup_type(hall).number: hall for hall in range(530, 0, -1)}
    for number, hall in first_settings.items():
        rotations = spglib.get_symmetry_from_database(hall)["rotations"]
        proper = bool((np.linalg.det(rotations) > 0).all())
        assert (number in symmetry._SOHNCKE) == proper
    assert len(symmetry._SOHNCKE) == 65
