import math

import pytest

from saggar.runtime.interfaces.limits import MatchLimits
from saggar.schemas.errors import SaggarError


@pytest.mark.parametrize(
    ("strained", "low", "high"),
    [
        ("film", 0.9, 1.1),
        ("substrate", 1 / 1.1, 1 / 0.9),
        ("both", 1.9 / 2.1, 2.1 / 1.9),
    ],
)
def test_stretch_bounds_are_where_the_strain_of_the_strained_side_meets_the_limit(
    strained, low, high
):
    assert MatchLimits(100.0, 0.1, strained=strained).stretch_bounds == pytest.approx((low, high))


def test_no_direction_turns_more_against_another_than_the_turn_bound():
    limits = MatchLimits(100.0, 0.1)
    stretched = [
        math.atan2(0.9 * math.sin(angle), 1.1 * math.cos(angle)) - angle
        for angle in (math.pi * step / 2000 for step in range(1000))
    ]
    assert limits.turn_bound_rad == pytest.approx(-2 * min(stretched), abs=1e-6)


@pytest.mark.parametrize("area", [0.0, -3.0, math.nan, math.inf])
def test_an_area_that_is_not_positive_and_finite_is_refused(area):
    with pytest.raises(SaggarError, match=r"largest area is .* above 0"):
        MatchLimits(area, 0.1)


@pytest.mark.parametrize("strain", [0.0, -0.01, 0.51, 10.0])
def test_a_strain_out_of_range_is_refused_with_an_example(strain):
    with pytest.raises(SaggarError, match=r"0\.01 for 1 %"):
        MatchLimits(100.0, strain)
