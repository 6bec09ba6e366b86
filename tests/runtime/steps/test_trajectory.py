"""Segments make one trajectory; frames for validation are spread over it."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from surroundings import context, finished, shifted, write_dump

from saggar.runtime.steps import analyse, pick_frames
from saggar.runtime.steps.frames import read_frames
from saggar.runtime.steps.trajectory import read_trajectory
from saggar.schemas.analysis import Msd
from saggar.schemas.results import AnalyseOutcome, DynamicsOutcome
from saggar.schemas.steps import Analyse, Axes, PickFrames

CELL = shifted(0.0)


def segment(root: Path, name: str, times_fs: list[float]) -> Path:
    folder = finished(root, name)
    frames = [(time, CELL.positions) for time in times_fs]
    write_dump(folder / "dump.xyz", CELL.species, frames, CELL.lattice)
    return folder


def test_time_goes_on_from_one_segment_to_the_next(tmp_path: Path) -> None:
    folders = [segment(tmp_path, f"s{index}", [100.0, 200.0]) for index in range(3)]
    times = [time for time, _ in read_trajectory(folders)]
    assert times == [100.0, 200.0, 300.0, 400.0, 500.0, 600.0]


def test_picked_frames_are_evenly_spaced_and_end_with_the_last(tmp_path: Path) -> None:
    segment(tmp_path, "s0", [100.0 * (index + 1) for index in range(10)])
    settings = PickFrames(per_run=5)
    where = context(tmp_path, settings, [("run", "s0")])
    outcome = pick_frames.execute(settings, where)
    names = [frame.name for frame in read_frames(where.folder / "frames.xyz")]
    assert names == ["run/200fs", "run/400fs", "run/600fs", "run/800fs", "run/1000fs"]
    assert (outcome.frames, outcome.pool) == (5, 10)


def test_more_frames_than_there_are_gives_each_once(tmp_path: Path) -> None:
    segment(tmp_path, "s0", [100.0, 200.0])
    settings = PickFrames(per_run=7)
    outcome = pick_frames.execute(settings, context(tmp_path, settings, [("run", "s0")]))
    assert (outcome.frames, outcome.asked) == (2, 7)
    assert outcome.fewer == ("run: asked 7, the run had 2",)


@given(count=st.integers(1, 200), asked=st.integers(1, 200))
def test_gaps_between_picked_frames_differ_by_one_at_most(count: int, asked: int) -> None:
    indices = pick_frames.evenly_spaced(count, asked)
    assert len(indices) == min(count, asked)
    assert indices[-1] == count - 1
    gaps = np.diff([-1, *indices])
    assert gaps.min() >= 1
    assert np.ptp(gaps) <= 1


def random_walk(root: Path, steps: int, length_A: float, name: str = "walk") -> Path:
    """Write a run in which each O makes a step of a normal variate along each axis."""
    outcome = DynamicsOutcome(
        cell="c-ZrO2",
        set_temperature_K=300.0,
        set_pressure_GPa=None,
        steps=100 * steps,
        records=steps,
        mean_temperature_K=300.0,
        mean_pressure_GPa=0.0,
    )
    folder = finished(root, name, outcome)
    rng = np.random.default_rng(3)
    ions = np.array([symbol == "O" for symbol in CELL.species])
    moves = rng.normal(0.0, length_A, (steps, len(CELL), 3)) * ions[:, None]
    paths = CELL.positions + np.cumsum(moves, axis=0)
    inside = np.mod(paths, CELL.lattice[0, 0])
    frames = [(100.0 * (index + 1), positions) for index, positions in enumerate(inside)]
    write_dump(folder / "dump.xyz", CELL.species, frames, CELL.lattice)
    row = [300.0, 1.0, -100.0, 0.1, 0.2, 0.3, 0, 0, 0, *CELL.lattice.ravel()]
    lines = (" ".join(f"{value:.10e}" for value in row) for _ in range(steps))
    (folder / "thermo.out").write_text("\n".join(lines) + "\n")
    return folder


def analysed(
    root: Path,
    *directions: Axes,
    thermo_every: int = 100,
    segments: tuple[str, ...] = ("walk",),
) -> AnalyseOutcome:
    settings = Analyse(
        mobile="O",
        msd=Msd(),
        directions=directions,
        temperature_K=300.0,
        pressure_GPa=None,
        time_step_fs=1.0,
        thermo_every=thermo_every,
    )
    needs = [("segments", name) for name in segments]
    return analyse.execute(settings, context(root, settings, needs))


@pytest.mark.parametrize("direction", ["xyz", "xy", "z"])
def test_random_walk_gives_its_diffusion_coefficient(tmp_path: Path, direction: Axes) -> None:
    length_A, interval_ps = 0.2, 0.1
    random_walk(tmp_path, 4000, length_A)
    (diffusion,) = analysed(tmp_path, direction).diffusion
    exact_cm2_s = length_A**2 / (2 * interval_ps) * 1e-4
    found = diffusion.coefficient_cm2_per_s
    assert found is not None
    assert abs(found.mean - exact_cm2_s) < 3 * found.error
    assert found.error < 0.2 * exact_cm2_s


def test_thermodynamics_come_from_the_normal_pressures_and_the_cell(tmp_path: Path) -> None:
    random_walk(tmp_path, 100, 0.1)
    outcome = analysed(tmp_path, "xyz")
    assert outcome.pressure_GPa.mean == pytest.approx(0.2)
    assert outcome.mobile_ions == 8
    mass_u = 4 * 91.224 + 8 * 15.999
    density = mass_u * 1.66053906892 / 5.12**3
    assert outcome.density_g_per_cm3.mean == pytest.approx(density, rel=1e-4)


def test_run_too_short_for_errors_gives_means_and_tables_without_them(tmp_path: Path) -> None:
    random_walk(tmp_path, 9, 0.1)
    outcome = analysed(tmp_path, "xyz")
    assert outcome.temperature_K.mean == pytest.approx(300.0)
    assert outcome.temperature_K.error is None
    assert outcome.energy_drift_meV_per_atom_ps is None
    (diffusion,) = outcome.diffusion
    assert (diffusion.regime, diffusion.log_log_slope) == ("too short", None)
    assert diffusion.reason == "9 frames; at least 20 are needed"
    assert len(times_ps(tmp_path)) == 9


@pytest.mark.parametrize("frames", [1, 2, 3])
def test_displacement_ends_with_the_lags_that_there_are(tmp_path: Path, frames: int) -> None:
    random_walk(tmp_path, frames, 0.1)
    outcome = analysed(tmp_path, "xyz")
    lines = (tmp_path / "work" / "attempt" / "msd.csv").read_text().splitlines()[1:]
    assert len(lines) == min(frames, 2)
    assert (outcome.msd_end_A2 is None) == (frames < 2)


def times_ps(root: Path) -> list[float]:
    lines = (root / "work" / "attempt" / "thermo.csv").read_text().splitlines()[1:]
    return [float(line.split(",")[0]) for line in lines]


def test_records_of_a_later_segment_stand_at_its_own_steps(tmp_path: Path) -> None:
    """Segments of 4000 fs with a record every 300: the last one of each is at 3900 fs."""
    for name in ("s0", "s1"):
        folder = random_walk(tmp_path, 40, 0.1, name)
        lines = (folder / "thermo.out").read_text().splitlines()[:13]
        (folder / "thermo.out").write_text("\n".join(lines) + "\n")
    analysed(tmp_path, "xyz", thermo_every=300, segments=("s0", "s1"))
    found = times_ps(tmp_path)
    assert found[:2] == pytest.approx([0.3, 0.6])
    assert found[12:14] == pytest.approx([3.9, 4.3])
    assert found[-1] == pytest.approx(7.9)
