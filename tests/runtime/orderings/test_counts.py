from math import comb

import pytest
from partly_filled import sites

from saggar.runtime.orderings.counts import count_orderings, fillings, smallest_supercell
from saggar.runtime.orderings.parent import VACANCY, parent_of
from saggar.schemas.errors import StructureError


def line(occupancies):
    """Places along a line, all of one element."""
    n = len(occupancies)
    return parent_of(sites(["Li"] * n, [[k / n, 0, 0] for k in range(n)], occupancies, edge_A=9.0))


def test_fillings_count_atoms_and_vacancies():
    assert fillings(line([0.75] * 4), (1, 1, 1)) == {"Li 0.75": {"Li": 3, VACANCY: 1}}


def test_occupancies_printed_with_two_digits_are_whole_numbers():
    assert fillings(line([0.33] * 3), (2, 1, 1)) == {"Li 0.33": {"Li": 2, VACANCY: 4}}


def test_a_place_filled_to_99_percent_by_three_elements_has_no_vacancy():
    shared = parent_of(sites(["Li", "Na", "K"], [[0, 0, 0]] * 3, [0.33] * 3))
    assert fillings(shared, (1, 1, 3)) == {"Li 0.33 + Na 0.33 + K 0.33": {"Li": 1, "Na": 1, "K": 1}}


def test_places_with_other_occupancies_are_filled_on_their_own():
    filled = fillings(line([0.5, 0.5, 0.25, 0.25, 0.25, 0.25]), (1, 1, 1))
    assert count_orderings(filled) == 2 * 4


@pytest.mark.parametrize(
    ("occupancies", "copies"), [([0.5], 2), ([0.333, 0.333], 3), ([0.25, 0.5], 4), ([0.2] * 3, 5)]
)
def test_the_smallest_supercell_gives_whole_numbers(occupancies, copies):
    a, b, c = smallest_supercell(line(occupancies))
    assert a * b * c == copies


def test_the_smallest_supercell_is_as_compact_as_can_be():
    assert smallest_supercell(parent_of(sites(["Li"], [[0, 0, 0]], [0.875]))) == (2, 2, 2)


def test_no_whole_number_is_refused_with_the_smallest_supercell():
    with pytest.raises(
        StructureError,
        match=r"cube: 3 places of Li 0\.5 hold 1\.5 Li in 1 x 1 x 1 cells.*supercell: \[1, 1, 2\]",
    ):
        fillings(line([0.5] * 3), (1, 1, 1))


def test_a_supercell_with_more_orderings_than_the_cap_is_not_proposed():
    crowd = line([0.45] * 12)
    with pytest.raises(StructureError, match=r"with 8\.8e\+16 orderings") as at:
        fillings(crowd, (1, 1, 1), at_most=100_000)
    assert count_orderings(fillings(crowd, (5, 1, 1))) == comb(60, 27)
    assert "supercell:" not in str(at.value)
