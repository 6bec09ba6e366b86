"""Crystals that the interface tests share."""

from pathlib import Path

import pytest

from saggar.runtime.interfaces.crystal import Crystal, find_crystal
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.cif import read_cif, read_cif_sites

_STRUCTURES = Path(__file__).parents[2] / "data" / "structures"


@pytest.fixture(scope="session")
def zirconia() -> dict[str, Crystal]:
    """The five polymorphs of the matching table."""
    names = ("c-ZrO2", "t-ZrO2", "m-ZrO2", "o-ZrO2-Pca21", "o-ZrO2-Pbca")
    return {name: find_crystal(_read(name)) for name in names}


@pytest.fixture(scope="session")
def chlorides() -> dict[str, Crystal]:
    """Ideal Li2ZrCl6 and alpha Li2ZrCl6 with every partly filled site filled."""
    text = (_STRUCTURES / "alpha-LZC-disordered.cif").read_text()
    sites = read_cif_sites(text, name="alpha-LZC")
    alpha = Cell.from_fractional(sites.species, sites.fractional, sites.lattice, name="alpha-LZC")
    return {"ideal": find_crystal(_read("ideal-LZC")), "alpha": find_crystal(alpha)}


def _read(name: str) -> Cell:
    return read_cif((_STRUCTURES / "matching" / f"{name}.cif").read_text(), name=name)
