"""The texts of a run directory: deterministic, complete, equal to the golden ones."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from studies import (
    DEMO,
    REPOSITORY,
    WRITTEN,
    barostat_study,
    changed,
    compiled,
    machine_of_release,
    study,
)

from saggar.compiler.compile import compile_study
from saggar.compiler.grammar import CellFacts, lint_nep_in, lint_run_in
from saggar.compiler.study import Study
from saggar.schemas.machine import GpumdRelease
from saggar.schemas.plan import Plan
from saggar.schemas.resolved import Lock

GOLDEN = REPOSITORY / "tests" / "golden"


def tree_digest(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def compile_demo(folder: Path, hash_seed: str) -> str:
    source = folder / "somewhere" / "demo"
    shutil.copytree(DEMO.parent, source)
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    command = [
        sys.executable,
        "-m",
        "saggar",
        "compile",
        "campaign.yaml",
        "--out",
        str(folder / "out"),
    ]
    subprocess.run(command, cwd=source, env=environment, check=True, capture_output=True)
    return tree_digest(folder / "out")


def test_compiling_is_byte_identical_in_any_folder_with_any_hash_seed(tmp_path: Path) -> None:
    assert compile_demo(tmp_path / "a", "1") == compile_demo(tmp_path / "b", "4711")


def test_no_file_names_the_compiling_machine(tmp_path: Path) -> None:
    compile_demo(tmp_path / "a", "0")
    for path in (tmp_path / "a" / "out").rglob("*"):
        if path.is_file():
            assert str(tmp_path) not in path.read_text(encoding="utf-8"), path


def test_manifest_covers_every_other_file() -> None:
    files = compiled().files
    recorded = json.loads(files["manifest.json"])["files"]
    assert set(recorded) == set(files) - {"manifest.json"}
    for path, digest in recorded.items():
        assert hashlib.sha256(files[path].encode()).hexdigest() == digest


def test_lock_and_plan_read_back_as_they_were_written() -> None:
    made = compiled()
    lock = Lock.model_validate_json(made.files["lock.json"], by_alias=False, by_name=True)
    plan = Plan.model_validate_json(made.files["plan.json"], by_alias=False, by_name=True)
    assert lock == made.lock
    assert plan == made.plan


def test_lock_keeps_units_in_its_keys() -> None:
    campaign = json.loads(compiled().files["lock.json"])["campaign"]
    assert campaign["production"]["segment_ps"] == 2.0
    assert campaign["active_learning"]["candidate"]["force_deviation"]["above_eV_per_A"] == 0.3
    assert campaign["active_learning"]["explore"]["hot"]["pressures_GPa"] == [0.1]


@pytest.mark.parametrize("of_study", [study, barostat_study], ids=["small", "barostat"])
@pytest.mark.parametrize("release", ["4.0", "4.8", "5.6", "main"])
def test_decks_equal_the_golden_ones(
    release: str, of_study: Callable[..., Study], request: pytest.FixtureRequest
) -> None:
    given = of_study(machine=machine_of_release(release))
    files = compile_study(given, origins={}, written=WRITTEN).files
    decks = {path: text for path, text in files.items() if path.startswith("decks/")}
    folder = GOLDEN / f"gpumd-{release}" / request.node.callspec.id.split("-")[-1]
    if request.config.getoption("--regenerate-golden"):
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in decks.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    golden = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert decks == golden


@pytest.mark.parametrize("release", get_args(GpumdRelease))
def test_every_deck_is_valid_for_every_release_and_its_cells(release: str) -> None:
    given = barostat_study(machine_of_release(release))
    for path, text in compile_study(given, origins={}, written=WRITTEN).files.items():
        if path.endswith("run.in"):
            assert lint_run_in(text, release, cell=facts_of_its_cells(path)) == [], path
        elif path.endswith("nep.in"):
            assert lint_nep_in(text, release) == [], path


def test_a_warm_start_is_the_same_nep_in() -> None:
    """`nep` goes on from the nep.restart that it finds beside its input; no line asks for it."""
    cold = changed(active_learning__train__warm_start=False)
    path = "decks/nep/committee/nep.in"
    assert compiled(cold).files[path] == compiled().files[path]


def facts_of_its_cells(deck: str) -> CellFacts:
    return CellFacts((20.0, 20.0, 20.0), tilted="-orthogonal/" not in deck)


def test_no_deck_replicates_draws_velocities_or_seeds() -> None:
    for path, text in compiled().files.items():
        if path.startswith("decks/"):
            words = {line.split()[0] for line in text.splitlines()}
            assert not words & {"replicate", "velocity", "seed"}, path


def test_readme_of_the_run_directory_names_a_real_task() -> None:
    made = compiled()
    assert f"saggar task DIR {made.plan.tasks[0].id} --into" in made.files["README.md"]
