"""Interface energies above bulk: units, areas, interfaces, and which atoms count as what."""

import numpy as np
import pytest
from frozen_records import interface_cell

from saggar.runtime.interfaces.assembling import Boundary
from saggar.runtime.interfaces.choosing import interface_energy_J_per_m2
from saggar.runtime.interfaces.energies import Bulk, UndefinedEnergyError, excess_over_bulk
from saggar.runtime.structures.cell import Cell

ZRO2, LICL = Bulk({"Zr": 4, "O": 8}, -9.5), Bulk({"Li": 1, "Cl": 1}, -3.5)
AREA_A2 = 5.1 * 6.12
EV_PER_A2 = 16.02176634  # J/m^2


def gamma(cell: Cell, energy_eV: float, film: Bulk, substrate: Bulk, boundary: Boundary) -> float:
    return interface_energy_J_per_m2(excess_over_bulk(cell, energy_eV, film, substrate, boundary))


def test_bulk_cells_side_by_side_have_no_interface_energy() -> None:
    energy = 6 * -9.5 + 6 * -3.5
    assert gamma(interface_cell(), energy, ZRO2, LICL, "sandwich") == pytest.approx(0.0, abs=1e-12)


def test_excess_is_shared_by_two_interfaces_of_a_sandwich_and_not_with_vacuum() -> None:
    energy = 6 * -9.5 + 6 * -3.5 + 1.7
    assert gamma(interface_cell(), energy, ZRO2, LICL, "sandwich") == pytest.approx(
        1.7 / (2 * AREA_A2) * EV_PER_A2
    )
    assert gamma(interface_cell(), energy, ZRO2, LICL, "vacuum") == pytest.approx(
        1.7 / AREA_A2 * EV_PER_A2
    )


def test_polymorphs_of_one_composition_are_told_apart_by_their_slabs() -> None:
    cell = interface_cell()
    both = type(cell)(
        ("Zr", "O", "O") * 4,
        cell.positions,
        cell.lattice,
        np.repeat([1, 0], [3, 9]),
    )
    film, substrate = Bulk({"Zr": 4, "O": 8}, -9.5), Bulk({"O": 2, "Zr": 1}, -9.3)
    energy = 9 * -9.5 + 3 * -9.3 + 1.0
    assert gamma(both, energy, film, substrate, "vacuum") == pytest.approx(EV_PER_A2 / AREA_A2)


def test_slabs_that_balance_each_other_count_by_the_whole_composition() -> None:
    """One LiCl less in the film's label than in its atoms: the whole is a mixture still."""
    cell = interface_cell()
    assert cell.group is not None
    group = cell.group.copy()
    group[:2] = 0
    moved = type(cell)(cell.species, cell.positions, cell.lattice, group)
    energy = 6 * -9.5 + 6 * -3.5 + 1.0
    assert gamma(moved, energy, ZRO2, LICL, "vacuum") == pytest.approx(EV_PER_A2 / AREA_A2)


def test_a_composition_that_is_no_mixture_has_no_energy() -> None:
    cell = interface_cell()
    short = cell.take(range(len(cell) - 1))
    with pytest.raises(UndefinedEnergyError, match="no mixture"):
        gamma(short, -70.0, ZRO2, LICL, "sandwich")
