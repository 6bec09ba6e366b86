import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saggar.runtime.interfaces.crystal import find_crystal
from saggar.runtime.interfaces.planes import lattice_plane, lattice_planes, primitive_indices
from saggar.schemas.errors import StructureError

_A = 5.14948734


@pytest.mark.parametrize(
    ("miller", "area"),
    [
        ((1, 1, 1), 3**0.5 / 4 * _A**2),
        ((1, 0, 0), _A**2 / 2),
        ((1, 1, 0), _A**2 / 2**0.5),
        ((2, 1, 1), 6**0.5 / 2 * _A**2),
        ((3, 1, 1), 11**0.5 / 4 * _A**2),
    ],
)
def test_planes_of_a_face_centred_crystal_have_their_primitive_area(zirconia, miller, area):
    assert lattice_plane(zirconia["c-ZrO2"], miller).area_A2 == pytest.approx(area, rel=1e-6)


@pytest.mark.parametrize(
    "name", ["c-ZrO2", "t-ZrO2", "m-ZrO2", "o-ZrO2-Pca21", "o-ZrO2-Pbca", "ideal", "alpha"]
)
def test_every_plane_is_normal_to_its_indices_and_has_the_area_per_lattice_point(
    zirconia, chlorides, name
):
    crystal = (zirconia | chlorides)[name]
    for plane in lattice_planes(crystal, 2):
        reciprocal = np.linalg.solve(crystal.conventional, np.array(plane.miller, dtype=float))
        u, v = np.array(plane.vectors) @ crystal.primitive.lattice
        assert np.cross(u, v) @ reciprocal > 0
        assert np.array([u, v]) @ reciprocal == pytest.approx([0, 0], abs=1e-9)
        spacing = crystal.primitive.volume_A3 / plane.area_A2
        along = crystal.primitive.lattice @ (reciprocal / np.linalg.norm(reciprocal))
        steps = along / spacing
        assert steps == pytest.approx(np.rint(steps), abs=1e-6)
        assert np.gcd.reduce(np.rint(steps).astype(int)) == 1


@given(indices=st.tuples(*[st.integers(-9, 9)] * 3).filter(any))
@settings(deadline=None, max_examples=60)
def test_plane_vectors_are_a_basis_of_all_lattice_vectors_in_the_plane(zirconia, indices):
    crystal = zirconia["m-ZrO2"]
    plane = lattice_plane(crystal, indices)
    h = np.array(primitive_indices(crystal, indices))
    u, v = np.array(plane.vectors)
    assert np.cross(u, v).tolist() == h.tolist()


def test_plane_vectors_are_the_shortest(zirconia):
    u, v = np.array(lattice_plane(zirconia["c-ZrO2"], (1, 1, 1)).basis_A)
    assert [np.linalg.norm(x) for x in (u, v)] == pytest.approx([_A / 2**0.5] * 2, rel=1e-6)


@pytest.mark.parametrize(("max_index", "count"), [(1, 3), (2, 6), (3, 13)])
def test_planes_of_a_cubic_crystal_are_those_with_descending_indices(zirconia, max_index, count):
    found = [plane.miller for plane in lattice_planes(zirconia["c-ZrO2"], max_index)]
    assert len(found) == count
    assert all(h >= k >= m >= 0 for h, k, m in found)


@pytest.mark.parametrize("name", ["t-ZrO2", "m-ZrO2", "o-ZrO2-Pca21", "ideal", "alpha"])
def test_planes_are_one_of_each_orbit_of_the_laue_group(zirconia, chlorides, name):
    crystal = (zirconia | chlorides)[name]
    reciprocal = np.linalg.inv(crystal.primitive.lattice)
    span = range(-2, 3)
    everything = {
        (h, k, m) for h in span for k in span for m in span if np.gcd.reduce([h, k, m]) == 1
    }
    covered = []
    for plane in lattice_planes(crystal, 2):
        indices = crystal.index_operations @ np.array(primitive_indices(crystal, plane.miller))
        vectors = np.concatenate([indices, -indices]) @ reciprocal.T
        conventional = np.rint(vectors @ crystal.conventional.T * 1).astype(int)
        covered.append({tuple(row) for row in conventional.tolist()} & everything)
    assert sum(map(len, covered)) == len(everything)
    assert set().union(*covered) == everything


def test_a_trigonal_crystal_keeps_apart_what_only_its_lattice_makes_equal(chlorides):
    found = [plane.miller for plane in lattice_planes(chlorides["alpha"], 2)]
    assert (2, 0, 1) in found
    assert (0, 2, 1) in found


def test_planes_do_not_depend_on_the_cell_that_the_crystal_is_given_in(zirconia):
    crystal = zirconia["c-ZrO2"]
    other = find_crystal(crystal.primitive)
    for plane, same in zip(lattice_planes(crystal, 2), lattice_planes(other, 2), strict=True):
        assert plane.miller == same.miller
        assert plane.basis_A[0] == pytest.approx(same.basis_A[0], abs=1e-6)
        assert abs(plane.basis_A[1][0]) == pytest.approx(abs(same.basis_A[1][0]), abs=1e-6)


def test_the_other_side_of_a_plane_has_a_right_handed_basis(zirconia):
    crystal = zirconia["m-ZrO2"]
    plane = lattice_plane(crystal, (1, 2, -1))
    behind = plane.turned_over()
    u, v = np.array(behind.vectors) @ crystal.primitive.lattice
    reciprocal = np.linalg.solve(crystal.conventional, np.array(behind.miller, dtype=float))
    assert behind.miller == (-1, -2, 1)
    assert np.cross(u, v) @ reciprocal > 0
    assert np.array(behind.basis_A) @ np.array(behind.basis_A).T == pytest.approx(
        np.array([u, v]) @ np.array([u, v]).T
    )
    assert behind.area_A2 == pytest.approx(plane.area_A2)


def test_a_common_divisor_of_the_indices_is_left_out(zirconia):
    crystal = zirconia["c-ZrO2"]
    assert lattice_plane(crystal, (2, 2, 2)) == lattice_plane(crystal, (1, 1, 1))


def test_the_plane_of_three_zeros_is_refused(zirconia):
    with pytest.raises(StructureError, match=r"\(0 0 0\) does not exist"):
        lattice_plane(zirconia["c-ZrO2"], (0, 0, 0))


def test_a_largest_index_below_one_is_refused(zirconia):
    with pytest.raises(StructureError, match="at least 1"):
        lattice_planes(zirconia["c-ZrO2"], 0)
