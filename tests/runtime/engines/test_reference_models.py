"""What every reference model guarantees, held against each of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from saggar.runtime.engines.chgnet import ChgnetModel
from saggar.runtime.engines.dispersion import DispersionD3
from saggar.runtime.engines.mace import MaceModel
from saggar.runtime.engines.reference import ReferenceModel, fingerprint, read_label
from saggar.runtime.engines.relaxation import relax_structure
from saggar.runtime.structures.cell import Cell
from saggar.runtime.weights import packaged_chgnet
from saggar.schemas.errors import EngineError


@dataclass(frozen=True)
class Adapter:
    """A model as tests need it.

    Parameters
    ----------
    load : callable
        Gives the model, with the dispersion that it is given.
    step_A, slope_eV_A : float
        Displacement of finite differences, and their tolerance.
    rounding_eV : float
        By how much energies that must be equal may differ.
    """

    load: Callable[[DispersionD3 | None], ReferenceModel]
    step_A: float
    slope_eV_A: float
    rounding_eV: float


@pytest.fixture(scope="module", params=["chgnet", "mace", "mace-float32"])
def adapter(request: pytest.FixtureRequest, mace_file: Path) -> Adapter:
    if request.param == "chgnet":
        return Adapter(lambda d3: ChgnetModel(packaged_chgnet(), d3), 5e-3, 5e-3, 1e-5)
    if request.param == "mace":
        return Adapter(lambda d3: MaceModel(mace_file, dispersion=d3), 1e-3, 1e-5, 1e-9)
    return Adapter(
        lambda d3: MaceModel(mace_file, dtype="float32", dispersion=d3), 1e-2, 2e-3, 1e-5
    )


@pytest.fixture(scope="module")
def model(adapter: Adapter) -> ReferenceModel:
    return adapter.load(None)


@pytest.fixture(scope="module")
def dispersed(adapter: Adapter) -> ReferenceModel:
    return adapter.load(DispersionD3())


def test_label_is_finite_and_its_forces_add_up_to_zero(model: ReferenceModel, zro2: Cell) -> None:
    label = model.evaluate(zro2)
    assert np.isfinite(label.energy_eV)
    assert label.forces_eV_A.sum(axis=0) == pytest.approx(np.zeros(3), abs=1e-4)
    assert np.abs(label.forces_eV_A).max() > 0.01


def test_force_is_minus_the_slope_of_the_energy(
    adapter: Adapter, model: ReferenceModel, zro2: Cell
) -> None:
    label = model.evaluate(zro2)
    for atom, axis in ((0, 2), (1, 1), (2, 1)):
        energies = []
        for sign in (1, -1):
            positions = zro2.positions.copy()
            positions[atom, axis] += sign * adapter.step_A
            energies.append(model.evaluate(replace(zro2, positions=positions)).energy_eV)
        slope = (energies[0] - energies[1]) / (2 * adapter.step_A)
        assert label.forces_eV_A[atom, axis] == pytest.approx(-slope, abs=adapter.slope_eV_A)
        assert abs(slope) > 10 * adapter.slope_eV_A


@pytest.mark.parametrize(("row", "column"), [(0, 0), (2, 2), (0, 1), (0, 2)])
def test_virial_is_minus_the_strain_derivative_of_the_energy(
    adapter: Adapter, model: ReferenceModel, zro2: Cell, row: int, column: int
) -> None:
    size = adapter.step_A
    strain = np.zeros((3, 3))
    strain[row, column] += 0.5
    strain[column, row] += 0.5
    energies = []
    for sign in (1, -1):
        deformation = np.eye(3) + sign * size * strain
        strained = replace(
            zro2, positions=zro2.positions @ deformation, lattice=zro2.lattice @ deformation
        )
        energies.append(model.evaluate(strained).energy_eV)
    derivative = (energies[0] - energies[1]) / (2 * size)
    virial = model.evaluate(zro2).virial_eV
    assert virial[row, column] == pytest.approx(-derivative, abs=2 * adapter.slope_eV_A)
    assert abs(derivative) > 10 * adapter.slope_eV_A


def test_virial_is_symmetric(dispersed: ReferenceModel, zro2: Cell) -> None:
    virial = dispersed.evaluate(zro2).virial_eV
    assert virial == pytest.approx(virial.T, abs=1e-12)


def test_turning_the_frame_turns_forces_and_virial(
    adapter: Adapter, dispersed: ReferenceModel, zro2: Cell
) -> None:
    rng = np.random.default_rng(4)
    rotation, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    rotation *= np.sign(np.linalg.det(rotation))
    turned = dispersed.evaluate(
        replace(zro2, positions=zro2.positions @ rotation.T, lattice=zro2.lattice @ rotation.T)
    )
    label = dispersed.evaluate(zro2)
    assert turned.energy_eV == pytest.approx(label.energy_eV, abs=adapter.rounding_eV)
    assert turned.forces_eV_A == pytest.approx(
        label.forces_eV_A @ rotation.T, abs=10 * adapter.rounding_eV
    )
    assert turned.virial_eV == pytest.approx(
        rotation @ label.virial_eV @ rotation.T, abs=10 * adapter.rounding_eV
    )


def test_doubled_cell_has_twice_the_energy_and_the_same_forces(
    adapter: Adapter, model: ReferenceModel, zro2: Cell
) -> None:
    doubled = Cell(
        zro2.species * 2,
        np.vstack([zro2.positions, zro2.positions + zro2.lattice[2]]),
        zro2.lattice * [[1.0], [1.0], [2.0]],
    )
    once, twice = model.evaluate(zro2), model.evaluate(doubled)
    assert twice.energy_eV == pytest.approx(2 * once.energy_eV, abs=10 * adapter.rounding_eV)
    assert twice.forces_eV_A[3:] == pytest.approx(once.forces_eV_A, abs=10 * adapter.rounding_eV)


def test_dispersion_adds_exactly_its_own_numbers(
    model: ReferenceModel, dispersed: ReferenceModel, zro2: Cell
) -> None:
    atoms = zro2.to_ase()
    atoms.calc = DispersionD3().calculator()
    correction = read_label(atoms, zro2)
    bare, full = model.evaluate(zro2), dispersed.evaluate(zro2)
    assert full.energy_eV - bare.energy_eV == pytest.approx(correction.energy_eV, abs=1e-9)
    assert full.forces_eV_A - bare.forces_eV_A == pytest.approx(correction.forces_eV_A, abs=1e-9)
    assert full.virial_eV - bare.virial_eV == pytest.approx(correction.virial_eV, abs=1e-9)
    assert correction.energy_eV < -0.3


def test_label_follows_the_order_of_the_atoms(
    adapter: Adapter, model: ReferenceModel, zro2: Cell
) -> None:
    order = [2, 0, 1]
    label, permuted = model.evaluate(zro2), model.evaluate(zro2.take(order))
    assert permuted.energy_eV == pytest.approx(label.energy_eV, abs=adapter.rounding_eV)
    assert permuted.forces_eV_A == pytest.approx(
        label.forces_eV_A[order], abs=10 * adapter.rounding_eV
    )


def test_same_frame_gives_the_same_bits(adapter: Adapter, zro2: Cell) -> None:
    first, second = (adapter.load(None).evaluate(zro2) for _ in range(2))
    assert first.energy_eV == second.energy_eV
    assert np.array_equal(first.forces_eV_A, second.forces_eV_A)


def test_calculator_and_label_agree(model: ReferenceModel, zro2: Cell) -> None:
    atoms = zro2.to_ase()
    atoms.calc = model.calculator()
    label = model.evaluate(zro2)
    assert atoms.get_potential_energy() == label.energy_eV
    assert np.array_equal(atoms.get_forces(), label.forces_eV_A)


def test_dispersion_changes_the_fingerprint_and_a_reload_does_not(
    adapter: Adapter, model: ReferenceModel, dispersed: ReferenceModel
) -> None:
    assert fingerprint(model) != fingerprint(dispersed)
    assert fingerprint(model) == fingerprint(adapter.load(None))


def test_provenance_tells_releases(model: ReferenceModel, dispersed: ReferenceModel) -> None:
    assert "torch" in model.provenance.release
    assert "dftd3" in dispersed.provenance.release
    assert "dftd3" not in model.provenance.release


def test_position_that_is_not_a_number_is_an_engine_error(
    model: ReferenceModel, zro2: Cell
) -> None:
    atoms = zro2.to_ase()
    atoms.calc = model.calculator()
    positions = zro2.positions.copy()
    positions[1, 2] = np.nan
    atoms.set_positions(positions)
    with pytest.raises(EngineError, match="is not finite"):
        atoms.get_potential_energy()


def test_evaluation_leaves_the_precision_of_torch_alone(model: ReferenceModel, zro2: Cell) -> None:
    import torch

    before = torch.get_default_dtype()
    model.evaluate(zro2)
    assert torch.get_default_dtype() == before


def test_relaxation_lowers_the_energy_and_the_forces(model: ReferenceModel, zro2: Cell) -> None:
    before = model.evaluate(zro2)
    relaxed = relax_structure(
        zro2, model.calculator(), force_tolerance_eV_A=0.05, relax_cell=False, max_steps=60
    )
    assert relaxed.converged
    assert relaxed.energy_eV < before.energy_eV
    assert model.evaluate(relaxed.cell).largest_force_eV_A <= 0.05 + 1e-3
