"""Limits on a lattice match: area, strain, how strain is measured and which crystal takes it."""

from dataclasses import dataclass
from math import asin, cos, isfinite, sin, sqrt
from typing import Literal

from saggar.schemas.errors import SaggarError

StrainMeasure = Literal["principal", "length"]
StrainedSide = Literal["film", "substrate", "both"]

_LARGEST_STRAIN = 0.5


@dataclass(frozen=True)
class MatchLimits:
    """What a common cell of film and substrate may be.

    Attributes
    ----------
    max_area_A2 : float, A^2
        Largest area of the common cell, above 0 and finite.
    max_strain : float
        Largest magnitude of the strain, a fraction above 0 and at most 0.5.
    measure : {"principal", "length"}
        ``principal``: both principal strains of the map from one lattice to the other.
        ``length``: the change of length of the cell's shortest vectors, shear left out; their
        angle may change by what principal strains of this size could change it
        (`turn_bound_rad`).
    strained : {"film", "substrate", "both"}
        Which crystal is strained to fit. The strain is relative to that crystal; with ``both``,
        relative to the mean of the two.

    Raises
    ------
    SaggarError
        If a limit is out of its range.
    """

    max_area_A2: float
    max_strain: float
    measure: StrainMeasure = "principal"
    strained: StrainedSide = "film"

    def __post_init__(self) -> None:
        """Refuse limits that no match could be judged by."""
        if not (isfinite(self.max_area_A2) and self.max_area_A2 > 0.0):
            raise SaggarError(
                f"lattice matching: the largest area is {self.max_area_A2:g} A^2; "
                "it must be above 0 and finite"
            )
        if not 0.0 < self.max_strain <= _LARGEST_STRAIN:
            raise SaggarError(
                f"lattice matching: the largest strain is {self.max_strain:g}; it must be above 0 "
                f"and at most {_LARGEST_STRAIN:g}, such as 0.01 for 1 %"
            )

    @property
    def stretch_bounds(self) -> tuple[float, float]:
        """Smallest and largest ratio of a substrate length to the film length it meets.

        With stretch s and strain limit e: the film's strain s - 1, the substrate's 1/s - 1 and
        the mutual one 2 (s - 1)/(s + 1) lie in [-e, e].
        """
        e = self.max_strain
        if self.strained == "film":
            return 1.0 - e, 1.0 + e
        if self.strained == "substrate":
            return 1.0 / (1.0 + e), 1.0 / (1.0 - e)
        return (2.0 - e) / (2.0 + e), (2.0 + e) / (2.0 - e)

    @property
    def turn_bound_rad(self) -> float:
        """Largest change of an angle by principal stretches within the bounds, radians.

        A stretch of s1 along one axis and s2 across it turns no direction by more than
        arcsin((s1 - s2)/(s1 + s2)); the two sides of an angle can turn against each other.
        """
        low, high = self.stretch_bounds
        return 2.0 * asin((high - low) / (high + low))

    @property
    def area_ratio_bounds(self) -> tuple[float, float]:
        """Smallest and largest substrate area over film area that the limits can allow.

        The squared stretch bounds; for lengths, times the largest change of the sine of an angle
        between 60 and 120 degrees, as in any reduced cell.
        """
        low, high = (bound**2 for bound in self.stretch_bounds)
        if self.measure == "principal":
            return low, high
        turn = self.turn_bound_rad
        shrunk = max(cos(turn) - sin(turn) / sqrt(3.0), 0.0)
        return low * shrunk, high * 2.0 / sqrt(3.0)
