"""Quantities with units."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from saggar.schemas.units import (
    DIMENSIONS,
    Femtoseconds,
    Picoseconds,
    Pressure,
    Pressures,
    Temperature,
    Temperatures,
    in_unit,
    normalised_unit,
)
from saggar.schemas.units import Fraction as Share


class Held(BaseModel):
    """One field of each kind that is tested."""

    model_config = ConfigDict(allow_inf_nan=False)

    temperature: Temperature = 1.0
    temperatures: Temperatures = (1.0,)
    duration: Picoseconds = 1.0
    step: Femtoseconds = 1.0
    pressure: Pressure = 0.0
    pressures: Pressures = (0.0,)
    share: Share = 0.0


def held(**values: Any) -> Held:
    return Held.model_validate(values, context={"units": "required"})


def error_kinds(**values: Any) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        held(**values)
    return [each["type"] for each in caught.value.errors()]


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("1 bar", "pressure", 1e-4),
        ("10000 bar", "pressure", 1.0),
        ("1 kbar", "pressure", 0.1),
        ("1 atm", "pressure", 1.01325e-4),
        ("101325 Pa", "pressure", 1.01325e-4),
        ("-2 GPa", "pressure", -2.0),
        ("0.1 ns", "duration", 100.0),
        ("10 fs", "duration", 0.01),
        ("1 us", "duration", 1e6),
        ("0.001 ps", "time step", 1.0),
        ("1 nm", "length", 10.0),
        ("2 bohr", "length", 1.058354421088),
        ("1 Ha", "energy", 27.211386245981),
        ("2 Ry", "energy", 27.211386245980),
        ("300 meV/Å", "force", 0.3),
        ("5 %", "fraction", 0.05),
        ("1 nm^2", "area", 100.0),
        ("3 1/nm", "inverse length", 0.3),
        ("2 h", "wall time", 7200.0),
        ("500 MB", "memory", 0.5),
    ],
)
def test_units_convert_by_their_definition(text: str, dimension: str, value: float) -> None:
    assert in_unit(text, dimension) == value


def test_an_inverse_bohr_is_the_inverse_of_a_bohr() -> None:
    product = in_unit("1 1/bohr", "inverse length") * in_unit("1 bohr", "length")
    assert product == pytest.approx(1.0, rel=1e-15)


@given(
    digits=st.integers(-(10**12), 10**12),
    places=st.integers(0, 9),
    dimension=st.sampled_from(sorted(DIMENSIONS)),
    data=st.data(),
)
def test_conversion_is_correctly_rounded(
    digits: int, places: int, dimension: str, data: st.DataObject
) -> None:
    unit = data.draw(st.sampled_from(sorted(DIMENSIONS[dimension])))
    number = f"{digits}e-{places}"
    exact = Fraction(number) * Fraction(repr(DIMENSIONS[dimension][unit]))
    assert in_unit(f"{number} {unit}", dimension) == float(exact)


def test_equal_durations_in_different_units_are_the_same_number() -> None:
    assert held(duration="570 ps") == held(duration="0.57 ns") == held(duration="570000 fs")


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("A", "Å"), ("Å", "Å"), ("\u212b", "Å"), ("A\u030a", "Å"), ("angstrom", "Å"),
        ("Angstroms", "Å"), ("ångström", "Å"), ("A^2", "Å^2"), ("Å²", "Å^2"), ("A**2", "Å^2"),
        ("eV / A", "eV/Å"), ("A^-1", "1/Å"), ("Å⁻¹", "1/Å"), ("Å-1", "1/Å"), ("1/A", "1/Å"),
        ("µs", "us"), ("\u03bcs", "us"), ("atm", "atm"), ("GPa", "GPa"),
    ],
)  # fmt: skip
def test_units_have_one_spelling(written: str, unit: str) -> None:
    assert normalised_unit(written) == unit


@pytest.mark.parametrize("text", ["300 K", " 300K ", "3e2 K", "+300. K", "300.0   K", ".3e3 K"])
def test_numbers_are_read_in_every_usual_form(text: str) -> None:
    assert held(temperature=text).temperature == 300.0


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("300", "unit_missing"),
        (300, "unit_missing"),
        (300.0, "unit_missing"),
        ("300 Q", "unit_unknown"),
        ("300 ps", "unit_dimension"),
        ("hot", "quantity"),
        ("", "quantity"),
        (True, "quantity"),
        (None, "quantity"),
        ({"K": 300}, "quantity"),
        ("1,000 K", "comma"),
        ("0 K", "range"),
        ("-5 K", "range"),
        ("1e999 K", "range"),
        ("1e999999999 K", "range"),
        ("nan K", "quantity"),
    ],
)
def test_what_is_no_temperature_is_refused_by_kind(value: object, kind: str) -> None:
    assert error_kinds(temperature=value) == [kind]


def test_the_unit_of_a_list_stands_once_or_at_each_value() -> None:
    expected = (300.0, 600.0, 900.0)
    assert held(temperatures="300, 600, 900 K").temperatures == expected
    assert held(temperatures="300 K, 600 K, 900 K").temperatures == expected
    assert held(temperatures=["300 K", "600 K", "900 K"]).temperatures == expected


def test_one_value_is_a_list_of_one() -> None:
    assert held(temperatures="300 K").temperatures == (300.0,)


def test_units_may_differ_within_a_list() -> None:
    assert held(pressures="1 bar, 1 GPa").pressures == (1e-4, 1.0)


def test_thousands_do_not_become_two_values() -> None:
    assert error_kinds(pressures="10,000 bar") == ["comma"]


@pytest.mark.parametrize("value", ["300, 600", "300 K, 600", ["300 K", 600], [600]])
def test_every_value_of_a_list_needs_a_unit(value: object) -> None:
    assert error_kinds(temperatures=value) == ["unit_missing"]


def test_an_error_in_a_list_says_which_item() -> None:
    with pytest.raises(ValidationError) as caught:
        held(temperatures=["300 K", "-1 K"])
    assert caught.value.errors()[0]["ctx"]["item"] == 1


@pytest.mark.parametrize("value", [[], ""])
def test_an_empty_list_is_refused(value: object) -> None:
    assert error_kinds(temperatures=value) == ["quantity"]


def test_bounds_are_named_in_the_unit_that_is_written() -> None:
    with pytest.raises(ValidationError, match="must be at least 0 %"):
        held(share="-1 %")


def test_a_lock_holds_bare_numbers() -> None:
    lock = Held.model_validate({"temperature": 300.0, "temperatures": [300.0, 600.0]})
    assert lock.temperatures == (300.0, 600.0)


def test_messages_name_the_units_and_an_example() -> None:
    with pytest.raises(PydanticCustomError, match=r"in ps or fs or ns or us; .*5 ps"):
        in_unit("5", "duration")


@pytest.mark.parametrize("text", [" " * 200_000 + "x", "1" + " " * 200_000 + "x", "1" * 200_000])
def test_long_texts_are_refused_at_once(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        in_unit(text, "duration")
