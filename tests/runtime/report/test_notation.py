"""How numbers are written."""

import pytest

from saggar.runtime.report.notation import (
    counted,
    duration,
    percent,
    plain,
    significant,
    with_error,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.14142, "0.141"),
        (-0.14142, "−0.141"),
        (12345.6, "12,346"),
        (0.0, "0"),
        (1.2e-7, "1.20 × 10⁻⁷"),
        (0.99999, "1.00"),
        (float("nan"), "not finite"),
        (float("inf"), "not finite"),
    ],
)
def test_significant_figures(value, text):
    assert significant(value) == text


@pytest.mark.parametrize(
    ("mean", "error", "text"),
    [
        (299.412, 1.24, "299.4 ± 1.2"),
        (-5.098949, 0.000096, "−5.098949 ± 0.000096"),
        (2.1e-6, 4e-7, "(2.10 ± 0.40) × 10⁻⁶"),
        (1234.0, 56.0, "1,234 ± 56"),
        (300.0, 0.0, "300.0"),
        (300.0, 0.0996, "300.00 ± 0.10"),
    ],
)
def test_error_has_two_figures_and_sets_the_decimals(mean, error, text):
    assert with_error(mean, error) == text


@pytest.mark.parametrize(
    ("fraction", "text"),
    [(0.143, "14"), (0.001, "0.1"), (1.0, "100"), (0.0, "0"), (0.00625, "0.62")],
)
def test_percent(fraction, text):
    assert percent(fraction) == f"{text}\u202f%"


def test_noun_follows_the_number():
    assert counted(1, "entry", "entries") == "1 entry"
    assert counted(1200, "entry", "entries") == "1,200 entries"


def test_declared_values_keep_no_trailing_zeros():
    assert plain(0.30) == "0.3"


@pytest.mark.parametrize(
    ("seconds", "text"), [(12.34, "12.3 s"), (90, "1.5 min"), (7200 * 1000, "2,000.0 h")]
)
def test_duration(seconds, text):
    assert duration(seconds) == text
