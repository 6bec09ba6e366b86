"""One interface has one identity, by whichever of equivalent planes it is named."""

import numpy as np
import pytest

from saggar.runtime.interfaces.construction import build_interface
from saggar.runtime.interfaces.enumeration import enumerate_interfaces
from saggar.runtime.interfaces.planes import lattice_plane, lattice_planes, listed_plane
from saggar.runtime.structures.sameness import same_structure
from saggar.schemas.interfaces import Build, InterfaceSet, Pair

CHARGES = {"Zr": 4.0, "O": -2.0, "Li": 1.0, "Cl": -1.0, "Na": 1.0, "Mg": 2.0, "Zn": 2.0}
LIMITS = {"max_area_A2": 70.0, "max_strain": 0.08}


def declared(film, film_plane, base, base_plane, build=None):
    pair = Pair(film="film", film_plane=film_plane, substrate="base", substrate_plane=base_plane)
    limits = InterfaceSet(pairs={"one": pair}, **LIMITS)
    return enumerate_interfaces(
        {"film": film}, {"base": base}, limits, build or Build(), CHARGES
    ).candidates


def searched(film, base, build=None):
    limits = InterfaceSet(max_index=1, **LIMITS)
    return enumerate_interfaces(
        {"film": film}, {"base": base}, limits, build or Build(), CHARGES
    ).candidates


def identities(candidates):
    return [each.identity for each in candidates]


@pytest.mark.parametrize(
    "planes",
    [((0, 0, 1), (0, 0, 1)), ((0, -1, 0), (1, 0, 0)), ((0, 1, 1), (-1, 0, 1))],
)
def test_a_declared_pair_of_planes_is_what_the_search_finds_on_equivalent_ones(rock_salt, planes):
    film, base = rock_salt("Na", "Cl", 5.64), rock_salt("Mg", "O", 5.4)
    found = {each.identity: each for each in searched(film, base)}
    pairs = declared(film, planes[0], base, planes[1])
    assert pairs
    for candidate in pairs:
        same = found[candidate.identity]
        cells = [build_interface(c, film, base, Build(), CHARGES).cell for c in (candidate, same)]
        assert same_structure(*cells)


def test_planes_are_shown_as_they_were_written(rock_salt):
    film, base = rock_salt("Na", "Cl", 5.64), rock_salt("Mg", "O", 5.4)
    (candidate, *_) = declared(film, (0, 0, 1), base, (0, 1, 0))
    record = build_interface(candidate, film, base, Build(), CHARGES).record
    assert (record.film_plane, record.substrate_plane) == ((0, 0, 1), (0, 1, 0))


@pytest.mark.parametrize("boundary", ["sandwich", "vacuum"])
@pytest.mark.parametrize("side", [1, -1])
def test_either_side_of_a_polar_film_is_found_by_the_search(rock_salt, wurtzite, boundary, side):
    build, base = Build(boundary=boundary), rock_salt("Na", "Cl", 5.64)
    pairs = declared(wurtzite, (0, 0, side), base, (0, 1, 1), build)
    assert set(identities(pairs)) <= set(identities(searched(wurtzite, base, build)))


def test_a_sandwich_of_polar_slabs_turned_over_is_the_same(wurtzite):
    one = declared(wurtzite, (0, 0, 1), wurtzite, (0, 0, -1))
    other = declared(wurtzite, (0, 0, -1), wurtzite, (0, 0, 1))
    head_on = declared(wurtzite, (0, 0, 1), wurtzite, (0, 0, 1))
    assert identities(one) == identities(other)
    assert not {*identities(one)} & {*identities(head_on)}


def test_the_listed_plane_of_a_listed_plane_is_itself(zirconia, ordered_alpha, wurtzite):
    for crystal in (*zirconia.values(), ordered_alpha, wurtzite):
        for plane in lattice_planes(crystal, 2):
            found, over = listed_plane(crystal, plane.miller)
            assert (found.miller, over) == (plane.miller, False)
            other, _ = listed_plane(crystal, plane.turned_over().miller)
            assert other.miller == plane.miller


def test_the_listed_plane_has_the_same_cell(zirconia):
    rng = np.random.default_rng(2)
    for crystal in zirconia.values():
        for miller in rng.integers(-3, 4, size=(20, 3)).tolist():
            if any(miller):
                found, _ = listed_plane(crystal, tuple(miller))
                area = lattice_plane(crystal, tuple(miller)).area_A2
                assert found.area_A2 == pytest.approx(area, rel=1e-6)
