"""train.xyz: exact round trips, what other programs read from it, broken files."""

from pathlib import Path

import numpy as np
import pytest

from saggar.runtime.dataset import (
    LabelledFrame,
    format_train_xyz,
    read_train_xyz,
    write_train_xyz,
)
from saggar.runtime.labels import Label
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import EngineError


@pytest.fixture
def frames() -> tuple[LabelledFrame, ...]:
    rng = np.random.default_rng(8)

    def frame(n_atoms: int, origin: str, weight: float) -> LabelledFrame:
        species = tuple(rng.choice(["Li", "Zr", "O", "Cl"], n_atoms).tolist())
        lattice = 5.0 * np.eye(3) + rng.normal(scale=0.3, size=(3, 3))
        cell = Cell(species, 5.0 * rng.random((n_atoms, 3)), lattice)
        virial = rng.normal(size=(3, 3))
        label = Label(rng.normal() * 100, rng.normal(size=(n_atoms, 3)), virial + virial.T)
        return LabelledFrame(cell, label, origin, weight)

    return (frame(3, "initial/400K/step-10", 1.0), frame(5, "iter-01/hot/9", 2.5))


def assert_equal(read: LabelledFrame, written: LabelledFrame) -> None:
    assert read.cell.species == written.cell.species
    assert np.array_equal(read.cell.positions, written.cell.positions)
    assert np.array_equal(read.cell.lattice, written.cell.lattice)
    assert read.label.energy_eV == written.label.energy_eV
    assert np.array_equal(read.label.forces_eV_A, written.label.forces_eV_A)
    assert np.array_equal(read.label.virial_eV, written.label.virial_eV)
    assert (read.origin, read.weight) == (written.origin, written.weight)


def test_round_trip_is_exact(tmp_path: Path, frames) -> None:
    write_train_xyz(tmp_path / "train.xyz", frames)
    read = read_train_xyz(tmp_path / "train.xyz")
    assert len(read) == 2
    for back, frame in zip(read, frames, strict=True):
        assert_equal(back, frame)
    assert [path.name for path in tmp_path.iterdir()] == ["train.xyz"]


def test_ase_reads_the_same_numbers(tmp_path: Path, frames) -> None:
    from ase.io import read

    write_train_xyz(tmp_path / "train.xyz", frames)
    for atoms, frame in zip(read(tmp_path / "train.xyz", ":"), frames, strict=True):
        assert tuple(atoms.get_chemical_symbols()) == frame.cell.species
        assert np.array_equal(atoms.positions, frame.cell.positions)
        assert np.array_equal(atoms.cell[:], frame.cell.lattice)
        assert atoms.pbc.all()
        assert atoms.get_potential_energy() == frame.label.energy_eV
        assert np.array_equal(atoms.get_forces(), frame.label.forces_eV_A)
        assert np.array_equal(atoms.info["virial"], frame.label.virial_eV)
        assert atoms.info["origin"] == frame.origin
        assert atoms.info["weight"] == frame.weight


def test_second_line_is_the_documented_one() -> None:
    cell = Cell(("Li",), np.array([[0.5, 0.0, -0.25]]), 4.0 * np.eye(3))
    label = Label(np.float64(-1.5), np.array([[0.0, 1.0, -2.0]]), np.diag([1.0, 2.0, 3.0]))
    assert format_train_xyz([LabelledFrame(cell, label, "a/1")]) == (
        "1\n"
        'Lattice="4.0 0.0 0.0 0.0 4.0 0.0 0.0 0.0 4.0" energy=-1.5 '
        'virial="1.0 0.0 0.0 0.0 2.0 0.0 0.0 0.0 3.0" weight=1.0 origin=a/1 pbc="T T T" '
        "Properties=species:S:1:pos:R:3:forces:R:3\n"
        "Li 0.5 0.0 -0.25 0.0 1.0 -2.0\n"
    )


def test_force_column_of_other_programs_is_found(tmp_path: Path) -> None:
    path = tmp_path / "train.xyz"
    path.write_text(
        "1\n"
        'energy=-2.0 lattice="3 0 0 0 3 0 0 0 3" virial="1 0 0 0 1 0 0 0 1" '
        "properties=force:R:3:species:S:1:vel:R:3:pos:R:3\n"
        "7 8 9 Zr 4 5 6 1 2 3\n"
    )
    (frame,) = read_train_xyz(path)
    assert frame.cell.species == ("Zr",)
    assert frame.cell.positions.tolist() == [[1.0, 2.0, 3.0]]
    assert frame.label.forces_eV_A.tolist() == [[7.0, 8.0, 9.0]]
    assert (frame.origin, frame.weight) == ("frame-0", 1.0)


def test_stress_is_taken_where_there_is_no_virial(tmp_path: Path) -> None:
    path = tmp_path / "train.xyz"
    head = 'energy=-2.0 lattice="2 0 0 0 3 0 0 0 4" {} properties=species:S:1:pos:R:3:forces:R:3'
    frame = "1\n{}\nZr 1 2 3 0 0 0\n"
    stress = 'stress="0.1 0 0 0 -0.2 0.5 0 0.5 0"'
    path.write_text(
        frame.format(head.format(stress))
        + frame.format(head.format(f'{stress} virial="1 0 0 0 1 0 0 0 1"'))
    )
    first, both = read_train_xyz(path)
    expected = -24.0 * np.array([[0.1, 0, 0], [0, -0.2, 0.5], [0, 0.5, 0]])
    assert first.label.virial_eV == pytest.approx(expected)
    assert np.array_equal(both.label.virial_eV, np.eye(3))


def test_truncated_file_is_refused_with_its_line(tmp_path: Path, frames) -> None:
    path = tmp_path / "train.xyz"
    path.write_text("\n".join(format_train_xyz(frames).splitlines()[:-2]))
    with pytest.raises(EngineError, match=r"train\.xyz:6: the frame needs 5 atoms .* truncated"):
        read_train_xyz(path)


def test_missing_virial_is_named(tmp_path: Path, frames) -> None:
    path = tmp_path / "train.xyz"
    path.write_text(format_train_xyz(frames).replace("virial=", "strain="))
    with pytest.raises(EngineError, match=r"train\.xyz:2: virial \(or stress\) missing"):
        read_train_xyz(path)


def test_missing_column_is_an_error(tmp_path: Path, frames) -> None:
    path = tmp_path / "train.xyz"
    lines = format_train_xyz(frames).splitlines()
    lines[3] = " ".join(lines[3].split()[:-1])
    path.write_text("\n".join(lines))
    with pytest.raises(EngineError, match=r"train\.xyz:2: the frame cannot be read"):
        read_train_xyz(path)


@pytest.mark.parametrize("origin", ["", "two words", 'a"b', "a=b"])
def test_origin_that_the_file_cannot_carry_is_refused(frames, origin: str) -> None:
    with pytest.raises(EngineError, match="give a word without blanks"):
        LabelledFrame(frames[0].cell, frames[0].label, origin)


@pytest.mark.parametrize("weight", [0.0, -1.0, 100.5])
def test_weight_outside_gpumds_limits_is_refused(frames, weight: float) -> None:
    with pytest.raises(EngineError, match="above 0 and at most 100"):
        LabelledFrame(frames[0].cell, frames[0].label, "a", weight)
