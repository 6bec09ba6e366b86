"""Times scale with the potential, the density and the atoms as those that were measured."""

from typing import Any

import pytest

from saggar.compiler.estimate.speed import (
    RATED,
    RATED_DENSITY_PER_A3,
    descent_factor,
    evaluation_factor,
    single_point_s,
    unrated,
)
from saggar.schemas.engines import Chgnet, Nep, Vasp
from saggar.schemas.machine import Rates, SinglePoint

VASP = Vasp(engine="vasp", energy_cutoff_eV=520, k_spacing_per_A=0.3)
MEASURED = Rates(vasp=SinglePoint(core_time_s=3600.0, atoms=100))


def potential(radial_A: float, angular_A: float, **others: Any) -> Nep:
    tree = {"engine": "nep", "cutoff": {"radial_A": radial_A, "angular_A": angular_A}, **others}
    return Nep.model_validate(tree, by_name=True, by_alias=False)


SMALL = potential(5, 4, neurons=20)
LARGE = potential(6, 5, n_max=(8, 8), basis_size=(12, 12), neurons=50)


def test_rates_hold_for_the_rated_potential() -> None:
    assert potential(5, 4) == RATED
    assert evaluation_factor(RATED, RATED_DENSITY_PER_A3) == 1
    assert descent_factor(RATED, RATED_DENSITY_PER_A3) == 1


@pytest.mark.parametrize(
    ("one", "density_per_A3", "other", "other_density_per_A3", "measured"),
    [
        (LARGE, 0.107, SMALL, 0.107, 201.7 / 51.5),
        (LARGE, 0.037, SMALL, 0.037, 60.0 / 19.8),
        (SMALL, 0.107, SMALL, 0.037, 51.5 / 19.8),
        (potential(8, 4, neurons=20), 0.107, SMALL, 0.107, 93.8 / 51.5),
        (potential(5, 4, neurons=100), 0.107, SMALL, 0.107, 55.9 / 51.5),
        (potential(5, 4, neurons=20, n_max=(4, 8)), 0.057, SMALL, 0.057, 52.4 / 33.9),
    ],
)  # timings of calorine's CPUNEP, us per atom
def test_evaluations_scale_as_measured(
    one: Nep, density_per_A3: float, other: Nep, other_density_per_A3: float, measured: float
) -> None:
    ratio = evaluation_factor(one, density_per_A3) / evaluation_factor(other, other_density_per_A3)
    assert ratio == pytest.approx(measured, rel=0.25)


@pytest.mark.parametrize(
    ("one", "density_per_A3", "measured"),
    [(LARGE, 0.057, 259.5 / 87.7), (SMALL, 0.107, 131.5 / 87.7), (LARGE, 0.107, 497.3 / 87.7)],
)  # timings of neppo, us per atom and step
def test_gradient_steps_scale_as_measured(one: Nep, density_per_A3: float, measured: float) -> None:
    ratio = descent_factor(one, density_per_A3) / descent_factor(SMALL, 0.057)
    assert ratio == pytest.approx(measured, rel=0.3)


def test_a_foundation_model_takes_its_rate_for_each_atom() -> None:
    found = single_point_s(Chgnet(engine="chgnet"), Rates(foundation_ms_per_atom=2.0), 50)
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(0.1), pytest.approx(0.1))


@pytest.mark.parametrize(("atoms", "low", "high"), [(100, 1, 1), (200, 4, 8), (50, 1 / 4, 1 / 2)])
def test_vasp_takes_the_time_that_was_measured_times_powers_of_the_atoms(
    atoms: int, low: float, high: float
) -> None:
    found = single_point_s(VASP, MEASURED, atoms)
    assert found is not None
    assert (found.low / 3600, found.high / 3600) == (pytest.approx(low), pytest.approx(high))


def test_without_a_measurement_the_time_of_vasp_is_not_known() -> None:
    assert single_point_s(VASP, Rates(), 100) is None
    assert unrated(VASP, Rates()) == "rates.vasp"
    assert unrated(VASP, MEASURED) == ""
    assert unrated(Chgnet(engine="chgnet"), Rates()) == ""
