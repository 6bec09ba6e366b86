import time
from collections import Counter
from itertools import product

import numpy as np
import pytest

from saggar.runtime.interfaces.construction import build_interface
from saggar.runtime.interfaces.crystal import find_crystal
from saggar.runtime.interfaces.enumeration import enumerate_interfaces
from saggar.runtime.interfaces.nearest import NoMatchError
from saggar.runtime.interfaces.slabs import cut_slab
from saggar.runtime.interfaces.terminations import find_terminations
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import repeat
from saggar.schemas.errors import StructureError
from saggar.schemas.interfaces import Build, InterfaceSet, Pair, Thickness

_CHARGES = {"Zr": 4.0, "O": -2.0, "Li": 1.0, "Cl": -1.0, "Na": 1.0, "Mg": 2.0, "Zn": 2.0}
_WIDE = InterfaceSet(max_index=1, max_area_A2=120.0, max_strain=0.1)
_111 = Pair(film="film", film_plane=(1, 1, 1), substrate="base", substrate_plane=(1, 1, 1))


def _declared(pair=_111, **limits):
    return InterfaceSet(
        pairs={"one": pair}, **({"max_area_A2": 200.0, "max_strain": 0.08} | limits)
    )


@pytest.fixture(scope="module")
def salts(rock_salt):
    return {"film": rock_salt("Na", "Cl", 5.64)}, {"base": rock_salt("Mg", "O", 5.4)}


@pytest.fixture(scope="module")
def searched(zirconia, chlorides):
    films = {name: zirconia[name] for name in ("c-ZrO2", "t-ZrO2")}
    return enumerate_interfaces(films, {"ideal": chlorides["ideal"]}, _WIDE, Build(), _CHARGES)


def test_every_match_is_combined_with_every_pair_of_terminations(searched, zirconia, chlorides):
    counted = Counter(candidate.orientation for candidate in searched.candidates)
    assert len(counted) == searched.matches
    pairs = 0
    for orientation in counted:
        match = next(c for c in searched.candidates if c.orientation == orientation)
        film = find_terminations(zirconia[match.film], match.match.film_plane)
        base = find_terminations(chlorides["ideal"], match.match.substrate_plane)
        pairs += len(film) * len(base)
    assert len(searched.candidates) + searched.equal + searched.charged == pairs
    assert searched.charged == 0


def test_no_two_candidates_have_one_identity(searched):
    identities = {candidate.identity for candidate in searched.candidates}
    assert len(identities) == len(searched.candidates) > 50


def test_the_first_round_has_one_candidate_of_each_match_by_area_and_the_least_polar(searched):
    first = searched.candidates[: searched.matches]
    assert len({candidate.orientation for candidate in first}) == searched.matches
    areas = [round(candidate.match.area_A2, 6) for candidate in first]
    assert areas == sorted(areas)
    assert first[0].film_cut.label == "O|O"


def test_the_order_is_the_same_every_time(searched, zirconia, chlorides):
    films = {name: zirconia[name] for name in ("c-ZrO2", "t-ZrO2")}
    again = enumerate_interfaces(films, {"ideal": chlorides["ideal"]}, _WIDE, Build(), _CHARGES)
    assert [c.identity for c in again.candidates] == [c.identity for c in searched.candidates]


@pytest.mark.parametrize("seed", range(2))
def test_turning_and_choosing_another_cell_of_the_bulk_gives_the_same_interfaces(
    searched, zirconia, chlorides, seed
):
    rng = np.random.default_rng(seed)
    films = {name: _chosen_anew(zirconia[name], rng) for name in ("c-ZrO2", "t-ZrO2")}
    ideal = _chosen_anew(chlorides["ideal"], rng)
    found = enumerate_interfaces(films, {"ideal": ideal}, _WIDE, Build(), _CHARGES)
    assert (found.matches, found.equal) == (searched.matches, searched.equal)
    assert len(found.candidates) == len(searched.candidates)

    def summary(candidates, films, base):
        return sorted(
            (c.film, round(c.match.area_A2, 4), c.film_cut.label, c.substrate_cut.label)
            for c in candidates
        )

    assert summary(found.candidates, films, ideal) == summary(
        searched.candidates, zirconia, chlorides["ideal"]
    )


