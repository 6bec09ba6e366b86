"""CPU time of lattice matching over all pairs of zirconia and Li2ZrCl6 polymorphs."""

import logging
import time
from itertools import product
from pathlib import Path

import pytest

from saggar.runtime.interfaces.crystal import find_crystal
from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.orientations import match_planes
from saggar.runtime.interfaces.planes import lattice_planes
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.cif import read_cif_sites

_LOG = logging.getLogger(__name__)
_STRUCTURES = Path(__file__).parents[1] / "data" / "structures"
_OXIDES = ("c-ZrO2", "t-ZrO2", "m-ZrO2", "o-ZrO2-Pca21", "o-ZrO2-Pbca")
_CHLORIDES = ("ideal-LZC", "alpha-LZC-disordered")
_LIMITS = (MatchLimits(200.0, 0.01), MatchLimits(120.0, 0.1))

pytestmark = pytest.mark.slow


def test_all_pairs_of_polymorphs_to_index_2_take_at_most_ten_seconds():
    cells = {name: _cell(name) for name in _OXIDES + _CHLORIDES}
    begin = time.process_time()
    planes = {name: lattice_planes(find_crystal(cell), 2) for name, cell in cells.items()}
    found = [
        match_planes(planes[film], planes[substrate], limits)
        for film, substrate in product(_OXIDES, _CHLORIDES)
        for limits in _LIMITS
    ]
    taken = time.process_time() - begin
    _LOG.info("CPU time %.2f s, %d matches", taken, sum(map(len, found)))
    assert sum(map(len, found)) > 50
    assert taken < 10


def _cell(name: str) -> Cell:
    folder = _STRUCTURES / "matching"
    path = (folder if (folder / f"{name}.cif").exists() else _STRUCTURES) / f"{name}.cif"
    sites = read_cif_sites(path.read_text(), name=name)
    return Cell.from_fractional(sites.species, sites.fractional, sites.lattice, name=name)
