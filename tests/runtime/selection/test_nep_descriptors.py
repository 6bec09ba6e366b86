from dataclasses import replace

import numpy as np
import pytest

from saggar.runtime.selection.nep_descriptors import atom_descriptors, mean_descriptors
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import repeat

CUTOFF_A = 4.0
RADIAL_WEIGHT = 0.75
SCALE = 3.0


@pytest.fixture(scope="module")
def potential(tmp_path_factory):
    """A potential for chlorine with one radial function: its weight times the cutoff function."""
    header = [
        "nep4 1 Cl",
        f"cutoff {CUTOFF_A} {CUTOFF_A} 100 100",
        "n_max 0 0",
        "basis_size 0 0",
        "l_max 4 0 0",
        "ANN 1 0",
    ]
    n_descriptors = 1 + 4
    network = [0.1] * (n_descriptors + 2) + [0.0]
    expansion = [RADIAL_WEIGHT, 1.0]
    scaling = [SCALE] * n_descriptors
    path = tmp_path_factory.mktemp("nep") / "nep.txt"
    path.write_text("\n".join([*header, *map(str, network + expansion + scaling)]) + "\n")
    return path


def chlorine(edge, species=("Cl",)):
    return Cell(species, np.zeros((len(species), 3)), np.eye(3) * edge)


def test_radial_descriptor_sums_the_cutoff_function_over_neighbours(potential):
    """f_c(r) = (1 + cos(pi r / r_c)) / 2 over six neighbours at 3 A."""
    expected = SCALE * RADIAL_WEIGHT * 6 * 0.5 * (1 + np.cos(np.pi * 3.0 / CUTOFF_A))
    descriptors = atom_descriptors(chlorine(3.0), potential)
    assert descriptors.shape == (1, 5)
    assert descriptors[0, 0] == pytest.approx(expected, rel=1e-5)


def test_a_frame_is_the_mean_of_its_atoms(potential):
    cell = Cell(("Cl", "Cl", "Cl"), np.diag([0.0, 2.4, 3.1]), np.eye(3) * 9)
    np.testing.assert_allclose(
        mean_descriptors([cell], potential)[0], atom_descriptors(cell, potential).mean(axis=0)
    )


def test_supercell_and_rotation_leave_the_descriptor_of_a_frame(potential, rotation):
    positions = np.random.default_rng(1).uniform(0, 5, (3, 3))
    cell = Cell(("Cl",) * 3, positions, np.diag([5.0, 5.5, 6.0]))
    turn = rotation(2)
    turned = replace(cell, positions=cell.positions @ turn, lattice=cell.lattice @ turn)
    features = mean_descriptors([cell, repeat(cell, (1, 2, 1)), turned], potential)
    np.testing.assert_allclose(features[1], features[0], rtol=1e-8)
    np.testing.assert_allclose(features[2], features[0], rtol=1e-8)


def test_frames_keep_their_order(potential):
    features = mean_descriptors([chlorine(3.0), chlorine(3.5)], potential)
    assert features[0, 0] > features[1, 0] > 0.0
