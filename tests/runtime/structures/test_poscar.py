from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.poscar import format_poscar, read_poscar
from saggar.schemas.errors import StructureError

ORDER = ["Li", "Zr", "Cl", "O"]
SEEDS = st.integers(0, 10**6)

CARTESIAN = """zirconia
2.0
2.5 0 0
0 2.5 0
0 0 2.5
O_s Zr_sv/3f2a
1 2
Selective dynamics
Cartesian
0.25 0.5 1.0 T T F
1.0 1.0 1.0 F F F
0 0 0 T T T

0.1 0.1 0.1
"""


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_ase_reads_the_same_atoms_in_the_order_of_the_permutation(random_cell, seed):
    from ase.io import read

    cell = random_cell(seed)
    poscar = format_poscar(cell, ORDER)
    atoms = read(StringIO(poscar.text), format="vasp")
    expected = cell.take(poscar.permutation)
    assert atoms.get_chemical_symbols() == list(expected.species)
    np.testing.assert_allclose(np.asarray(atoms.cell), cell.lattice, atol=1e-10)
    shift = (atoms.get_positions() - expected.positions) @ np.linalg.inv(cell.lattice)
    assert np.abs(shift - np.rint(shift)).max() < 1e-11


def test_permutation_brings_forces_back_to_the_order_of_the_cell():
    cell = Cell(("O", "Li", "Cl", "Li"), np.arange(12).reshape(4, 3) * 1.0, np.eye(3) * 20)
    poscar = format_poscar(cell, ORDER)
    np.testing.assert_array_equal(poscar.permutation, [1, 3, 2, 0])
    forces_in_file = np.array([[1.0], [3.0], [2.0], [0.0]])
    np.testing.assert_array_equal(poscar.to_cell_order(forces_in_file)[:, 0], [0, 1, 2, 3])


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_moving_atoms_by_cell_vectors_moves_no_coordinate(random_cell, seed):
    cell = random_cell(seed)
    steps = np.random.default_rng(seed).integers(-3, 4, (len(cell), 3))
    moved = replace(cell, positions=cell.positions + steps @ cell.lattice)
    one, other = (
        read_poscar(format_poscar(c, ORDER).text, name="POSCAR").fractional for c in (cell, moved)
    )
    offsets = one - other
    assert np.abs(offsets - np.rint(offsets)).max() < 2e-12


def test_name_and_groups_do_not_enter_the_text(ideal_lzc):
    other = replace(ideal_lzc, name="another", group=np.arange(len(ideal_lzc)))
    assert format_poscar(other, ORDER).text == format_poscar(ideal_lzc, ORDER).text


def test_numbers_have_twelve_figures():
    cell = Cell.from_fractional(["Li"], [[1 / 3, 0.25, -1e-14]], np.diag([10 / 3, 200 / 3, 4.0]))
    lines = format_poscar(cell, ["Li"]).text.splitlines()
    assert lines[2].split() == ["3.33333333333", "0", "0"]
    assert lines[3].split() == ["0", "66.6666666667", "0"]
    assert lines[-1].split() == ["0.333333333333", "0.25", "0"]


def test_elements_that_are_absent_leave_no_trace():
    lines = format_poscar(Cell(("O",), np.zeros((1, 3)), np.eye(3)), ORDER).text.splitlines()
    assert lines[5:7] == ["O", "1"]


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_reading_returns_what_was_written(random_cell, seed):
    cell = random_cell(seed)
    poscar = format_poscar(cell, ORDER)
    back = read_poscar(poscar.text, name="POSCAR")
    expected = cell.take(poscar.permutation)
    assert back.species == expected.species
    np.testing.assert_allclose(back.wrapped().fractional, expected.wrapped().fractional, atol=2e-12)
    np.testing.assert_allclose(back.lattice, cell.lattice, atol=1e-10)


def test_cartesian_sites_scale_and_selective_dynamics_are_read_as_ase_reads_them():
    from ase.io import read

    cell = read_poscar(CARTESIAN, name="POSCAR")
    plain = CARTESIAN.replace("O_s Zr_sv/3f2a", "O Zr").replace("0.1 0.1 0.1\n", "")
    atoms = read(StringIO(plain), format="vasp")
    assert cell.species == ("O", "Zr", "Zr")
    np.testing.assert_allclose(cell.positions, atoms.get_positions())
    np.testing.assert_allclose(cell.positions[0], [0.5, 1.0, 2.0])
    np.testing.assert_allclose(cell.lattice, np.asarray(atoms.cell))


def test_a_negative_scale_is_the_volume():
    cell = read_poscar(CARTESIAN.replace("2.0\n", "-64.0\n", 1), name="POSCAR")
    np.testing.assert_allclose(cell.lattice, np.eye(3) * 4.0)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0 2.5 0", "0 2.5", "POSCAR:4: 2 number.*3 are needed"),
        ("1.0 1.0 1.0", "1.0 x 1.0", "POSCAR:11: could not convert"),
        ("O_s Zr_sv/3f2a", "Oo Zr", "POSCAR:6: 'Oo' is no element"),
        ("1 2\n", "1\n", "POSCAR:7: '1' where 2 atom count"),
        ("2.0\n", "0.0\n", "POSCAR:2: one scaling factor"),
        ("1 2\n", "1 9\n", "POSCAR:13: 0 number"),
    ],
)
def test_faults_are_told_with_their_line(old, new, message):
    with pytest.raises(StructureError, match=message):
        read_poscar(CARTESIAN.replace(old, new, 1), name="POSCAR")


def test_a_file_cut_short_is_told():
    with pytest.raises(StructureError, match="line 5 is missing"):
        read_poscar("\n".join(CARTESIAN.splitlines()[:4]), name="POSCAR")
