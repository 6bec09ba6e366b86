"""Following a hint about a number never changes what was meant by it."""

import re
from pathlib import Path
from typing import Any

import pytest
from faulty import put, save, spoiled

from saggar.compiler.diagnostics import CampaignErrors
from saggar.compiler.load import load_campaign
from saggar.compiler.loading.foreign_units import converted, respelt

TEMPERATURES = "production.bulk.temperatures"
DURATION = "production.bulk.duration"
RADIAL = "models.potential.cutoff.radial"
PRESSURE = "production.pressure"
GENERATIONS = "active_learning.train.generations"
ABOVE = "active_learning.candidate.force_deviation.above"


def hint(path: str, written: Any, folder: Path) -> str:
    """Give the only hint about a value."""
    file, _ = save(folder, spoiled(put("production.ensemble", "npt"), put(path, written)), "yaml")
    with pytest.raises(CampaignErrors) as caught:
        load_campaign(file)
    (found,) = caught.value.diagnostics
    return found.hint


@pytest.mark.parametrize(
    ("path", "written", "proposed"),
    [
        # another spelling of the same unit
        (DURATION, "1 PS", 'write "1 ps"'),
        (RADIAL, "5 Ang", 'write "5 Å"'),
        (PRESSURE, "2 gpa", 'write "2 GPa"'),
        (TEMPERATURES, "300 Kelvin", 'write "300 K"'),
        # a unit that is not taken
        (TEMPERATURES, "300 C", 'write "573.15 K", which is 300 C'),
        (TEMPERATURES, "300, 900 °C", "300 °C are 573.15 K: write every value so"),
        (PRESSURE, "1 mbar", 'write "100 Pa", which is 1 mbar'),
        (PRESSURE, "2 mPa", 'write "2e-9 MPa", which is 2 mPa'),
        (RADIAL, "0.0005 um", 'write "5 Å", which is 0.0005 um'),
        (DURATION, "5ms", "5 ms are 5e12 fs, beyond any duration; write for instance 100 ps"),
        (ABOVE, "0.01 Ha/bohr", 'write "0.514220675112 eV/Å", which is 0.01 Ha/bohr'),
        # a unit that may be any of several
        (DURATION, "1 pss", "did you mean 'ps'?"),
        (DURATION, 5, 'write "5 ps", "5 fs", "5 ns" or "5 us", whichever is meant'),
        (TEMPERATURES, "700, 800", 'write "700, 800 K"'),
        (
            "initial_data.perturb.strain",
            0.05,
            'write "5 %" for a share of 0.05, or "0.05 %"',
        ),
        # a unit of something else
        (DURATION, "10 K", "write for instance 100 ps"),
        # several numbers
        (TEMPERATURES, "300 to 900 K", 'write every value: "300, 900 K"'),
        (TEMPERATURES, "300; 900 K", 'write every value: "300, 900 K"'),
        (TEMPERATURES, "300..900 K", 'write every value: "300, 900 K"'),
        (TEMPERATURES, "300 K - 900 K", 'write every value: "300, 900 K"'),
        (TEMPERATURES, "300-900 K", 'write every value: "300, 900 K"'),
        (TEMPERATURES, "300 ± 10 K", "write for instance 300 K"),
        (
            TEMPERATURES,
            "10 000 K",
            'write "10000 K" for one number, or "10, 000 K" for several',
        ),
        (DURATION, "1 to 2 ps", "it takes one number; write for instance 100 ps"),
        (DURATION, "1,5 ps", 'write "15 ps" without it, or "1.5 ps" with a decimal point'),
        # numbers without a unit
        ("charges.O", "2-", "write -2"),
        ("charges.Zr", "4+", "write 4"),
        ("charges.Zr", "1,5", "write for instance 1.0"),
        ("seed", "1_000", "write 1000"),
        ("seed", "2026-01-01", "write for instance 1"),
        ("seed", "10,000", "write 10000"),
        ("seed", "1.5", "write for instance 1"),
        (GENERATIONS, "100k", "write 100000"),
        (GENERATIONS, "100 steps", "write 100"),
        (GENERATIONS, "10 ps", "write for instance 100000"),
    ],
)
def test_the_hint_keeps_the_value(path: str, written: Any, proposed: str, tmp_path: Path) -> None:
    assert hint(path, written, tmp_path) == proposed


@pytest.mark.parametrize(
    ("number", "unit", "dimension", "text"),
    [
        ("0.65", "keV", "energy", "650 eV"),
        ("1", "kJ/mol", "energy", "0.0103642696563 eV"),
        ("1", "kcal/mol", "energy", "0.0433641042418 eV"),
        ("760", "Torr", "pressure", "1 atm"),
        ("1", "nN", "force", "0.624150907446 eV/Å"),
        ("25", "°C", "temperature", "298.15 K"),
        ("0.5", "GiB", "memory", "0.5368709120 GB"),
    ],
)
def test_units_of_other_programs_are_converted(
    number: str, unit: str, dimension: str, text: str
) -> None:
    found = converted(number, unit, dimension)
    assert found is not None
    value, spelt = re.fullmatch(r"(\S+) (\S+)", found.text).groups()  # type: ignore[union-attr]
    expected, expected_unit = text.split()
    assert (float(value), spelt) == (pytest.approx(float(expected), rel=1e-11), expected_unit)


@pytest.mark.parametrize("unit", ["pss", "C", "kilo", ""])
def test_what_is_no_spelling_is_not_respelt(unit: str) -> None:
    assert respelt(unit, "duration") is None
