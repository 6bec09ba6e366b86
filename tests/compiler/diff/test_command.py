"""The command as a user executes it: exit codes, forms, and what each side may be."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from studies import DEMO, REPOSITORY, changed, fluorite

from saggar.schemas.machine import LAPTOP

Write = Callable[..., Path]
Diff = Callable[..., Any]
Compiled = Callable[[Path, str], Path]


def toml(value: Any) -> str:
    """Write a value as TOML with inline tables."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {toml(each)}' for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def test_a_campaign_does_not_differ_from_itself(write: Write, diff: Diff) -> None:
    path = write("a")
    found = diff(path, path)
    assert (found.code, found.errors) == (0, "")
    assert "nothing of meaning differs" in found.text


def test_syntax_units_and_order_of_keys_make_no_difference(
    write: Write, diff: Diff, tmp_path: Path
) -> None:
    a = write("a")
    tree = changed(production__segment="0.002 ns", dynamics={"time_step": "0.001 ps"})
    tree["phases"]["c-ZrO2"]["file"] = "cell.xyz"
    tree["active_learning"]["explore"]["solid"]["temperatures"] = ["600 K", "300 K"]
    b = tmp_path / "a" / "b.toml"
    lines = [f"{key} = {toml(value)}" for key, value in reversed(tree.items())]
    b.write_text("\n".join(lines), encoding="utf-8")
    found = diff(a, b, "--json")
    assert found.code == 0
    assert found.json["differences"] == []
    assert found.json["files"] == []
    assert not any(stage["stale"] for stage in found.json["stages"])


def test_a_cosmetic_difference_is_told_and_is_none_of_meaning(write: Write, diff: Diff) -> None:
    found = diff(write("a"), write("b", description="another text"))
    assert found.code == 0
    assert "cosmetic\n  description: none -> another text" in found.text


@pytest.mark.parametrize(
    ("changes", "category", "line"),
    [
        (
            {"models__reference": {"engine": "chgnet", "dispersion": "none"}},
            "physics",
            "models.reference.dispersion: d3bj -> none",
        ),
        ({"seed": 8}, "sampling", "seed: 7 -> 8"),
        (
            {"active_learning__train": {"generations": 10000, "gradient": {"steps": 60}}},
            "engine",
            "active_learning.train.gradient.steps: 50 -> 60",
        ),
        ({"description": "text"}, "cosmetic", "description: none -> text"),
    ],
)
def test_each_difference_stands_under_its_class(
    write: Write, diff: Diff, changes: dict[str, Any], category: str, line: str
) -> None:
    found = diff(write("a"), write("b", **changes))
    assert found.code == (0 if category == "cosmetic" else 2)
    assert f"\n{category}\n  {line}" in found.text


def test_a_difference_of_the_machine_profile_is_one_of_machine(
    write: Write, diff: Diff, compiled: Compiled
) -> None:
    a = compiled(write("a"), "run") / "lock.json"
    b = a.with_name("other.json")
    lock = json.loads(a.read_text(encoding="utf-8"))
    lock["machine"]["cores"] = LAPTOP.cores + 2
    b.write_text(json.dumps(lock), encoding="utf-8")
    found = diff(a, b)
    assert found.code == 2
    assert "\nmachine\n  machine.cores: 2 -> 4" in found.text


def test_a_machine_can_be_named_for_a_campaign(
    write: Write, diff: Diff, compiled: Compiled, tmp_path: Path
) -> None:
    run = compiled(write("a"), "run")
    profile = tmp_path / "node.yaml"
    shipped = (REPOSITORY / "campaigns" / "machines" / "laptop.yaml").read_text()
    profile.write_text(shipped.replace("cores: 2 ", "cores: 16 "))
    campaign = write("b")
    found = diff(run, campaign, "--machine", profile)
    assert found.code == 2
    assert "machine.cores: 2 -> 16" in found.text
    assert diff(run, campaign).code == 0


def test_two_compiled_sides_have_their_machines(
    write: Write, diff: Diff, compiled: Compiled
) -> None:
    run = compiled(write("a"), "run")
    refused = diff(run, run, "--machine", "laptop")
    assert refused.code == 1
    assert "--machine is for campaigns" in refused.errors


def test_another_release_of_a_package_is_a_difference_of_engine(
    write: Write, diff: Diff, compiled: Compiled
) -> None:
    campaign = write("a")
    run = compiled(campaign, "run")
    lock = json.loads((run / "lock.json").read_text(encoding="utf-8"))
    lock["packages"]["numpy"] = "1.0.0"
    other = run / "other.json"
    other.write_text(json.dumps(lock), encoding="utf-8")
    found = diff(other, campaign)
    assert found.code == 2
    assert re.search(r"\nengine\n  packages.numpy: 1.0.0 -> \d", found.text)