def _chosen_anew(crystal, rng):
    """The same crystal, turned, over an odd cell of two primitive ones."""
    rotation, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    rotation *= np.sign(np.linalg.det(rotation))
    cell = repeat(crystal.primitive, (1, 1, 2))
    steps = np.array([[1, 1, 0], [0, 1, 0], [1, -1, 1]])
    return find_crystal(
        Cell(cell.species, cell.positions @ rotation, steps @ cell.lattice @ rotation)
    )


def test_the_distances_of_the_same_candidate_do_not_depend_on_the_cell_of_the_bulk(
    zirconia, chlorides
):
    rng = np.random.default_rng(4)
    distances = []
    for film, base in (
        (zirconia["c-ZrO2"], chlorides["ideal"]),
        (_chosen_anew(zirconia["c-ZrO2"], rng), _chosen_anew(chlorides["ideal"], rng)),
    ):
        pair = Pair(film="c", film_plane=(1, 1, 1), substrate="i", substrate_plane=(0, 0, 1))
        found = enumerate_interfaces(
            {"c": film}, {"i": base}, _declared(pair), Build(strain_on="both"), _CHARGES
        )
        cells = [build_interface(c, film, base, Build(), _CHARGES).cell for c in found.candidates]
        distances.append(sorted(round(cell.lattice[2, 2], 4) for cell in cells))
    assert distances[0] == pytest.approx(distances[1], abs=1e-3)


def test_an_inversion_of_the_whole_sandwich_makes_half_of_the_combinations_equal(salts):
    sandwich = enumerate_interfaces(*salts, _declared(), Build(), _CHARGES)
    labels = [(c.film_cut.label, c.substrate_cut.label) for c in sandwich.candidates]
    assert sandwich.equal == 2
    assert labels in (
        [("Cl|Na", "Mg|O"), ("Cl|Na", "O|Mg")],
        [("Cl|Na", "O|Mg"), ("Cl|Na", "Mg|O")],
        [("Na|Cl", "Mg|O"), ("Na|Cl", "O|Mg")],
        [("Na|Cl", "O|Mg"), ("Na|Cl", "Mg|O")],
    )


def test_with_vacuum_all_combinations_differ(salts):
    vacuum = enumerate_interfaces(*salts, _declared(), Build(boundary="vacuum"), _CHARGES)
    assert (len(vacuum.candidates), vacuum.equal) == (4, 0)


def test_shifts_multiply_the_candidates(salts):
    one = enumerate_interfaces(*salts, _declared(), Build(), _CHARGES)
    nine = enumerate_interfaces(*salts, _declared(), Build(shifts=3), _CHARGES)
    assert len(nine.candidates) == 9 * len(one.candidates)


def test_charged_combinations_of_slabs_of_any_ends_are_left_out(salts):
    found = enumerate_interfaces(
        *salts, _declared(), Build(stoichiometric=False, boundary="vacuum"), _CHARGES
    )
    kept = {(c.film_cut.label, c.substrate_cut.label) for c in found.candidates}
    neutral = {"Cl|Na", "Na|Cl"}, {"Mg|O", "O|Mg"}
    assert kept == {(film, base) for film in neutral[0] for base in neutral[1]}
    assert found.charged == 12
    equal_charges = dict(_CHARGES, Mg=1.0, O=-1.0)
    found = enumerate_interfaces(
        *salts, _declared(), Build(stoichiometric=False, boundary="vacuum"), equal_charges
    )
    assert len(found.candidates) == 6
    for candidate in found.candidates:
        build_interface(
            candidate,
            salts[0]["film"],
            salts[1]["base"],
            Build(stoichiometric=False, boundary="vacuum"),
            equal_charges,
        )


def test_slabs_balance_each_other_over_the_common_cell(zirconia, chlorides):
    """Three film cells meet one substrate cell, so that charges count three to one."""
    film, base = zirconia["c-ZrO2"], chlorides["ideal"]
    pair = Pair(film="c", film_plane=(1, 1, 1), substrate="i", substrate_plane=(0, 0, 1))
    build = Build(stoichiometric=False, boundary="vacuum")
    found = enumerate_interfaces({"c": film}, {"i": base}, _declared(pair), build, _CHARGES)
    match = found.candidates[0].match
    assert (match.lattice.film_cells, match.lattice.substrate_cells) == (3, 1)
    neutral = {
        (upper.number, lower.number)
        for upper in find_terminations(film, match.film_plane, stoichiometric=False)
        for lower in find_terminations(base, match.substrate_plane, stoichiometric=False)
        if sum(
            _CHARGES[symbol]
            for symbol in (
                *cut_slab(film, match.film_plane, upper, 2, match.lattice.film_matrix).species,
                *cut_slab(
                    base, match.substrate_plane, lower, 2, match.lattice.substrate_matrix
                ).species,
            )
        )
        == 0
    }
    kept = [(c.film_cut.number, c.substrate_cut.number) for c in found.candidates]
    assert len(kept) == len(neutral) > 10
    assert set(kept) == neutral
    assert found.charged == 9 * 18 - len(neutral)


