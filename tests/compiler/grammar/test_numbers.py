"""Numbers as C reads them: closed cases of the C standard's strtol and strtod."""

import math

import pytest

from saggar.compiler.grammar.numbers import integer, is_octal, real


@pytest.mark.parametrize(
    ("word", "value"),
    [("10", 10), ("-3", -3), ("+4", 4), ("0x10", 16), ("010", 8), ("0", 0)],
)
def test_integers_have_base_0(word: str, value: int) -> None:
    assert integer(word) == value


@pytest.mark.parametrize("word", ["1.0", "1e3", "08", "", "1_000", "10#", "0x", "\u0661"])
def test_other_words_are_no_integers(word: str) -> None:
    assert integer(word) is None


@pytest.mark.parametrize(
    ("word", "value"),
    [("1", 1), (".5", 0.5), ("5.", 5), ("-1e-3", -1e-3), ("0x1p4", 16), ("0x.8", 0.5)],
)
def test_reals_are_those_of_strtod(word: str, value: float) -> None:
    assert real(word) == value


@pytest.mark.parametrize("word", ["1d3", "1_0", "", ".", "e5", "1e", "0x", "1e999", "1,5"])
def test_other_words_are_no_reals(word: str) -> None:
    assert real(word) is None


def test_nan_and_infinity_are_read_as_gpumd_does() -> None:
    assert math.isnan(real("nan") or 0)
    assert real("-Inf") == -math.inf


def test_a_leading_zero_is_octal() -> None:
    assert is_octal("0100")
    assert not is_octal("0")
    assert not is_octal("0x10")
