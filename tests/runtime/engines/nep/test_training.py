"""The embedded trainer: files, parity with an independent evaluation, seeds, warm start."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from saggar.runtime.dataset import write_train_xyz
from saggar.runtime.engines.nep.prediction import predict
from saggar.runtime.engines.nep.training import Training, train
from saggar.schemas.errors import EngineError

from .conftest import NEP_IN, rock_salt_frames


def run(folder: Path, **changes) -> Training:
    settings = {"steps": 10, "batch": 4, "learning_rate": (3e-2, 1e-3), "seed": 7}
    return train(folder, **{**settings, **changes})


def test_training_lowers_the_errors(prepare, salt) -> None:
    short = run(prepare("short"), steps=2)
    long = run(prepare("long"), steps=60)
    spread = np.std([frame.label.forces_eV_A for frame in salt])
    assert long.train.force_eV_A < 0.5 * short.train.force_eV_A
    assert long.train.force_eV_A < 0.5 * spread
    assert long.frames == 12
    assert not long.warm
    assert long.test is None


def test_reported_errors_are_those_of_the_written_potential(prepare, salt) -> None:
    result = run(prepare("a"))
    labels = predict(result.potential, [frame.cell for frame in salt])
    pairs = [(label, frame.label) for label, frame in zip(labels, salt, strict=True)]
    energy = [(label.energy_eV - target.energy_eV) / 8 for label, target in pairs]
    force = [label.forces_eV_A - target.forces_eV_A for label, target in pairs]
    virial = [(label.virial_eV - target.virial_eV) / 8 for label, target in pairs]
    six = [matrix[[0, 1, 2, 0, 1, 2], [0, 1, 2, 1, 2, 0]] for matrix in virial]
    for reported, errors in (
        (result.train.energy_eV_per_atom, energy),
        (result.train.force_eV_A, force),
        (result.train.virial_eV_per_atom, six),
    ):
        assert reported == pytest.approx(np.sqrt(np.mean(np.square(errors))), rel=1e-3)


def test_prediction_files_hold_the_evaluation_and_the_targets(prepare, salt) -> None:
    result = run(prepare("a"))
    folder = result.potential.parent
    labels = predict(result.potential, [frame.cell for frame in salt])
    energies = np.loadtxt(folder / "energy_train.out")
    forces = np.loadtxt(folder / "force_train.out")
    virials = np.loadtxt(folder / "virial_train.out")
    columns = ([0, 1, 2, 0, 1, 2], [0, 1, 2, 1, 2, 0])  # xx yy zz xy yz zx
    assert energies.shape == (12, 2)
    assert energies[:, 0] == pytest.approx([label.energy_eV / 8 for label in labels], abs=2e-5)
    assert energies[:, 1] == pytest.approx([f.label.energy_eV / 8 for f in salt], rel=1e-5)
    assert forces[:, :3] == pytest.approx(
        np.vstack([label.forces_eV_A for label in labels]), abs=2e-5
    )
    assert forces[:, 3:] == pytest.approx(np.vstack([f.label.forces_eV_A for f in salt]), abs=2e-5)
    assert virials[:, :6] == pytest.approx(
        np.array([label.virial_eV[columns] / 8 for label in labels]), abs=2e-5
    )
    assert virials[:, 6:] == pytest.approx(
        np.array([f.label.virial_eV[columns] / 8 for f in salt]), abs=2e-5
    )


def test_calorine_evaluates_the_potential_alike(prepare, salt) -> None:
    from calorine.calculators import CPUNEP

    result = run(prepare("a"), steps=5)
    cell = salt[3].cell
    (label,) = predict(result.potential, [cell])
    atoms = cell.to_ase()
    atoms.calc = CPUNEP(str(result.potential))
    assert label.energy_eV == pytest.approx(atoms.get_potential_energy(), abs=1e-10)
    assert label.forces_eV_A == pytest.approx(atoms.get_forces(), abs=1e-10)
    virial = -atoms.get_volume() * atoms.get_stress(voigt=False)
    assert label.virial_eV == pytest.approx(virial, abs=1e-10)


def test_one_seed_gives_one_potential_bit_for_bit(prepare) -> None:
    first, second = run(prepare("a")), run(prepare("b"))
    for name in ("nep.txt", "loss.out", "force_train.out", "translation.json"):
        assert (first.potential.parent / name).read_bytes() == (
            second.potential.parent / name
        ).read_bytes()


def test_members_with_different_seeds_differ(prepare, salt) -> None:
    members = [run(prepare(str(seed)), seed=seed) for seed in (1, 2)]
    forces = [predict(member.potential, [salt[0].cell])[0].forces_eV_A for member in members]
    assert np.abs(forces[0] - forces[1]).max() > 1e-3


def test_training_leaves_the_callers_random_numbers_alone(prepare) -> None:
    import torch

    torch.manual_seed(3)
    expected = torch.rand(1).item()
    torch.manual_seed(3)
    run(prepare("a"), steps=2)
    assert torch.rand(1).item() == expected


def test_warm_start_begins_where_the_previous_training_ended(prepare) -> None:
    previous = run(prepare("a"), steps=50)
    warm = run(
        prepare("b"), steps=1, learning_rate=(1e-9, 1e-9), warm_start=previous.potential, seed=8
    )
    cold = run(prepare("c"), steps=1, learning_rate=(1e-9, 1e-9), seed=8)
    assert warm.warm
    assert warm.train.force_eV_A == pytest.approx(previous.train.force_eV_A, rel=1e-4)
    assert warm.train.energy_eV_per_atom == pytest.approx(
        previous.train.energy_eV_per_atom, rel=1e-2
    )
    assert cold.train.force_eV_A > 2 * warm.train.force_eV_A


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("neuron 4", "neuron 5", "neurons is 4 there and 5 in nep.in"),
        ("type 2 Li Cl", "type 2 Cl Li", r"species is \('Li', 'Cl'\) there and \('Cl', 'Li'\)"),
        ("cutoff 4 3.5", "cutoff 4.5 3.5", r"cutoff_A is \(4.0, 3.5\) there and \(4.5, 3.5\)"),
        ("neuron 4", "neuron 4\nzbl 1.2", "zbl_A is None there and 1.2 in nep.in"),
    ],
)
def test_warm_start_from_another_architecture_is_refused(
    prepare, before: str, after: str, message: str
) -> None:
    previous = run(prepare("a"), steps=1)
    with pytest.raises(EngineError, match=message):
        run(prepare("b", deck=NEP_IN.replace(before, after)), warm_start=previous.potential)


def test_warm_start_from_nothing_is_refused(prepare, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="to start from does not exist"):
        run(prepare("a"), warm_start=tmp_path / "nep.txt")


def test_loss_out_has_gpumds_columns_and_its_sum_of_weighted_errors(prepare, tmp_path) -> None:
    folder = prepare("a")
    write_train_xyz(folder / "test.xyz", rock_salt_frames(3, seed=5))
    result = run(folder, steps=8)
    rows = np.loadtxt(folder / "loss.out")
    assert rows.shape == (4, 10)
    assert rows[:, 0].tolist() == [2, 4, 6, 8]
    energy, force, virial = rows[:, 4], rows[:, 5], rows[:, 6]
    assert rows[:, 1] == pytest.approx(energy + force + 0.1 * virial, abs=2e-5)
    assert (rows[:, 2:4] == 0).all()
    assert result.test is not None
    assert rows[-1, 7:] == pytest.approx(
        [
            result.test.energy_eV_per_atom,
            result.test.force_eV_A,
            result.test.virial_eV_per_atom,
        ],
        abs=1e-5,
    )
    assert (folder / "force_test.out").exists()


def test_zbl_repels_at_short_distance(prepare, salt) -> None:
    result = run(prepare("a", deck=NEP_IN + "zbl 2\n"), steps=1)
    cell = salt[0].cell
    positions = cell.positions.copy()
    positions[4] = positions[0] + [0.4, 0.0, 0.0]
    (label,) = predict(result.potential, [replace(cell, positions=positions)])
    assert label.forces_eV_A[0, 0] < -50.0
    assert result.potential.read_text().startswith("nep4_zbl 2 Li Cl")


def test_every_step_is_told(prepare) -> None:
    steps: list[int] = []
    run(prepare("a"), steps=6, on_step=steps.append)
    assert steps == [1, 2, 3, 4, 5, 6]


def test_loss_that_explodes_stops_the_training_without_a_potential(prepare) -> None:
    folder = prepare("a")
    with pytest.raises(EngineError, match=r"the loss is (nan|inf) at step \d+; lower the learning"):
        run(folder, learning_rate=(1e30, 1e30))
    assert not (folder / "nep.txt").exists()


def test_element_unknown_to_the_deck_is_refused(prepare) -> None:
    with pytest.raises(EngineError, match=r"frame seed-1/0 contains Cl, which nep\.in does not"):
        run(prepare("a", deck=NEP_IN.replace("type 2 Li Cl", "type 2 Li Br")))


def test_batch_of_one_is_refused(prepare) -> None:
    with pytest.raises(EngineError, match="a batch of 1 frames; at least 2"):
        run(prepare("a"), batch=1)


def test_record_tells_what_was_not_followed(prepare) -> None:
    result = run(prepare("a"))
    record = json.loads((result.potential.parent / "translation.json").read_text())
    changes = {change["key"]: change for change in record["changed"]}
    assert record["trainer"].startswith("neppo ")
    assert record["kept"] == [
        "type",
        "version",
        "cutoff",
        "n_max",
        "basis_size",
        "l_max",
        "neuron",
    ]
    assert changes["population"]["used"] == ""
    assert (changes["batch"]["given"], changes["batch"]["used"]) == ("1000", "4")
    assert changes["generation"]["used"].startswith("10 steps of AdamW, learning rate 0.03 to 0.00")
    assert changes["lambda_e"]["used"] == "0.0333333 in neppo's convention"
    given = {line.split()[0] for line in NEP_IN.splitlines()}
    assert given <= set(record["kept"]) | set(changes)
