"""What differs between GPUMD's releases in the decks and files handled here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from saggar.schemas.errors import EngineError

_PATTERN = re.compile(r"v?(\d+)\.(\d+)(?:\.\d+)?")
_OLDEST = (4, 0)
_NEWEST_TAGGED = (5, 6)


@dataclass(frozen=True, slots=True)
class Release:
    """A release of GPUMD as an input and output format.

    Attributes
    ----------
    name : str
        ``"4.0"`` to ``"5.6"``, or ``"main"`` for the development branch after 5.6.
    grouped_dump_xyz : bool
        ``dump_xyz`` starts with a grouping method and a group (to 5.6) and not with the interval.
    round_trip_numbers : bool
        ``dump_xyz`` writes %.9g or %.17g (main) and not %.8f.
    thermo_header : bool
        Each run writes five ``#`` lines to thermo.out (5.6 and later).
    active_uncertainty_flag : bool
        ``active`` has the argument ``has_uncertainty`` (4.4 and later).
    """

    name: str
    grouped_dump_xyz: bool
    round_trip_numbers: bool
    thermo_header: bool
    active_uncertainty_flag: bool


def gpumd_release(name: str) -> Release:
    """Look up the format of a release.

    Parameters
    ----------
    name : str
        ``"MAJOR.MINOR"`` (a patch number and a leading ``v`` are ignored) or ``"main"``.

    Raises
    ------
    EngineError
        If the release is older than 4.0 (other output columns), newer than 5.6, or no release.
    """
    if name == "main":
        return Release(
            name,
            grouped_dump_xyz=False,
            round_trip_numbers=True,
            thermo_header=True,
            active_uncertainty_flag=True,
        )
    match = _PATTERN.fullmatch(name)
    version = (int(match[1]), int(match[2])) if match else (0, 0)
    if not _OLDEST <= version <= _NEWEST_TAGGED:
        raise EngineError(
            f"GPUMD release {name!r} is not supported; "
            "allowed are 4.0 to 5.6, and 'main' for the development after 5.6"
        )
    return Release(
        name,
        grouped_dump_xyz=True,
        round_trip_numbers=False,
        thermo_header=version >= (5, 6),
        active_uncertainty_flag=version >= (4, 4),
    )
