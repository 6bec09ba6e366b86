"""`saggar fetch`: what is missing is written whole, what is there is left alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from studies import SMALL, fluorite

from saggar.__main__ import main
from saggar.compiler.cli import check_file
from saggar.compiler.fetching import fetch as module
from saggar.compiler.fetching import published_models
from saggar.compiler.fetching.published_models import download_weights
from saggar.compiler.fetching.record import CellRecord
from saggar.compiler.fetching.wanted import WantedWeights
from saggar.runtime.structures.extxyz import format_extxyz
from saggar.runtime.weights import digest, published_mace
from saggar.schemas.errors import FetchError
from saggar.schemas.machine import LAPTOP

CIF = """data_zro2
_symmetry_space_group_name_H-M 'F m -3 m'
_cell_length_a 5.1
_cell_length_b 5.1
_cell_length_c 5.1
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
Zr1 Zr 0 0 0 1
O1 O 0.25 0.25 0.25 1
"""
RECORD = CellRecord.of("mp-1565", "2025.09.25", CIF)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "download_cells", lambda wanted: (RECORD,) * len(wanted))


def write(folder: Path, source: str = "mp-1565", file: str = "cells/a.cif", **changes: Any) -> Path:
    phases = {"c-ZrO2": {"file": file, "source": source}}
    path = folder / "campaign.yaml"
    path.write_text(json.dumps(SMALL | {"phases": phases} | changes))
    return path


def test_missing_cell_is_written_with_its_header_and_then_checks(
    tmp_path: Path, online: None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path)
    assert main(["fetch", str(path)]) == 0
    assert (tmp_path / "cells" / "a.cif").read_text() == RECORD.text
    assert f"mp-1565 of the Materials Project, database 2025.09.25, sha256 {RECORD.sha256}" in (
        capsys.readouterr().out
    )
    found = check_file(path, LAPTOP).diagnostics
    assert [each.code for each in found if each.severity == "error" or each.code == "SG318"] == []


def test_cell_that_is_there_is_left_alone(
    tmp_path: Path, online: None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, file="a.xyz")
    (tmp_path / "a.xyz").write_text(format_extxyz([fluorite()]))
    before = (tmp_path / "a.xyz").read_bytes()
    assert main(["fetch", str(path)]) == 0
    assert (tmp_path / "a.xyz").read_bytes() == before
    assert capsys.readouterr().out == "everything is there\n"


@pytest.mark.parametrize(
    ("source", "file", "told"),
    [
        ("Kisi 1989", "a.cif", "put a CIF, POSCAR or extended XYZ file at"),
        ("mp-1565", "a.xyz", "ends in .cif"),
    ],
)
def test_what_cannot_be_downloaded_is_told_with_the_file_to_give(
    tmp_path: Path,
    online: None,
    capsys: pytest.CaptureFixture[str],
    source: str,
    file: str,
    told: str,
) -> None:
    assert main(["fetch", str(write(tmp_path, source, file))]) == 1
    assert told in capsys.readouterr().err
    assert not (tmp_path / file).exists()


def test_offline_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def offline(wanted: Any) -> Any:
        raise FetchError("no network; put a CIF of mp-1565 there")

    monkeypatch.setattr(module, "download_cells", offline)
    path = write(tmp_path)
    assert main(["fetch", str(path)]) == 1
    assert "put a CIF of mp-1565" in capsys.readouterr().err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["campaign.yaml"]


def test_check_says_that_a_missing_cell_can_be_fetched(tmp_path: Path) -> None:
    (one,) = [
        each for each in check_file(write(tmp_path), LAPTOP).diagnostics if each.code == "SG301"
    ]
    assert "saggar fetch" in one.hint
    assert "mp-1565" in one.hint


def test_check_warns_of_a_fetched_cell_that_was_edited(tmp_path: Path, online: None) -> None:
    path = write(tmp_path)
    main(["fetch", str(path)])
    file = tmp_path / "cells" / "a.cif"
    file.write_text(file.read_text().replace("5.1\n", "5.2\n"))
    (one,) = [each for each in check_file(path, LAPTOP).diagnostics if each.code == "SG318"]
    assert one.severity == "warning"
    assert RECORD.sha256 in one.message


def test_check_warns_of_a_fetched_cell_of_another_material(tmp_path: Path, online: None) -> None:
    main(["fetch", str(write(tmp_path))])
    found = check_file(write(tmp_path, source="mp-2574"), LAPTOP).diagnostics
    (one,) = [each for each in found if each.code == "SG318"]
    assert "is mp-1565" in one.message
    assert "mp-2574" in one.message


def test_weights_that_are_not_there_are_downloaded_and_their_digest_told(
    tmp_path: Path,
    online: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked: list[str] = []

    def download(model: str) -> str:
        asked.append(model)
        file = published_mace(model)
        file.parent.mkdir(parents=True)
        file.write_bytes(b"weights")
        return str(file)

    monkeypatch.setattr(published_models, "_download", download)
    models = SMALL["models"] | {"foundation": {"engine": "mace", "model": "small"}}
    path = write(tmp_path, models=models)
    assert main(["fetch", str(path)]) == 0
    assert f"sha256: {digest(published_mace('small'))}" in capsys.readouterr().out
    assert main(["fetch", str(path)]) == 0
    assert asked == ["small"]


def test_weights_with_another_digest_than_pinned_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "small"
    file.write_bytes(b"weights")
    with pytest.raises(FetchError, match=f"{digest(file)}, but the campaign pins {'0' * 64}"):
        download_weights(WantedWeights("small", "0" * 64, file), lambda model: str(file))


def test_weights_without_a_network_are_told_with_the_file_to_give(tmp_path: Path) -> None:
    def offline(model: str) -> str:
        raise OSError("no network")

    with pytest.raises(FetchError, match=r"no network.* put the file at .*small"):
        download_weights(WantedWeights("small", None, tmp_path / "small"), offline)
