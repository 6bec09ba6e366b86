"""What to do about a release of GPUMD whose input is not known."""

import re
from typing import Any, get_args

from saggar.compiler.nearest import nearest
from saggar.schemas.machine import GpumdRelease

RELEASES: tuple[str, ...] = get_args(GpumdRelease)
OLDEST, NEWEST = RELEASES[0], RELEASES[-2]
"""First and last release; behind them stands the development."""

_DEVELOPMENT = ("head", "latest", "master", "trunk", "dev", "devel", "git")
"""Words for the development after the last release."""


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
    if re.fullmatch(r"\d+(\.\d+)*", release):
        return _of_numbers(_numbers(release))
    if release in (*_DEVELOPMENT, RELEASES[-1]):
        return f'write "main": the development after {NEWEST}'
    return "" if nearest(release, RELEASES) else f"known are {OLDEST} to {NEWEST}, and main"


def _of_numbers(numbers: tuple[int, ...]) -> str:
    """Say what to do about a release by its numbers."""
    release = _text(numbers)
    if release in RELEASES:
        return f'write "{release}", in quotes'
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
    known = _text(numbers[:2])
    return f'no such release is known: write "{known}"' if known in RELEASES else ""


def _numbers(release: str) -> tuple[int, ...]:
    """Split a release into major, minor (0 where there is none) and patch (none where it is 0)."""
    major, *rest = (int(part) for part in release.split("."))
    minor, *patch = rest or (0,)
    return (major, minor, *(patch if any(patch) else ()))


def _text(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))
