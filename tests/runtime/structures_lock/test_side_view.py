"""Side views: every atom of the cell at its place, the substrate below, never mirrored."""

from dataclasses import replace

import numpy as np
import pytest
from frozen_records import interface_cell

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import repeat
from saggar.runtime.structures_lock.side_view import SLICE_A, WIDEST_A, side_view
from saggar.schemas.errors import StructureError


def test_view_runs_along_the_shorter_vector() -> None:
    cell = interface_cell(edge_A=5.1)
    assert side_view(cell).along == "a"
    swapped = replace(
        cell,
        positions=cell.positions[:, [1, 0, 2]] * np.array([1, 1, 1]),
        lattice=cell.lattice[np.ix_([1, 0, 2], [1, 0, 2])],
    )
    assert side_view(swapped).along == "b"


def test_narrow_cells_are_repeated_in_whole() -> None:
    view = side_view(interface_cell(edge_A=5.1))
    assert view.width_A == pytest.approx(4 * 6.12)
    assert view.cell_width_A == pytest.approx(6.12)
    inside = view.right_A < view.width_A - 1e-2
    assert np.count_nonzero(inside) == 4 * len(interface_cell())


def test_of_large_cells_a_slice_is_taken() -> None:
    large = repeat(interface_cell(edge_A=5.1), (20, 20, 1))
    view = side_view(large)
    assert (view.drawn_depth_A, view.width_A) == (SLICE_A, WIDEST_A)
    assert view.full_depth_A == pytest.approx(102.0)
    assert view.depth_A.max() <= SLICE_A + 1e-2
    assert view.right_A.max() <= WIDEST_A + 1e-2


@pytest.mark.parametrize("up_A", [0.0, 4.0, 7.9, 12.5])
def test_slabs_that_the_cell_boundary_splits_are_whole(up_A: float) -> None:
    view = side_view(interface_cell(up_A=up_A))
    assert view.up_A[~view.in_film].max() == pytest.approx(1.1 + 5.0)
    assert view.up_A[~view.in_film].min() == pytest.approx(1.1)
    assert view.up_A[view.in_film].min() == pytest.approx(1.1 + 7.2)
    assert view.up_A[view.in_film].max() == pytest.approx(1.1 + 11.1)
    assert view.interface_up_A == pytest.approx(1.1 + 6.1)


def test_atoms_further_back_come_first() -> None:
    depths = side_view(interface_cell()).depth_A
    assert (np.diff(depths) <= 1e-6).all()


def test_right_up_and_towards_the_viewer_are_right_handed() -> None:
    """Along a, to the back, and c up, b points to the left."""
    cell = Cell(
        ("Li", "O", "Zr"),
        np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 5.0], [1.5, 1.0, 6.0]]),
        np.diag([30.0 / 8, 30.0, 10.0]),
        np.array([1, 0, 0]),
    )
    view = side_view(cell)
    places = {
        symbol: (right % 30.0, depth)
        for symbol, right, depth in zip(view.species, view.right_A, view.depth_A, strict=True)
    }
    assert view.along == "a"
    assert places["Li"] == pytest.approx((0.0, 0.0))
    assert places["O"] == pytest.approx((29.0, 0.0))
    assert places["Zr"] == pytest.approx((29.0, 1.5))


def test_a_skew_cell_shows_each_atom_once_a_repeat() -> None:
    skew = interface_cell()
    lattice = skew.lattice.copy()
    lattice[1, 0] = -0.5 * lattice[0, 0]
    view = side_view(replace(skew, lattice=lattice))
    inside = view.right_A < view.width_A - 1e-2
    copies = round(view.width_A / view.cell_width_A)
    assert np.count_nonzero(inside) == copies * len(skew)
    assert view.cell_width_A == pytest.approx(6.12)


def test_the_next_repeat_of_a_skew_cell_stands_at_its_own_depth() -> None:
    """b leans by 1 A towards the back; a step to the right is a step along -b."""
    lattice = np.array([[4.0, 0.0, 0.0], [1.0, 30.0, 0.0], [0.0, 0.0, 10.0]])
    positions = np.array([[0.0, 0.0, 1.0], [2.0, 15.0, 5.0]])
    view = side_view(Cell(("Li", "O"), positions, lattice, np.array([1, 0])))
    lithium = view.species == "Li"
    places = sorted(zip(view.right_A[lithium], view.depth_A[lithium], strict=True))
    assert places[0] == pytest.approx((0.0, 0.0))
    assert places[1] == pytest.approx((30.0, 3.0))


def test_a_cell_without_both_slabs_is_refused() -> None:
    cell = interface_cell()
    with pytest.raises(StructureError, match="groups 0"):
        side_view(replace(cell, group=None))
    with pytest.raises(StructureError, match="groups 0"):
        side_view(replace(cell, group=np.zeros(len(cell), dtype=int)))
