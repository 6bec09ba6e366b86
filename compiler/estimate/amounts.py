"""Ranges, and amounts: ranges with the reason for their width."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from saggar.schemas.base import Frozen


@dataclass(frozen=True, slots=True)
class Range:
    """A least and a largest value of one quantity, in whatever unit the owner's name says."""

    low: float
    high: float

    def __add__(self, other: "Range") -> "Range":
        """Give the range of a sum."""
        return Range(self.low + other.low, self.high + other.high)

    def times(self, factor: "Range | float") -> "Range":
        """Give the range of a product of values that are not negative."""
        if isinstance(factor, Range):
            return Range(self.low * factor.low, self.high * factor.high)
        return Range(self.low * factor, self.high * factor)

    @property
    def middle(self) -> float:
        """Geometric mean of the ends."""
        return math.sqrt(self.low * self.high)

    def holds(self, value: float) -> bool:
        """Say whether a value lies in the range."""
        return self.low <= value <= self.high


def exactly(value: float) -> Range:
    """Give the range of what is known."""
    return Range(value, value)


NOTHING = Range(0.0, 0.0)


def total(ranges: Iterable[Range]) -> Range:
    """Give the range of the sum of several ranges."""
    return sum(ranges, NOTHING)


class Amount(Frozen):
    """A range and why it is as wide as it is."""

    low: float
    high: float
    reasons: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    """What is not known and not in the range; with it, the upper end is none."""

    @property
    def range(self) -> Range:
        """The range alone."""
        return Range(self.low, self.high)


def duration(seconds: float) -> str:
    """Write a duration for people: ``45 s``, ``12 min``, ``3.4 h``, ``120 h``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    hours = seconds / 3600
    return f"{hours:.1f} h" if hours < 100 else f"{hours:.0f} h"
