"""The label store: exact round trips, damage, permutation, concurrent writers."""

import json
import multiprocessing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from saggar.runtime.content_store import canonical_json
from saggar.runtime.labels import Label, LabelStore, Provenance, check_label, label_key
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import EngineError

ORDER = ("Li", "Zr", "O", "Cl")
PHYSICS = canonical_json({"model": "chgnet", "weights": "ab" * 32, "d3bj": None})
MADE_BY = Provenance(engine="chgnet", release="chgnet 0.4.2")


@pytest.fixture
def zro2() -> Cell:
    lattice = np.diag([5.1, 5.2, 5.3])
    positions = np.array([[1.3, 1.3, 1.3], [0.1, 0.0, 0.0], [3.9, 3.8, 1.2]])
    return Cell(("O", "Zr", "O"), positions, lattice, None, "zro2")


@pytest.fixture
def label() -> Label:
    rng = np.random.default_rng(3)
    virial = rng.normal(size=(3, 3))
    return Label(-28.1 / 3, rng.normal(size=(3, 3)), virial + virial.T)


def key_of(cell: Cell, physics: str = PHYSICS):
    return label_key(cell, ORDER, physics)


def test_label_comes_back_bit_for_bit(tmp_path: Path, zro2: Cell, label: Label) -> None:
    store = LabelStore(tmp_path)
    store.put(key_of(zro2), label, MADE_BY)
    back = LabelStore(tmp_path).get(key_of(zro2))
    assert back is not None
    assert back.energy_eV == label.energy_eV
    assert np.array_equal(back.forces_eV_A, label.forces_eV_A)
    assert np.array_equal(back.virial_eV, label.virial_eV)
    assert store.provenance(key_of(zro2)) == MADE_BY


def test_unknown_key_has_no_label(tmp_path: Path, zro2: Cell) -> None:
    store = LabelStore(tmp_path / "absent")
    assert store.get(key_of(zro2)) is None
    assert store.provenance(key_of(zro2)) is None
    assert store.damaged == []


def test_entry_stands_in_a_folder_of_its_first_two_digits(
    tmp_path: Path, zro2: Cell, label: Label
) -> None:
    key = key_of(zro2)
    LabelStore(tmp_path).put(key, label, MADE_BY)
    files = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [Path(key.digest[:2]) / f"{key.digest}.json"]


def test_same_crystal_with_species_in_another_order_finds_its_own_forces(
    tmp_path: Path, zro2: Cell, label: Label
) -> None:
    order = [1, 0, 2]  # oxygens keep their order, so the POSCAR is the same
    other = zro2.take(order)
    assert key_of(other).digest == key_of(zro2).digest
    store = LabelStore(tmp_path)
    store.put(key_of(zro2), label, MADE_BY)
    back = store.get(key_of(other))
    assert back is not None
    assert np.array_equal(back.forces_eV_A, label.forces_eV_A[order])


def test_forces_are_stored_in_the_order_of_the_poscar(
    tmp_path: Path, zro2: Cell, label: Label
) -> None:
    store = LabelStore(tmp_path)
    store.put(key_of(zro2), label, MADE_BY)
    entry = json.loads(store.path(key_of(zro2)).read_text())
    assert entry["forces_eV_A"] == label.forces_eV_A[[1, 0, 2]].tolist()


def test_atom_moved_by_a_lattice_vector_has_the_same_key(zro2: Cell) -> None:
    shifted = replace(zro2, positions=zro2.positions + zro2.lattice[2])
    assert key_of(shifted).digest == key_of(zro2).digest


def test_name_is_not_part_of_the_key(zro2: Cell) -> None:
    assert key_of(replace(zro2, name="other")).digest == key_of(zro2).digest


def test_displacement_of_a_millionth_of_an_angstrom_changes_the_key(zro2: Cell) -> None:
    moved = zro2.positions + 0.0
    moved[0, 2] += 1e-6
    assert key_of(replace(zro2, positions=moved)).digest != key_of(zro2).digest


