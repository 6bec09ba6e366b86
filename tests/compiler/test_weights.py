"""Local weights are pinned by digest when a campaign is read and linked into run directories."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from studies import SMALL, fluorite

from saggar.__main__ import main
from saggar.compiler.cli import check_file, compile_file
from saggar.runtime.execution.weights import require_weights
from saggar.runtime.rundir import RunDirectory
from saggar.runtime.structures.extxyz import format_extxyz
from saggar.runtime.weights import weights_of
from saggar.schemas.errors import EngineError
from saggar.schemas.machine import LAPTOP

CONTENT = b"\x80\x02binary weights\xff"
NEEDS = "requirements.json"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def write(folder: Path, **reference: Any) -> Path:
    """Write a campaign whose reference has these keys (none for None), and mine.model."""
    model = {"engine": "mace", "weights": "models/mine.model"} | reference
    written = {key: value for key, value in model.items() if value is not None}
    models = SMALL["models"] | {"reference": written}
    phases = {"c-ZrO2": {"file": "c-ZrO2.xyz", "source": "fluorite"}}
    (folder / "models").mkdir(exist_ok=True)
    (folder / "models" / "mine.model").write_bytes(CONTENT)
    (folder / "c-ZrO2.xyz").write_text(format_extxyz([fluorite()]))
    path = folder / "campaign.yaml"
    path.write_text(json.dumps(SMALL | {"models": models, "phases": phases}))
    return path


def codes(path: Path) -> list[str]:
    return [each.code for each in check_file(path, LAPTOP).diagnostics if each.severity == "error"]


@pytest.mark.parametrize("engine", ["mace", "chgnet"])
def test_digest_of_a_local_file_stands_in_lock_tasks_and_requirements(
    tmp_path: Path, engine: str
) -> None:
    compiled = compile_file(write(tmp_path, engine=engine), LAPTOP)
    reference = compiled.lock.campaign.models.reference
    assert reference is not None
    assert reference.sha256 == SHA256  # type: ignore[union-attr]
    assert compiled.lock.origins["models.reference.sha256"] == "models/mine.model"
    assert SHA256 in compiled.files["plan.json"]
    needs = json.loads(compiled.files[NEEDS])
    assert {"model": engine, "file": "models/mine.model", "sha256": SHA256} in needs["weights"]


def test_other_weights_change_the_tasks_that_use_them(tmp_path: Path) -> None:
    path = write(tmp_path)
    before = compile_file(path, LAPTOP).files["plan.json"]
    (tmp_path / "models" / "mine.model").write_bytes(b"others")
    assert compile_file(path, LAPTOP).files["plan.json"] != before


def test_run_directory_holds_texts_only(tmp_path: Path) -> None:
    files = compile_file(write(tmp_path), LAPTOP).files
    assert not [name for name in files if name.endswith(".model")]


def test_pinned_digest_is_held_against_the_file(tmp_path: Path) -> None:
    assert codes(write(tmp_path, sha256=SHA256)) == []
    assert codes(write(tmp_path, sha256="0" * 64)) == ["SG317"]


def test_missing_and_absolute_files_are_found(tmp_path: Path) -> None:
    assert codes(write(tmp_path, weights="none.model")) == ["SG301"]
    absolute = str(tmp_path / "models" / "mine.model")
    assert codes(write(tmp_path, weights=absolute)) == ["SG309"]


def test_mace_is_executable_as_foundation_and_as_reference(tmp_path: Path) -> None:
    checked = check_file(write(tmp_path), LAPTOP, ["models.foundation.engine=mace"])
    assert [each.code for each in checked.diagnostics if each.severity != "warning"] == []


def test_published_model_is_named_among_the_requirements(tmp_path: Path) -> None:
    needs = json.loads(compile_file(write(tmp_path, weights=None), LAPTOP).files[NEEDS])
    weights = {"model": "mace medium-mpa-0", "file": "mace/macempa0mediummodel"}
    assert weights | {"sha256": "not pinned"} in needs["weights"]
    assert "mace-torch" in {each["name"] for each in needs["packages"]}


def test_package_of_mace_is_not_required_without_it(tmp_path: Path) -> None:
    path = write(tmp_path, engine="chgnet")
    needs = json.loads(compile_file(path, LAPTOP).files[NEEDS])
    assert "mace-torch" not in {each["name"] for each in needs["packages"]}


def test_compiled_directory_finds_the_weights_wherever_it_is(tmp_path: Path) -> None:
    path = write(tmp_path)
    root = tmp_path / "elsewhere" / "run"
    assert main(["compile", str(path), "--out", str(root)]) == 0
    reference = RunDirectory(root).lock.campaign.models.reference
    assert weights_of(reference, root).read_bytes() == CONTENT  # type: ignore[arg-type]
    require_weights(RunDirectory(root))
    assert main(["compile", str(path), "--out", str(root)]) == 0


def test_run_without_its_weights_is_refused_before_anything_is_spent(tmp_path: Path) -> None:
    path = write(tmp_path)
    root = tmp_path / "run"
    assert main(["compile", str(path), "--out", str(root)]) == 0
    (root / "work" / "weights" / SHA256).unlink()
    with pytest.raises(EngineError, match=r"is missing: put models/mine\.model there"):
        require_weights(RunDirectory(root))
    assert main(["run", str(root)]) == 1
    assert not list((root / "work").glob("initial_data*"))


def test_run_without_a_published_model_says_how_to_fetch_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = write(tmp_path, weights=None, model="small")
    assert main(["run", str(path), "--out", str(tmp_path / "run")]) == 1
    told = capsys.readouterr().err
    assert "weights of MACE small are not on this machine" in told
    assert "saggar fetch" in told
