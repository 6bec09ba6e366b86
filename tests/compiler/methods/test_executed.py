"""A run is told as it was executed, whatever its profile and settings are now."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from locks import write_campaign

from saggar.__main__ import main
from saggar.compiler.cli import check_file
from saggar.compiler.frozen.run import compile_structures
from saggar.compiler.methods.account import Stretch
from saggar.compiler.methods.executed import as_executed
from saggar.compiler.write import write_run_directory
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.machine import LAPTOP

Tell = Callable[..., str]
Compile = Callable[..., Path]
Finish = Callable[..., None]

INITIAL, FIRST, LOOP = "initial_data/", "active_learning/000/", "active_learning/"
THRESHOLD = "active_learning__candidate__force_deviation__above"


def trained(root: Path, task: str, trainer: str) -> None:
    """Say in the record of a training what trained."""
    path = root / "work" / task / "exit.json"
    record = json.loads(path.read_text())
    record["outcome"] |= {"trainer": trainer, "frames": 41}
    path.write_text(json.dumps(record))


def stretches(root: Path) -> list[tuple[int, int, float]]:
    loop: tuple[Stretch, ...] = as_executed(RunDirectory(root)).loop
    return [
        (each.first, each.until, each.settings.candidate.force_deviation.above_eV_per_A)
        for each in loop
    ]


def test_nothing_finished_is_said(tell: Tell, compiled: Compile) -> None:
    assert "Nothing of this run is finished yet" in tell(compiled())


def test_a_run_that_makes_structures_tells_of_the_whole_study(tell: Tell, tmp_path: Path) -> None:
    root = tmp_path / "cells"
    checked = check_file(write_campaign(tmp_path), LAPTOP)
    write_run_directory(root, compile_structures(checked, LAPTOP).files)
    text = tell(root)
    assert "Active learning The training set grew" in text
    assert "Not finished" not in text


def test_what_is_not_finished_is_counted_by_stage(
    tell: Tell, compiled: Compile, finish: Finish
) -> None:
    root = compiled()
    finish(root, INITIAL)
    text = tell(root)
    assert "Not finished, and described as compiled: active learning (0 of at most" in text
    assert "final training (0 of 1 task)" in text
    assert "initial data (" not in text


def test_the_trainer_is_that_of_the_record(tell: Tell, compiled: Compile, finish: Finish) -> None:
    root = compiled()
    finish(root, INITIAL, LOOP, "final_training/")
    trained(root, "final_training/train", "nep")
    final = tell(root).partition("Final training")[2].partition("Molecular dynamics")[0]
    assert "all 41 labelled frames" in final
    assert "Training by GPUMD's nep took 100000 generations" in final
    assert "population of 50 on batches of up to 1000 frames" in final


@pytest.mark.parametrize(
    ("trainer", "told", "not_told"),
    [
        ("neppo", "final_training.gradient.steps", "models.potential.population"),
        ("nep", "models.potential.population", "final_training.gradient.steps"),
    ],
)
def test_values_that_the_trainer_does_not_read_are_not_listed(
    trainer: str, told: str, not_told: str, tell: Tell, compiled: Compile, finish: Finish
) -> None:
    root = compiled()
    finish(root, INITIAL, LOOP, "final_training/", trainer=trainer, frames=5)
    text = tell(root)
    assert told in text
    assert not_told not in text


def test_a_record_of_other_settings_says_nothing(
    tell: Tell, compiled: Compile, finish: Finish
) -> None:
    root = compiled()
    finish(root, INITIAL, LOOP, "final_training/")
    trained(root, "final_training/train", "nep")
    compiled("--yes", final_training__gradient__steps=777)
    final = tell(root).partition("Final training")[2].partition("Molecular dynamics")[0]
    assert "777 steps" in final
    assert "41" not in final


def test_earlier_iterations_have_the_settings_under_which_they_were_executed(
    tell: Tell, compiled: Compile, finish: Finish
) -> None:
    root = compiled(active_learning__stop__at_most=3)
    finish(root, INITIAL, FIRST)
    compiled("--yes", active_learning__stop__at_most=3, **{THRESHOLD: "0.2 eV/Å"})
    assert stretches(root) == [(0, 1, 0.3), (1, 3, 0.2)]
    text = tell(root)
    assert "was above 0.2 eV/Å" in text
    assert "In iteration 0, candidate.force_deviation.above was 0.3 eV/Å." in text
    assert "1 iteration of it had been finished so far." in text


def test_settings_that_apply_to_no_iteration_are_not_told(
    tell: Tell, compiled: Compile, finish: Finish
) -> None:
    root = compiled()
    finish(root, INITIAL, LOOP)
    compiled("--yes", **{THRESHOLD: "0.2 eV/Å"})
    assert stretches(root) == [(0, 2, 0.3)]
    text = tell(root)
    assert "was above 0.3 eV/Å" in text
    assert "0.2 eV/Å" not in text.partition("References")[0]
    assert "It ended after 2 iterations, without having converged." in text


def test_the_end_of_a_converged_loop_is_told(tell: Tell, compiled: Compile, finish: Finish) -> None:
    root = compiled()
    finish(root, INITIAL)
    finish(root, FIRST, converged=True)
    assert "It ended after 1 iteration, having converged." in tell(root)


@pytest.mark.parametrize("name", ["lock.json", "my.lock", "notes.txt"])
def test_a_lock_is_read_under_any_name(
    name: str, tell: Tell, compiled: Compile, tmp_path: Path
) -> None:
    kept = tmp_path / "kept" / name
    kept.parent.mkdir()
    shutil.copyfile(compiled() / "lock.json", kept)
    assert "METHODS: small" in tell(kept)


def test_the_lock_in_a_run_stands_for_the_run(
    tell: Tell, compiled: Compile, finish: Finish
) -> None:
    root = compiled()
    finish(root, INITIAL)
    assert tell(root / "lock.json") == tell(root)


@pytest.mark.parametrize("option", ["--set", "--machine"])
def test_options_of_campaigns_are_refused_for_what_is_compiled(
    option: str, compiled: Compile, capsys: pytest.CaptureFixture[str]
) -> None:
    root = compiled()
    value = {"--set": "seed=8", "--machine": "laptop"}[option]
    assert main(["methods", str(root), option, value]) == 1
    assert f"{option} is for campaigns" in capsys.readouterr().err


def test_dynamics_of_a_finished_run_are_told_by_their_records(
    tell: Tell, compiled: Compile, finish: Finish
) -> None:
    root = compiled()
    finish(root, INITIAL, LOOP, "final_training/")
    finish(root, "production/", program="gpumd")
    text = tell(root)
    assert "with forces from calorine" in text
    assert "(explorations) and GPUMD" in text


def potential_of(tmp_path: Path) -> dict[str, Any]:
    head = [
        "nep4_zbl 2 Zr O", "zbl 0.5 1", "cutoff 4.5 4 40 40", "n_max 4 3", "basis_size 8 6",
        "l_max 4 2 0", "ANN 15 0",
    ]  # fmt: skip
    (tmp_path / "nep.txt").write_text("\n".join([*head, "0.0"]) + "\n")
    return {
        "models__potential": {"engine": "nep", "existing": "nep.txt"},
        "initial_data": {}, "active_learning": None, "final_training": None, "validation": {},
    }  # fmt: skip


@pytest.mark.parametrize("of", ["campaign", "run"])
def test_a_potential_that_exists_is_told_by_its_file_and_was_not_trained(
    of: str, tell: Tell, compiled: Compile, tmp_path: Path
) -> None:
    root = compiled(**potential_of(tmp_path))
    text = tell(root if of == "run" else tmp_path / "campaign.yaml")
    assert "existed already (nep.txt); it was not trained in this study" in text
    assert "cutoffs of 4.5 Å and 4 Å, 5 radial and 4 angular functions" in text
    assert "15 neurons" in text
    assert "half of and the whole 1 Å" in text
    for absent in ("weighted", "models.potential.loss", "models.potential.batch", "population"):
        assert absent not in text


def test_a_training_set_that_exists_is_told_with_its_size(
    tell: Tell, compiled: Compile, tmp_path: Path
) -> None:
    atom = "Zr 0 0 0 0.1 0 0\nO 2 0 0 -0.1 0 0\n"
    head = (
        '2\nLattice="5 0 0 0 5 0 0 0 5" energy=-9 virial="1 0 0 0 1 0 0 0 1" pbc="T T T" '
        "Properties=species:S:1:pos:R:3:forces:R:3\n"
    )
    (tmp_path / "train.xyz").write_text((head + atom) * 3)
    root = compiled(initial_data={"existing": "train.xyz"})
    for study in (root, tmp_path / "campaign.yaml"):
        assert "3 labelled frames that existed already (train.xyz)" in tell(study)
