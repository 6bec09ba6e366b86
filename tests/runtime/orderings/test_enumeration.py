from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pytest
from burnside import P_3M1_ROTATIONS, distinct_choices, permutation
from partly_filled import LZC_CHARGES, sites

from saggar.runtime.orderings.enumeration import enumerate_orderings
from saggar.runtime.structures.symmetry import find_space_group
from saggar.schemas.errors import StructureError


@pytest.fixture(scope="module")
def alpha(alpha_lzc):
    return enumerate_orderings(alpha_lzc, LZC_CHARGES)


@pytest.fixture
def doubly_open(alpha_lzc):
    """Alpha Li2ZrCl6 with two of its zirconium atoms on four places, of two orbits."""
    added = np.array([[1 / 3, 2 / 3, 0.0], [2 / 3, 1 / 3, 0.0]])
    occupancy = alpha_lzc.occupancy.copy()
    occupancy[[1, 2]] = 0.5
    return replace(
        alpha_lzc,
        labels=(*alpha_lzc.labels, "Zr3", "Zr4"),
        species=(*alpha_lzc.species, "Zr", "Zr"),
        fractional=np.vstack([alpha_lzc.fractional, added]),
        occupancy=np.append(occupancy, [0.5, 0.5]),
        orbit=np.arange(len(alpha_lzc.species) + 2),
    )


def test_six_lithium_on_twelve_places_of_alpha_make_96_distinct_orderings_of_924(alpha):
    assert alpha.count == 924
    assert len(alpha) == 96
    assert alpha.multiplicity.sum() == 924


def test_the_distinct_orderings_of_alpha_agree_with_burnsides_lemma(alpha_lzc, alpha):
    lithium = alpha_lzc.fractional[[symbol == "Li" for symbol in alpha_lzc.species]]
    mappings = [permutation(lithium, rotation) for rotation in P_3M1_ROTATIONS]
    assert len(alpha) == distinct_choices([[(mapping, 6)] for mapping in mappings])


def test_chiral_orderings_are_those_that_burnside_counts_twice_without_mirrors(alpha_lzc, alpha):
    """Proper operations alone tell the two hands of a chiral ordering apart."""
    lithium = alpha_lzc.fractional[[symbol == "Li" for symbol in alpha_lzc.species]]
    proper = [r for r in P_3M1_ROTATIONS if np.linalg.det(r) > 0]
    both_hands = distinct_choices([[(permutation(lithium, r), 6)] for r in proper])
    chiral = sum(
        find_space_group(alpha.cell(rank)).symmetry.chiral for rank in range(1, len(alpha) + 1)
    )
    assert alpha.mirror_images_merged
    assert chiral == both_hands - len(alpha)


def test_two_elements_on_places_of_their_own_agree_with_burnsides_lemma(doubly_open):
    found = enumerate_orderings(doubly_open, LZC_CHARGES)
    open_places = doubly_open.occupancy < 1
    kinds = np.array(doubly_open.species)
    lithium = doubly_open.fractional[open_places & (kinds == "Li")]
    zirconium = doubly_open.fractional[open_places & (kinds == "Zr")]
    operations = [
        [(permutation(lithium, r), 6), (permutation(zirconium, r), 2)] for r in P_3M1_ROTATIONS
    ]
    assert found.count == 924 * 6
    assert len(found) == distinct_choices(operations)


def test_translations_of_a_supercell_count_as_symmetry():
    """Half of the eight places of a 2 x 2 x 2 simple cubic crystal."""
    half = sites(["Li", "Cl"], [[0, 0, 0], [0.5, 0.5, 0.5]], [0.5, 1.0])
    found = enumerate_orderings(half, {"Li": 2, "Cl": -1}, supercell=(2, 2, 2))
    points = np.array(list(product((0, 0.5), repeat=3)))
    rotations = [
        np.eye(3)[list(order)] * np.array(signs)
        for order in permutations(range(3))
        for signs in product((1, -1), repeat=3)
    ]
    operations = [[(permutation(points, r, t), 4)] for r in rotations for t in points]
    assert found.count == 70
    assert len(found) == distinct_choices(operations) == 6


@pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning")
def test_bsym_finds_the_same_classes_where_it_reads_the_symmetry_itself(alpha_lzc, alpha):
    from bsym.interface.pymatgen import unique_structure_substitutions
    from pymatgen.core.structure import Structure

    parent = Structure(alpha_lzc.lattice, list(alpha_lzc.species), alpha_lzc.fractional)
    found = unique_structure_substitutions(parent, "Li", {"Na": 6, "Li": 6}, atol=1e-4)
    degeneracies = sorted(structure.number_of_equivalent_configurations for structure in found)
    assert sorted(alpha.multiplicity.tolist()) == degeneracies


