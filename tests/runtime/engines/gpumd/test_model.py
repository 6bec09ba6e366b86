"""model.xyz."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from saggar.runtime.engines.gpumd.model import Model, read_model, write_model
from saggar.schemas.errors import EngineError

numbers = st.floats(-1e3, 1e3)
vectors = arrays(np.float64, (4, 3), elements=numbers)


@settings(max_examples=50)
@given(positions=vectors, velocities=vectors, cell=arrays(np.float64, (3, 3), elements=numbers))
def test_what_is_written_reads_back_bit_for_bit(tmp_path_factory, positions, velocities, cell):
    path = tmp_path_factory.mktemp("model") / "model.xyz"
    group = np.array([[0, 1], [1, 1], [0, 0], [2, 1]])
    masses = np.array([6.94, 7.016, 35.45, 15.999])
    cell = np.where(np.abs(cell) < 1e-10, 0.0, cell)
    model = Model(("Li", "Li", "Cl", "O"), positions, cell, velocities, masses, group)
    write_model(path, model)
    back = read_model(path)
    assert back.species == model.species
    np.testing.assert_array_equal(back.positions, positions)
    np.testing.assert_array_equal(back.velocities, velocities)
    np.testing.assert_array_equal(back.cell, cell)
    np.testing.assert_array_equal(back.masses, masses)
    np.testing.assert_array_equal(back.group, group)


def test_rounding_noise_off_the_diagonal_is_written_as_zero(tmp_path):
    cell = np.diag([5.0, 6.0, 7.0])
    cell[1, 0], cell[0, 2] = -3e-16, 8e-11
    write_model(tmp_path / "model.xyz", Model(("Li", "Cl"), np.zeros((2, 3)), cell))
    header = (tmp_path / "model.xyz").read_text().splitlines()[1]
    assert 'Lattice="5.0 0.0 0.0 0.0 6.0 0.0 0.0 0.0 7.0"' in header


def test_masses_are_the_standard_weights_unless_the_file_has_them(tmp_path):
    path = tmp_path / "model.xyz"
    bare = Model(("Li", "Zr"), np.zeros((2, 3)), np.eye(3))
    write_model(path, bare)
    np.testing.assert_allclose(read_model(path).atomic_masses(), [6.94, 91.224])
    write_model(
        path, Model(("Li", "Zr"), np.zeros((2, 3)), np.eye(3), masses=np.array([6.0, 90.0]))
    )
    np.testing.assert_allclose(read_model(path).atomic_masses(), [6.0, 90.0])


def test_columns_may_stand_in_any_order(tmp_path):
    (tmp_path / "model.xyz").write_text(
        '2\nlattice="9 0 0 0 9 0 0 0 9" properties=pos:R:3:charge:R:1:species:S:1:vel:R:3\n'
        "1 2 3 0.5 Li 7 8 9\n4 5 6 0.5 Cl 1 1 1\n"
    )
    model = read_model(tmp_path / "model.xyz")
    assert model.species == ("Li", "Cl")
    np.testing.assert_array_equal(model.positions[0], [1, 2, 3])
    np.testing.assert_array_equal(model.velocities[0], [7, 8, 9])


HEADER = 'Lattice="9 0 0 0 9 0 0 0 9" Properties=species:S:1:pos:R:3'
BAD_MODELS = {
    "": "0 lines are too few",
    f"3\n{HEADER}\nLi 0 0 0\nCl 1 1 1\n": "line 1 announces 3 atoms, 2 follow",
    f"two\n{HEADER}\nLi 0 0 0\nCl 1 1 1\n": "'two' is not a number of atoms",
    "2\nProperties=species:S:1:pos:R:3\nLi 0 0 0\nCl 1 1 1\n": "there is no Lattice",
    '2\nLattice="9 0 0 0 9 0 0 0"\nLi 0 0 0\nCl 1 1 1\n': "there is no Properties",
    f'2\npbc="T T F" {HEADER}\nLi 0 0 0\nCl 1 1 1\n': 'pbc is "T T F"; accepted is "T T T"',
    f"2\n{HEADER}\nLi 0 0 0\nCl 1 nan 1\n": "atom 2 (line 4) has a value that is not finite",
    f"2\n{HEADER}:vel:R:2\nLi 0 0 0 1 1\nCl 1 1 1 1 1\n": "vel has 2 columns; it must have 3",
    '2\nLattice="9 0 0 0 9 0 0 0 9" Properties=species:S:1\nLi\nCl\n': "there are no positions",
    '2\nLattice="9 0 0 0 9 0 0 0 9" Properties=pos:R:3\n0 0 0\n1 1 1\n': "lacks species:S:1",
    f"2\n{HEADER}\nLi 0 0\nCl 1 1 1\n": "atom 1 has 3 columns, not 4",
    f"2\n{HEADER}\nLi 0 0 x\nCl 1 1 1\n": "an atom line has a word where a number is due",
    f"2\n{HEADER.replace('9 0 0 0 9', '9 0 0 9')}\nLi 0 0 0\nCl 1 1 1\n": "not 9 numbers",
}


@pytest.mark.parametrize("text", BAD_MODELS)
def test_a_malformed_model_is_refused_with_the_reason(tmp_path, text):
    (tmp_path / "model.xyz").write_text(text)
    with pytest.raises(EngineError) as caught:
        read_model(tmp_path / "model.xyz")
    assert str(caught.value).startswith("model.xyz: ")
    assert BAD_MODELS[text] in str(caught.value)