def test_other_physics_changes_the_key(zro2: Cell) -> None:
    other = canonical_json({"model": "chgnet", "weights": "cd" * 32, "d3bj": None})
    assert key_of(zro2, other).digest != key_of(zro2).digest


def damage_by_truncation(text: str) -> str:
    return text[: len(text) // 2]


def damage_by_one_digit(text: str) -> str:
    energy = text.index('"energy_eV":-9.3')
    return text[: energy + 14] + "8" + text[energy + 15 :]


@pytest.mark.parametrize(
    "damage",
    [damage_by_truncation, damage_by_one_digit, lambda _: "", lambda _: "[1]", lambda _: "{}"],
    ids=["truncated", "digit", "empty", "list", "object"],
)
def test_damaged_entry_is_absent_reported_and_replaced(
    tmp_path: Path, zro2: Cell, label: Label, damage
) -> None:
    store = LabelStore(tmp_path)
    key = key_of(zro2)
    store.put(key, label, MADE_BY)
    path = store.path(key)
    damaged = damage(path.read_text())
    assert damaged != path.read_text()
    path.write_text(damaged)
    assert store.get(key) is None
    assert store.damaged == [path]
    store.put(key, label, MADE_BY)
    assert store.get(key) is not None


def test_entry_under_a_wrong_name_is_damaged(tmp_path: Path, zro2: Cell, label: Label) -> None:
    store = LabelStore(tmp_path)
    key = key_of(zro2)
    store.put(key, label, MADE_BY)
    other = key_of(zro2, "{}")
    store.path(other).parent.mkdir(exist_ok=True)
    store.path(key).rename(store.path(other))
    assert store.get(other) is None
    assert store.damaged == [store.path(other)]


def test_label_that_is_not_finite_is_not_stored(tmp_path: Path, zro2: Cell, label: Label) -> None:
    with pytest.raises(ValueError, match="Out of range"):
        LabelStore(tmp_path).put(key_of(zro2), replace(label, energy_eV=np.nan), MADE_BY)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def _put_often(root: Path, cell: Cell, label: Label) -> None:
    store = LabelStore(root)
    for _ in range(20):
        store.put(key_of(cell), label, MADE_BY)


def test_reader_never_sees_half_an_entry_of_concurrent_writers(
    tmp_path: Path, zro2: Cell, label: Label
) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_put_often, args=(tmp_path, zro2, label)) for _ in range(3)]
    store = LabelStore(tmp_path)
    store.put(key_of(zro2), label, MADE_BY)
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert store.get(key_of(zro2)) is not None
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert store.damaged == []
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_label_of_wrong_shape_is_refused_with_the_frame(zro2: Cell, label: Label) -> None:
    with pytest.raises(EngineError, match=r"frame zro2: forces have the shape \(2, 3\)"):
        check_label(replace(label, forces_eV_A=label.forces_eV_A[:2]), zro2)


def test_label_with_nan_names_frame_and_quantity(zro2: Cell, label: Label) -> None:
    virial = label.virial_eV.copy()
    virial[0, 1] = np.nan
    with pytest.raises(EngineError, match=r"frame zro2: virial not finite"):
        check_label(replace(label, virial_eV=virial), zro2)


def test_insane_force_names_the_atom(zro2: Cell, label: Label) -> None:
    forces = label.forces_eV_A.copy()
    forces[1] = [0.0, 0.0, -2.0e3]
    with pytest.raises(EngineError, match=r"force on atom 1 \(Zr\) is 2e\+03 eV/A"):
        check_label(replace(label, forces_eV_A=forces), zro2)


def test_largest_force_is_a_norm_over_components(label: Label) -> None:
    forces = np.array([[3.0, 4.0, 0.0], [4.5, 0.0, 0.0], [0.0, 0.0, 0.0]])
    assert replace(label, forces_eV_A=forces).largest_force_eV_A == 5.0
