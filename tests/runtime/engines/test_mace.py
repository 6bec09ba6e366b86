"""MACE as reference: numbers against the package itself, precision, what it refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from saggar.runtime.engines.mace import MaceModel
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import EngineError


def test_label_is_what_the_package_predicts(mace_file: Path, zro2: Cell) -> None:
    import torch
    from mace.calculators import MACECalculator

    atoms = zro2.to_ase()
    atoms.calc = MACECalculator(str(mace_file), device="cpu", default_dtype="float64")
    label = MaceModel(mace_file).evaluate(zro2)
    assert label.energy_eV == pytest.approx(atoms.get_potential_energy(), abs=1e-10)
    assert label.forces_eV_A == pytest.approx(atoms.get_forces(), abs=1e-10)
    stress = atoms.get_stress(voigt=False)
    assert label.virial_eV == pytest.approx(-stress * zro2.volume_A3, abs=1e-10)
    assert torch.get_default_dtype() == torch.float32


def test_precision_changes_the_physics_and_the_last_digits(mace_file: Path, zro2: Cell) -> None:
    double, single = MaceModel(mace_file), MaceModel(mace_file, dtype="float32")
    difference = abs(double.evaluate(zro2).energy_eV - single.evaluate(zro2).energy_eV)
    assert 0 < difference < 1e-4
    assert json.loads(double.physics)["dtype"] == "float64"
    assert json.loads(single.physics)["dtype"] == "float32"


def test_physics_holds_weights_precision_and_dispersion_and_no_device(mace_file: Path) -> None:
    assert set(json.loads(MaceModel(mace_file).physics)) == {"model", "weights", "dtype", "d3bj"}
    assert MaceModel(mace_file, device="cpu").physics == MaceModel(mace_file).physics


def test_element_outside_the_table_is_named_with_the_known_ones(mace_file: Path) -> None:
    cell = Cell(("Y", "O"), np.array([[0.0, 0, 0], [2.0, 2, 2]]), 4.0 * np.eye(3), name="yo")
    with pytest.raises(EngineError, match=r"not trained on Y; it knows Cl, Li, O, Zr"):
        MaceModel(mace_file).evaluate(cell)


def test_file_that_is_no_model_is_refused(tmp_path: Path, zro2: Cell) -> None:
    weights = tmp_path / "notes.model"
    weights.write_text("not weights")
    with pytest.raises(EngineError, match=r"notes\.model: not a MACE model"):
        MaceModel(weights).evaluate(zro2)


def test_file_that_holds_another_network_is_refused(tmp_path: Path, zro2: Cell) -> None:
    import torch

    weights = tmp_path / "linear.model"
    torch.save(torch.nn.Linear(2, 2), weights)
    with pytest.raises(EngineError, match="holds a Linear, not a MACE model"):
        MaceModel(weights).evaluate(zro2)


def test_gpu_that_is_not_there_is_an_error(
    mace_file: Path, zro2: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(EngineError, match="torch finds no GPU"):
        MaceModel(mace_file, device="cuda").evaluate(zro2)


@pytest.mark.parametrize(("there", "device"), [(True, "cuda"), (False, "cpu")])
def test_a_gpu_is_used_where_there_is_one(
    mace_file: Path, monkeypatch: pytest.MonkeyPatch, there: bool, device: str
) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: there)
    assert MaceModel(mace_file).device == device
    assert MaceModel(mace_file).provenance.release.endswith(f"on {device}")
    assert MaceModel(mace_file, device="cpu").device == "cpu"


def test_loading_leaves_safe_loading_of_other_files_switched_on(mace_file: Path) -> None:
    program = (
        "import os, warnings\n"
        "from pathlib import Path\n"
        "from saggar.runtime.engines.mace import MaceModel\n"
        f"MaceModel(Path({str(mace_file)!r})).calculator()\n"
        "print(os.environ.get('TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD'))\n"
    )
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if name != "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD"
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=surroundings,
        check=True,
    )
    assert done.stdout.strip() == "None"


@pytest.mark.gpu
def test_gpu_gives_the_numbers_of_the_cpu(mace_file: Path, zro2: Cell) -> None:
    on_gpu = MaceModel(mace_file, device="cuda").evaluate(zro2)
    on_cpu = MaceModel(mace_file, device="cpu").evaluate(zro2)
    assert on_gpu.energy_eV == pytest.approx(on_cpu.energy_eV, abs=1e-9)
    assert on_gpu.forces_eV_A == pytest.approx(on_cpu.forces_eV_A, abs=1e-8)
    assert on_gpu.virial_eV == pytest.approx(on_cpu.virial_eV, abs=1e-8)
