"""What init writes is executed to the end, with tiny settings laid over it."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from studies import REPOSITORY

from saggar.__main__ import main
from saggar.compiler.cells import read_structure
from saggar.runtime.dataset import LabelledFrame, write_train_xyz
from saggar.runtime.labels import Label
from saggar.runtime.rundir import RunDirectory
from saggar.runtime.structures.cell import Cell

pytestmark = pytest.mark.slow

STRUCTURES = REPOSITORY / "tests" / "data" / "structures"
POTENTIAL = REPOSITORY / "tests" / "data" / "gpumd-reference" / "nep0.txt"
INTERFACE = REPOSITORY / "campaigns" / "demo" / "structures" / "c111-alpha001.cif"

SHORT = """\
extends: campaign.yaml
name: tiny
dynamics: {thermo_every: 1}
production:
  equilibrate: {duration: 10 fs}
  segment: 50 fs
"""
BULK = """\
  bulk: {phases: {alpha-LZC: 108}, temperatures: 300 K, duration: 100 fs, dump_every: 1 fs}
"""
LOOP = """\
models: {potential: {cutoff: {radial: 5 Å, angular: 4 Å}, neurons: 5}}
active_learning:
  committee: 3
  train: {gradient: {steps: 4}}
  explore:
    solid: {temperatures: 300 K, duration: 20 fs, check_every: 10 fs}
  select: {at_most: 2}
  stop: {within: {temperature: [300 K, 400 K]}, at_most: 1}
final_training: {gradient: {steps: 4}}
validation: {production_frames: {per_run: 1}}
"""
INITIAL = """\
initial_data:
  perturb: {per_structure: 2}
  sample: {temperatures: 300 K, duration: 8 fs, dump_every: 4 fs}
  select: {frames: 3}
"""
INTERFACES = """\
interfaces:
  build: {thickness: {film: 6 Å, substrate: 6 Å}}
  rank: {relax: {max_steps: 4}, relax_per_orientation: 1}
  sets: {production: {pairs: {MgO.100-LiF.100: {atoms: 64}}}}
"""
RUNS_OF_INTERFACES = """\
  interfaces: {temperatures: 300 K, duration: 100 fs, dump_every: 1 fs}
"""
OVERLAYS = {
    "potential": SHORT + BULK,
    "training-set": "remove: active_learning.explore.hot\n" + SHORT + BULK + LOOP,
    "phases": "remove: active_learning.explore.hot\n"
    + SHORT
    + BULK.replace("alpha-LZC: 108", "LiF: 64")
    + RUNS_OF_INTERFACES
    + LOOP
    + INITIAL
    + INTERFACES,
    "interfaces": "remove: active_learning.explore.hot\n"
    + SHORT
    + BULK
    + RUNS_OF_INTERFACES
    + LOOP
    + INITIAL,
}
FILES = {
    "potential": ["nep.txt", "alpha-LZC.cif"],
    "training-set": ["train.xyz", "alpha-LZC.cif"],
    "phases": ["LiF.cif", "MgO.cif"],
    "interfaces": ["c-ZrO2.cif", "alpha-LZC.cif", "c111-alpha001.cif"],
}


def springs(cell: Cell, rng: np.random.Generator) -> LabelledFrame:
    """Rattle a cell and label it with springs of 1 eV/A^2 to the sites; W = sum r F."""
    moves = rng.normal(scale=0.05, size=(len(cell), 3))
    moved = Cell(cell.species, cell.positions + moves, cell.lattice, None, "springs")
    energy = 0.5 * float((moves**2).sum()) - 3.0 * len(cell)
    return LabelledFrame(moved, Label(energy, -moves, -moved.positions.T @ moves), "springs")


@pytest.fixture
def at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with every file that a starting point takes, which is the working directory."""
    for name in ("c-ZrO2.cif", "alpha-LZC.cif"):
        shutil.copy(STRUCTURES / name, tmp_path)
    for name in FILES["phases"]:
        shutil.copy(REPOSITORY / "campaigns" / "lif-mgo" / "structures" / name, tmp_path)
    shutil.copy(INTERFACE, tmp_path)
    shutil.copy(POTENTIAL, tmp_path / "nep.txt")
    cell, rng = read_structure(STRUCTURES / "alpha-LZC.cif", name="a"), np.random.default_rng(1)
    write_train_xyz(tmp_path / "train.xyz", [springs(cell, rng) for _ in range(4)])
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("point", OVERLAYS)
def test_a_starting_point_runs_to_its_report(at_hand: Path, point: str) -> None:
    assert main(["init", point, *FILES[point]]) == 0
    Path("tiny.yaml").write_text(OVERLAYS[point], encoding="utf-8")
    assert main(["run", "tiny.yaml", "--out", "run"]) == 0
    rundir = RunDirectory(Path("run"))
    for task in rundir.plan.tasks:
        record = rundir.record(task.id)
        assert record is not None, task.id
        assert record.status == "finished", task.id
    assert (rundir.results / "report.html").is_file()
