"""Small rock-salt frames with labels from a closed-form pair potential."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from saggar.runtime.dataset import LabelledFrame, write_train_xyz
from saggar.runtime.labels import Label
from saggar.runtime.structures.cell import Cell

DEPTH_EV, WIDTH_PER_A, MINIMUM_A, RANGE_A = 0.4, 1.3, 2.6, 4.0

NEP_IN = """\
type 2 Li Cl
version 4
cutoff 4 3.5
n_max 2 2
basis_size 4 4
l_max 4 2 0
neuron 4
lambda_e 1
lambda_f 1
lambda_v 0.1
batch 1000
population 50
generation 100
"""


def morse_label(cell: Cell) -> Label:
    """Label by a Morse pair potential, switched off as (1 - r/R)^2; virial = sum r F / 2."""
    shifts = np.array(np.meshgrid(*[range(-2, 3)] * 3, indexing="ij")).reshape(3, -1).T
    energy, forces, virial = 0.0, np.zeros((len(cell), 3)), np.zeros((3, 3))
    for i in range(len(cell)):
        for j in range(len(cell)):
            vectors = cell.positions[j] + shifts @ cell.lattice - cell.positions[i]
            lengths = np.linalg.norm(vectors, axis=1)
            inside = (lengths > 1e-8) & (lengths < RANGE_A)
            for vector, length in zip(vectors[inside], lengths[inside], strict=True):
                decay = np.exp(-WIDTH_PER_A * (length - MINIMUM_A))
                morse, slope = decay**2 - 2 * decay, -2 * WIDTH_PER_A * (decay**2 - decay)
                switch = (1 - length / RANGE_A) ** 2
                pair = DEPTH_EV * morse * switch
                push = DEPTH_EV * (slope * switch - 2 * morse * (1 - length / RANGE_A) / RANGE_A)
                energy += 0.5 * pair
                forces[i] += push * vector / length
                virial -= 0.5 * push * np.outer(vector, vector) / length
    return Label(energy, forces, virial)


def rock_salt_frames(count: int, seed: int) -> tuple[LabelledFrame, ...]:
    """Return rattled and strained frames of 8 atoms."""
    rng = np.random.default_rng(seed)
    sites = np.array(
        [[0, 0, 0], [1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]
    )
    frames = []
    for index in range(count):
        strain = rng.uniform(-0.04, 0.04, (3, 3))
        lattice = 5.2 * (np.eye(3) + 0.5 * (strain + strain.T))
        positions = 0.5 * sites @ lattice + rng.normal(scale=0.12, size=(8, 3))
        cell = Cell(("Li",) * 4 + ("Cl",) * 4, positions, lattice, None, f"frame-{index}")
        frames.append(LabelledFrame(cell, morse_label(cell), f"seed-{seed}/{index}"))
    return tuple(frames)


@pytest.fixture(scope="session")
def salt() -> tuple[LabelledFrame, ...]:
    return rock_salt_frames(12, seed=1)


@pytest.fixture
def prepare(tmp_path: Path, salt: tuple[LabelledFrame, ...]) -> Callable[..., Path]:
    """Return a function that makes a folder ready for training."""

    def folder(name: str, *, frames=salt, deck: str = NEP_IN) -> Path:
        path = tmp_path / name
        path.mkdir()
        (path / "nep.in").write_text(deck)
        write_train_xyz(path / "train.xyz", frames)
        return path

    return folder