def test_a_declared_pair_has_its_smallest_match_only(zirconia, chlorides):
    pair = Pair(film="t", film_plane=(1, 0, 1), substrate="i", substrate_plane=(1, 0, 1))
    found = enumerate_interfaces(
        {"t-ZrO2": zirconia["t-ZrO2"]},
        {"ideal": chlorides["ideal"]},
        _declared(pair, max_strain=0.01),
        Build(),
        _CHARGES,
        phases={"t-ZrO2": "t", "ideal": "i"},
    )
    assert (found.matches, found.plane_pairs) == (1, 1)
    assert found.candidates[0].match.area_A2 == pytest.approx(164.5, abs=0.06)
    assert {candidate.pair for candidate in found.candidates} == {"one"}


def test_the_limits_of_a_pair_go_before_those_of_its_set(salts):
    tight = _111.model_copy(update={"max_strain": 0.01, "max_area_A2": 40.0})
    with pytest.raises(NoMatchError, match=r"film on base: .*nearest"):
        enumerate_interfaces(*salts, _declared(tight), Build(), _CHARGES)


def test_a_set_without_any_match_names_the_nearest(salts):
    limits = InterfaceSet(max_index=1, max_area_A2=20.0, max_strain=0.001)
    with pytest.raises(NoMatchError, match=r"film on base: no common cell .*nearest: film \("):
        enumerate_interfaces(*salts, limits, Build(), _CHARGES)


def test_pairs_of_crystals_with_a_match_are_named(zirconia, chlorides):
    films = {name: zirconia[name] for name in ("c-ZrO2", "m-ZrO2")}
    limits = InterfaceSet(max_index=1, max_area_A2=200.0, max_strain=0.01)
    found = enumerate_interfaces(films, {"ideal": chlorides["ideal"]}, limits, Build(), _CHARGES)
    assert found.matched == {("c-ZrO2", "ideal")}


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (InterfaceSet(max_index=1, max_strain=0.1), "no largest area"),
        (InterfaceSet(max_area_A2=100.0, max_strain=0.1), "no largest Miller index"),
        (_declared(_111.model_copy(update={"film": "other"})), "no crystal of phase other"),
    ],
)
def test_what_is_missing_is_named(salts, limits, message):
    with pytest.raises(StructureError, match=message):
        enumerate_interfaces(*salts, limits, Build(), _CHARGES)


def test_both_sides_of_two_polar_crystals_are_enumerated(wurtzite):
    limits = InterfaceSet(max_index=1, max_area_A2=12.0, max_strain=0.01)
    found = enumerate_interfaces({"a": wurtzite}, {"b": wurtzite}, limits, Build(), _CHARGES)
    planes = {c.match.film_plane.miller for c in found.candidates}
    assert {(0, 0, 1), (0, 0, -1)} <= planes


def test_the_identity_leaves_out_thickness_and_strain(salts):
    (candidate, *_) = enumerate_interfaces(*salts, _declared(), Build(), _CHARGES).candidates
    thick = Build(thickness=Thickness(film_A=30.0, substrate_A=30.0), strain_on="both")
    (other, *_) = enumerate_interfaces(*salts, _declared(), thick, _CHARGES).candidates
    assert candidate.identity == other.identity
    assert candidate.orientation == "film (1 1 1) [1 0 / 0 1] on base (1 1 1) [1 0 / 0 1]"


def test_all_ten_pairs_of_polymorphs_to_index_two_take_seconds(zirconia, chlorides, ordered_alpha):
    limits = InterfaceSet(max_index=2, max_area_A2=120.0, max_strain=0.1)
    bases = {"ideal": chlorides["ideal"], "alpha": ordered_alpha}
    start = time.process_time()
    found = enumerate_interfaces(zirconia, bases, limits, Build(), _CHARGES)
    assert time.process_time() - start < 10.0
    assert found.matched == set(product(zirconia, bases))
    assert len(found.candidates) > 1000
