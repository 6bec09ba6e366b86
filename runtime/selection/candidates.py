"""Sorting of exploration frames: known, worth a label, or unphysical, with every rule counted."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from saggar.schemas.errors import SaggarError


class Verdict(IntEnum):
    """What becomes of an exploration frame; rules apply in this order, the first that fits."""

    NOT_FINITE = 0
    TOO_CLOSE = 1
    ABOVE = 2
    BELOW = 3
    CANDIDATE = 4


@dataclass(frozen=True)
class Thresholds:
    """Limits that make a frame a candidate for a label.

    Attributes
    ----------
    deviation_above_eV_A : float, eV/A
        Frames whose largest force deviation exceeds this are new to the committee; 0.3 in the
        paper (Methods, Molecular Dynamics).
    deviation_below_eV_A : float, eV/A
        At this deviation and beyond the committee has lost the frame, and so has physics.
    distance_ratio_below : float
        Frames with a pair of atoms closer than this share of their covalent radii are discarded;
        0.7 in the paper (the same place).
    """

    deviation_above_eV_A: float
    deviation_below_eV_A: float = float("inf")
    distance_ratio_below: float = 0.7

    def __post_init__(self) -> None:
        """Refuse thresholds between which nothing lies."""
        if not 0.0 <= self.deviation_above_eV_A < self.deviation_below_eV_A:
            raise SaggarError(
                f"candidates must lie above {self.deviation_above_eV_A:g} and below "
                f"{self.deviation_below_eV_A:g} eV/A; the first must be at least 0 and the smaller"
            )


@dataclass(frozen=True)
class Counts:
    """Number of frames that each rule took; they add up to `total`."""

    total: int
    not_finite: int
    too_close: int
    above: int
    below: int
    candidate: int

    @property
    def candidate_fraction(self) -> float:
        """Share of frames that are worth a label; 0 where there are no frames."""
        return self.candidate / self.total if self.total else 0.0

    @property
    def unknown_fraction(self) -> float:
        """Share of frames that the committee does not know, discarded ones included.

        A frame that exploded is a failure of the potential too: a loop that watches candidates
        alone stops content while every trajectory blows up.
        """
        return (self.total - self.below) / self.total if self.total else 0.0


@dataclass(frozen=True)
class Classification:
    """Verdict on each frame.

    Attributes
    ----------
    verdicts : (n,) int
        Values of `Verdict`.
    counts : Counts
        How many frames each rule took.
    """

    verdicts: NDArray[np.int64]
    counts: Counts

    @property
    def candidates(self) -> NDArray[np.intp]:
        """Indices of the candidates, ascending."""
        return np.flatnonzero(self.verdicts == Verdict.CANDIDATE)


def classify(
    deviations_eV_A: NDArray[np.float64],
    distance_ratios: NDArray[np.float64],
    thresholds: Thresholds,
) -> Classification:
    """Sort frames by the committee's largest force deviation and by their closest atoms.

    Parameters
    ----------
    deviations_eV_A : (n,) float, eV/A
        Largest force deviation of each frame; not finite where the simulation broke down.
    distance_ratios : (n,) float
        Smallest d_ij / (R_i + R_j) of each frame.
    thresholds : Thresholds
        Limits.

    Returns
    -------
    Classification
        A frame that meets several rules counts for the first of `Verdict`.

    Raises
    ------
    SaggarError
        If the two arrays differ in length.
    """
    if deviations_eV_A.shape != distance_ratios.shape:
        raise SaggarError(
            f"{deviations_eV_A.shape} deviations but {distance_ratios.shape} distance ratios; "
            "each frame needs both"
        )
    rules = [
        ~(np.isfinite(deviations_eV_A) & np.isfinite(distance_ratios)),
        distance_ratios < thresholds.distance_ratio_below,
        deviations_eV_A >= thresholds.deviation_below_eV_A,
        deviations_eV_A <= thresholds.deviation_above_eV_A,
    ]
    verdicts = np.select(rules, [Verdict(k) for k in range(4)], Verdict.CANDIDATE)
    tally = np.bincount(verdicts, minlength=len(Verdict))
    return Classification(
        verdicts.astype(np.int64), Counts(len(verdicts), *(int(number) for number in tally))
    )
