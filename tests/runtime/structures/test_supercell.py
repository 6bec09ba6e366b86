import numpy as np
import pytest

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.supercell import supercell
from saggar.schemas.errors import StructureError


def box(*edges):
    return Cell(("Li", "O"), np.zeros((2, 3)), np.diag(edges))


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
