import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saggar.runtime.structures.extxyz import format_extxyz, read_extxyz
from saggar.schemas.errors import StructureError

FRAME = """2
Lattice="4 0 0 1 5 0 0 0 6" Properties=species:S:1:pos:R:3:group:I:2 energy=-3.5 pbc="T T T"
Li 0.0 0.5 1e-05 1 0
O 1 2 3 0 0
"""


def test_the_interface_is_read_as_ase_reads_it(data):
    from ase.io import read

    (cell,) = read_extxyz((data / "interface.xyz").read_text(), name="interface")
    atoms = read(data / "interface.xyz")
    assert list(cell.species) == atoms.get_chemical_symbols()
    np.testing.assert_array_equal(cell.positions, atoms.get_positions())
    np.testing.assert_array_equal(cell.lattice, np.asarray(atoms.cell))
    np.testing.assert_array_equal(cell.group, atoms.arrays["group"])


def test_lattice_holds_vectors_as_rows():
    (cell,) = read_extxyz(FRAME, name="x")
    np.testing.assert_array_equal(cell.lattice[1], [1, 5, 0])


def test_the_first_of_several_groupings_is_kept():
    (cell,) = read_extxyz(FRAME, name="x")
    np.testing.assert_array_equal(cell.group, [1, 0])


def test_several_frames_are_numbered_from_one():
    assert [cell.name for cell in read_extxyz(FRAME * 2, name="x")] == ["x#1", "x#2"]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_written_frames_read_back_bit_for_bit(random_cell, seed):
    cells = [random_cell(seed), random_cell(seed + 1)]
    for cell, back in zip(cells, read_extxyz(format_extxyz(cells), name="x"), strict=True):
        assert back.species == cell.species
        np.testing.assert_array_equal(back.positions, cell.positions)
        np.testing.assert_array_equal(back.lattice, cell.lattice)
        np.testing.assert_array_equal(back.group, cell.group)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("O 1 2 3 0 0\n", "", "x:1: a frame of 2 atoms, but the file ends after 1"),
        ("2\n", "two\n", "x:1: 'two' where the number of atoms"),
        ('pbc="T T T"', 'pbc="T T F"', "periodic in three directions"),
        ("Lattice", "lettuce", "Lattice has 0 numbers"),
        ("0 0 6", "0 0 z", "line 2: Lattice: could not convert"),
        ("O 1 2 3 0 0", "O 1 2 3", "line 4: 4 columns"),
        ("O 1 2 3", "Ox 1 2 3", "'Ox' is no element"),
        ("O 1 2 3", "O 1 b 3", "numbers stand in pos"),
        ("species:S:1:", "", "species:S:1 and pos:R:3 are needed"),
        ("group:I:2", "group:I", "triples"),
    ],
)
def test_faults_are_told_with_their_place(old, new, message):
    with pytest.raises(StructureError, match=message):
        read_extxyz(FRAME.replace(old, new, 1), name="x")


def test_an_empty_file_is_refused():
    with pytest.raises(StructureError, match="no frames"):
        read_extxyz("\n", name="x")
