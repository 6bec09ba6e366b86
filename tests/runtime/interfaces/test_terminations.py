from collections import Counter

import numpy as np
import pytest

from saggar.runtime.interfaces.crystal import find_crystal
from saggar.runtime.interfaces.planes import lattice_plane, lattice_planes
from saggar.runtime.interfaces.slabs import cut_slab
from saggar.runtime.interfaces.terminations import (
    ONE_PLANE_A,
    atomic_planes,
    find_terminations,
    is_polar,
    reversed_terminations,
    spacing_A,
)
from saggar.runtime.structures.cell import Cell

_ZIRCONIA = ("c-ZrO2", "t-ZrO2", "m-ZrO2", "o-ZrO2-Pca21", "o-ZrO2-Pbca")


def _labels(crystal, miller, **options):
    return [
        cut.label for cut in find_terminations(crystal, lattice_plane(crystal, miller), **options)
    ]


def _profile(slab, *, reverse=False):
    """Elements by height, from the bottom, or from the top."""
    heights = slab.thickness_A - slab.heights_A if reverse else slab.heights_A
    return tuple(
        sorted(Counter(zip(np.round(heights, 2).tolist(), slab.species, strict=True)).items())
    )


def test_fluorite_111_can_be_cut_between_its_oxygen_planes_and_on_either_side_of_zirconium(
    zirconia,
):
    assert _labels(zirconia["c-ZrO2"], (1, 1, 1)) == ["O|Zr", "O|O", "Zr|O"]


def test_the_names_of_a_termination_are_the_layers_at_its_ends(zirconia):
    crystal = zirconia["t-ZrO2"]
    plane = lattice_plane(crystal, (1, 0, 1))
    for cut in find_terminations(crystal, plane):
        slab = cut_slab(crystal, plane, cut, 3)
        for height, layer in ((0.0, cut.bottom_layer), (slab.thickness_A, cut.top_layer)):
            near = np.abs(slab.heights_A - height) < ONE_PLANE_A
            found = Counter(symbol for symbol, here in zip(slab.species, near, strict=True) if here)
            assert layer == "".join(f"{s}{n if n > 1 else ''}" for s, n in sorted(found.items()))


def test_rock_salt_has_one_termination_along_100_and_two_along_111(rock_salt):
    salt = rock_salt("Na", "Cl", 5.64)
    assert _labels(salt, (1, 0, 0)) == ["ClNa|ClNa"]
    assert sorted(_labels(salt, (1, 1, 1))) == ["Cl|Na", "Na|Cl"]


@pytest.mark.parametrize("name", _ZIRCONIA)
def test_cuts_are_merged_if_and_only_if_their_slabs_have_the_same_profile(zirconia, name):
    """The heights of the atoms from the bottom cut are what operations that keep it preserve."""
    crystal = zirconia[name]
    for plane in lattice_planes(crystal, 1):
        planes = atomic_planes(crystal, plane)
        cuts = find_terminations(crystal, plane)
        assert sum(cut.merged for cut in cuts) == len(planes.edges)
        profiles = {_profile(cut_slab(crystal, plane, cut, 2)) for cut in cuts}
        assert len(profiles) == len(cuts)
        raw = find_terminations(_without_symmetry(crystal), plane)
        assert len(raw) == len(planes.edges)
        assert {_profile(cut_slab(crystal, plane, cut, 2)) for cut in raw} == profiles


def _without_symmetry(crystal):
    from dataclasses import replace

    return replace(
        crystal,
        index_operations=np.eye(3, dtype=np.int64)[None],
        translations=np.zeros((1, 3)),
    )


def test_a_fourfold_screw_axis_merges_the_cuts_of_tetragonal_zirconia_two_by_two(zirconia):
    crystal = zirconia["t-ZrO2"]
    cuts = find_terminations(crystal, lattice_plane(crystal, (0, 0, 1)))
    assert [cut.merged for cut in cuts] == [2, 2, 2]


def test_cuts_that_only_an_inversion_relates_stay_apart(zirconia):
    crystal = zirconia["c-ZrO2"]
    plane = lattice_plane(crystal, (1, 1, 1))
    cuts = find_terminations(crystal, plane)
    assert [cut.merged for cut in cuts] == [1, 1, 1]
    assert reversed_terminations(crystal, plane, cuts, in_plane=-1) == (2, 1, 0)
    assert reversed_terminations(crystal, plane, cuts, in_plane=1) is None


