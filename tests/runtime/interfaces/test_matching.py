from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.matching import match_lattice_pairs, match_lattices
from saggar.runtime.interfaces.sublattices import hermite_normal_forms
from saggar.schemas.errors import SaggarError

_SQUARE = np.eye(2)
_HEXAGON = np.array([[1.0, 0.0], [-0.5, 0.75**0.5]])


def _maps(match, film, substrate):
    """Film and substrate cells of a match, in Cartesian coordinates, the film seen as given."""
    mirror = np.diag([-1, 1]) if match.turned_over else np.eye(2)
    return np.array(match.film_matrix) @ mirror @ film, np.array(match.substrate_matrix) @ substrate


def _rotated(basis, degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return basis @ np.array([[c, s], [-s, c]])


bases = st.builds(
    lambda a, ratio, angle: _rotated(
        a
        * np.array(
            [[1, 0], [ratio * np.cos(np.radians(angle)), ratio * np.sin(np.radians(angle))]]
        ),
        0.0,
    ),
    st.floats(2.5, 5.0),
    st.floats(1.0, 1.6),
    st.floats(60.0, 120.0),
)
unimodular = st.sampled_from(
    [
        np.array(m).reshape(2, 2)
        for m in product(range(-3, 4), repeat=4)
        if m[0] * m[3] - m[1] * m[2] == 1
    ]
)


def test_a_square_on_one_of_twice_the_area_fits_after_45_degrees():
    (match,) = match_lattices(4 * _SQUARE, 4 * 2**0.5 * _SQUARE, MatchLimits(33.0, 0.01))
    assert (match.film_cells, match.substrate_cells) == (2, 1)
    assert match.area_A2 == pytest.approx(32.0)
    assert abs(match.rotation_deg) == pytest.approx(45.0)
    assert match.strains == pytest.approx((0.0, 0.0), abs=1e-12)


def test_root_three_hexagons_fit_after_30_degrees_and_the_film_is_stretched():
    (match,) = match_lattices(3 * _HEXAGON, 1.004 * 3 * 3**0.5 * _HEXAGON, MatchLimits(24.0, 0.01))
    assert (match.film_cells, match.substrate_cells) == (3, 1)
    assert abs(match.rotation_deg) == pytest.approx(30.0)
    assert match.strains == pytest.approx((0.004, 0.004), abs=1e-12)
    assert match.length_strains == pytest.approx((0.004, 0.004), abs=1e-12)


def test_the_two_senses_of_a_root_seven_match_are_one():
    (match,) = match_lattices(3 * _HEXAGON, 3 * 7**0.5 * _HEXAGON, MatchLimits(55.0, 0.001))
    assert match.film_cells == 7
    assert abs(match.rotation_deg) == pytest.approx(np.degrees(np.arctan(3**0.5 / 5)))


@pytest.mark.parametrize(
    ("lattice", "indices"),
    [
        (_SQUARE, [1, 5, 13, 17, 25, 29, 37, 41]),
        (_HEXAGON, [1, 7, 13, 19, 31, 37, 43]),
    ],
)
def test_a_lattice_on_itself_has_the_coincidence_lattices_of_number_theory(lattice, indices):
    cell = abs(np.linalg.det(lattice))
    found = match_lattices(lattice, lattice, MatchLimits(44.5 * cell, 1e-6))
    assert [match.film_cells for match in found] == indices
    assert [match.substrate_cells for match in found] == indices


def test_the_smallest_coincidence_of_squares_is_turned_by_the_angle_of_3_4_5():
    _, match = match_lattices(_SQUARE, _SQUARE, MatchLimits(5.1, 1e-6))
    assert abs(match.rotation_deg) == pytest.approx(np.degrees(np.arctan2(3, 4)))


@given(film=bases, degrees=st.floats(-89.0, 89.0), substrate=bases)
@settings(deadline=None, max_examples=25)
def test_the_rotation_takes_the_film_onto_the_substrate(film, degrees, substrate):
    for match in match_lattices(film, substrate, MatchLimits(90.0, 0.05)):
        lower, upper = _maps(match, film, substrate)
        if match.turned_over:
            lower = lower * np.array([-1, 1])
        stretched = np.linalg.inv(_rotated(lower, match.rotation_deg)) @ upper
        assert stretched == pytest.approx(stretched.T, abs=1e-9)
        assert np.linalg.eigvalsh(stretched) == pytest.approx(match.stretches)


@given(film=bases, degrees=st.floats(-180.0, 180.0), substrate=bases)
@settings(deadline=None, max_examples=25)
def test_turning_a_crystal_changes_nothing(film, degrees, substrate):
    limits = MatchLimits(80.0, 0.05)
    expected = match_lattices(film, substrate, limits)
    turned = match_lattices(_rotated(film, degrees), substrate, limits)
    assert [match.film_matrix for match in turned] == [match.film_matrix for match in expected]


@given(film=bases, substrate=bases, left=unimodular, right=unimodular)
@settings(deadline=None, max_examples=40)
def test_matches_do_not_depend_on_the_bases_of_the_lattices(film, substrate, left, right):
    limits = MatchLimits(70.0, 0.06)
    expected = match_lattices(film, substrate, limits)
    assume(_clear_of_limits(film, substrate, limits))
    found = match_lattices(left @ film, right @ substrate, limits)
    # Of images under symmetries that hold within 1e-4 any may stand for the others.
    assert _summary(found) == pytest.approx(_summary(expected), abs=1e-4)


@given(film=bases, substrate=bases)
@settings(deadline=None, max_examples=40)
def test_with_both_strained_film_and_substrate_can_be_swapped(film, substrate):
    limits = MatchLimits(70.0, 0.06, strained="both")
    assume(_clear_of_limits(film, substrate, limits))
    found = match_lattices(film, substrate, limits)
    swapped = match_lattices(substrate, film, limits)
    inverse = [(m.area_A2, -m.strains[1], -m.strains[0], m.turned_over) for m in swapped]
    assert _sorted(inverse) == pytest.approx(_summary(found), abs=2e-6)


@pytest.mark.parametrize("measure", ["principal", "length"])
@given(film=bases, substrate=bases)
@settings(deadline=None, max_examples=20)
def test_straining_the_other_crystal_is_the_same_as_swapping_the_two(measure, film, substrate):
    forward = match_lattices(film, substrate, MatchLimits(70.0, 0.06, measure, "film"))
    backward = match_lattices(substrate, film, MatchLimits(70.0, 0.06, measure, "substrate"))
    assert _summary(forward) == pytest.approx(_summary(backward), abs=2e-6)


@given(film=bases, substrate=bases)
@settings(deadline=None, max_examples=30)
def test_every_match_within_principal_strains_is_within_length_strains(film, substrate):
    principal = match_lattices(film, substrate, MatchLimits(70.0, 0.06))
    lengths = match_lattices(film, substrate, MatchLimits(70.0, 0.06, "length"))
    known = {(m.film_matrix, m.substrate_matrix) for m in lengths}
    assert {(m.film_matrix, m.substrate_matrix) for m in principal} <= known


@given(film=bases, substrate=bases)
@settings(deadline=None, max_examples=30)
def test_cells_are_right_handed_integer_supercells_that_obey_the_limits(film, substrate):
    limits = MatchLimits(80.0, 0.08)
    for match in match_lattices(film, substrate, limits):
        lower, upper = _maps(match, film, substrate)
        stretches = np.linalg.svd(np.linalg.inv(lower) @ upper, compute_uv=False)
        assert match.film_cells > 0
        assert match.substrate_cells > 0
        assert np.abs(stretches - 1).max() <= 0.08 * (1 + 1e-9)
        assert match.area_A2 == pytest.approx(abs(np.linalg.det(upper)))
        assert match.area_A2 <= 80.0 * (1 + 1e-9)
        assert match.max_strain == pytest.approx(np.abs(stretches - 1).max())


@pytest.mark.parametrize("seed", [0, 2, 3, 4, 5, 6, 7, 8])
def test_no_map_of_an_exhaustive_search_is_missing(seed):
    rng = np.random.default_rng(seed)
    film, substrate = (_random_lattice(rng) for _ in range(2))
    limits = MatchLimits(45.0, 0.2)
    expected = _exhaustive_maps(film, substrate, limits)
    found = {
        _map_key(
            np.array(m.film_matrix) @ np.diag([-1 if m.turned_over else 1, 1]), m.substrate_matrix
        )
        for m in match_lattices(film, substrate, limits)
    }
    assert expected
    assert found == expected


def test_a_mirror_image_fits_only_after_turning_over():
    film = np.array([[3.0, 0.0], [1.0, 4.0]])
    mirrored = np.array([[3.0, 0.0], [-1.0, 4.0]])
    limits = MatchLimits(13.0, 0.01)
    (turned,) = match_lattices(film, mirrored, limits)
    (same,) = match_lattices(film, _rotated(film, 40.0), limits)
    assert turned.turned_over
    assert not same.turned_over


def test_multiples_of_a_match_are_left_out():
    lattice = np.array([[3.0, 0.0], [np.sqrt(1.1), np.sqrt(13.7)]])
    found = match_lattices(lattice, lattice, MatchLimits(60.0, 0.001))
    assert [match.film_cells for match in found] == [1]


def test_the_smallest_area_comes_first():
    found = match_lattices(3 * _HEXAGON, 3.3 * _SQUARE, MatchLimits(150.0, 0.08))
    areas = [round(match.area_A2, 6) for match in found]
    assert len(areas) > 3
    assert areas == sorted(areas)


def test_a_match_whose_strain_equals_the_limit_is_kept():
    assert match_lattices(_SQUARE, 1.01 * _SQUARE, MatchLimits(1.01**2, 0.01))


def test_many_pairs_give_what_each_pair_gives_alone():
    rng = np.random.default_rng(11)
    films, substrates = ([_random_lattice(rng) for _ in range(3)] for _ in range(2))
    pairs = [(2, 0), (0, 1), (1, 1), (2, 2)]
    limits = MatchLimits(60.0, 0.08)
    together = match_lattice_pairs(films, substrates, pairs, limits)
    alone = [match_lattices(films[film], substrates[sub], limits) for film, sub in pairs]
    assert list(together) == alone


def test_lattices_too_large_for_the_area_have_no_match():
    assert match_lattices(20 * _SQUARE, 20 * _SQUARE, MatchLimits(100.0, 0.1)) == ()


@pytest.mark.parametrize("basis", [[[1, 2], [2, 4]], [[0, 0], [1, 0]]])
def test_parallel_basis_vectors_are_refused(basis):
    with pytest.raises(SaggarError, match=r"film's basis vectors .* are parallel"):
        match_lattices(basis, _SQUARE, MatchLimits(10.0, 0.1))


def test_left_handed_basis_vectors_are_refused():
    with pytest.raises(SaggarError, match=r"substrate's basis vectors .* left-handed"):
        match_lattices(_SQUARE, _SQUARE[::-1], MatchLimits(10.0, 0.1))


@pytest.mark.parametrize("basis", [np.eye(3), [[1, 0], [0, np.nan]]])
def test_a_basis_of_wrong_shape_or_not_finite_is_refused(basis):
    with pytest.raises(SaggarError, match="substrate's basis has shape"):
        match_lattices(_SQUARE, basis, MatchLimits(10.0, 0.1))


def _random_lattice(rng):
    length, ratio, angle = rng.uniform([2.6, 1.05, 65], [4.2, 1.5, 85])
    angle = np.radians(angle)
    return length * np.array([[1, 0], [ratio * np.cos(angle), ratio * np.sin(angle)]])


def _map_key(film_cell, substrate_cell):
    """The map over the two bases, up to its sign, as a tuple of floats."""
    numbers = (np.linalg.inv(film_cell) @ np.array(substrate_cell)).ravel()
    numbers = numbers * np.sign(numbers[np.flatnonzero(np.abs(numbers) > 1e-9)[0]])
    return tuple((np.round(numbers, 9) + 0.0).tolist())


def _exhaustive_maps(film, substrate, limits):
    """Take every integer matrix with entries up to 8 as substrate cell; oblique lattices only."""
    entries = np.arange(-8, 9)
    cells = np.stack(np.meshgrid(*[entries] * 4, indexing="ij"), axis=-1).reshape(-1, 2, 2)
    area = np.abs(np.linalg.det(cells @ substrate))
    cells = cells[(area > 1e-6) & (area <= limits.max_area_A2)]
    keys = set()
    for index in range(1, int(45.0 / 0.8**2 / abs(np.linalg.det(film))) + 1):
        for form in hermite_normal_forms(index):
            maps = np.linalg.inv(form @ film) @ cells @ substrate
            stretches = np.linalg.svd(maps, compute_uv=False)
            fits = np.abs(stretches - 1).max(axis=1) <= limits.max_strain
            keys |= {_map_key(form, cell) for cell in cells[fits]}
    return keys


def _clear_of_limits(film, substrate, limits):
    """Whether slightly wider and slightly narrower limits let the same matches in."""
    counts = {
        len(
            match_lattices(
                film,
                substrate,
                MatchLimits(
                    limits.max_area_A2 * factor,
                    limits.max_strain * factor,
                    strained=limits.strained,
                ),
            )
        )
        for factor in (1 - 1e-6, 1 + 1e-6)
    }
    return len(counts) == 1


def _summary(matches):
    return _sorted([(m.area_A2, *m.strains, m.turned_over) for m in matches])


def _sorted(rows):
    """Sort after rounding, so that equal areas are equal."""
    return np.array(sorted(tuple(round(float(x), 6) for x in row) for row in rows)).reshape(-1, 4)
