"""Relaxation: where a crystal of Lennard-Jones atoms comes to rest is known in closed form."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from saggar.runtime.engines.relaxation import STRESS_PER_FORCE_A2, relax_structure
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import EngineError

SIGMA_A, EPSILON_EV, CUTOFF_A = 2.3, 0.5, 8.5
FCC = np.array([[0.0, 0.5, 0.5], [0.5, 0.0, 0.5], [0.5, 0.5, 0.0]])
CORNERS = np.array([[0.0, 0.0, 0.0], *FCC])


@pytest.fixture
def calculator() -> Any:
    from ase.calculators.lj import LennardJones

    return LennardJones(sigma=SIGMA_A, epsilon=EPSILON_EV, rc=CUTOFF_A)


def lattice_sums() -> tuple[float, float]:
    """Sums of (d/r)^12 and (d/r)^6 over the fcc sites within the cutoff, d their distance."""
    sites = np.array(list(product(range(-6, 7), repeat=3))) @ FCC
    distances = np.linalg.norm(sites, axis=1) * np.sqrt(2)
    near = distances[(distances > 0) & (distances * EQUILIBRIUM_A < CUTOFF_A)]
    return float((near**-12.0).sum()), float((near**-6.0).sum())


EQUILIBRIUM_A = 1.0902 * SIGMA_A  # nearest neighbours, to find the shells within the cutoff


def equilibrium_edge_A() -> float:
    """Cubic edge at which 4 eps (s12 (sigma/d)^12 - s6 (sigma/d)^6) / 2 is lowest."""
    twelve, six = lattice_sums()
    return float(np.sqrt(2) * SIGMA_A * (2 * twelve / six) ** (1 / 6))


def fcc(edge_A: float, name: str = "argon") -> Cell:
    return Cell.from_fractional(("Ar",) * 4, CORNERS, edge_A * np.eye(3), name=name)


def relax(cell: Cell, calculator: Any, **changes: Any) -> Any:
    options = {"force_tolerance_eV_A": 1e-3, "relax_cell": True, "max_steps": 200} | changes
    return relax_structure(cell, calculator, **options)


@pytest.mark.parametrize("strain", [-0.03, 0.03])
def test_lattice_comes_to_rest_where_the_lattice_sum_is_lowest(
    calculator: Any, strain: float
) -> None:
    edge_A = equilibrium_edge_A()
    relaxed = relax(fcc((1 + strain) * edge_A), calculator)
    assert relaxed.converged
    assert relaxed.cell.lattice == pytest.approx(edge_A * np.eye(3), abs=1e-3)


def test_sheared_lattice_becomes_cubic_again_hardly_turned_and_never_mirrored(
    calculator: Any,
) -> None:
    edge_A = equilibrium_edge_A()
    shear = np.eye(3) + 0.04 * np.array([[0.0, 1.0, 0.5], [0.0, 0.0, -1.0], [0.0, 0.0, 0.0]])
    mirror = np.diag([1.0, 1.0, -1.0])
    start = fcc(edge_A)
    for frame in (np.eye(3), mirror):
        turned = shear @ frame
        cell = replace(start, positions=start.positions @ turned, lattice=start.lattice @ turned)
        relaxed = relax(cell, calculator).cell
        lengths = np.linalg.norm(relaxed.lattice, axis=1)
        assert lengths == pytest.approx([edge_A] * 3, abs=2e-3)
        stretch = np.linalg.solve(cell.lattice, relaxed.lattice)
        assert stretch == pytest.approx(stretch.T, abs=1e-3)
        assert np.linalg.eigvalsh(stretch + stretch.T).min() > 1.8


def test_energy_and_stress_at_the_end_are_those_of_the_final_cell(calculator: Any) -> None:
    relaxed = relax(fcc(1.02 * equilibrium_edge_A()), calculator, force_tolerance_eV_A=0.01)
    atoms = relaxed.cell.to_ase()
    atoms.calc = calculator
    assert relaxed.energy_eV == pytest.approx(atoms.get_potential_energy(), abs=1e-12)
    assert np.abs(atoms.get_stress()).max() <= 0.01 * STRESS_PER_FORCE_A2


def test_fixed_lattice_stays_and_a_displaced_atom_returns_to_its_site(calculator: Any) -> None:
    start = fcc(equilibrium_edge_A())
    positions = start.positions.copy()
    positions[2] += [0.08, -0.05, 0.11]
    relaxed = relax(
        replace(start, positions=positions), calculator, relax_cell=False, force_tolerance_eV_A=1e-4
    )
    assert np.array_equal(relaxed.cell.lattice, start.lattice)
    offsets = relaxed.cell.positions - relaxed.cell.positions[0]
    assert offsets == pytest.approx(start.positions, abs=1e-3)
    assert relaxed.largest_force_eV_A <= 1e-4


def test_strained_crystal_without_forces_is_not_relaxed_until_its_lattice_is(
    calculator: Any,
) -> None:
    start = fcc(1.03 * equilibrium_edge_A())
    assert relax(start, calculator, relax_cell=False).steps == 0
    assert relax(start, calculator, relax_cell=True).steps > 0


def test_name_groups_and_order_of_atoms_are_kept(calculator: Any) -> None:
    start = replace(
        fcc(1.01 * equilibrium_edge_A()),
        species=("Ar", "Kr", "Ar", "Kr"),
        group=np.array([0, 1, 1, 0]),
        name="film-on-substrate",
    )
    relaxed = relax(start, calculator).cell
    assert relaxed.name == "film-on-substrate"
    assert relaxed.species == start.species
    assert np.array_equal(relaxed.group, [0, 1, 1, 0])


def test_same_start_gives_the_same_numbers(calculator: Any) -> None:
    first, second = (relax(fcc(3.7), calculator) for _ in range(2))
    assert np.array_equal(first.cell.positions, second.cell.positions)
    assert (first.energy_eV, first.steps) == (second.energy_eV, second.steps)


def test_steps_run_out_without_convergence(calculator: Any) -> None:
    relaxed = relax(fcc(1.05 * equilibrium_edge_A()), calculator, max_steps=2)
    assert (relaxed.steps, relaxed.converged) == (2, False)


def test_a_relaxed_start_takes_no_step(calculator: Any) -> None:
    once = relax(fcc(1.02 * equilibrium_edge_A()), calculator)
    again = relax(once.cell, calculator)
    assert (again.steps, again.converged) == (0, True)
    assert np.array_equal(again.cell.positions, once.cell.positions)


def test_coinciding_atoms_are_named_with_their_structure(calculator: Any) -> None:
    start = fcc(equilibrium_edge_A(), name="c111-1")
    positions = start.positions.copy()
    positions[1] = positions[0] + 0.3
    with pytest.raises(EngineError, match=r"c111-1, step 0: largest force .* too close"):
        relax(replace(start, positions=positions), calculator)


def under_pressure(pressure_eV_A3: float, power: int, *, fails_at: int = 1000) -> Any:
    """Stand for an engine with the energy of a gas, ``p V0 (V0/V)^(power - 1)/(power - 1)``.

    The atoms themselves do not matter; the call number `fails_at` fails.
    """
    from ase.calculators.calculator import Calculator

    class Gas(Calculator):  # type: ignore[misc]
        implemented_properties = ("energy", "forces", "stress")
        calls = 0

        def calculate(self, atoms: Any, properties: Any, changes: Any) -> None:
            super().calculate(atoms, properties, changes)
            self.calls += 1
            if self.calls > fails_at:
                raise EngineError("an atom has left the rest")
            stress = -pressure_eV_A3 * (125.0 / atoms.get_volume()) ** power
            self.results = {
                "energy": 0.0,
                "forces": np.zeros((len(atoms), 3)),
                "stress": stress * np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0]),
            }

    return Gas()


def test_cell_that_flies_apart_is_an_error() -> None:
    with pytest.raises(EngineError, match=r"argon, step \d+: the volume is 2\.\d+ times"):
        relax(fcc(5.0), under_pressure(0.5, 2))


def test_cell_that_collapses_is_an_error() -> None:
    with pytest.raises(EngineError, match=r"argon, step \d+: the volume is 0\.\d+ times"):
        relax(fcc(5.0), under_pressure(-0.5, 0))


def test_failure_of_the_engine_on_the_way_tells_structure_and_step() -> None:
    with pytest.raises(EngineError, match="argon, step 3: an atom has left the rest"):
        relax(fcc(5.0), under_pressure(0.01, 2, fails_at=3))


def test_stress_that_is_not_a_number_is_an_error() -> None:
    with pytest.raises(EngineError, match="argon, step 0: energy or stress is not finite"):
        relax(fcc(5.0), under_pressure(np.nan, 0))