@pytest.mark.parametrize("name", ["t-ZrO2", "m-ZrO2", "o-ZrO2-Pbca"])
@pytest.mark.parametrize("in_plane", [1, -1])
def test_reversed_terminations_have_the_profile_seen_from_the_top(zirconia, name, in_plane):
    crystal = zirconia[name]
    found = 0
    for plane in lattice_planes(crystal, 1):
        cuts = find_terminations(crystal, plane)
        images = reversed_terminations(crystal, plane, cuts, in_plane=in_plane)
        for cut, image in zip(cuts, images or (), strict=False):
            slab, other = (cut_slab(crystal, plane, each, 2) for each in (cut, cuts[image]))
            assert _profile(slab, reverse=True) == _profile(other)
            found += 1
    assert found > 3


def test_slabs_that_may_end_anywhere_pair_every_bottom_with_every_top(zirconia):
    crystal = zirconia["c-ZrO2"]
    labels = _labels(crystal, (1, 1, 1), stoichiometric=False)
    assert len(labels) == 9
    assert set(labels) == {"O|Zr", "O|O", "Zr|O", "Zr|Zr"}


def test_atoms_nearer_than_the_tolerance_form_one_plane(zirconia):
    crystal = zirconia["m-ZrO2"]
    plane = lattice_plane(crystal, (0, 1, 0))
    heights = np.sort(atomic_planes(crystal, plane).heights) * spacing_A(crystal, plane)
    gaps = np.diff(heights, append=heights[0] + spacing_A(crystal, plane))
    for tolerance in (0.01, 0.1, 0.4, 0.6):
        planes = atomic_planes(crystal, plane, tolerance_A=tolerance)
        assert len(planes.edges) == np.count_nonzero(gaps > tolerance)


def test_where_all_atoms_are_one_plane_the_widest_spaces_can_still_be_cut(zirconia):
    crystal = zirconia["m-ZrO2"]
    planes = atomic_planes(crystal, lattice_plane(crystal, (0, 1, 0)), tolerance_A=9.0)
    assert np.diff(planes.edges) == pytest.approx([0.28853, 0.21147, 0.28853], abs=1e-4)


def test_cuts_stand_half_way_between_planes_of_atoms(rock_salt):
    salt = rock_salt("Na", "Cl", 5.64)
    planes = atomic_planes(salt, lattice_plane(salt, (1, 1, 1)))
    assert np.sort(planes.heights) == pytest.approx([0, 0.5])
    assert planes.edges == pytest.approx([0.25, 0.75])


def test_the_spacing_of_planes_is_that_of_diffraction(zirconia):
    crystal = zirconia["c-ZrO2"]
    a = 5.14948734
    assert spacing_A(crystal, lattice_plane(crystal, (1, 1, 1))) == pytest.approx(a / 3**0.5)
    assert spacing_A(crystal, lattice_plane(crystal, (1, 1, 0))) == pytest.approx(a / 8**0.5)


def test_only_planes_that_no_operation_reverses_are_polar(wurtzite, rock_salt, zirconia):
    assert is_polar(wurtzite, lattice_plane(wurtzite, (0, 0, 1)))
    assert not is_polar(wurtzite, lattice_plane(wurtzite, (1, 0, 0)))
    salt = rock_salt("Na", "Cl", 5.64)
    assert not any(is_polar(salt, plane) for plane in lattice_planes(salt, 2))
    pca = zirconia["o-ZrO2-Pca21"]
    assert [p.miller for p in lattice_planes(pca, 1) if is_polar(pca, p)] == [
        (0, 0, 1),
        (1, 0, 1),
        (0, 1, 1),
        (1, 1, 1),
    ]


@pytest.mark.parametrize("seed", range(3))
def test_terminations_do_not_depend_on_the_origin_or_the_choice_of_the_cell(zirconia, seed):
    rng = np.random.default_rng(seed)
    cell = zirconia["m-ZrO2"].primitive
    rotation, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    rotation *= np.sign(np.linalg.det(rotation))
    moved = Cell(
        cell.species, (cell.positions + rng.normal(size=3)) @ rotation, cell.lattice @ rotation
    )
    crystal = find_crystal(moved)
    plane, other = (lattice_plane(each, (1, 1, 1)) for each in (zirconia["m-ZrO2"], crystal))
    expected = {
        _profile(cut_slab(zirconia["m-ZrO2"], plane, cut, 2))
        for cut in find_terminations(zirconia["m-ZrO2"], plane)
    }
    found = {
        _profile(cut_slab(crystal, other, cut, 2)) for cut in find_terminations(crystal, other)
    }
    assert found == expected
