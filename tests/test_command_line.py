"""The command line as a user meets it: what is wrong is said in one place, nothing is lost."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from studies import DEMO

from saggar.__main__ import main


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A copy of the demo that may be spoilt."""
    shutil.copytree(DEMO.parent, tmp_path / "demo")
    return tmp_path / "demo" / "campaign.yaml"


def spoil(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def place_of(file: Path, text: str) -> str:
    """Give ``line:column`` of the first occurrence of a text."""
    before = file.read_text(encoding="utf-8").split(text)[0]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


@pytest.mark.parametrize(
    ("before", "after", "pointed_at", "words"),
    [
        (
            "per_structure: 8",
            "per_structures: 8",
            "per_structures",
            "did you mean 'per_structure'",
        ),
        ("radial: 5 Å", "radial: 5 K", "5 K", "a unit of temperature"),
        ("cells: [c111-alpha001]", "cells: [c111-alpha002]", "c111-alpha002", "c111-alpha001"),
        ("film: c-ZrO2", "film: c-ZrO", "c-ZrO\n", "c-ZrO2"),
        ("Li: 1, Zr: 4", "Li: 2, Zr: 4", "structures/alpha-LZC", "charge"),
        ("structures/t-ZrO2.cif", "structures/r-ZrO2.cif", "structures/r-ZrO2", "no such file"),
    ],
    ids=["misspelt key", "wrong unit", "no such cell", "no such phase", "not neutral", "no file"],
)
def test_what_is_wrong_in_a_campaign_is_pointed_at(
    demo: Path,
    capsys: pytest.CaptureFixture[str],
    before: str,
    after: str,
    pointed_at: str,
    words: str,
) -> None:
    spoil(demo, before, after)
    assert main(["check", str(demo)]) == 1
    shown = capsys.readouterr().out
    assert f"{demo}:{place_of(demo, pointed_at)}: SG" in shown
    assert words in shown


def test_two_atoms_at_one_place_are_named(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cif = demo.parent / "structures" / "t-ZrO2.cif"
    row = next(line for line in cif.read_text().splitlines() if line.startswith("O3 "))
    cif.write_text(cif.read_text() + row.replace("O3", "O9") + "\n")
    assert main(["check", str(demo)]) == 1
    shown = capsys.readouterr().out
    assert "O3" in shown
    assert "O9" in shown


def test_a_section_without_executor_is_checked_planned_and_refused(
    demo: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    spoil(demo, "analysis: {mobile: Li}", "analysis: {mobile: Li, hop: {distance: 1.25 Å}}")
    assert main(["check", str(demo)]) == 0
    assert "cannot be executed yet" in capsys.readouterr().out
    main(["plan", str(demo)])
    assert "analysis.hop" in capsys.readouterr().out
    assert main(["compile", str(demo), "--out", str(tmp_path / "run")]) == 1
    line = place_of(demo, "hop:")
    assert f"{demo}:{line}: SG511" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_check_gives_editors_json(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(demo, "neurons: 20", "neurons: many")
    assert main(["check", str(demo), "--json"]) == 1
    (found,) = [each for each in json.loads(capsys.readouterr().out) if each["severity"] == "error"]
    assert found["path"] == ["models", "potential", "neurons"]
    assert f"{found['line']}:{found['column']}" == place_of(demo, "many")


def test_a_run_directory_whose_deck_was_edited_is_refused_by_name(
    demo: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    root = tmp_path / "run"
    assert main(["compile", str(demo), "--out", str(root)]) == 0
    deck = root / "decks" / "nep" / "final" / "nep.in"
    deck.write_text(deck.read_text().replace("neuron 20", "neuron 30"))
    capsys.readouterr()
    assert main(["run", str(root)]) == 1
    shown = capsys.readouterr().err
    assert "decks/nep/final/nep.in" in shown
    assert not list((root / "work").rglob("exit.json"))


def test_compiling_again_mends_an_edited_deck(demo: Path, tmp_path: Path) -> None:
    root = tmp_path / "run"
    main(["compile", str(demo), "--out", str(root)])
    deck = root / "decks" / "nep" / "final" / "nep.in"
    rendered = deck.read_text()
    deck.write_text("neuron 99\n")
    assert main(["compile", str(demo), "--out", str(root)]) == 0
    assert deck.read_text() == rendered


@pytest.mark.parametrize("command", ["run", "status", "report", "cancel"])
def test_a_folder_that_is_no_run_directory_is_refused(
    command: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "letters").mkdir()
    assert main([command, str(tmp_path / "letters")]) == 1
    assert "letters" in capsys.readouterr().err
    assert not any((tmp_path / "letters").iterdir())


@pytest.mark.parametrize("command", ["status", "cancel", "report", "task"])
def test_a_file_given_as_run_directory_is_refused_with_what_was_meant(
    command: str, demo: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    more = ["perturb", "--into", str(tmp_path / "new")] if command == "task" else []
    assert main([command, str(demo), *more]) == 1
    shown = capsys.readouterr().err
    assert f"{demo} is a file; give the run directory" in shown
    assert f"`saggar run {demo}`" in shown
    assert not (tmp_path / "new").exists()


def test_report_of_a_fresh_run_says_that_everything_is_missing(demo: Path, tmp_path: Path) -> None:
    root = tmp_path / "run"
    main(["compile", str(demo), "--out", str(root)])
    assert main(["report", str(root)]) == 0
    page = (root / "results" / "report.html").read_text(encoding="utf-8")
    assert "Not measured yet" in page


def test_one_task_by_hand_leaves_the_run_as_it_is(demo: Path, tmp_path: Path) -> None:
    root = tmp_path / "run"
    main(["compile", str(demo), "--out", str(root)])
    before = sorted(path for path in root.rglob("*") if path.is_file())
    made = tmp_path / "by-hand"
    assert main(["task", str(root), "initial_data/perturb", "--into", str(made)]) == 0
    assert (made / "frames.xyz").exists()
    assert sorted(path for path in root.rglob("*") if path.is_file()) == before


def test_a_task_whose_needs_are_missing_says_which(
    demo: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    root = tmp_path / "run"
    main(["compile", str(demo), "--out", str(root)])
    capsys.readouterr()
    into = tmp_path / "by-hand"
    assert main(["task", str(root), "initial_data/select", "--into", str(into)]) == 1
    assert "initial_data/perturb" in capsys.readouterr().err
    assert not into.exists()


def test_wrong_usage_exits_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bake", "campaign.yaml"]) == 1
    assert "bake" in capsys.readouterr().err


@pytest.mark.parametrize("command", [("schema",), ("explain", "SG104"), ("check", str(DEMO))])
def test_output_that_nobody_reads_ends_without_a_trace(command: tuple[str, ...]) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    ran = subprocess.run(
        [sys.executable, "-m", "saggar", *command],
        stdout=write_end,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write_end)
    assert ran.stderr == b""
    assert ran.returncode == 1


def test_an_interrupted_command_ends_without_a_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("saggar.compiler.schema.command._schema", interrupted)
    assert main(["schema"]) == 130
    assert capsys.readouterr().err == ""


GARBAGE = """
import gc, sys
import {module}
from saggar.__main__ import main
def command(_):
    print(gc.isenabled())
    return 0
{module}.{function} = command
main({words})
"""


@pytest.mark.parametrize(
    ("module", "function", "line", "words", "collects"),
    [
        pytest.param(
            "saggar.compiler.schema.command", "_schema", ["schema"], "", False, id="to read"
        ),
        pytest.param(
            "saggar.runtime.cli", "_task", ["task", "run", "train", "--into", "there"], "", True,
            id="to execute",
        ),
        pytest.param(
            "saggar.compiler.schema.command", "_schema", [], ["schema"], True,
            id="to read, in a process that goes on",
        ),
    ],
)  # fmt: skip
def test_garbage_is_left_where_the_process_ends_with_a_command_that_reads(
    module: str, function: str, line: list[str], words: object, collects: bool
) -> None:
    script = GARBAGE.format(module=module, function=function, words=words)
    done = subprocess.run(
        [sys.executable, "-c", script, *line], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{collects}\n"