def test_a_run_directory_does_not_differ_from_its_campaign(
    write: Write, diff: Diff, compiled: Compiled
) -> None:
    campaign = write("a")
    run = compiled(campaign, "run")
    for a, b in ((run, campaign), (campaign, run), (run / "lock.json", campaign), (run, run)):
        found = diff(a, b, "--json")
        assert found.code == 0, found.text
        assert found.json["differences"] == []
        assert found.json["files"] == []


def test_an_edited_run_directory_differs(write: Write, diff: Diff, compiled: Compiled) -> None:
    campaign = write("a")
    run = compiled(campaign, "run")
    deck = run / "decks/nep/final/nep.in"
    deck.write_text(deck.read_text(encoding="utf-8") + "batch 7\n", encoding="utf-8")
    found = diff(run, campaign)
    assert found.code == 2
    assert f"edited after compiling, in {run}\n  decks/nep/final/nep.in" in found.text


def test_files_show_their_lines_on_demand(write: Write, diff: Diff) -> None:
    a, b = write("a"), write("b", models__potential__neurons=40)
    assert "neuron" not in diff(a, b).text.split("rendered files")[1]
    text = diff(a, b, "--files").text
    assert "-neuron 30\n+neuron 40" in text
    assert "--- a/decks/nep/final/nep.in" in text


def test_markdown_holds_differences_and_consequences_in_tables(write: Write, diff: Diff) -> None:
    found = diff(write("a"), write("b", seed=8), "--markdown")
    assert found.code == 2
    assert "| sampling | `seed` | 7 -> 8 | campaign.yaml:" in found.text
    assert re.search(r"^\| analysis \| 0 \| 1 \| 0 \| 0 \| \S+ s \|$", found.text, re.MULTILINE)


def test_json_has_the_form_that_is_promised(write: Write, diff: Diff) -> None:
    found = diff(write("a"), write("b", seed=8), "--json").json
    assert found["version"] == 1
    assert set(found) == {
        "version", "a", "b", "differs", "differences", "structures", "labels", "stages", "files",
        "cost", "notes",
    }  # fmt: skip
    (difference,) = found["differences"]
    assert set(difference) == {"path", "kind", "category", "a", "b"}
    assert set(difference["a"]) == {"value", "origin"}
    assert set(found["stages"][0]) == {
        "stage", "valid", "finished", "stale", "new", "dropped", "redo_core_seconds",
        "redo_gpu_seconds", "redo_measured", "redo_unknown", "lost_cpu_seconds",
    }  # fmt: skip
    assert set(found["a"]) == {"path", "kind", "name", "edited", "settings", "waiting"}
    assert set(found["cost"]) == {
        "core_seconds", "gpu_seconds", "measured_tasks", "estimated_tasks", "unknown_tasks",
        "lost_cpu_seconds",
    }  # fmt: skip
    assert found["labels"] == {
        "valid": True,
        "reason": "same reference, same order of species",
    }


def test_no_colour_is_written_where_there_is_no_terminal(write: Write, diff: Diff) -> None:
    assert "\033" not in diff(write("a"), write("b", seed=8)).text


def test_a_moved_atom_makes_the_tasks_that_read_it_stale(write: Write, diff: Diff) -> None:
    positions = fluorite().positions.copy()
    positions[5, 2] += 0.02
    found = diff(write("a"), write("b", cell=replace(fluorite(), positions=positions)), "--json")
    assert found.code == 2
    (structure,) = found.json["structures"]
    assert structure["verdict"] == "changed"
    assert structure["moved"][0]["distance_A"] == pytest.approx(0.02)
    stages = {stage["stage"]: stage for stage in found.json["stages"]}
    assert "initial_data/perturb" in stages["initial_data"]["stale"]
    paths = [each["path"] for each in found.json["files"]]
    assert "inputs/cells/c-ZrO2.xyz" in paths
    assert all(path.startswith("inputs/cells/") for path in paths)


def test_digits_below_the_tolerance_are_noted_and_make_nothing_stale(
    write: Write, diff: Diff
) -> None:
    noise = np.random.default_rng(0).uniform(-2e-5, 2e-5, (12, 3))
    noisy = replace(fluorite(), positions=fluorite().positions + noise)
    found = diff(write("a"), write("b", cell=noisy), "--json")
    assert found.code == 0
    assert found.json["structures"][0]["verdict"] == "equal digits aside"
    assert "more tasks anew" in found.json["notes"][0]


