import numpy as np
import pytest

from saggar.runtime.interfaces.assembling import FILM, SUBSTRATE, Spaces, assemble, atoms_of
from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.orientations import match_planes
from saggar.runtime.interfaces.planes import lattice_plane, lattice_planes
from saggar.runtime.interfaces.slabs import cut_slab, formula_units, layers_reaching
from saggar.runtime.interfaces.terminations import find_terminations, spacing_A
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.neighbors import pairs_within
from saggar.schemas.errors import StructureError

_REACH_A = 3.0
_MATRICES = [((1, 0), (0, 1)), ((2, 1), (-1, 3)), ((1, 1), (-2, 1)), ((3, 0), (1, 2))]


def _environments(cell, atoms=None):
    """Of each atom: its element and the elements and distances around it."""
    pairs = pairs_within(cell, _REACH_A)
    around = [[] for _ in range(len(cell))]
    for i, j, distance in zip(pairs.first, pairs.second, pairs.distance_A, strict=True):
        around[i].append((cell.species[j], round(float(distance), 4)))
        around[j].append((cell.species[i], round(float(distance), 4)))
    chosen = range(len(cell)) if atoms is None else atoms
    return {(cell.species[n], tuple(sorted(around[n]))) for n in chosen}


def _handedness(cell, atoms=None, reach_A=4.0):
    """A number of each atom that a mirror changes the sign of: a sum of triple products."""
    pairs = pairs_within(cell, reach_A)
    images = cell.positions[pairs.second] + pairs.shift @ cell.lattice
    vectors = images - cell.positions[pairs.first]
    chosen = range(len(cell)) if atoms is None else atoms
    values = []
    for n in chosen:
        r = np.concatenate([vectors[pairs.first == n], -vectors[pairs.second == n]])
        length = np.linalg.norm(r, axis=1)
        unit, near = r / length[:, None], (1 - (length / reach_A) ** 2) ** 2
        cosines = unit @ unit.T
        volumes = np.einsum("ai,bj,ck,ijk->abc", unit, unit, unit, _LEVI_CIVITA)
        weights = np.einsum("a,b,c,ab,bc,bc->abc", near / length, near, near, *[cosines] * 3)
        products = (volumes * weights).sum()
        values.append((cell.species[n], round(float(products), 4)))
    return set(values)


_LEVI_CIVITA = np.zeros((3, 3, 3))
for _even in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
    _LEVI_CIVITA[_even], _LEVI_CIVITA[_even[::-1]] = 1.0, -1.0


def _inside(slab, margin_A):
    below, above = slab.heights_A > margin_A, slab.heights_A < slab.thickness_A - margin_A
    return np.flatnonzero(below & above)


@pytest.mark.parametrize("name", ["c-ZrO2", "t-ZrO2", "m-ZrO2", "o-ZrO2-Pca21"])
@pytest.mark.parametrize("matrix", _MATRICES)
def test_inside_a_slab_every_atom_has_the_neighbours_of_the_bulk(zirconia, name, matrix):
    crystal = zirconia[name]
    expected = _environments(crystal.primitive)
    for plane in lattice_planes(crystal, 1)[::2]:
        cut = find_terminations(crystal, plane)[-1]
        repeats = layers_reaching(crystal, plane, cut, 10.0)
        slab = cut_slab(crystal, plane, cut, repeats, matrix)
        inside = _inside(slab, _REACH_A)
        assert len(inside)
        assert _environments(slab.in_vacuum(10.0), inside) <= expected


@pytest.mark.parametrize("matrix", _MATRICES)
def test_slabs_of_whole_repeats_have_the_composition_of_the_bulk(chlorides, zirconia, matrix):
    cells = matrix[0][0] * matrix[1][1] - matrix[0][1] * matrix[1][0]
    for crystal, units in ((chlorides["ideal"], 2), (zirconia["m-ZrO2"], 4)):
        plane = lattice_plane(crystal, (1, 0, 1))
        for cut in find_terminations(crystal, plane):
            for repeats in (1, 2, 5):
                slab = cut_slab(crystal, plane, cut, repeats, matrix)
                assert formula_units(slab, crystal) == units * cells * repeats


def test_formula_units_of_another_composition_do_not_exist(zirconia):
    crystal = zirconia["c-ZrO2"]
    plane = lattice_plane(crystal, (1, 1, 1))
    cuts = find_terminations(crystal, plane, stoichiometric=False)
    (bare,) = [cut for cut in cuts if cut.label == "Zr|Zr"]
    slab = cut_slab(crystal, plane, bare, 3)
    assert sorted(slab.species) == ["O"] * 4 + ["Zr"] * 3
    assert formula_units(slab, crystal) is None


def test_a_slab_is_as_thick_as_its_repeats_less_the_space_at_its_cut(zirconia):
    crystal = zirconia["c-ZrO2"]
    plane = lattice_plane(crystal, (1, 1, 1))
    d = spacing_A(crystal, plane)
    thickness = [
        cut_slab(crystal, plane, cut, 4).thickness_A for cut in find_terminations(crystal, plane)
    ]
    assert thickness == pytest.approx([3.75 * d, 3.5 * d, 3.75 * d])


@pytest.mark.parametrize(("least", "layers"), [(0.1, 1), (2.97, 1), (3.0, 2), (11.9, 5), (11.8, 4)])
def test_layers_are_the_fewest_whose_spacings_reach_the_thickness(zirconia, least, layers):
    crystal = zirconia["c-ZrO2"]
    plane = lattice_plane(crystal, (1, 1, 1))
    for cut in find_terminations(crystal, plane):
        assert layers_reaching(crystal, plane, cut, least) == layers


