"""Sampling dynamics: reproducible, conserving, thermal; stops when it explodes."""

import numpy as np
import pytest
from ase.calculators.calculator import Calculator, all_changes

from saggar.runtime.engines.sampling import sample
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import EngineError

STIFFNESS = 2.0  # eV/A^2


class EinsteinCrystal(Calculator):
    """Every atom on a spring: E = k/2 sum u^2, with the virial sum F r put into the stress."""

    implemented_properties = ("energy", "free_energy", "forces", "stress")

    def __init__(self, sites: np.ndarray, stiffness: float = STIFFNESS) -> None:
        super().__init__()
        self.sites, self.stiffness = sites, stiffness

    def calculate(self, atoms=None, properties=None, system_changes=all_changes) -> None:
        super().calculate(atoms, properties, system_changes)
        displacement = self.atoms.positions - self.sites
        energy = 0.5 * self.stiffness * float((displacement**2).sum())
        forces = -self.stiffness * displacement
        self.results = {
            "energy": energy,
            "free_energy": energy,
            "forces": forces,
            "stress": np.zeros(6),
        }


@pytest.fixture
def crystal() -> Cell:
    grid = np.stack(np.meshgrid(*[np.arange(4)] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    species = tuple(["Zr", "O"] * 32)
    return Cell(species, 2.5 * grid, 10.0 * np.eye(3), None, "einstein")


def run(crystal: Cell, seed: int = 5, **changes):
    settings = {"temperature_K": 600.0, "time_step_fs": 2.0, "steps": 40, "dump_every": 10}
    calculator = changes.pop("calculator", EinsteinCrystal(crystal.positions))
    rng = np.random.default_rng(seed)
    return list(sample(crystal, calculator, rng=rng, **{**settings, **changes}))


def test_frames_come_at_the_dump_interval(crystal: Cell) -> None:
    frames = run(crystal)
    assert [frame.step for frame in frames] == [10, 20, 30, 40]
    assert [frame.time_fs for frame in frames] == [20.0, 40.0, 60.0, 80.0]


def test_one_seed_gives_one_trajectory(crystal: Cell) -> None:
    first, second, other = run(crystal), run(crystal), run(crystal, seed=6)
    assert np.array_equal(first[-1].cell.positions, second[-1].cell.positions)
    assert not np.array_equal(first[-1].cell.positions, other[-1].cell.positions)


def test_label_of_a_frame_belongs_to_its_positions(crystal: Cell) -> None:
    for frame in run(crystal):
        displacement = frame.cell.positions - crystal.positions
        assert frame.label.forces_eV_A == pytest.approx(-STIFFNESS * displacement, abs=1e-12)


def test_nve_conserves_the_energy(crystal: Cell) -> None:
    frames = run(crystal, ensemble="nve", steps=400, dump_every=1, time_step_fs=0.5)
    kinetic = np.array([1.5 * 63 * 8.617333e-5 * frame.temperature_K for frame in frames])
    total = kinetic + [frame.label.energy_eV for frame in frames]
    assert np.ptp(total) < 2e-3 * np.ptp(kinetic)


def test_centre_of_mass_stands_still(crystal: Cell) -> None:
    frames = run(crystal, steps=100, dump_every=100)
    drift = frames[-1].cell.masses @ (frames[-1].cell.positions - crystal.positions)
    assert drift / crystal.masses.sum() == pytest.approx(np.zeros(3), abs=1e-7)


def test_nvt_holds_equipartition_at_its_temperature(crystal: Cell) -> None:
    frames = run(crystal, steps=3000, dump_every=5, coupling_time_fs=20.0)[100:]
    temperatures = [frame.temperature_K for frame in frames]
    potential = np.mean([frame.label.energy_eV for frame in frames])
    assert np.mean(temperatures) == pytest.approx(600.0, rel=0.03)
    assert potential == pytest.approx(1.5 * 63 * 8.617333e-5 * 600.0, rel=0.06)


def test_species_order_and_lattice_are_kept(crystal: Cell) -> None:
    frame = run(crystal)[-1]
    assert frame.cell.species == crystal.species
    assert np.array_equal(frame.cell.lattice, crystal.lattice)


def test_explosion_stops_and_leaves_the_frames_before_it(crystal: Cell) -> None:
    calculator = EinsteinCrystal(crystal.positions, stiffness=2000.0)
    frames = []
    dynamics = sample(
        crystal,
        calculator,
        temperature_K=600.0,
        time_step_fs=20.0,
        steps=200,
        dump_every=1,
        rng=np.random.default_rng(1),
    )
    with pytest.raises(EngineError, match=r"einstein, 600 K, step \d+ of 200: .* exploded"):
        frames.extend(dynamics)
    assert frames
    assert [frame.step for frame in frames] == list(range(1, len(frames) + 1))


class FailingCrystal(EinsteinCrystal):
    """Refuses the first frame in which an atom has moved by 0.05 A."""

    def calculate(self, atoms=None, properties=None, system_changes=all_changes) -> None:
        super().calculate(atoms, properties, system_changes)
        if np.abs(self.atoms.positions - self.sites).max() > 0.05:
            raise EngineError("an atom has left")


def test_failure_of_the_engine_is_told_with_its_step(crystal: Cell) -> None:
    with pytest.raises(EngineError, match=r"einstein, 600 K, step \d+ of 40: an atom has left"):
        run(crystal, calculator=FailingCrystal(crystal.positions))
