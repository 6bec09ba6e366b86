"""What to do about a release of GPUMD whose input is not known."""

import re
from typing import Any, get_args

from saggar.schemas.machine import GpumdRelease

RELEASES: tuple[str, ...] = get_args(GpumdRelease)
OLDEST, NEWEST = RELEASES[0], RELEASES[-2]
"""First and last release; behind them stands the development."""


def advice(value: Any, words: tuple[str, ...]) -> str:
    """Say what to do about a value that is no release that is known.

    Parameters
    ----------
    value : Any
        What was written, a number or text; a ``v`` before the number, as tags have it, counts.
    words : tuple of str
        What the place takes; a place that takes no releases gets no advice.

    Returns
    -------
    str
        Empty where the general hint is better.
    """
    if words != RELEASES or not isinstance(value, str | int | float):
        return ""
    release = str(value).lower().removeprefix("v")
    if release in RELEASES:
        return f'write "{release}", in quotes'
    if not re.fullmatch(r"\d+(\.\d+)*", release):
        return ""
    numbers = _numbers(release)
    if numbers < _numbers(OLDEST):
        return (
            f"GPUMD before {OLDEST} has no dump_xyz and writes other columns to thermo.out: "
            f'install {NEWEST} and write "{NEWEST}"'
        )
    if numbers > _numbers(NEWEST):
        return (
            f'the last release that is known is {NEWEST}: write "main" if the input is that of '
            f'the development after it, or "{NEWEST}" if nothing changed'
        )
    return ""


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("."))
