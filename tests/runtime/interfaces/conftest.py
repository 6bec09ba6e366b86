"""Crystals that the interface tests share."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from saggar.runtime.interfaces.crystal import Crystal, find_crystal
from saggar.runtime.structures.canonical import lattice_from_parameters
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


@pytest.fixture(scope="session")
def ordered_alpha() -> Crystal:
    """Alpha Li2ZrCl6 with six of the twelve sites of lithium filled."""
    text = (_STRUCTURES / "alpha-LZC-disordered.cif").read_text()
    sites = read_cif_sites(text, name="alpha-LZC")
    lithium = [n for n, symbol in enumerate(sites.species) if symbol == "Li"]
    left_out = {lithium[n] for n in (1, 2, 5, 6, 9, 11)}
    kept = [n for n in range(len(sites.species)) if n not in left_out]
    cell = Cell.from_fractional(
        [sites.species[n] for n in kept], sites.fractional[kept], sites.lattice, name="alpha-LZC"
    )
    return find_crystal(cell)


@pytest.fixture(scope="session")
def rock_salt() -> Callable[[str, str, float], Crystal]:
    """Rock salt of a cation, an anion and a lattice parameter in A."""

    def build(cation: str, anion: str, a: float) -> Crystal:
        corners = [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]
        places = np.array([*corners, [0.5, 0.5, 0.5], [0.5, 0, 0], [0, 0.5, 0], [0, 0, 0.5]])
        species = [cation] * 4 + [anion] * 4
        return find_crystal(Cell.from_fractional(species, places, a * np.eye(3)))

    return build


@pytest.fixture(scope="session")
def wurtzite() -> Crystal:
    """ZnO, whose basal plane has two different sides; u = 0.382."""
    lattice = lattice_from_parameters((3.25, 3.25, 5.21), (90.0, 90.0, 120.0))
    places = [[1 / 3, 2 / 3, 0], [2 / 3, 1 / 3, 0.5], [1 / 3, 2 / 3, 0.382], [2 / 3, 1 / 3, 0.882]]
    return find_crystal(Cell.from_fractional(["Zn", "Zn", "O", "O"], places, lattice, name="ZnO"))


@pytest.fixture(scope="session")
def quartz() -> Crystal:
    """Right-handed alpha quartz, P3_121 in the first setting of the tables: Si 3a, O 6c."""
    lattice = lattice_from_parameters((4.916, 4.916, 5.405), (90.0, 90.0, 120.0))
    u, (x, y, z) = 0.4697, (0.4135, 0.2669, 0.2142)
    silicon = [[u, 0, 1 / 3], [0, u, 2 / 3], [-u, -u, 0]]
    oxygen = [
        [x, y, z],
        [-y, x - y, z + 1 / 3],
        [y - x, -x, z + 2 / 3],
        [y, x, -z],
        [x - y, -y, -z + 2 / 3],
        [-x, y - x, -z + 1 / 3],
    ]
    species = ["Si"] * 3 + ["O"] * 6
    fractional = [[a, b, c] for a, b, c in silicon] + oxygen
    return find_crystal(Cell.from_fractional(species, fractional, lattice, name="quartz"))
