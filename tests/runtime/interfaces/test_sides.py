import numpy as np
import pytest

from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.orientations import match_planes
from saggar.runtime.interfaces.planes import lattice_plane, lattice_planes
from saggar.runtime.interfaces.sides import match_sides

_LIMITS = MatchLimits(60.0, 0.08)


def _planes(match):
    return match.film_plane.miller, match.substrate_plane.miller


def _basal(crystal):
    return crystal, [lattice_plane(crystal, (0, 0, 1))]


def test_two_polar_crystals_are_put_together_in_two_ways_in_a_sandwich(wurtzite):
    found = match_sides(_basal(wurtzite), _basal(wurtzite), MatchLimits(10.0, 0.01), "sandwich")
    assert {_planes(match) for match in found} == {((0, 0, 1), (0, 0, 1)), ((0, 0, -1), (0, 0, 1))}
    assert not any(match.lattice.turned_over for match in found)


def test_with_vacuum_both_sides_of_both_polar_crystals_count(wurtzite):
    found = match_sides(_basal(wurtzite), _basal(wurtzite), MatchLimits(10.0, 0.01), "vacuum")
    assert {_planes(match) for match in found} == {
        ((0, 0, film), (0, 0, base)) for film in (1, -1) for base in (1, -1)
    }


def test_one_polar_crystal_in_a_sandwich_shows_both_sides_anyway(wurtzite, rock_salt):
    salt = rock_salt("Mg", "O", 4.21)
    planes = salt, [lattice_plane(salt, (1, 1, 1))]
    limits = MatchLimits(60.0, 0.1)
    sandwich = match_sides(_basal(wurtzite), planes, limits, "sandwich")
    assert sandwich == match_planes(_basal(wurtzite)[1], planes[1], limits)
    vacuum = match_sides(_basal(wurtzite), planes, limits, "vacuum")
    assert len(vacuum) == 2 * len(sandwich)


def test_an_oblique_polar_film_on_a_crystal_that_is_not_polar_keeps_its_matches_of_either_side(
    zirconia,
):
    polar, base = zirconia["o-ZrO2-Pca21"], zirconia["m-ZrO2"]
    planes = [lattice_plane(polar, (1, 1, 1))], [lattice_plane(base, (1, 1, 1))]
    limits = MatchLimits(60.0, 0.1)
    expected = match_planes(*planes, limits)
    assert any(match.lattice.turned_over for match in expected)
    assert match_sides((polar, planes[0]), (base, planes[1]), limits, "sandwich") == expected


@pytest.mark.parametrize("boundary", ["sandwich", "vacuum"])
def test_crystals_without_polar_planes_have_the_matches_of_their_planes(zirconia, boundary):
    film, base = zirconia["m-ZrO2"], zirconia["t-ZrO2"]
    planes = lattice_planes(film, 1), lattice_planes(base, 1)
    found = match_sides((film, planes[0]), (base, planes[1]), _LIMITS, boundary)
    assert found == match_planes(*planes, _LIMITS)
    assert len(found) > 10


def test_every_orientation_of_oblique_polar_planes_is_there_once(zirconia):
    """Of planes without reflections each match needs one side of the film, and is found there."""
    polar = zirconia["o-ZrO2-Pca21"]
    film = polar, [lattice_plane(polar, (1, 1, 1))]
    expected = match_planes(film[1], film[1], _LIMITS)
    assert {match.lattice.turned_over for match in expected} == {False, True}
    found = match_sides(film, film, _LIMITS, "sandwich")
    areas, others = (sorted(round(m.area_A2, 6) for m in each) for each in (found, expected))
    assert areas == others


def test_matches_of_both_sides_obey_the_limits_and_fit(wurtzite, zirconia):
    polar = zirconia["o-ZrO2-Pca21"]
    found = match_sides((polar, lattice_planes(polar, 1)), _basal(wurtzite), _LIMITS, "sandwich")
    assert any(match.film_plane.miller == (0, 0, -1) for match in found)
    for match in found:
        film = np.array(match.film_vectors) @ polar.primitive.lattice
        base = np.array(match.substrate_vectors) @ wurtzite.primitive.lattice
        metrics = [vectors @ vectors.T for vectors in (film, base)]
        squares = np.linalg.eigvals(np.linalg.solve(*metrics))
        assert np.sqrt(np.sort(squares)) == pytest.approx(match.lattice.stretches)
        for plane, crystal, vectors in (
            (match.film_plane, polar, film),
            (match.substrate_plane, wurtzite, base),
        ):
            normal = np.linalg.solve(crystal.conventional, np.array(plane.miller, dtype=float))
            assert np.cross(*vectors) @ normal > 0
