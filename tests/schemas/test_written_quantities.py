"""A quantity is written so that it is read as the same number again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saggar.schemas.units import DIMENSIONS, Quantity, in_unit


@given(st.sampled_from(sorted(DIMENSIONS)), st.integers(1, 10**6), st.integers(-9, 6))
def test_what_is_written_is_read_again(dimension: str, digits: int, power: int) -> None:
    number = float(f"{digits}e{power}")
    text = Quantity(dimension).written(number)
    assert in_unit(text, dimension) == pytest.approx(number, rel=1e-11)


@pytest.mark.parametrize(
    ("dimension", "numbers", "text"),
    [
        ("duration", (1000.0,), "1 ns"),
        ("duration", (100.0,), "100 ps"),
        ("duration", (2000.0, 5000.0), "2, 5 ns"),
        ("duration", (0.02,), "20 fs"),
        ("duration", (0.5,), "0.5 ps"),
        ("length", (0.05,), "0.05 Å"),
        ("pressure", (1e-4,), "1 bar"),
        ("pressure", (1e-4, 0.01, 0.1), "1, 100, 1000 bar"),
        ("pressure", (50.0,), "50 GPa"),
        ("length", (10.0,), "10 Å"),
        ("energy", (1e-6,), "1e-6 eV"),
        ("fraction", (0.001,), "0.1 %"),
        ("temperature", (300.0, 3000.0), "300, 3000 K"),
    ],
)
def test_the_unit_is_that_which_a_person_would_take(
    dimension: str, numbers: tuple[float, ...], text: str
) -> None:
    assert Quantity(dimension).written(*numbers) == text