def test_slabs_of_any_ends_reach_the_thickness_and_no_further_layer(zirconia):
    crystal = zirconia["m-ZrO2"]
    plane = lattice_plane(crystal, (0, 0, 1))
    d = spacing_A(crystal, plane)
    for cut in find_terminations(crystal, plane, stoichiometric=False):
        between = (cut.top - cut.bottom) % 1.0 or 1.0
        layers = layers_reaching(crystal, plane, cut, 12.0)
        assert (layers - 1 + between) * d >= 12.0 - 1e-5
        assert layers == 1 or (layers - 2 + between) * d < 12.0


@pytest.mark.parametrize("miller", [(0, 0, 1), (1, 0, 0), (1, 0, 1), (2, -1, 1)])
@pytest.mark.parametrize("turned_over", [False, True])
def test_a_chiral_crystal_keeps_its_hand(quartz, miller, turned_over):
    bulk = _handedness(quartz.primitive)
    values = [value for _, value in bulk]
    assert max(map(abs, values)) > 0.01
    plane = lattice_plane(quartz, miller)
    plane = plane.turned_over() if turned_over else plane
    cut = find_terminations(quartz, plane)[0]
    slab = cut_slab(
        quartz, plane, cut, layers_reaching(quartz, plane, cut, 14.0), ((1, 1), (-1, 2))
    )
    assert _handedness(slab.in_vacuum(10.0), _inside(slab, 4.0)) <= bulk
    mirrored = Cell(
        quartz.primitive.species,
        quartz.primitive.positions * [1, 1, -1],
        quartz.primitive.lattice * [1, 1, -1],
    )
    assert _handedness(mirrored).isdisjoint(bulk)


def test_a_chiral_film_and_a_chiral_substrate_keep_their_hands_in_an_interface(quartz):
    bulk = _handedness(quartz.primitive)
    plane = lattice_plane(quartz, (1, 0, 1))
    for side in (plane, plane.turned_over()):
        (match, *_) = match_planes([side], [plane], MatchLimits(40.0, 1e-4))
        film, substrate = (
            cut_slab(quartz, each, find_terminations(quartz, each)[0], 5, matrix)
            for each, matrix in (
                (match.film_plane, match.lattice.film_matrix),
                (match.substrate_plane, match.lattice.substrate_matrix),
            )
        )
        cell = assemble(film, substrate, Spaces(3.0), shift=(0.3, 0.1))
        for label, slab in ((FILM, film), (SUBSTRATE, substrate)):
            inside = atoms_of(cell, label)[_inside(slab, 4.0)]
            assert len(inside)
            assert _handedness(cell, inside) <= bulk


@pytest.mark.parametrize(("strained", "whole"), [("film", SUBSTRATE), ("substrate", FILM)])
def test_in_an_interface_the_crystal_that_is_not_strained_is_that_of_the_bulk(
    zirconia, chlorides, strained, whole
):
    crystals = zirconia["t-ZrO2"], chlorides["ideal"]
    planes = [lattice_plane(crystal, (1, 0, 1)) for crystal in crystals]
    (match, *_) = match_planes(planes[:1], planes[1:], MatchLimits(200.0, 0.01, strained=strained))
    slabs = [
        cut_slab(crystal, plane, find_terminations(crystal, plane)[2], 4, matrix)
        for crystal, plane, matrix in zip(
            crystals,
            (match.film_plane, match.substrate_plane),
            (match.lattice.film_matrix, match.lattice.substrate_matrix),
            strict=True,
        )
    ]
    cell = assemble(*slabs, Spaces(3.1), strained=strained)
    inside = [atoms_of(cell, label)[_inside(slabs[label], _REACH_A)] for label in (FILM, SUBSTRATE)]
    bulks = [_environments(crystal.primitive) for crystal in crystals]
    assert _environments(cell, inside[whole]) <= bulks[whole]
    assert _environments(cell, inside[1 - whole]).isdisjoint(bulks[1 - whole])


def test_a_plane_turned_over_gives_the_slab_upside_down(wurtzite):
    plane = lattice_plane(wurtzite, (0, 0, 1))
    labels = [cut.label for cut in find_terminations(wurtzite, plane)]
    turned = [cut.label for cut in find_terminations(wurtzite, plane.turned_over())]
    assert sorted(turned) == sorted("|".join(reversed(label.split("|"))) for label in labels)
    double = [
        cut_slab(wurtzite, side, cut, 2)
        for side in (plane, plane.turned_over())
        for cut in find_terminations(wurtzite, side)
    ]
    tops = {(slab.cut.label, round(slab.thickness_A, 3)) for slab in double}
    assert len(tops) == len(double)


def test_the_second_cell_vector_lies_counter_clockwise_of_the_first(zirconia):
    crystal = zirconia["m-ZrO2"]
    for plane in lattice_planes(crystal, 1):
        cut = find_terminations(crystal, plane)[0]
        slab = cut_slab(crystal, plane, cut, 1, ((2, 1), (-1, 1)))
        assert slab.area_A2 == pytest.approx(3 * plane.area_A2)


def test_left_handed_or_parallel_cell_vectors_are_refused(zirconia):
    crystal = zirconia["c-ZrO2"]
    plane = lattice_plane(crystal, (1, 1, 1))
    cut = find_terminations(crystal, plane)[0]
    for matrix in (((0, 1), (1, 0)), ((1, 1), (2, 2))):
        with pytest.raises(StructureError, match="determinant"):
            cut_slab(crystal, plane, cut, 1, matrix)
    with pytest.raises(StructureError, match="at least 1"):
        cut_slab(crystal, plane, cut, 0)
