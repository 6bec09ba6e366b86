"""Cells of the Materials Project, by its own client and the user's key."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from saggar.compiler.fetching.record import CellRecord
from saggar.compiler.fetching.wanted import WantedCell
from saggar.schemas.errors import FetchError

KEY = "MP_API_KEY"
"""Environment variable of the key; pymatgen's setting PMG_MAPI_KEY serves too."""


def download_cells(
    wanted: Sequence[WantedCell], open_client: Callable[[str], Any] | None = None
) -> tuple[CellRecord, ...]:
    """Download cells: all of them, or none.

    Parameters
    ----------
    wanted : sequence of WantedCell
        What is downloaded.
    open_client : callable, optional
        Gives the client for a key: a context manager with `db_version` and
        `get_structure_by_material_id`. That of mp-api by default.

    Returns
    -------
    tuple of CellRecord
        One for each, in order: the cell that the database calls final, as it is given there.

    Raises
    ------
    FetchError
        If there is no key, mp-api cannot be imported, or the database cannot be reached or does
        not know a material; the message says which files to give instead.

    References
    ----------
    A. Jain et al., APL Mater. 1, 011002 (2013): the Materials Project.
    """
    instead = _instead(wanted)
    key = _key()
    if not key:
        raise FetchError(
            f"the Materials Project asks for a key: set {KEY} to the one that "
            f"https://materialsproject.org/api gives you, or {instead}"
        )
    try:
        with (open_client or _open_client)(key) as client:
            return tuple(_record(client, each.material) for each in wanted)
    except FetchError as error:
        raise FetchError(f"{error}; or {instead}") from error
    except _failures() as error:
        raise FetchError(
            f"the Materials Project gave no answer ({type(error).__name__}: {error}); try again "
            f"where there is a network, or {instead}"
        ) from error


def _instead(wanted: Sequence[WantedCell]) -> str:
    files = ", ".join(f"{each.material} at {each.file}" for each in wanted)
    return f"put a CIF of {files}"


def _key() -> str:
    from pymatgen.core import SETTINGS

    return os.environ.get(KEY, "") or str(SETTINGS.get("PMG_MAPI_KEY") or "")


def _open_client(key: str) -> Any:
    try:
        from mp_api.client import MPRester
    except ImportError as error:
        raise FetchError(
            f"mp-api cannot be imported ({error}); install it with `pip install 'saggar[fetch]'`"
        ) from error
    return MPRester(key, mute_progress_bars=True)


def _failures() -> tuple[type[Exception], ...]:
    """Give what the client raises: its own error, those of requests, and of unexpected answers."""
    expected = (OSError, ValueError, KeyError, TypeError, AttributeError)
    own = getattr(sys.modules.get("mp_api.client"), "MPRestError", None)
    return expected if own is None else (*expected, own)


def _record(client: Any, material: str) -> CellRecord:
    from pymatgen.io.cif import CifWriter

    structure = client.get_structure_by_material_id(material)
    if not structure:
        raise FetchError(f"the Materials Project has no {material}")
    return CellRecord.of(material, str(client.db_version), str(CifWriter(structure)))
