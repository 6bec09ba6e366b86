"""CHGNet as reference: numbers against the package itself, weights, what it cannot evaluate."""

import json
from pathlib import Path

import numpy as np
import pytest

from saggar.runtime.engines.chgnet import ChgnetModel
from saggar.runtime.engines.dispersion import DispersionD3
from saggar.runtime.engines.reference import fingerprint
from saggar.runtime.structures.cell import Cell
from saggar.runtime.weights import packaged_chgnet
from saggar.schemas.errors import EngineError


@pytest.fixture(scope="module")
def model() -> ChgnetModel:
    return ChgnetModel(packaged_chgnet())


@pytest.fixture(scope="module")
def dispersed() -> ChgnetModel:
    return ChgnetModel(packaged_chgnet(), DispersionD3())


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


def test_physics_names_weights_and_dispersion_and_no_release(
    model: ChgnetModel, dispersed: ChgnetModel
) -> None:
    bare, full = json.loads(model.physics), json.loads(dispersed.physics)
    assert set(bare) == {"model", "weights", "d3bj"}
    assert bare["weights"] == full["weights"]
    assert bare["d3bj"] is None
    assert full["d3bj"]["a1"] == 0.4289
    assert fingerprint(model) != fingerprint(dispersed)
    assert fingerprint(model) == fingerprint(ChgnetModel(packaged_chgnet()))


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
