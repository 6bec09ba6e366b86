from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from saggar.runtime.interfaces.choosing import (
    Excess,
    draw,
    interface_energy_J_per_m2,
    lowest_of_each,
)
from saggar.schemas.errors import SaggarError

_EXCESS = Excess(
    energy_eV=-97.0,
    film_atoms=10,
    substrate_atoms=20,
    film_bulk_eV=-4.0,
    substrate_bulk_eV=-3.0,
    area_A2=50.0,
    interfaces=2,
)
_PHASES = {
    f"{film}{base}{number}": (film, base)
    for film, base, count in (("a", "x", 9), ("a", "y", 1), ("b", "x", 4))
    for number in range(count)
}


def test_the_energy_of_a_sandwich_is_over_both_of_its_interfaces():
    joule_per_m2 = 3.0 * 1.602176634e-19 / (2 * 50e-20)
    assert interface_energy_J_per_m2(_EXCESS) == pytest.approx(joule_per_m2)


def test_with_vacuum_there_is_one_interface():
    assert interface_energy_J_per_m2(replace(_EXCESS, interfaces=1)) == pytest.approx(
        2 * interface_energy_J_per_m2(_EXCESS)
    )


def test_two_halves_of_one_crystal_have_no_interface_energy():
    same = Excess(-90.0, 10, 20, -3.0, -3.0, 50.0, 2)
    assert interface_energy_J_per_m2(same) == pytest.approx(0.0)


def test_no_area_is_refused():
    with pytest.raises(SaggarError, match="above 0"):
        interface_energy_J_per_m2(replace(_EXCESS, area_A2=0.0))


def test_the_lowest_of_each_orientation_are_kept_in_the_order_given():
    energies = {"p": 0.3, "q": -1.0, "r": 0.1, "s": 0.2, "t": 9.0}
    orientations = {"p": "one", "q": "two", "r": "one", "s": "one", "t": "two"}
    assert lowest_of_each(energies, orientations, 2) == ("q", "r", "s", "t")
    assert lowest_of_each(energies, orientations, 1) == ("q", "r")


def test_an_energy_that_is_not_a_number_is_refused():
    with pytest.raises(SaggarError, match="interface p: its energy is nan"):
        lowest_of_each({"p": np.nan}, {"p": "one"}, 1)


@pytest.mark.parametrize("seed", range(20))
def test_a_draw_covers_every_pair_of_phases(seed):
    drawn = draw(_PHASES, 4, np.random.default_rng(seed))
    assert len(set(drawn)) == 4
    assert {_PHASES[name] for name in drawn} == set(_PHASES.values())


def test_a_draw_is_repeated_by_its_seed():
    first, again = (draw(_PHASES, 5, np.random.default_rng(7)) for _ in range(2))
    assert first == again
    assert first != draw(_PHASES, 5, np.random.default_rng(8))


def test_what_is_taken_is_never_drawn():
    taken = {name for name in _PHASES if name.startswith("ax")} | {"bx0"}
    for seed in range(20):
        drawn = draw(_PHASES, 3, np.random.default_rng(seed), taken=taken)
        assert not taken & set(drawn)
        assert {_PHASES[name] for name in drawn} == {("a", "y"), ("b", "x")}


def test_all_of_one_pair_have_equal_chances():
    rng = np.random.default_rng(0)
    counts = Counter(name for _ in range(3000) for name in draw(_PHASES, 3, rng))
    assert counts["ay0"] == 3000
    assert max(abs(counts[f"bx{n}"] - 750) for n in range(4)) < 5 * 750**0.5


def test_everything_is_taken_where_there_is_less_than_wanted():
    assert draw(_PHASES, 50, np.random.default_rng(0)) == tuple(_PHASES)


def test_too_few_to_cover_the_pairs_of_phases_are_refused():
    with pytest.raises(SaggarError, match="draw at least 3"):
        draw(_PHASES, 2, np.random.default_rng(0))
