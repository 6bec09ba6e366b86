import numpy as np
import pytest

from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.matching import match_lattices
from saggar.runtime.interfaces.nearest import (
    NoMatchError,
    least_strained,
    require_matches,
    smallest_cell,
)
from saggar.runtime.interfaces.planes import lattice_plane


def _search(film, substrate):
    return lambda limits: match_lattices(film, substrate, limits)


def test_the_least_strained_match_is_found_whatever_the_strain_limit():
    search = _search(np.eye(2), 1.07 * np.eye(2))
    match = least_strained(search, MatchLimits(1.2, 0.01))
    assert match.max_strain == pytest.approx(0.07)


def test_the_smallest_cell_within_the_strain_is_found_beyond_the_area():
    search = _search(3.0 * np.eye(2), 4.0 * np.eye(2))
    match = smallest_cell(search, MatchLimits(100.0, 0.001))
    assert match.area_A2 == pytest.approx(144.0)


def test_nothing_near_gives_none():
    search = _search(3.0 * np.eye(2), 30.0 * np.eye(2))
    assert least_strained(search, MatchLimits(10.0, 0.01)) is None
    assert smallest_cell(search, MatchLimits(10.0, 0.01)) is None


def test_limits_that_leave_nothing_name_the_nearest_matches(zirconia, chlorides):
    films = [lattice_plane(zirconia["c-ZrO2"], (2, 2, 1))]
    substrates = [lattice_plane(chlorides["alpha"], (0, 0, 1))]
    with pytest.raises(NoMatchError) as raised:
        require_matches(films, substrates, MatchLimits(200.0, 0.01), names=("c-ZrO2", "alpha-LZC"))
    message = str(raised.value)
    assert "area up to 200 A^2 and principal strain up to 1 %" in message
    assert "c-ZrO2 (2 2 1) on alpha-LZC (0 0 1), 5:2 cells, 208.4 A^2" not in message
    assert "4.2" in message
    assert "21:8 cells, 833.7 A^2, principal strain 0.61 %" in message


def test_limits_that_leave_something_give_it(zirconia, chlorides):
    films = [lattice_plane(zirconia["c-ZrO2"], (1, 1, 1))]
    substrates = [lattice_plane(chlorides["ideal"], (0, 0, 1))]
    (match,) = require_matches(films, substrates, MatchLimits(40.0, 0.01))
    assert match.film_plane.miller == (1, 1, 1)
