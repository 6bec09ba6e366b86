"""Random pairs of lattices against pymatgen's implementation of Zur and McGill."""

import logging
import time
from collections import Counter
from itertools import product
from math import gcd

import numpy as np
import pytest

from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.matching import match_lattice_pairs

_LOG = logging.getLogger(__name__)
_SEED = 20240117
_LIMITS = MatchLimits(300.0, 0.03)
_BATCH = 100
_BOUNDARY = 1e-6
_TRIALS = np.array(list(product(range(-2, 3), repeat=4))).reshape(-1, 2, 2)


def test_no_match_of_pymatgen_that_obeys_the_limits_is_missed():
    outcomes, _ = _run_all(150)
    assert outcomes["found"] > 1500
    assert outcomes["missed"] == 0


@pytest.mark.slow
def test_ten_thousand_pairs_take_a_tenth_of_pymatgens_time_and_none_is_missed():
    outcomes, (ours, theirs) = _run_all(10_000)
    assert outcomes["found"] > 100_000
    assert outcomes["on the boundary"] < 100
    assert outcomes["missed"] == 0
    assert theirs > 10 * ours


def _run_all(count):
    pairs = _random_pairs(count)
    _run([pairs[0], (pairs[0][0], pairs[0][0])])  # pymatgen compiles what it uses first
    outcomes, times = Counter(), np.zeros(2)
    for start in range(0, count, _BATCH):
        found, taken = _run(pairs[start : start + _BATCH])
        outcomes += found
        times += taken
    _LOG.info("%d pairs; pymatgen's matches: %s", count, dict(outcomes))
    _LOG.info("CPU time %.2f s against %.2f s", *times)
    return outcomes, times


def _run(pairs):
    """Count what became of pymatgen's matches; CPU times of ours and of pymatgen."""
    films, substrates = zip(*pairs, strict=True)
    numbers = [(number, number) for number in range(len(pairs))]
    marks = [time.process_time()]
    ours = match_lattice_pairs(films, substrates, numbers, _LIMITS)
    marks.append(time.process_time())
    theirs = [_pymatgen(film, substrate) for film, substrate in pairs]
    marks.append(time.process_time())
    outcomes = Counter(
        outcome
        for pair, matches, found in zip(pairs, theirs, ours, strict=True)
        for outcome in _compare(pair, matches, {_key_of(match) for match in found})
    )
    return outcomes, np.diff(marks)


def _random_pairs(count):
    """Lattices with edges of 3 to 7 A and angles of 60 to 120 degrees, as surfaces of oxides."""
    rng = np.random.default_rng(_SEED)
    return [tuple(_random_lattice(rng) for _ in range(2)) for _ in range(count)]


def _random_lattice(rng):
    a, b, angle = rng.uniform([3.0, 3.0, 60.0], [7.0, 7.0, 120.0])
    angle = np.radians(angle)
    return np.array([[a, 0.0], [b * np.cos(angle), b * np.sin(angle)]])


def _pymatgen(film, substrate):
    """Matches of pymatgen with tolerances wide enough for the strain limit."""
    from pymatgen.analysis.interfaces.zsl import ZSLGenerator

    strain = _LIMITS.max_strain
    ratio = abs(np.linalg.det(film) / np.linalg.det(substrate))
    search = ZSLGenerator(
        max_area=_LIMITS.max_area_A2,
        max_length_tol=strain,
        max_angle_tol=strain,
        max_area_ratio_tol=2 * strain * max(ratio, 1 / ratio),
    )
    return list(search(_in_space(film), _in_space(substrate)))


def _in_space(basis):
    return np.column_stack([basis, np.zeros(2)])


def _compare(pair, matches, known):
    """Say of each of pymatgen's matches whether it obeys the limits and whether it is known."""
    film, substrate = pair
    for match in matches:
        lower, upper = (
            np.array(v)[:, :2] for v in (match.film_sl_vectors, match.substrate_sl_vectors)
        )
        strain = np.abs(np.linalg.svd(np.linalg.inv(lower) @ upper, compute_uv=False) - 1).max()
        margins = [_LIMITS.max_strain - strain, 1 - abs(np.linalg.det(upper)) / _LIMITS.max_area_A2]
        if min(margins) < -_BOUNDARY:
            yield "beyond the limits"
        elif min(margins) < _BOUNDARY:
            yield "on the boundary"
        else:
            cells = _integers(lower, film), _integers(upper, substrate)
            yield "found" if _is_known(cells, pair, known) else "missed"


def _integers(vectors, basis):
    numbers = vectors @ np.linalg.inv(basis)
    assert np.abs(numbers - np.rint(numbers)).max() < 1e-6
    return np.rint(numbers).astype(int)


def _is_known(cells, pair, known):
    """Whether the map, or an image by a symmetry of the lattices, is known."""
    lower, upper = cells
    if _key(lower, upper) in known:
        return True
    symmetries = [
        [
            s
            for s in _TRIALS
            if np.allclose(s @ b @ b.T @ s.T, b @ b.T, rtol=0, atol=3e-4 * (b @ b.T).max())
        ]
        for b in pair
    ]
    return any(_key(lower @ s, upper @ t) in known for s, t in product(*symmetries))


def _key_of(match):
    mirror = np.diag([-1 if match.turned_over else 1, 1])
    return _key(np.array(match.film_matrix) @ mirror, np.array(match.substrate_matrix))


def _key(film_cell, substrate_cell):
    """The map from film to substrate in lowest terms, up to its sign."""
    (a, b), (c, d) = film_cell.tolist()
    entries = (np.array([[d, -b], [-c, a]]) @ substrate_cell).ravel().tolist()
    divisor = gcd(a * d - b * c, *entries)
    sign = next(1 if entry > 0 else -1 for entry in entries if entry)
    return abs(a * d - b * c) // divisor, *(sign * entry // divisor for entry in entries)
