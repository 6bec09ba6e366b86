from dataclasses import replace

import numpy as np
import pytest

from saggar.runtime.analysis.radial import radial_distribution
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import repeat
from saggar.schemas.errors import SaggarError

ROCK_SALT = Cell.from_fractional(
    ["Li"] * 4 + ["Cl"] * 4,
    [
        [0, 0, 0],
        [0, 0.5, 0.5],
        [0.5, 0, 0.5],
        [0.5, 0.5, 0],
        [0.5, 0.5, 0.5],
        [0.5, 0, 0],
        [0, 0.5, 0],
        [0, 0, 0.5],
    ],
    np.eye(3) * 5.13,
)


def ideal_gas(rng, n_lithium=150, n_chlorine=90):
    lattice = np.array([[14.0, 0, 0], [3.0, 13.0, 0], [-2.0, 4.0, 15.0]])
    fractional = rng.uniform(size=(n_lithium + n_chlorine, 3))
    return Cell.from_fractional(["Li"] * n_lithium + ["Cl"] * n_chlorine, fractional, lattice)


@pytest.mark.parametrize(("center", "neighbor"), [("Li", "Cl"), ("Cl", "Li"), ("Li", "Li")])
def test_ideal_gas_has_g_of_one_everywhere(center, neighbor):
    rng = np.random.default_rng(0)
    result = radial_distribution(
        (ideal_gas(rng) for _ in range(40)), center, neighbor, cutoff_A=7.0, bins=7
    )
    deficit = 1 - 1 / 150 if center == neighbor else 1.0
    np.testing.assert_allclose(result.density_ratio[1:], deficit, atol=0.04)


def test_rock_salt_has_its_shells_of_6_and_12_and_8():
    li_cl = radial_distribution([ROCK_SALT], "Li", "Cl", cutoff_A=5.0, bins=50)
    li_li = radial_distribution([ROCK_SALT], "Li", "Li", cutoff_A=5.0, bins=50)
    at = {r: int(np.searchsorted(li_cl.distance_A, r)) for r in (3.0, 4.8)}
    assert li_cl.coordination[at[3.0]] == pytest.approx(6)
    assert li_cl.coordination[at[4.8]] == pytest.approx(6 + 8)
    assert li_li.coordination[at[3.0]] == 0
    assert li_li.coordination[at[4.8]] == pytest.approx(12)


def test_first_peak_stands_at_the_bond_length():
    result = radial_distribution([ROCK_SALT], "Li", "Cl", cutoff_A=4.0, bins=80)
    peak = result.distance_A[np.argmax(result.density_ratio)]
    assert peak == pytest.approx(5.13 / 2, abs=0.05)


def test_a_cell_and_its_supercell_agree_beyond_the_size_of_the_cell():
    small, large = (
        radial_distribution([cell], "Li", "Cl", cutoff_A=9.0, bins=90)
        for cell in (ROCK_SALT, repeat(ROCK_SALT, (2, 1, 3)))
    )
    np.testing.assert_allclose(small.density_ratio, large.density_ratio, rtol=1e-9)


def test_integral_of_g_is_the_coordination_number():
    cell = ideal_gas(np.random.default_rng(1))
    result = radial_distribution([cell], "Li", "Cl", cutoff_A=6.0, bins=30)
    edges = np.linspace(0, 6.0, 31)
    density = 90 / cell.volume_A3
    integral = np.cumsum(result.density_ratio * density * 4 / 3 * np.pi * np.diff(edges**3))
    np.testing.assert_allclose(integral, result.coordination, rtol=1e-12)


def test_coordination_counts_for_the_centre_and_not_for_the_neighbour():
    cell = Cell(("Zr", "O", "O"), np.array([[0, 0, 0], [2, 0, 0], [-2, 0, 0]]), np.eye(3) * 12)
    around_zr = radial_distribution([cell], "Zr", "O", cutoff_A=3.0, bins=10)
    around_o = radial_distribution([cell], "O", "Zr", cutoff_A=3.0, bins=10)
    assert around_zr.coordination[-1] == pytest.approx(2)
    assert around_o.coordination[-1] == pytest.approx(1)


def test_each_frame_is_normalised_by_its_own_volume():
    doubled = replace(
        ROCK_SALT, lattice=ROCK_SALT.lattice * 1.3, positions=ROCK_SALT.positions * 1.3
    )
    both = radial_distribution([ROCK_SALT, doubled], "Li", "Cl", cutoff_A=6.0, bins=20)
    each = [
        radial_distribution([cell], "Li", "Cl", cutoff_A=6.0, bins=20)
        for cell in (ROCK_SALT, doubled)
    ]
    np.testing.assert_allclose(
        both.density_ratio, (each[0].density_ratio + each[1].density_ratio) / 2
    )
    assert both.frames == 2


def test_distances_agree_with_pymatgen():
    from pymatgen.core import Lattice, Structure

    cell = ideal_gas(np.random.default_rng(2), 12, 9)
    structure = Structure(Lattice(cell.lattice), list(cell.species), cell.fractional)
    centers, points, _, distances = structure.get_neighbor_list(6.0)
    species = np.array(cell.species)
    wanted = distances[(species[centers] == "Li") & (species[points] == "Cl")]
    result = radial_distribution([cell], "Li", "Cl", cutoff_A=6.0, bins=12)
    expected = np.cumsum(np.histogram(wanted, bins=12, range=(0, 6.0))[0]) / 12
    np.testing.assert_allclose(result.coordination, expected)


def test_a_missing_element_and_missing_frames_are_refused():
    with pytest.raises(SaggarError, match="no O; the elements are Li4 Cl4"):
        radial_distribution([ROCK_SALT], "Li", "O")
    with pytest.raises(SaggarError, match="no frames"):
        radial_distribution([], "Li", "Cl")
