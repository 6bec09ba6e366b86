"""Terminations and slabs against pymatgen's SlabGenerator, without its merging of slabs."""

import warnings

import numpy as np
import pytest

from saggar.runtime.interfaces.planes import lattice_plane
from saggar.runtime.interfaces.slabs import cut_slab
from saggar.runtime.interfaces.terminations import atomic_planes, find_terminations, spacing_A

_PLANES = [
    ("c-ZrO2", (1, 0, 0)),
    ("c-ZrO2", (1, 1, 1)),
    ("t-ZrO2", (0, 0, 1)),
    ("t-ZrO2", (1, 0, 1)),
    ("m-ZrO2", (0, 0, 1)),
    ("m-ZrO2", (1, 1, 1)),
    ("o-ZrO2-Pca21", (1, 1, 0)),
    ("o-ZrO2-Pca21", (1, 0, 1)),
]


def _generator(crystal, miller):
    from pymatgen.core import Lattice, Structure
    from pymatgen.core.surface import SlabGenerator

    over_conventional = np.linalg.inv(crystal.conventional)
    points = np.rint(np.linalg.inv(crystal.primitive.lattice @ over_conventional)).astype(int)
    structure = Structure(
        Lattice(crystal.primitive.lattice),
        crystal.primitive.species,
        crystal.primitive.positions,
        coords_are_cartesian=True,
    ).make_supercell(points, to_unit_cell=False, in_place=False)
    return SlabGenerator(
        structure, miller, 10.0, 10.0, primitive=False, center_slab=False, lll_reduce=False
    )


def _profile(species, heights, area):
    """Atoms of each element per area by height above the lowest atom."""
    heights = np.round(heights - heights.min(), 2) + 0.0
    levels = sorted(set(zip(heights.tolist(), species, strict=True)))
    found = list(zip(heights.tolist(), species, strict=True))
    return tuple(
        (height, symbol, round(found.count((height, symbol)) / area, 4))
        for height, symbol in levels
    )


@pytest.mark.parametrize(("name", "miller"), _PLANES)
def test_every_slab_of_pymatgen_is_ours_and_none_of_ours_is_missing_there(zirconia, name, miller):
    """pymatgen cuts some planes twice as thick; its distinct slabs merge top and bottom, too."""
    crystal = zirconia[name]
    plane = lattice_plane(crystal, miller)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = _generator(crystal, miller).get_slabs(ftol=0.1, filter_out_sym_slabs=False)
        merged = _generator(crystal, miller).get_slabs(ftol=0.1, filter_out_sym_slabs=True)
    cuts = find_terminations(crystal, plane)
    bulk_area = len(theirs[0]) / len(crystal.primitive) * crystal.primitive.volume_A3
    repeats = round(bulk_area / theirs[0].surface_area / spacing_A(crystal, plane))
    assert len(theirs) % len(atomic_planes(crystal, plane).edges) == 0
    assert len(merged) <= len(cuts)
    ours = {
        _profile(slab.species, slab.heights_A, slab.area_A2)
        for slab in (cut_slab(crystal, plane, cut, repeats) for cut in cuts)
    }
    assert ours == {
        _profile([str(s) for s in slab.species], slab.cart_coords @ slab.normal, slab.surface_area)
        for slab in theirs
    }
