"""GPUMD's releases in order, and ranges of them."""

from dataclasses import dataclass
from typing import get_args

from saggar.schemas.errors import CompileError
from saggar.schemas.machine import GpumdRelease

RELEASES: tuple[str, ...] = get_args(GpumdRelease)
"""Oldest first; ``main`` is the development after the last release."""

_PLACE = {release: place for place, release in enumerate(RELEASES)}


class UnknownReleaseError(CompileError):
    """A release of GPUMD whose input is not known here."""


def place_of(release: str) -> int:
    """Give the place of a release in `RELEASES`.

    Parameters
    ----------
    release : str
        Such as ``5.6`` or ``main``.

    Returns
    -------
    int
        0 for the oldest.

    Raises
    ------
    UnknownReleaseError
        If it is no release from 4.0 on; the message says what to install.
    """
    place = _PLACE.get(release)
    if place is None:
        raise UnknownReleaseError(
            f"the input of GPUMD {release!r} is not known; known are {RELEASES[0]} to "
            f"{RELEASES[-2]} and {RELEASES[-1]}, the development after it. Before 4.0 keywords, "
            f"comments and output columns differ: install {RELEASES[-2]} and name it in the "
            "machine profile"
        )
    return place


@dataclass(frozen=True, slots=True)
class Span:
    """A range of releases.

    Attributes
    ----------
    since : str
        First release in it.
    until : str
        First release after it; empty where there is none.
    """

    since: str = RELEASES[0]
    until: str = ""

    def __contains__(self, release: str) -> bool:
        place = place_of(release)
        return _PLACE[self.since] <= place and (not self.until or place < _PLACE[self.until])

    def __str__(self) -> str:
        if not self.until:
            return f"since {self.since}"
        last = RELEASES[_PLACE[self.until] - 1]
        return f"{self.since} only" if last == self.since else f"{self.since} to {last}"


ALL = Span()


def since(first: str, until: str = "") -> Span:
    """Give the range from a release on, up to but without another where one is named."""
    return Span(first, until)


def before(until: str) -> Span:
    """Give the range of all releases before one."""
    return Span(until=until)
