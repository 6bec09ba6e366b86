import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saggar.runtime.structures.box import (
    reciprocal_vectors,
    supercell_for_box_rule,
    supercell_of_size,
    thicknesses_A,
    violates_box_rule,
)
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import repeat
from saggar.schemas.errors import StructureError


def box(*edges):
    return Cell(("Li",), np.zeros((1, 3)), np.diag(edges))


def pair(*edges):
    return Cell(("Li", "O"), np.zeros((2, 3)), np.diag(edges))


def test_reciprocal_vectors_are_the_columns_of_the_inverse(random_cell):
    lattice = random_cell(3).lattice
    np.testing.assert_allclose(reciprocal_vectors(lattice.tolist()), np.linalg.inv(lattice).T)


def test_a_thickness_is_the_volume_over_a_face():
    lattice = np.array([[4.0, 0.5, 0.0], [-1.0, 5.0, 0.3], [0.2, 0.7, 6.0]])
    a, b, c = lattice
    faces = [np.linalg.norm(np.cross(*pair)) for pair in ((b, c), (c, a), (a, b))]
    expected = np.linalg.det(lattice) / np.array(faces)
    np.testing.assert_allclose(thicknesses_A(lattice.tolist()), expected)


@pytest.mark.parametrize(
    ("edges", "violated"),
    [
        ((17.5, 30, 61), True),
        ((17.6, 30, 61), False),
        ((17.5, 30, 60), False),
        ((61, 30, 10), True),
        ((10, 10, 10), False),
    ],
)
def test_box_rule_for_a_cutoff_of_6_forbids_17_5_together_with_more_than_60(edges, violated):
    assert violates_box_rule(box(*edges), 6.0) is violated


def test_box_rule_measures_thickness_and_not_edges():
    """An edge of 19 A in a hexagonal cell is 16.5 A thick."""
    hexagonal = 19.0 * np.array([[1, 0, 0], [-0.5, np.sqrt(0.75), 0], [0, 0, 4]])
    cell = Cell(("Li",), np.zeros((1, 3)), hexagonal)
    assert violates_box_rule(cell, 6.0)
    assert supercell_for_box_rule(cell, 6.0) == (2, 2, 1)


@pytest.mark.parametrize(
    ("edges", "repeats"),
    [((11, 17.6, 70), (2, 1, 1)), ((8.75, 5, 70), (3, 4, 1)), ((11, 11, 50), (1, 1, 1))],
)
def test_supercell_is_the_smallest_that_obeys(edges, repeats):
    assert supercell_for_box_rule(box(*edges), 6.0) == repeats


@settings(max_examples=40, deadline=None)
@given(edges=st.tuples(*[st.floats(3, 120)] * 3), cutoff=st.floats(3, 9))
def test_the_supercell_obeys_the_rule(edges, cutoff):
    cell = box(*edges)
    assert not violates_box_rule(repeat(cell, supercell_for_box_rule(cell, cutoff)), cutoff)


@pytest.mark.parametrize(
    ("edges", "atoms", "repeats"),
    [
        ((4.0, 4.0, 4.0), 16, (2, 2, 2)),
        ((4.0, 4.0, 8.0), 8, (2, 2, 1)),
        ((12.0, 4.0, 6.0), 12, (1, 3, 2)),
        ((4.0, 4.0, 4.0), 2, (1, 1, 1)),
    ],
)
def test_repeats_make_the_most_compact_supercell_of_that_many_atoms(edges, atoms, repeats):
    assert supercell_of_size(pair(*edges), atoms) == repeats


def test_bulk_alpha_li2zrcl6_of_the_paper_is_a_whole_number_of_cells(data):
    """3888 atoms are 144 cells of 27; 4 x 4 x 9 of them are 37 x 37 x 53 A thick."""
    from saggar.runtime.structures.cif import read_cif

    cell = read_cif((data / "alpha-LZC.cif").read_text(), name="alpha-LZC")
    assert supercell_of_size(cell, 3888) == (4, 4, 9)


@pytest.mark.parametrize("atoms", [5, 1, 0])
def test_a_number_that_no_supercell_has_is_refused_with_its_neighbours(atoms):
    with pytest.raises(StructureError, match=f"{atoms} atoms are no multiple of the 2 in the cell"):
        supercell_of_size(pair(4.0, 4.0, 4.0), atoms)
