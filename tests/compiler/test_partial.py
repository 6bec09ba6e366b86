"""`compile --partial` renders what can be rendered and names what it leaves out."""

import json
from pathlib import Path

import pytest
from locks import write_campaign, write_lock

from saggar.__main__ import main

VASP = {
    "foundation": {"engine": "chgnet"},
    "reference": {"engine": "vasp", "energy_cutoff": "520 eV", "k_spacing": "0.3 1/Å"},
    "potential": {"engine": "nep", "cutoff": {"radial": "5 Å", "angular": "4 Å"}},
}


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    """A campaign labelled by VASP, with an analysis that nothing executes, and frozen cells."""
    path = write_campaign(tmp_path, models=VASP, analysis={"mobile": "O", "rdf": {}})
    write_lock(path)
    return path


def test_what_cannot_be_executed_is_refused_without_the_option(
    campaign: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compile", str(campaign), "--out", str(tmp_path / "run")]) == 1
    assert "SG507 unsupported" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_every_deck_of_the_loop_and_of_production_is_rendered(
    campaign: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    assert main(["compile", str(campaign), "--out", str(run), "--partial"]) == 0
    decks = {path.parent.name for path in (run / "decks" / "gpumd").glob("*/run.in")}
    assert {name.split("-")[0] for name in decks} == {"explore", "equilibrate", "produce"}
    assert (run / "decks" / "nep" / "final" / "nep.in").is_file()
    assert (run / "inputs" / "cells" / "c001.xyz").is_file()
    said = capsys.readouterr().out
    assert "left out: models.reference.engine: VASP cannot be executed yet" in said
    assert "left out: analysis.rdf: radial distribution functions cannot be executed yet" in said


def test_a_partial_run_is_marked_and_not_executed(
    campaign: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    main(["compile", str(campaign), "--out", str(run), "--partial"])
    assert len(json.loads((run / "lock.json").read_text())["partial"]) == 2
    capsys.readouterr()
    assert main(["run", str(run)]) == 1
    said = capsys.readouterr().err
    assert "compiled in part" in said
    assert "VASP" in said
    assert "radial distribution functions" in said


def test_a_whole_campaign_has_nothing_left_out(tmp_path: Path) -> None:
    path = write_campaign(tmp_path)
    write_lock(path)
    run = tmp_path / "run"
    assert main(["compile", str(path), "--out", str(run), "--partial"]) == 0
    assert json.loads((run / "lock.json").read_text())["partial"] == []
