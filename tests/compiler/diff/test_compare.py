"""Results of several runs side by side."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from saggar.__main__ import main
from saggar.compiler.diff.picture import draw_comparison
from saggar.compiler.diff.results import read_results, short_names
from saggar.compiler.diff.side_by_side import side_by_side, table_markdown, table_text, with_error
from saggar.compiler.diff.tasks import unroll
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.results import Mean
from saggar.schemas.state import ExitRecord

Write = Callable[..., Path]
Compiled = Callable[[Path, str], Path]

ACCURACY = {
    "frames": 6,
    "atoms": 72,
    "energy_rmse_meV_per_atom": 3.25,
    "energy_mae_meV_per_atom": 2.0,
    "force_rmse_eV_per_A": 0.125,
    "force_mae_eV_per_A": 0.1,
    "force_max_eV_per_A": 0.8,
    "virial_rmse_meV_per_atom": 9.0,
}
MEAN = {"mean": 1.0, "error": 0.1, "standard_deviation": 0.5}


def diffusion(coefficient: dict[str, float] | None, bound: float | None) -> dict[str, Any]:
    return {
        "axes": "xyz",
        "log_log_slope": 1.0 if coefficient else 0.4,
        "regime": "diffusive" if coefficient else "subdiffusive",
        "coefficient_cm2_per_s": coefficient,
        "bound_cm2_per_s": bound,
    }


def analysed(measured: dict[str, Any], temperature_K: float = 601.0) -> dict[str, Any]:
    return {
        "cell": "c-ZrO2-96",
        "atoms": 96,
        "set_temperature_K": 600.0,
        "set_pressure_GPa": None,
        "duration_ps": 5.0,
        "temperature_K": {"mean": temperature_K, "error": 2.0, "standard_deviation": 20.0},
        "pressure_GPa": MEAN,
        "potential_energy_eV_per_atom": MEAN,
        "density_g_per_cm3": MEAN,
        "energy_drift_meV_per_atom_ps": 0.0,
        "mobile": "O",
        "mobile_ions": 64,
        "msd_end_A2": [1.0, 1.0, 1.0],
        "diffusion": [measured],
    }


LABELLED = {
    "frames": 4,
    "labelled": 3,
    "reused": 1,
    "failed": 1,
    "engine": "chgnet",
    "engine_version": "x",
}
COEFFICIENT = {"mean": 1.2e-7, "error": 1.5e-8, "standard_deviation": 3e-8}
OUTCOMES: dict[str, Any] = {
    "initial_data/label/0": LABELLED,
    "initial_data/label/1": LABELLED,
    "validation/production_frames/compare": {"accuracy": ACCURACY, "by_origin": {}},
    "analysis/c-ZrO2-96/600K": analysed(diffusion(COEFFICIENT, None)),
}


def finish(run: Path, outcomes: dict[str, Any], cpu_s: float = 900.0) -> Path:
    """Write exit records as jobs do."""
    digests = unroll(RunDirectory(run).plan, frozenset()).digests
    for task, outcome in outcomes.items():
        record = ExitRecord(
            task=task,
            digest=digests[task],
            status="finished",
            attempt=1,
            outcome=outcome,
            wall_s=cpu_s,
            cpu_s=cpu_s,
            host="somewhere",
        )
        folder = run / "work" / task
        folder.mkdir(parents=True)
        (folder / "exit.json").write_text(record.model_dump_json(), encoding="utf-8")
    return run


@pytest.fixture
def run(write: Write, compiled: Compiled) -> Path:
    return finish(compiled(write("a"), "run"), OUTCOMES)


def test_results_are_read_from_the_exit_records(run: Path) -> None:
    found = read_results(run)
    assert (found.labels.computed, found.labels.reused, found.labels.failed) == (4, 2, 2)
    assert found.production is not None
    assert found.production.force_rmse_eV_per_A == 0.125
    assert found.training is None
    assert found.cpu_seconds == 4 * 900.0
    assert found.finished_tasks == 4


def test_a_result_of_another_declaration_does_not_count(
    write: Write, compiled: Compiled, run: Path
) -> None:
    campaign = write("b", analysis={"mobile": "Zr"})
    assert main(["compile", str(campaign), "--out", str(run)]) == 0
    found = read_results(run)
    assert found.diffusion == ()
    assert found.production is not None


def test_studies_stand_side_by_side(write: Write, compiled: Compiled, run: Path) -> None:
    bounded = {"analysis/c-ZrO2-96/600K": analysed(diffusion(None, 2.5e-9))}
    other = finish(compiled(write("b", seed=8), "other"), bounded)
    table = side_by_side((read_results(run), read_results(other)))
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["force RMSE, production frames (eV/Å)"] == ("0.125", "-")
    assert rows["labels computed"] == ("4", "0")
    assert rows["D(O) xyz, c-ZrO2-96, 600 K (cm²/s)"] == ("(1.20 ± 0.15)e-7", "below 2.5e-09")
    assert rows["CPU time (h)"] == ("1", "0.25")
    assert "converged" not in rows


def test_different_references_are_noted(write: Write, compiled: Compiled, run: Path) -> None:
    other = compiled(write("b", models__reference={"engine": "chgnet"}), "other")
    notes = side_by_side((read_results(run), read_results(other))).notes
    assert "the references differ" in notes[0]


@pytest.mark.parametrize(
    ("temperature_K", "force_rmse_eV_per_A", "reasons"),
    [
        (601.0, 0.125, []),
        (560.0, 0.125, ["temperature not kept in 1 of 1 production runs"]),
        (601.0, 0.31, ["force RMSE of 0.31 eV/Å on production frames, above the 0.3 eV/Å"]),
    ],
)
def test_runs_that_are_not_to_be_relied_on_are_named_with_the_reason(
    write: Write,
    compiled: Compiled,
    temperature_K: float,
    force_rmse_eV_per_A: float,
    reasons: list[str],
) -> None:
    accuracy = {**ACCURACY, "force_rmse_eV_per_A": force_rmse_eV_per_A}
    outcomes = {
        "validation/production_frames/compare": {"accuracy": accuracy, "by_origin": {}},
        "analysis/c-ZrO2-96/600K": analysed(diffusion(COEFFICIENT, None), temperature_K),
    }
    found = read_results(finish(compiled(write("a"), "run"), outcomes))
    assert [each[: len(reason)] for each, reason in zip(found.doubts, reasons, strict=True)] == (
        reasons
    )
    notes = [note for note in side_by_side((found,)).notes if "relied on" in note]
    assert len(notes) == bool(reasons)


@pytest.mark.parametrize(
    ("mean", "error", "expected"),
    [(1.2e-7, 1.5e-8, "(1.20 ± 0.15)e-7"), (3.0, 0.0, "3"), (9.8e-6, 2e-6, "(9.80 ± 2.00)e-6")],
)
def test_a_mean_and_its_error_share_a_power_of_ten(
    mean: float, error: float, expected: str
) -> None:
    assert with_error(Mean(mean=mean, error=error, standard_deviation=1.0)) == expected


def test_tables_are_aligned_as_text_and_as_markdown(run: Path) -> None:
    table = side_by_side((read_results(run),))
    lines = table_text(table).splitlines()
    assert len({len(line) for line in lines if not line.startswith("note")}) == 1
    assert table_markdown(table).splitlines()[1] == "|---|---:|"


def test_the_picture_is_the_same_each_time_and_names_its_axes(run: Path) -> None:
    pytest.importorskip("matplotlib")
    studies = (read_results(run), read_results(run))
    text = draw_comparison(studies)
    assert text == draw_comparison(studies)
    for name in ("energy RMSE (meV/atom)", "force RMSE (eV/Å)", "1000/T (1/K)"):
        assert name in text


def test_the_command_prints_json_and_draws(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("matplotlib")
    capsys.readouterr()
    picture = tmp_path / "both.svg"
    assert main(["compare", str(run), str(run), "--json", "--picture", str(picture)]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["version"] == 1
    assert [each["path"] for each in content["studies"]] == [str(run), str(run)]
    assert picture.read_text(encoding="utf-8").startswith("<?xml")


def test_a_picture_that_cannot_be_written_is_an_error(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("matplotlib")
    assert main(["compare", str(run), "--picture", str(tmp_path / "none" / "x.svg")]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_what_is_no_run_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(tmp_path)]) == 1
    assert "is no run directory" in capsys.readouterr().err


def test_an_outcome_of_another_form_is_an_error(
    write: Write, compiled: Compiled, capsys: pytest.CaptureFixture[str]
) -> None:
    run = finish(compiled(write("a"), "run"), {"initial_data/label/0": {"frames": 1}})
    assert main(["compare", str(run)]) == 1
    assert (
        "the outcome of initial_data/label/0 is damaged, or of another version: labelled is missing"
        in capsys.readouterr().err
    )


def test_studies_are_named_by_their_folders(run: Path) -> None:
    found = read_results(run)
    other = found.model_copy(update={"path": "somewhere/else"})
    assert short_names((found, other)) == ("run", "else")
    assert short_names((found, found)) == ("run (1)", "run (2)")


def test_a_picture_of_another_format_is_refused(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "x.png"
    assert main(["compare", str(run), "--picture", str(picture)]) == 1
    assert "give a name that ends in .svg" in capsys.readouterr().err
    assert not picture.exists()


def test_errors_on_different_frames_are_said_not_to_rank(run: Path) -> None:
    found = read_results(run)
    table = side_by_side((found, found))
    assert any("do not rank studies" in note for note in table.notes)
    assert ("virial RMSE, production frames (meV/atom)", "9", "9") in table.rows
