"""Reference runs of GPUMD, and systems cheap enough for long runs with closed forms."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from saggar.runtime.engines.gpumd.forces import Interaction
from saggar.runtime.engines.gpumd.model import Model
from saggar.runtime.engines.gpumd.state import State
from saggar.runtime.engines.gpumd.velocities import draw_velocities

REFERENCE = Path(__file__).parents[3] / "data" / "gpumd-reference"
ARGON_AMU = 39.948


class NoForces:
    """An ideal gas."""

    def evaluate(self, positions, cell):
        n_atoms = len(positions)
        return Interaction(np.zeros(n_atoms), np.zeros((n_atoms, 3)), np.zeros((n_atoms, 9)))


class NearestNeighbourSprings:
    """An fcc crystal of springs between nearest neighbours, of fixed topology.

    With stiffness k and lattice constant a its elastic constants at rest are C11 = 2 k / a and
    C12 = C44 = k / a, so that its bulk modulus is 4 k / (3 a).
    """

    def __init__(self, stiffness, length, pairs, n_atoms):
        self.stiffness, self.length, self.pairs = stiffness, length, pairs
        self.ends = np.zeros((n_atoms, len(pairs)))
        self.ends[pairs[:, 0], range(len(pairs))] = -1.0
        self.ends[pairs[:, 1], range(len(pairs))] = 1.0

    def evaluate(self, positions, cell):
        bonds = nearest_images(positions[self.pairs[:, 1]] - positions[self.pairs[:, 0]], cell)
        lengths = np.sqrt(np.einsum("ij,ij->i", bonds, bonds))
        stretch = lengths - self.length
        pull = -(self.stiffness * stretch / lengths)[:, None] * bonds
        virials = (bonds[:, :, None] * pull[:, None, :]).reshape(-1, 9)
        halves = 0.5 * np.abs(self.ends)
        energies = halves @ (0.5 * self.stiffness * stretch**2)
        return Interaction(energies, self.ends @ pull, halves @ virials)


def nearest_images(vectors, cell):
    return vectors - np.rint(vectors @ np.linalg.inv(cell)) @ cell


@dataclass(frozen=True)
class Gas:
    model: Model
    force_field: NoForces


@dataclass(frozen=True)
class SpringCrystal:
    model: Model
    force_field: NearestNeighbourSprings
    stiffness_eV_A2: float
    lattice_constant_A: float


@pytest.fixture
def ideal_gas() -> Callable[..., Gas]:
    """A factory of ideal gases in a cube at a temperature and pressure."""

    def build(n_atoms: int, temperature_K: float, edge_A: float, seed: int = 1) -> Gas:
        rng = np.random.default_rng(seed)
        velocities = draw_velocities(np.full(n_atoms, ARGON_AMU), temperature_K, rng)
        positions = rng.random((n_atoms, 3)) * edge_A
        return Gas(Model(("Ar",) * n_atoms, positions, np.eye(3) * edge_A, velocities), NoForces())

    return build


@pytest.fixture
def spring_crystal() -> Callable[..., SpringCrystal]:
    """A factory of 32-atom fcc crystals of springs at rest, with velocities."""

    def build(temperature_K: float, seed: int = 1) -> SpringCrystal:
        a, stiffness = 5.0, 5.0
        basis = np.array([[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]])
        corners = np.array([[i, j, k] for i in range(2) for j in range(2) for k in range(2)])
        positions = a * (corners[:, None, :] + basis[None, :, :]).reshape(-1, 3)
        cell = np.eye(3) * 2 * a
        distances = np.linalg.norm(
            nearest_images(positions[None, :, :] - positions[:, None, :], cell), axis=2
        )
        pairs = np.argwhere(np.triu(np.abs(distances - a / np.sqrt(2)) < 0.1))
        rng = np.random.default_rng(seed)
        velocities = draw_velocities(np.full(32, ARGON_AMU), temperature_K, rng)
        return SpringCrystal(
            Model(("Ar",) * 32, positions, cell, velocities),
            NearestNeighbourSprings(stiffness, a / np.sqrt(2), pairs, 32),
            stiffness,
            a,
        )

    return build


class History:
    """A recorder that keeps what is measured every ``interval`` steps."""

    def __init__(self, interval: int = 1) -> None:
        self.interval = interval
        self.times, self.thermodynamics, self.cells, self.velocities = [], [], [], []

    def record(self, state: State) -> None:
        self.times.append(state.time_fs)
        self.thermodynamics.append(state.thermodynamics)
        self.cells.append(state.cell.copy())
        self.velocities.append(state.velocities.copy())

    def series(self, name: str) -> np.ndarray:
        return np.array([getattr(record, name) for record in self.thermodynamics])


@pytest.fixture
def history() -> type[History]:
    return History


@pytest.fixture
def standard_error() -> Callable[[np.ndarray], float]:
    """Standard error of a mean from twenty blocks, each much longer than the correlations."""

    def estimate(series: np.ndarray) -> float:
        means = series[: len(series) // 20 * 20].reshape(20, -1).mean(axis=1)
        return float(means.std(ddof=1) / np.sqrt(20))

    return estimate


@pytest.fixture(scope="session")
def reference() -> Path:
    return REFERENCE


@pytest.fixture
def interface_folder(tmp_path: Path) -> Callable[[str], Path]:
    """Lay out a folder with the 135-atom interface, its committee and a deck."""

    def build(deck: str) -> Path:
        for source in [REFERENCE / "model.xyz", *REFERENCE.glob("nep?.txt")]:
            shutil.copy(source, tmp_path)
        (tmp_path / "run.in").write_text(deck, encoding="utf-8")
        return tmp_path

    return build
