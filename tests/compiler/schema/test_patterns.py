"""A pattern accepts exactly the texts that are read as a quantity in range."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from saggar.compiler.schema.patterns import quantities_pattern, quantity_pattern
from saggar.schemas.units import DIMENSIONS, Quantity, QuantityList

QUANTITIES = [
    Quantity(dimension, above=above, at_least=at_least)
    for dimension in DIMENSIONS
    for above, at_least in ((0.0, None), (None, 0.0), (None, None))
]

SPELLINGS = [
    *(unit for units in DIMENSIONS.values() for unit in units),
    "A", "angstrom", "Angstroms", "ANGSTROM", "ångström", "\u212b", "A\u030a", "A^2", "Å²", "A**2",
    "nm²", "A^-1", "Å⁻¹", "A-1", "1 / A", "nm^-1", "eV / A", "meV/angstrom", "µs", "μs", "", "C",
    "pss", "PS", "kJ", "eV/A^2", "A^3", "1/", "/A", "%%", "percent",
]  # fmt: skip

NUMBERS = ["1", "0", "0.0", "-1", "+2", ".5", "5.", "1e3", "-.5e-2", "0e5", "1,5", "1_0", "x", ""]


class _Strict:
    context = {"units": "required"}


def is_read(quantity: Quantity | QuantityList, text: str) -> bool:
    """Tell whether a text is read, its size aside, which is beyond a pattern."""
    try:
        quantity.read(text, _Strict())  # type: ignore[arg-type]
    except PydanticCustomError as error:
        return error.type == "range" and (error.context or {})["bound"] != "0"
    return True


@given(st.sampled_from(QUANTITIES), st.sampled_from(NUMBERS), st.sampled_from(SPELLINGS),
       st.sampled_from(["", " ", "  "]))  # fmt: skip
def test_one_quantity(quantity: Quantity, number: str, unit: str, space: str) -> None:
    text = f"{number}{space}{unit}"
    assert bool(re.search(quantity_pattern(quantity), text)) == is_read(quantity, text)


@pytest.mark.parametrize("quantity", QUANTITIES[:3], ids=str)
@pytest.mark.parametrize(
    "text",
    ["300 K", "300, 900 K", "300 K, 900 K", "300 K,900 K", "300 ,900 K", "300,900 K", "300, 900",
     "300 K, 900", "300,, 900 K", ", 300 K", "300 K,", "300 900 K", "0, 300 K", "-1, 300 K",
     "300, 900 ps", "300 ps, 900 K"],
)  # fmt: skip
def test_several_quantities(quantity: Quantity, text: str) -> None:
    pattern = quantities_pattern(quantity)
    assert bool(re.search(pattern, text)) == is_read(QuantityList(quantity), text)
