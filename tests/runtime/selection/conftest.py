"""Frames that the tests of selection share."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.cif import read_cif

DATA = Path(__file__).parents[2] / "data" / "structures"


@pytest.fixture(scope="session")
def ideal_lzc() -> Cell:
    return read_cif((DATA / "ideal-LZC.cif").read_text(), name="ideal-LZC")


@pytest.fixture(scope="session")
def zirconias() -> list[Cell]:
    names = ("c-ZrO2", "t-ZrO2", "m-ZrO2")
    return [read_cif((DATA / f"{name}.cif").read_text(), name=name) for name in names]


@pytest.fixture(scope="session")
def rotation() -> Callable[[int], np.ndarray]:
    """A proper rotation matrix, acting on rows from the right, for any seed."""

    def build(seed: int) -> np.ndarray:
        matrix = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
        return matrix * np.sign(np.linalg.det(matrix))

    return build
