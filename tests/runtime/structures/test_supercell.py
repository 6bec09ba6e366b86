import numpy as np
import pytest

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.supercell import supercell, supercell_of_size
from saggar.schemas.errors import StructureError


def box(*edges):
    return Cell(("Li", "O"), np.zeros((2, 3)), np.diag(edges))


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
    assert supercell_of_size(box(*edges), atoms) == repeats


def test_bulk_alpha_li2zrcl6_of_the_paper_is_a_whole_number_of_cells(data):
    """3888 atoms are 144 cells of 27; 4 x 4 x 9 of them are 37 x 37 x 53 A thick."""
    from saggar.runtime.structures.cif import read_cif

    cell = read_cif((data / "alpha-LZC.cif").read_text(), name="alpha-LZC")
    assert supercell_of_size(cell, 3888) == (4, 4, 9)


@pytest.mark.parametrize("atoms", [5, 1, 0])
def test_a_number_that_no_supercell_has_is_refused_with_its_neighbours(atoms):
    with pytest.raises(StructureError, match=f"{atoms} atoms are no multiple of the 2 in the cell"):
        supercell_of_size(box(4.0, 4.0, 4.0), atoms)


@pytest.mark.parametrize(
    "matrix",
    [
        [[-1, 1, 1], [1, -1, 1], [1, 1, -1]],
        [[0, 1, 1], [1, 0, 1], [1, 1, 0]],
        [[2, 1, 0], [-1, 3, 1], [0, 0, -2]],
    ],
)
def test_an_integer_supercell_holds_every_image_once(matrix):
    lattice = np.array([[3.0, 0, 0], [0.4, 3.5, 0], [-0.7, 0.2, 4.0]])
    cell = Cell.from_fractional(
        ["Li", "O"], [[0.1, 0.2, 0.3], [0.6, 0.7, 0.9]], lattice, group=np.array([0, 1])
    )
    large = supercell(cell, np.array(matrix))
    copies = abs(round(float(np.linalg.det(matrix))))
    assert large.counts == {"Li": copies, "O": copies}
    assert large.volume_A3 == pytest.approx(copies * cell.volume_A3)
    assert (large.group == np.tile([0, 1], copies)).all()
    places = (large.positions - cell.positions[large.group]) @ np.linalg.inv(lattice)
    assert places == pytest.approx(np.rint(places), abs=1e-9)
    assert len(np.unique(np.round(large.fractional, 9), axis=0)) == 2 * copies


def test_a_flat_supercell_is_refused():
    with pytest.raises(StructureError, match="has no volume"):
        supercell(box(4.0, 4.0, 4.0), np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0]]))
