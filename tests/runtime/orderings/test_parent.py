import numpy as np
import pytest
from partly_filled import sites

from saggar.runtime.orderings.parent import VACANCY, parent_of, place_permutations
from saggar.schemas.errors import StructureError


def test_rows_at_one_place_are_one_place_with_two_elements():
    shared = sites(["Li", "Zr", "Y"], [[0, 0, 0], [0.5, 0.5, 0.5], [0, 0, 0.999]], [0.5, 1.0, 0.25])
    parent = parent_of(shared)
    assert parent.places.species == ("Li 0.5 + Y 0.25", "Zr")
    assert parent.contents["Li 0.5 + Y 0.25"] == {"Li": 0.5, "Y": 0.25, VACANCY: 0.25}
    assert {kind: list(k) for kind, k in parent.partly_filled.items()} == {"Li 0.5 + Y 0.25": [0]}


def test_split_places_stay_apart():
    """0.4 A apart: two places of a split site, each filled half of the time."""
    split = sites(["Li", "Li"], [[0, 0, 0], [0.1, 0, 0]], [0.5, 0.5])
    assert len(parent_of(split).places) == 2


def test_a_place_filled_by_more_than_one_atom_is_refused():
    crowded = sites(["Li", "Na", "K"], [[0, 0, 0]] * 3, [0.5] * 3)
    with pytest.raises(StructureError, match=r"0\.0000 0\.0000 0\.0000 is filled to 1\.5 "):
        parent_of(crowded)


def test_a_supercell_repeats_every_place():
    parent = parent_of(sites(["Li", "Zr"], [[0, 0, 0], [0.5, 0.5, 0.5]], [0.5, 1.0]))
    large = parent.repeated((1, 2, 3))
    assert large.places.counts == {"Li 0.5": 6, "Zr": 6}
    assert len(large.partly_filled["Li 0.5"]) == 6


def test_operations_exchange_places_with_the_same_content_only():
    """Two half-filled and two quarter-filled places on a square: no operation mixes them."""
    square = [[0, 0, 0], [0.5, 0.5, 0], [0.5, 0, 0], [0, 0.5, 0]]
    parent = parent_of(
        sites(["Li"] * 4 + ["Cl"], [*square, [0, 0, 0.3]], [0.5] * 2 + [0.25] * 2 + [1])
    )
    permutations, chiral = place_permutations(parent, np.arange(4), tolerance_A=0.01)
    assert not chiral
    assert {tuple(sorted(row[:2])) for row in permutations} == {(0, 1)}
    assert [0, 1, 2, 3] in permutations.tolist()


def test_a_tolerance_of_coordinates_with_four_digits_keeps_the_symmetry():
    thirds = [[0.3333, 0.3333, 0.3333], [0.6667, 0.6667, 0.6667]]
    parent = parent_of(sites(["Li", "Li"], thirds, [0.5, 0.5]))
    permutations, _ = place_permutations(parent, np.arange(2), tolerance_A=0.01)
    assert sorted(permutations.tolist()) == [[0, 1], [1, 0]]
