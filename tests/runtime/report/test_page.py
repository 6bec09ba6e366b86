"""The page as a reader meets it, in every state of a run."""

import hashlib
import json
import re

import pytest

from saggar.runtime.report import write_report
from saggar.runtime.report.data.report import read_report
from saggar.runtime.report.page import compose, pictures
from saggar.schemas.machine import NepExecutor

SECTIONS = (
    "learning",
    "accuracy",
    "initial-data",
    "production",
    "displacement",
    "discarded",
    "assumptions",
    "provenance",
)


@pytest.mark.parametrize("state", ["fresh_run", "half_way_run", "failed_run"])
def test_every_section_stands_in_every_state(state, request):
    text = write_report(request.getfixturevalue(state).root).read_text()
    assert re.findall(r'<section class="part" id="([^"]+)"', text) == list(SECTIONS)


def test_every_section_stands_in_a_complete_report(complete_report):
    text = complete_report.text
    assert re.findall(r'<section class="part" id="([^"]+)"', text) == list(SECTIONS)


def test_fresh_run_has_no_picture(fresh_run):
    assert pictures(compose(read_report(fresh_run.root))) == ()


def test_complete_run_has_every_picture(complete_report):
    names = {path.stem for path in complete_report.path.parent.glob("csv/*.csv")}
    parities = {
        f"parity-{of}-{quantity}"
        for of in ("validation-production_frames", "training-set")
        for quantity in ("energy", "force", "virial")
    }
    runs = {f"{cell}-{t}K" for cell in ("c-ZrO2", "alpha-LZC") for t in (300, 500)}
    assert names == {
        "training-set",
        "training-force-rmse",
        "uncertain-fraction",
        "deviations",
        "candidates",
        "initial-selection",
        *parities,
        *(f"thermodynamics-{run}" for run in runs),
        *(f"displacement-{run}" for run in runs),
    }


def test_log_of_a_failure_is_escaped(failed_run):
    text = write_report(failed_run.root).read_text()
    assert "loss nan &lt;&amp;&gt;" in text
    assert "loss nan <&>" not in text


def test_assumptions_and_overruled_checks_are_listed(complete_report):
    text = complete_report.text
    assert "8 functions are read as n_max 8, not 7." in text
    assert "The cell is small on purpose." in text


def test_digests_of_lock_and_plan_are_stated(complete_report):
    for name in ("lock.json", "plan.json"):
        content = (complete_report.run.root / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() in complete_report.text


def test_keys_that_the_trainer_does_not_follow_are_stated(complete_report):
    text = complete_report.text
    assert "gradient descent has no population" in text
    assert "not honoured" in text


def test_embedded_training_is_said_to_be_reproducible(complete_report):
    assert "embedded trainer is reproducible" in complete_report.text


def test_no_trainer_is_named_before_a_training_is_finished(fresh_run):
    text = write_report(fresh_run.root).read_text()
    assert "no trainer can be named" in text
    assert "trainer is reproducible" not in text


def test_trainer_is_the_one_that_trained_whatever_the_machine_profile_says(half_way_run):
    path = half_way_run.root / "lock.json"
    lock = json.loads(path.read_text())
    lock["machine"]["nep"] = NepExecutor(executor="nep", release="5.6").lock()
    path.write_text(json.dumps(lock))
    text = write_report(half_way_run.root).read_text()
    assert "embedded trainer is reproducible" in text
    assert "not reproducible bit by bit" not in text


def test_training_by_gpumd_is_said_not_to_be_reproducible(half_way_run):
    for path in half_way_run.root.glob("work/**/train/*/exit.json"):
        record = json.loads(path.read_text())
        record["outcome"]["trainer"] = "nep"
        path.write_text(json.dumps(record))
    assert "not reproducible bit by bit" in write_report(half_way_run.root).read_text()


def test_files_edited_after_compiling_are_named(fresh_run):
    path = fresh_run.root / "manifest.json"
    manifest = json.loads(path.read_text())
    (fresh_run.root / "decks").mkdir()
    (fresh_run.root / "decks" / "nep.in").write_text("type 1 Li\n")
    manifest["files"] = {"decks/nep.in": "00" * 32, "decks/run.in": "00" * 32}
    path.write_text(json.dumps(manifest))
    text = write_report(fresh_run.root).read_text()
    assert "decks/nep.in: edited after compiling; decks/run.in: missing" in text


def test_motion_that_is_not_diffusive_gets_a_bound_and_no_coefficient(complete_report):
    text = complete_report.text
    assert "below 3.0 × 10⁻⁷" in text
    assert "(2.10 ± 0.40) × 10⁻⁶" in text


def test_unreadable_table_is_named_and_the_page_still_stands(half_way_run):
    (half_way_run.folder("active_learning/000/assess") / "deviations.csv").unlink()
    text = write_report(half_way_run.root).read_text()
    assert "1 result cannot be read" in text
    assert "deviations.csv is missing" in text
