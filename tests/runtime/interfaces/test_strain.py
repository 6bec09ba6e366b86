import numpy as np
import pytest

from saggar.runtime.interfaces.strain import (
    carried_strains,
    common_areas_A2,
    length_ratios,
    mismatch,
    principal_stretches,
)
from saggar.runtime.interfaces.sublattices import metrics_of


@pytest.mark.parametrize("seed", range(20))
def test_principal_stretches_are_the_singular_values_of_the_map(seed):
    rng = np.random.default_rng(seed)
    film, substrate = rng.normal(size=(2, 2, 2))
    expected = np.linalg.svd(np.linalg.inv(film) @ substrate, compute_uv=False)
    found = principal_stretches(metrics_of(film), metrics_of(substrate))
    assert found == pytest.approx(expected[::-1], rel=1e-9)


def test_equal_stretches_keep_their_precision():
    film = np.array([[3.0, 0.0], [-1.5, 1.5 * 3**0.5]])
    found = principal_stretches(metrics_of(film), metrics_of(1.000001 * film))
    assert found == pytest.approx([1.000001, 1.000001], abs=1e-14)


def test_pure_shear_of_a_square_leaves_lengths_nearly_as_they_are_but_strains_the_axes():
    shear = 0.02
    sheared = np.array([[1.0, 0.0], [np.sin(shear), np.cos(shear)]])
    square = metrics_of(np.eye(2))[None]
    ratios, turns = length_ratios(square, metrics_of(sheared)[None])
    assert ratios[0] == pytest.approx([1.0, 1.0, 1.0], abs=1e-12)
    assert turns[0] == pytest.approx([shear] * 3, abs=1e-12)
    expected = [np.sqrt(1 - np.sin(shear)), np.sqrt(1 + np.sin(shear))]
    assert principal_stretches(square, metrics_of(sheared)[None])[0] == pytest.approx(expected)


def test_the_third_shortest_vector_of_a_hexagonal_cell_counts_as_well():
    hexagonal = np.array([[1.0, 0.0], [0.5, 0.75**0.5]])
    opened = np.array([[1.0, 0.0], [np.cos(np.radians(63)), np.sin(np.radians(63))]])
    ratios, turns = length_ratios(metrics_of(hexagonal)[None], metrics_of(opened)[None])
    diagonal = 2 * np.sin(np.radians(31.5))
    assert ratios[0] == pytest.approx([1.0, 1.0, diagonal])
    assert np.degrees(turns[0]) == pytest.approx([3.0, 1.5, 1.5])


def test_the_strain_is_positive_where_a_film_shorter_than_the_substrate_is_stretched():
    stretch = np.array([1.02])
    assert mismatch(stretch, "film") == pytest.approx([0.02])
    assert mismatch(stretch, "substrate") == pytest.approx([1 / 1.02 - 1])
    assert mismatch(stretch, "both") == pytest.approx([0.02 / 1.01])


@pytest.mark.parametrize("strained", ["film", "substrate", "both"])
def test_carried_strains_bring_both_crystals_to_one_length(strained):
    stretches = np.array([0.93, 1.06])
    film, substrate = carried_strains(stretches, strained)
    assert 1.0 + film == pytest.approx(stretches * (1.0 + substrate))


@pytest.mark.parametrize(
    ("strained", "area"), [("film", 22.0), ("substrate", 20.0), ("both", 20 * 1.05 * 1.0)]
)
def test_the_common_area_is_that_of_the_unstrained_crystal_or_between(strained, area):
    found = common_areas_A2(np.array(20.0), np.array([1.0, 1.1]), strained)
    assert found == pytest.approx(area)