def test_no_two_orderings_are_equivalent_and_each_has_the_right_composition(alpha):
    assert len(np.unique(alpha.filled_by, axis=0)) == 96
    for rank in (1, 50, 96):
        assert alpha.cell(rank).counts == {"Zr": 3, "Li": 6, "Cl": 18}


def test_atoms_of_an_ordering_stand_on_places_of_the_file(alpha_lzc, alpha):
    cell = alpha.cell(1, name="alpha/001")
    offsets = cell.fractional[:, None] - alpha_lzc.fractional
    nearest = np.abs(offsets - np.rint(offsets)).max(axis=2)
    assert nearest.min(axis=1) == pytest.approx(np.zeros(27), abs=1e-9)
    assert cell.species == tuple(alpha_lzc.species[k] for k in nearest.argmin(axis=1))
    assert cell.name == "alpha/001"


def test_a_place_shared_by_two_elements_and_a_vacancy_is_filled_by_each_in_turn():
    """Four equivalent places, each Li 1/2 + Y 1/4 + 1/4 empty: 4!/(2! 1! 1!) = 12 orderings."""
    corners = [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]
    shared = sites(
        ["Li"] * 4 + ["Y"] * 4 + ["Cl"],
        [*corners, *corners, [0.5, 0.5, 0.5]],
        [0.5] * 4 + [0.25] * 4 + [1.0],
    )
    found = enumerate_orderings(shared, {"Li": 1, "Y": 3, "Cl": -5})
    assert found.count == 12
    assert found.cell(1).counts == {"Li": 2, "Y": 1, "Cl": 1}
    assert len(found.parent.places) == 5


def test_a_place_shared_by_two_elements_without_vacancy_keeps_none():
    places = [[0, 0, 0], [0.5, 0.5, 0.5]]
    shared = sites(["Li"] * 2 + ["Na"] * 2, [*places, *places], [0.5] * 4)
    found = enumerate_orderings(shared, {"Li": 1, "Na": -1})
    assert (found.count, len(found)) == (2, 1)
    assert len(found.cell(1)) == 2


def test_more_orderings_than_the_cap_are_refused_before_they_are_enumerated(alpha_lzc):
    with pytest.raises(StructureError, match=r"2,704,156 orderings .*at most 100,000"):
        enumerate_orderings(alpha_lzc, LZC_CHARGES, supercell=(1, 2, 1))
    with pytest.raises(StructureError, match="at most 923"):
        enumerate_orderings(alpha_lzc, LZC_CHARGES, at_most=923)


def test_charges_that_do_not_add_up_are_refused(alpha_lzc):
    with pytest.raises(StructureError, match=r"6 Li \(\+1\) .* 3 Zr|3 Zr \(\+3\).* add up to -3 e"):
        enumerate_orderings(alpha_lzc, {**LZC_CHARGES, "Zr": 3.0})


def test_occupancies_that_are_not_neutral_are_refused_before_a_supercell_is_proposed():
    corners = [[0, 0, 0], [0.5, 0, 0], [0, 0.5, 0], [0, 0, 0.5], [0.5, 0.5, 0.5]]
    average = sites(["Li"] * 4 + ["Cl"], corners, [0.45] * 4 + [1.0])
    with pytest.raises(StructureError, match=r"1\.8 Li \(\+1\) 1 Cl \(-1\).* add up to \+0\.8 e"):
        enumerate_orderings(average, {"Li": 1.0, "Cl": -1.0})
    with pytest.raises(StructureError, match="no whole number"):
        enumerate_orderings(average, {"Li": 1.0, "Cl": -1.8})


def test_occupancies_that_are_neutral_but_for_their_rounding_are_filled():
    thirds = sites(["Li"] * 3 + ["Cl"], [[0, 0, 0], [0.5, 0, 0], [0, 0.5, 0], [0.5] * 3],
                   [0.33] * 3 + [1.0])  # fmt: skip
    assert enumerate_orderings(thirds, {"Li": 1.0, "Cl": -1.0}).count == 3


def test_an_element_without_charge_is_refused(alpha_lzc):
    with pytest.raises(StructureError, match="no formal charge for Zr"):
        enumerate_orderings(alpha_lzc, {"Li": 1.0, "Cl": -1.0})


def test_an_ordered_structure_is_refused():
    with pytest.raises(StructureError, match="nothing to order"):
        enumerate_orderings(sites(["Li"], [[0, 0, 0]], [1.0]), {"Li": 0.0})


def test_energies_ascend_and_equal_ones_are_sorted_by_their_places(alpha):
    assert (np.diff(alpha.energies_eV) >= -1e-6).all()
    rows = [tuple(row) for row in alpha.filled_by]
    for (low, first), (high, second) in zip(
        zip(alpha.energies_eV, rows, strict=True),
        list(zip(alpha.energies_eV, rows, strict=True))[1:],
        strict=False,
    ):
        assert high - low > 1e-6 or first < second
