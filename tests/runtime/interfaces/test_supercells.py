import numpy as np
import pytest

from saggar.runtime.interfaces.supercells import repeated_in_plane, repeats_in_plane
from saggar.runtime.structures.box import violates_box_rule
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import StructureError


def _box(a, b, c, atoms=10):
    rng = np.random.default_rng(1)
    return Cell(("Zr",) * atoms, rng.uniform(size=(atoms, 3)) * [a, b, c], np.diag([a, b, c]))


@pytest.mark.parametrize(
    ("edges", "atoms", "repeats"),
    [
        ((10.0, 10.0), 160, (4, 4)),
        ((10.0, 10.0), 170, (4, 4)),
        ((10.0, 10.0), 176, (3, 6)),
        ((10.0, 30.0), 120, (6, 2)),
        ((10.0, 10.0), 133, (3, 4)),
        ((10.0, 10.0), 1, (1, 1)),
    ],
)
def test_the_shape_nearest_to_the_number_of_atoms_is_taken(edges, atoms, repeats):
    cell = _box(*edges, 24.0)
    found = repeats_in_plane(cell, atoms, cutoff_A=3.0)
    assert found == repeats or found == repeats[::-1]


def test_a_prime_number_of_copies_does_not_make_a_needle():
    first, second = repeats_in_plane(_box(10.0, 10.0, 24.0), 170, cutoff_A=3.0)
    assert max(first, second) <= 2 * min(first, second)


@pytest.mark.parametrize("atoms", [None, 10, 100])
def test_thin_and_long_cells_are_widened_until_gpumd_takes_them(atoms):
    cell, cutoff = _box(6.0, 7.0, 90.0), 6.0
    repeats = repeats_in_plane(cell, atoms, cutoff_A=cutoff)
    assert violates_box_rule(cell, cutoff)
    assert not violates_box_rule(repeated_in_plane(cell, repeats), cutoff)
    assert repeats == (3, 3)


def test_without_a_wanted_size_a_cell_that_obeys_the_box_rule_stays():
    assert repeats_in_plane(_box(6.0, 30.0, 40.0), None, cutoff_A=6.0) == (1, 1)


def test_groups_are_kept_and_nothing_is_repeated_along_c():
    cell = Cell(("Zr", "O"), [[0, 0, 0], [1, 1, 5]], np.diag([3.0, 3, 9]), np.array([0, 1]))
    large = repeated_in_plane(cell, (2, 3))
    assert large.lattice.diagonal().tolist() == [6.0, 9.0, 9.0]
    assert large.group.tolist() == [0, 1] * 6


def test_less_than_one_atom_is_refused():
    with pytest.raises(StructureError, match="at least 1"):
        repeats_in_plane(_box(6.0, 7.0, 40.0), 0, cutoff_A=6.0)
