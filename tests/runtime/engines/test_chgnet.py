"""CHGNet as reference: numbers against the package itself, derivatives, dispersion, dynamics."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from saggar.runtime.engines.chgnet import ChgnetModel, DispersionD3
from saggar.runtime.engines.reference import fingerprint, read_label
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import EngineError


@pytest.fixture(scope="module")
def model() -> ChgnetModel:
    return ChgnetModel()


@pytest.fixture(scope="module")
def dispersed() -> ChgnetModel:
    return ChgnetModel(dispersion=DispersionD3())


@pytest.fixture(scope="module")
def zro2() -> Cell:
    """Primitive cubic zirconia, distorted so that no force and no stress vanishes."""
    lattice = np.array([[0.2, 2.7, 2.55], [2.6, -0.1, 2.4], [2.4, 2.7, 0.05]])
    fractional = np.array([[0.0, 0.0, 0.0], [0.27, 0.24, 0.25], [0.75, 0.77, 0.74]])
    return Cell(("Zr", "O", "O"), fractional @ lattice, lattice, None, "zro2")


@pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad")
def test_label_is_what_the_package_predicts(model: ChgnetModel, zro2: Cell) -> None:
    from chgnet.model.model import CHGNet
    from pymatgen.io.ase import AseAtomsAdaptor

    network = CHGNet.load(model_name="0.3.0", use_device="cpu", verbose=False)
    structure = AseAtomsAdaptor.get_structure(zro2.to_ase())
    direct = network.predict_structure(structure, task="efs")
    label = model.evaluate(zro2)
    assert label.energy_eV == pytest.approx(3 * float(direct["e"]), abs=1e-5)
    assert label.forces_eV_A == pytest.approx(direct["f"], abs=1e-5)
    stress_GPa = -label.virial_eV / zro2.volume_A3 * 160.21766208
    assert stress_GPa == pytest.approx(0.5 * (direct["s"] + direct["s"].T), abs=1e-3)


def test_force_is_minus_the_slope_of_the_energy(dispersed: ChgnetModel, zro2: Cell) -> None:
    step_A = 0.005
    label = dispersed.evaluate(zro2)
    for atom, axis in ((0, 2), (1, 0), (2, 1)):
        energies = []
        for sign in (1, -1):
            positions = zro2.positions.copy()
            positions[atom, axis] += sign * step_A
            energies.append(dispersed.evaluate(replace(zro2, positions=positions)).energy_eV)
        slope = (energies[0] - energies[1]) / (2 * step_A)
        assert label.forces_eV_A[atom, axis] == pytest.approx(-slope, abs=0.005)
        assert abs(slope) > 0.1


@pytest.mark.parametrize(("row", "column"), [(0, 0), (2, 2), (0, 1), (1, 2)])
def test_virial_is_minus_the_strain_derivative_of_the_energy(
    dispersed: ChgnetModel, zro2: Cell, row: int, column: int
) -> None:
    size = 0.004
    strain = np.zeros((3, 3))
    strain[row, column] += 0.5
    strain[column, row] += 0.5
    energies = []
    for sign in (1, -1):
        deformation = np.eye(3) + sign * size * strain
        strained = replace(
            zro2, positions=zro2.positions @ deformation, lattice=zro2.lattice @ deformation
        )
        energies.append(dispersed.evaluate(strained).energy_eV)
    derivative = (energies[0] - energies[1]) / (2 * size)
    virial = dispersed.evaluate(zro2).virial_eV
    assert virial[row, column] == pytest.approx(-derivative, abs=0.005)
    assert abs(derivative) > 0.2


def test_virial_is_symmetric(dispersed: ChgnetModel, zro2: Cell) -> None:
    virial = dispersed.evaluate(zro2).virial_eV
    assert np.array_equal(virial, virial.T)


def test_dispersion_adds_the_numbers_of_pbe_d3bj(
    model: ChgnetModel, dispersed: ChgnetModel, zro2: Cell
) -> None:
    from dftd3.ase import DFTD3

    atoms = zro2.to_ase()
    atoms.calc = DFTD3(method="PBE", damping="d3bj")
    correction = read_label(atoms, zro2)
    bare, full = model.evaluate(zro2), dispersed.evaluate(zro2)
    assert full.energy_eV - bare.energy_eV == pytest.approx(correction.energy_eV, abs=1e-5)
    assert full.forces_eV_A - bare.forces_eV_A == pytest.approx(correction.forces_eV_A, abs=1e-5)
    assert full.virial_eV - bare.virial_eV == pytest.approx(correction.virial_eV, abs=1e-3)
    assert correction.energy_eV < -0.3


def test_virial_of_dispersion_alone_is_attractive(zro2: Cell) -> None:
    atoms = zro2.to_ase()
    atoms.calc = DispersionD3().calculator()
    assert np.trace(read_label(atoms, zro2).virial_eV) < 0.0


def test_label_follows_the_order_of_the_atoms(model: ChgnetModel, zro2: Cell) -> None:
    order = [2, 0, 1]
    label, permuted = model.evaluate(zro2), model.evaluate(zro2.take(order))
    assert permuted.energy_eV == pytest.approx(label.energy_eV, abs=1e-5)
    assert permuted.forces_eV_A == pytest.approx(label.forces_eV_A[order], abs=1e-5)


def test_physics_names_weights_and_dispersion_and_no_release(
    model: ChgnetModel, dispersed: ChgnetModel
) -> None:
    bare, full = json.loads(model.physics), json.loads(dispersed.physics)
    assert set(bare) == {"model", "weights", "d3bj"}
    assert bare["weights"] == full["weights"]
    assert bare["d3bj"] is None
    assert full["d3bj"]["a1"] == 0.4289
    assert fingerprint(model) != fingerprint(dispersed)
    assert fingerprint(model) == fingerprint(ChgnetModel())


def test_other_weights_have_another_fingerprint(tmp_path: Path, model: ChgnetModel) -> None:
    other = tmp_path / "tuned.pth.tar"
    other.write_bytes(model.weights.read_bytes() + b"\n")
    assert fingerprint(ChgnetModel(other)) != fingerprint(model)


def test_file_of_weights_gives_the_same_label(
    tmp_path: Path, model: ChgnetModel, zro2: Cell
) -> None:
    copy = tmp_path / "copy.pth.tar"
    copy.write_bytes(model.weights.read_bytes())
    assert ChgnetModel(copy).evaluate(zro2).energy_eV == model.evaluate(zro2).energy_eV


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"none\.tar: the weights of CHGNet are missing"):
        ChgnetModel(tmp_path / "none.tar")


def test_file_that_is_no_checkpoint_is_refused(tmp_path: Path, zro2: Cell) -> None:
    weights = tmp_path / "notes.txt"
    weights.write_text("not weights")
    with pytest.raises(EngineError, match="not a checkpoint of CHGNet"):
        ChgnetModel(weights).evaluate(zro2)


def test_atom_without_neighbours_is_an_engine_error(model: ChgnetModel) -> None:
    lonely = Cell(("Zr", "O"), np.array([[0.0, 0, 0], [10.0, 10, 10]]), 20.0 * np.eye(3))
    with pytest.raises(EngineError, match="cannot evaluate"):
        model.evaluate(lonely)


def test_provenance_tells_releases(dispersed: ChgnetModel) -> None:
    assert dispersed.provenance.engine == "chgnet"
    assert "torch" in dispersed.provenance.release
    assert "dftd3" in dispersed.provenance.release