def test_another_order_of_phases_is_no_difference(write: Write, diff: Diff) -> None:
    names = ("c-ZrO2", "second")
    trees = []
    for order in (names, names[::-1]):
        tree = changed()
        tree["phases"] = {name: {"file": "cell.xyz"} for name in order}
        trees.append(tree)
    found = diff(write("a", trees[0]), write("b", trees[1]), "--json")
    assert found.code == 0
    assert found.json["notes"] == []


def test_another_order_of_elements_loses_labels(write: Write, diff: Diff) -> None:
    found = diff(write("a"), write("b", charges={"O": -2, "Zr": 4}))
    assert found.code == 2
    assert "charges: order Zr, O -> O, Zr" in found.text
    assert "labels are lost" in found.text


def test_what_cannot_be_executed_yet_is_compared_all_the_same(write: Write, diff: Diff) -> None:
    found = diff(write("a"), write("b", analysis={"mobile": "O", "rdf": {"cutoff": "9 Å"}}))
    assert found.code == 2
    assert "analysis.rdf: added {cutoff: 9 Å, bins: 200}" in found.text
    assert "cannot be executed yet" in found.text


def test_a_lock_without_its_cells_is_compared_by_meaning_alone(
    write: Write, diff: Diff, compiled: Compiled, tmp_path: Path
) -> None:
    campaign = write("a", seed=8)
    alone = tmp_path / "alone.json"
    shutil.copy(compiled(write("b"), "run") / "lock.json", alone)
    found = diff(alone, campaign)
    assert found.code == 2
    assert "seed: 7 -> 8" in found.text
    assert "tasks, files and cost are not known" in found.text


@pytest.mark.parametrize("name", ["nowhere.yaml", "nowhere.json", "nowhere"])
def test_a_missing_side_is_an_error(write: Write, diff: Diff, name: str) -> None:
    found = diff(write("a"), name)
    assert (found.code, found.text) == (1, "")
    assert name in found.errors


def test_a_folder_that_is_no_run_directory_is_an_error(
    write: Write, diff: Diff, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    found = diff(write("a"), tmp_path / "empty")
    assert found.code == 1
    assert "is no run directory" in found.errors


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[]", "no lock of a compiled campaign"),
        ("{", "no lock of a compiled campaign"),
        ('{"version": 99, "campaign": {}, "machine": {}}', "format version 99"),
        ('{"version": 1, "campaign": {}, "machine": {}}', "damaged, or of another version"),
    ],
)
def test_a_damaged_lock_is_an_error(
    write: Write, diff: Diff, tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "lock.json"
    path.write_text(text, encoding="utf-8")
    found = diff(write("a"), path)
    assert found.code == 1
    assert says in found.errors


def test_a_campaign_with_errors_is_refused_with_their_places(write: Write, diff: Diff) -> None:
    found = diff(write("a"), write("b", production__segment="2 K"))
    assert found.code == 1
    assert re.search(r"campaign\.yaml:1:\d+: SG1", found.errors)


def test_exit_codes_reach_the_shell_and_nothing_heavy_is_imported(tmp_path: Path) -> None:
    shutil.copytree(DEMO.parent, tmp_path / "b")
    other = tmp_path / "b" / "campaign.yaml"
    text = other.read_text(encoding="utf-8")
    other.write_text(text.replace("seed: 2459", "seed: 2460"), encoding="utf-8")
    program = (
        "import sys; from saggar.__main__ import main; code = main(sys.argv[1:]);"
        "heavy = {'torch', 'pymatgen', 'ase.io', 'scipy', 'matplotlib'} & set(sys.modules);"
        "sys.exit(f'imported {heavy}' if heavy else code)"
    )
    command = [sys.executable, "-c", program, "diff", str(DEMO)]
    codes = [
        subprocess.run([*command, side], check=False, capture_output=True).returncode
        for side in (str(DEMO), str(other), str(tmp_path / "none.yaml"))
    ]
    assert codes == [0, 2, 1]


def test_the_heading_says_what_is_laid_over(write: Write, diff: Diff) -> None:
    campaign = write("a")
    found = diff(campaign, campaign, "--set", "production.segment=1 ps")
    assert f"A  {campaign} (campaign small)\n" in found.text
    assert f"B  {campaign} --set 'production.segment=1 ps' (campaign small)\n" in found.text
