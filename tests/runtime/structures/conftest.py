"""Cells that the tests of structures share."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.cif import read_cif

DATA = Path(__file__).parents[2] / "data" / "structures"


@pytest.fixture(scope="session")
def data() -> Path:
    return DATA


@pytest.fixture(scope="session")
def ideal_lzc() -> Cell:
    return read_cif((DATA / "ideal-LZC.cif").read_text(), name="ideal-LZC")


@pytest.fixture(scope="session")
def cubic_zirconia() -> Cell:
    return read_cif((DATA / "c-ZrO2.cif").read_text(), name="c-ZrO2")


@pytest.fixture(scope="session")
def random_cell() -> Callable[[int], Cell]:
    """A triclinic cell of 1 to 6 atoms, some outside it, at least 1 Å thick, for any seed.

    In a thinner one a sphere reaches images without number, which ASE lists one by one.
    """

    def build(seed: int) -> Cell:
        rng = np.random.default_rng(seed)
        n_atoms = int(rng.integers(1, 7))
        lattice = np.zeros((3, 3))
        while (
            np.linalg.det(lattice) < 1
            or 1 / np.linalg.norm(np.linalg.inv(lattice), axis=0).max() < 1
        ):
            lattice = np.diag(rng.uniform(2.5, 7.0, 3)) + rng.uniform(-1.5, 1.5, (3, 3))
        species = rng.choice(["Li", "Zr", "O", "Cl"], n_atoms)
        fractional = rng.uniform(-1.0, 2.0, (n_atoms, 3))
        group = rng.integers(0, 2, n_atoms)
        return Cell.from_fractional(list(species), fractional, lattice, group=group)

    return build


@pytest.fixture(scope="session")
def rotation() -> Callable[[int], np.ndarray]:
    """A proper rotation matrix, acting on rows from the right, for any seed."""

    def build(seed: int) -> np.ndarray:
        matrix = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
        return matrix * np.sign(np.linalg.det(matrix))

    return build
