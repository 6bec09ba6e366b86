"""The table of matches of zirconia on Li2ZrCl6, and what a match says about the crystals.

The table was made with another program, which found strains from the same formula on the same
cells. Its strains are the chloride's.
"""

from itertools import product

import numpy as np
import pytest

from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.orientations import match_planes
from saggar.runtime.interfaces.planes import lattice_plane, lattice_planes

_PRODUCTION = MatchLimits(200.0, 0.01)
_TRAINING = MatchLimits(120.0, 0.10)

_TABLE = [
    ("ideal", (0, 0, 1), "c-ZrO2", (1, 1, 1), (1, 3), 34.7, (-0.31, -0.31)),
    ("ideal", (1, 0, 1), "t-ZrO2", (1, 0, 1), (2, 7), 164.5, (-0.94, 0.83)),
    ("alpha", (0, 0, 1), "c-ZrO2", (1, 1, 1), (1, 9), 104.2, (-0.42, -0.42)),
    ("alpha", (1, 0, 0), "c-ZrO2", (2, 1, 1), (3, 6), 195.2, (-0.42, 0.27)),
    ("alpha", (2, 0, 1), "m-ZrO2", (0, 1, 0), (1, 6), 166.7, (-0.38, 0.68)),
    ("ideal", (1, 0, 0), "c-ZrO2", (3, 2, 1), (2, 3), 149.1, (-0.31, 0.10)),
    ("ideal", (1, 0, 3), "c-ZrO2", (1, 1, 1), (1, 11), 128.0, (-0.99, -0.31)),
]


@pytest.mark.parametrize("row", _TABLE, ids=lambda row: f"{row[0]}{row[1]}-{row[2]}{row[3]}")
def test_the_table_of_matches_is_reproduced(zirconia, chlorides, row):
    chloride, chloride_plane, oxide, oxide_plane, cells, area, strains = row
    films = [lattice_plane(zirconia[oxide], oxide_plane)]
    substrates = [lattice_plane(chlorides[chloride], chloride_plane)]
    match = match_planes(films, substrates, _PRODUCTION)[0]
    assert (match.lattice.substrate_cells, match.lattice.film_cells) == cells
    assert match.area_A2 == pytest.approx(area, abs=0.06)
    of_chloride = sorted(100 * (1 / np.array(match.lattice.stretches) - 1))
    assert of_chloride == pytest.approx(strains, abs=0.0075)


@pytest.mark.parametrize(("max_index", "count"), [(1, 3), (2, 5), (3, 7)])
def test_the_plane_pairs_with_a_match_of_little_strain_are_as_many_as_in_the_table(
    zirconia, chlorides, max_index, count
):
    assert len(_plane_pairs(zirconia, chlorides, max_index, _PRODUCTION)) == count


@pytest.mark.parametrize(
    ("max_index", "tabulated", "count"), [(1, 37, 41), (2, 46, 48), (3, 60, 64)]
)
def test_more_plane_pairs_have_a_match_of_much_strain_than_the_table_counts(
    zirconia, chlorides, max_index, tabulated, count
):
    """The other program compared reduced cells only, and so missed a few; see `candidates`."""
    found = _plane_pairs(zirconia, chlorides, max_index, _TRAINING)
    assert tabulated <= len(found) == count


def test_length_strains_ignore_the_shear_of_the_tetragonal_match(zirconia, chlorides):
    films = [lattice_plane(zirconia["t-ZrO2"], (1, 0, 1))]
    substrates = [lattice_plane(chlorides["ideal"], (1, 0, 1))]
    match = match_planes(films, substrates, _PRODUCTION)[0].lattice
    lengths = sorted(100 * (1 / (1 + np.array(match.length_strains)) - 1))
    assert lengths == pytest.approx([-0.01, 0.32], abs=0.0075)


def test_there_is_no_match_of_the_cubic_221_plane_on_alpha_001_but_at_834_A2(zirconia, chlorides):
    films = [lattice_plane(zirconia["c-ZrO2"], (2, 2, 1))]
    substrates = [lattice_plane(chlorides["alpha"], (0, 0, 1))]
    assert match_planes(films, substrates, _PRODUCTION) == ()
    match = match_planes(films, substrates, MatchLimits(850.0, 0.01))[0]
    assert match.area_A2 == pytest.approx(834, abs=0.5)
    assert (match.lattice.substrate_cells, match.lattice.film_cells) == (8, 21)


def test_matches_of_two_crystals_are_sorted_by_area(zirconia, chlorides):
    films = lattice_planes(zirconia["c-ZrO2"], 1)
    substrates = lattice_planes(chlorides["ideal"], 1)
    areas = [round(match.area_A2, 6) for match in match_planes(films, substrates, _TRAINING)]
    assert areas == sorted(areas)


def test_cell_vectors_lie_in_their_planes_and_meet_with_the_given_stretches(zirconia, chlorides):
    oxide, chloride = zirconia["m-ZrO2"], chlorides["alpha"]
    films, substrates = lattice_planes(oxide, 1), lattice_planes(chloride, 1)
    found = match_planes(films, substrates, _TRAINING)
    assert found
    for match in found:
        film = np.array(match.film_vectors) @ oxide.primitive.lattice
        substrate = np.array(match.substrate_vectors) @ chloride.primitive.lattice
        for vectors, crystal, plane in (
            (film, oxide, match.film_plane),
            (substrate, chloride, match.substrate_plane),
        ):
            normal = np.linalg.solve(crystal.conventional, np.array(plane.miller, dtype=float))
            assert vectors @ normal == pytest.approx([0, 0], abs=1e-9)
            assert np.cross(*vectors) @ normal > 0
        squares = np.linalg.eigvals(np.linalg.inv(film @ film.T) @ (substrate @ substrate.T))
        assert np.sort(np.sqrt(squares)) == pytest.approx(match.lattice.stretches)
        assert np.linalg.norm(np.cross(*substrate)) == pytest.approx(match.area_A2)


def test_a_film_that_has_to_be_turned_over_shows_its_other_plane(zirconia):
    oxide = zirconia["m-ZrO2"]
    plane = lattice_plane(oxide, (1, 1, 0))
    found = match_planes([plane], [plane.turned_over()], MatchLimits(plane.area_A2 * 1.01, 1e-4))
    (match,) = found
    assert match.film_plane.miller == (-1, -1, 0)
    assert match.film_vectors == match.substrate_vectors


def test_no_planes_have_no_matches(zirconia):
    assert match_planes([], lattice_planes(zirconia["c-ZrO2"], 1), _TRAINING) == ()


def _plane_pairs(zirconia, chlorides, max_index, limits):
    """Pairs with a match; planes of one chloride that its lattice makes equal count once."""
    pairs = set()
    for oxide, chloride in product(zirconia, chlorides):
        films = lattice_planes(zirconia[oxide], max_index)
        substrates = lattice_planes(chlorides[chloride], max_index)
        for match in match_planes(films, substrates, limits):
            seen = match.film_plane
            film = seen.turned_over().miller if match.lattice.turned_over else seen.miller
            shape = np.array(match.substrate_plane.basis_A)
            metric = tuple(np.round(np.abs(shape @ shape.T), 4).ravel().tolist())
            pairs.add((oxide, film, chloride, metric))
    return pairs
