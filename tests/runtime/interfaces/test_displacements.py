import numpy as np
import pytest

from saggar.runtime.interfaces.displacements import displacement_lattice, distinct_shifts
from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.matching import match_lattices
from saggar.schemas.errors import SaggarError

_OBLIQUE = np.array([[3.1, 0.0], [1.3, 4.2]])


def _matches():
    rng = np.random.default_rng(5)
    for _ in range(6):
        film, substrate = (
            np.array([[3.0 + a, 0.0], [b, 3.0 + c]]) for a, b, c in rng.uniform(0, 2, size=(2, 3))
        )
        for match in match_lattices(film, substrate, MatchLimits(80.0, 0.06)):
            yield match, np.array(match.substrate_matrix) @ substrate


def test_the_displacement_cell_is_the_common_cell_over_the_cells_of_film_and_substrate():
    found = list(_matches())
    assert len(found) > 10
    for match, _ in found:
        basis, divisor = displacement_lattice(match)
        area = abs(np.linalg.det(basis / divisor))
        assert area == pytest.approx(1.0 / (match.film_cells * match.substrate_cells))


def test_film_and_substrate_vectors_are_displacements_that_change_nothing():
    for match, _ in _matches():
        basis, divisor = displacement_lattice(match)
        for matrix in (match.film_matrix, match.substrate_matrix):
            steps = np.linalg.inv(matrix) @ np.linalg.inv(basis / divisor)
            assert steps == pytest.approx(np.rint(steps), abs=1e-6)


def test_no_two_shifts_differ_by_vectors_of_film_and_substrate():
    for match, basis in _matches():
        steps = np.linalg.inv(
            np.array(displacement_lattice(match)[0]) / displacement_lattice(match)[1]
        )
        shifts = distinct_shifts(match, basis, 3)
        places = {tuple(np.round((np.array(shift) @ steps * 3), 6) % 3) for shift in shifts}
        assert len(shifts) == len(places) == 9
        assert shifts[0] == (0.0, 0.0)
        assert all(0.0 <= x < 1.0 for shift in shifts for x in shift)


def test_the_shifts_of_one_cell_on_one_cell_divide_its_edges():
    (match,) = match_lattices(_OBLIQUE, _OBLIQUE, MatchLimits(14.0, 0.001))
    shifts = distinct_shifts(match, _OBLIQUE, 2)
    assert set(shifts) == {(0.0, 0.0), (0.0, 0.5), (0.5, 0.0), (0.5, 0.5)}


def test_on_a_substrate_of_half_the_period_the_film_moves_over_half_a_cell():
    tall = np.array([[4.0, 0.0], [0.0, 14.0]])
    low = np.array([[4.0, 0.0], [0.0, 7.0]])
    (match,) = match_lattices(tall, low, MatchLimits(57.0, 0.001))
    shifts = np.array(distinct_shifts(match, np.array(match.film_matrix) @ tall, 2))
    moved = {tuple(np.round(shift @ np.array(match.film_matrix) @ tall, 6)) for shift in shifts}
    lengths = {(round(x % 4.0, 6), round(y % 7.0, 6)) for x, y in moved}
    assert lengths == {(0.0, 0.0), (2.0, 0.0), (0.0, 3.5), (2.0, 3.5)}


def test_no_shift_at_all_is_refused():
    (match,) = match_lattices(_OBLIQUE, _OBLIQUE, MatchLimits(14.0, 0.001))
    with pytest.raises(SaggarError, match="at least 1"):
        distinct_shifts(match, _OBLIQUE, 0)
