"""Cells of the Materials Project, with a client that answers from memory."""

from pathlib import Path
from typing import Any, Self

import numpy as np
import pytest

from saggar.compiler.fetching.materials_project import KEY, download_cells
from saggar.compiler.fetching.wanted import WantedCell
from saggar.runtime.structures.cif import read_cif_sites
from saggar.schemas.errors import FetchError

EDGE_A = 5.09


class Client:
    """What is used of MPRester; it knows cubic zirconia."""

    db_version = "2025.09.25"

    def __init__(self, key: str, failure: Exception | None = None) -> None:
        self.key, self.failure = key, failure

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def get_structure_by_material_id(self, material: str) -> Any:
        from pymatgen.core import Lattice, Structure

        if self.failure:
            raise self.failure
        if material != "mp-1565":
            return []
        return Structure.from_spacegroup(
            "Fm-3m", Lattice.cubic(EDGE_A), ["Zr", "O"], [[0, 0, 0], [0.25, 0.25, 0.25]]
        )


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "k" * 32)


def wanted(tmp_path: Path, material: str = "mp-1565") -> WantedCell:
    return WantedCell("c-ZrO2", material, tmp_path / "structures" / "c-ZrO2.cif")


def test_record_holds_the_cell_with_identifier_and_version(tmp_path: Path) -> None:
    (record,) = download_cells([wanted(tmp_path)], Client)
    assert (record.material, record.version) == ("mp-1565", "2025.09.25")
    assert record.is_intact
    cell = read_cif_sites(record.text, name="zro2").to_cell()
    assert dict(cell.counts) == {"Zr": 4, "O": 8}
    assert np.linalg.norm(cell.lattice, axis=1) == pytest.approx([EDGE_A] * 3)


def test_client_gets_the_key_of_the_user(tmp_path: Path) -> None:
    keys: list[str] = []

    def open_client(key: str) -> Client:
        keys.append(key)
        return Client(key)

    download_cells([wanted(tmp_path)], open_client)
    assert keys == ["k" * 32]


def test_without_a_key_the_message_says_where_to_get_one_and_which_file_to_give(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pymatgen.core import SETTINGS

    monkeypatch.delenv(KEY)
    monkeypatch.delitem(SETTINGS, "PMG_MAPI_KEY", raising=False)
    with pytest.raises(
        FetchError, match=r"set MP_API_KEY .* put a CIF of mp-1565 at .*c-ZrO2\.cif"
    ):
        download_cells([wanted(tmp_path)], Client)


def test_key_of_pymatgen_serves_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pymatgen.core import SETTINGS

    monkeypatch.delenv(KEY)
    monkeypatch.setitem(SETTINGS, "PMG_MAPI_KEY", "p" * 32)
    assert len(download_cells([wanted(tmp_path)], Client)) == 1


@pytest.mark.parametrize("failure", [ConnectionError("no network"), ValueError("no such field")])
def test_without_a_network_the_message_says_which_file_to_give(
    tmp_path: Path, failure: Exception
) -> None:
    with pytest.raises(FetchError, match=rf"{failure}.*put a CIF of mp-1565 at .*c-ZrO2\.cif"):
        download_cells([wanted(tmp_path)], lambda key: Client(key, failure))


def test_material_that_the_database_does_not_know_is_named(tmp_path: Path) -> None:
    both = [wanted(tmp_path), wanted(tmp_path, "mp-0")]
    with pytest.raises(FetchError, match="has no mp-0; or put a CIF of mp-1565 at"):
        download_cells(both, Client)


def test_client_that_is_not_installed_is_an_error_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "mp_api.client", None)
    with pytest.raises(FetchError, match=r"pip install 'saggar\[fetch\]'.*put a CIF of mp-1565"):
        download_cells([wanted(tmp_path)])
