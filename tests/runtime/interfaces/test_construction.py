import numpy as np
import pytest

from saggar.runtime.interfaces.construction import build_interface, repeat_interface
from saggar.runtime.interfaces.enumeration import enumerate_interfaces
from saggar.runtime.interfaces.supercells import repeats_in_plane
from saggar.runtime.structures.box import violates_box_rule
from saggar.schemas.interfaces import Build, InterfaceSet, Pair, Thickness

_CHARGES = {"Zr": 4.0, "O": -2.0, "Li": 1.0, "Cl": -1.0}
_CUTOFF_A = 6.0


def _pair(film, substrate, build, **options):
    """The first candidate of a declared pair, built."""
    (film_name, film_plane, film_crystal), (base_name, base_plane, base_crystal) = film, substrate
    pair = Pair(
        film=film_name, film_plane=film_plane, substrate=base_name, substrate_plane=base_plane
    )
    limits = InterfaceSet(pairs={"pair": pair}, max_area_A2=200.0, max_strain=0.01)
    found = enumerate_interfaces(
        {film_name: film_crystal}, {base_name: base_crystal}, limits, build, _CHARGES
    )
    return build_interface(
        found.candidates[0], film_crystal, base_crystal, build, _CHARGES, **options
    )


def test_the_tetragonal_cell_of_the_paper_is_built_atom_for_atom(zirconia, chlorides):
    """Zr1792 O3584 on Li1152 Zr576 Cl3456: the 2:7 match of 164.5 A^2, 4 x 4."""
    build = Build(thickness=Thickness(film_A=44.0, substrate_A=23.0))
    built = _pair(
        ("ideal", (1, 0, 1), chlorides["ideal"]), ("t", (1, 0, 1), zirconia["t-ZrO2"]), build
    )
    wanted = 1792 + 3584 + 1152 + 576 + 3456
    repeats = repeats_in_plane(built.cell, wanted, cutoff_A=_CUTOFF_A)
    large = repeat_interface(built, repeats)
    assert repeats == (4, 4)
    assert large.cell.counts == {"Li": 1152, "Zr": 576 + 1792, "Cl": 3456, "O": 3584}
    assert large.record.film_termination.repeats == 9
    assert large.record.substrate_termination.repeats == 8
    assert large.record.match_area_A2 == pytest.approx(164.5, rel=0.015)
    assert not violates_box_rule(large.cell, _CUTOFF_A)


def test_the_monoclinic_cell_of_the_paper_is_built_atom_for_atom(zirconia, ordered_alpha):
    """Zr1536 O3072 on Li1152 Zr576 Cl3456: 96 cells x 4 layers, 16 cells x 12 layers."""
    assert len(ordered_alpha.primitive) == 27
    build = Build(thickness=Thickness(film_layers=4, substrate_layers=12))
    built = _pair(("m", (0, 1, 0), zirconia["m-ZrO2"]), ("alpha", (2, 0, 1), ordered_alpha), build)
    large = repeat_interface(built, repeats_in_plane(built.cell, 9792, cutoff_A=_CUTOFF_A))
    assert large.record.match_area_A2 == pytest.approx(166.7, abs=0.1)
    assert large.record.repeats[0] * large.record.repeats[1] == 16
    assert large.cell.counts == {"Li": 1152, "Zr": 1536 + 576, "Cl": 3456, "O": 3072}
    assert large.record.atoms == len(large.cell) == 9792


def test_the_record_describes_the_cell(zirconia, chlorides):
    build = Build(thickness=Thickness(film_layers=4, substrate_layers=2))
    film, substrate = ("c", (1, 1, 1), zirconia["c-ZrO2"]), ("i", (0, 0, 1), chlorides["ideal"])
    built = _pair(film, substrate, build)
    record, cell = built.record, built.cell
    a, b, c = cell.lattice
    assert record.area_A2 == pytest.approx(np.linalg.norm(np.cross(a, b)))
    assert record.match_area_A2 == pytest.approx(34.7, abs=0.05)
    assert record.lengths_A == pytest.approx(np.linalg.norm(cell.lattice, axis=1), abs=1e-6)
    assert record.formula == cell.formula
    assert record.net_charge_e == 0.0
    slabs = record.film_termination.thickness_A + record.substrate_termination.thickness_A
    assert c[2] == pytest.approx(slabs + 2 * build.gap_A, abs=1e-5)
    assert (record.film_termination.bottom, record.film_termination.top) == ("O", "O")
    assert record.film_termination.dipole_e_A_per_A2 == pytest.approx(0.0, abs=1e-6)
    assert record.film_substrate_distance_A >= build.gap_A
    assert record.strains == pytest.approx((0.0031, 0.0031), abs=1e-4)


def test_the_strained_film_has_the_spacing_of_the_substrate_and_its_own_layers(zirconia, chlorides):
    build = Build(thickness=Thickness(film_layers=3, substrate_layers=1))
    film, substrate = ("c", (1, 1, 1), zirconia["c-ZrO2"]), ("i", (0, 0, 1), chlorides["ideal"])
    cell = _pair(film, substrate, build).cell
    hexagonal = np.linalg.norm(chlorides["ideal"].conventional[0])
    assert np.linalg.norm(cell.lattice[:2], axis=1) == pytest.approx([hexagonal] * 2)
    zirconium = [n for n, s in enumerate(cell.species) if s == "Zr" and cell.group[n] == 0]
    heights = np.unique(np.round(cell.positions[zirconium, 2], 4))
    assert np.diff(heights) == pytest.approx([5.14948734 / 3**0.5] * 2, abs=1e-3)


def test_the_dipoles_of_the_record_are_those_of_the_slabs_in_the_cell(zirconia, chlorides):
    film, base = zirconia["t-ZrO2"], chlorides["ideal"]
    limits = InterfaceSet(max_index=1, max_area_A2=120.0, max_strain=0.1)
    found = enumerate_interfaces({"t": film}, {"ideal": base}, limits, Build(), _CHARGES)
    polar = 0
    for candidate in found.candidates[::7]:
        built = build_interface(candidate, film, base, Build(), _CHARGES)
        charges = np.array([_CHARGES[symbol] for symbol in built.cell.species])
        area = np.linalg.norm(np.cross(*built.cell.lattice[:2]))
        for group, slab in enumerate(
            (built.record.film_termination, built.record.substrate_termination)
        ):
            inside = built.cell.group == group
            dipole = charges[inside] @ built.cell.positions[inside, 2] / area
            assert slab.dipole_e_A_per_A2 == pytest.approx(dipole, abs=2e-6)
            polar += abs(dipole) > 0.1
    assert polar > 3


def test_repeating_scales_the_record(zirconia, chlorides):
    build = Build(thickness=Thickness(film_layers=2, substrate_layers=1))
    film, substrate = ("c", (1, 1, 1), zirconia["c-ZrO2"]), ("i", (0, 0, 1), chlorides["ideal"])
    built = _pair(film, substrate, build)
    large = repeat_interface(repeat_interface(built, (2, 1)), (1, 3))
    assert large.record.repeats == (2, 3)
    assert large.record.atoms == 6 * built.record.atoms
    assert large.record.area_A2 == pytest.approx(6 * built.record.area_A2)
    assert large.record.lengths_A[:2] == pytest.approx(
        np.array(built.record.lengths_A[:2]) * [2, 3], abs=1e-5
    )
    assert large.record.identity == built.record.identity


def test_a_thickness_of_its_own_goes_before_that_of_build(zirconia, chlorides):
    film, substrate = ("c", (1, 1, 1), zirconia["c-ZrO2"]), ("i", (0, 0, 1), chlorides["ideal"])
    built = _pair(film, substrate, Build(), thickness=Thickness(film_A=20.0, substrate_layers=1))
    assert built.record.film_termination.repeats == 7
    assert built.record.substrate_termination.repeats == 1


@pytest.mark.parametrize("strained", ["film", "substrate", "both"])
def test_the_strain_of_the_cell_against_both_bulk_crystals_is_that_of_the_record(
    zirconia, chlorides, strained
):
    films, ideal = {"m": zirconia["m-ZrO2"], "t": zirconia["t-ZrO2"]}, chlorides["ideal"]
    build = Build(strain_on=strained, thickness=Thickness(film_layers=1, substrate_layers=1))
    limits = InterfaceSet(max_index=1, max_area_A2=120.0, max_strain=0.1)
    found = enumerate_interfaces(films, {"ideal": ideal}, limits, build, _CHARGES)
    for candidate in found.candidates[: found.matches]:
        film, match = films[candidate.film], candidate.match
        built = build_interface(candidate, film, ideal, build, _CHARGES)
        of_film = _strains(np.array(match.film_vectors) @ film.primitive.lattice, built.cell)
        of_base = _strains(np.array(match.substrate_vectors) @ ideal.primitive.lattice, built.cell)
        if strained == "both":
            mutual = (1 + of_film) / (1 + of_base[::-1])
            reported = sorted(2 * (mutual - 1) / (mutual + 1))
        else:
            reported = of_film if strained == "film" else of_base
            rest = of_base if strained == "film" else of_film
            assert rest == pytest.approx([0.0, 0.0], abs=1e-9)
        assert built.record.strains == pytest.approx(reported, abs=1e-9)


def _strains(bulk, cell):
    """Principal strains from a bulk crystal's vectors to the first two of a cell, ascending."""
    metrics = [vectors @ vectors.T for vectors in (bulk, cell.lattice[:2])]
    return np.sqrt(np.sort(np.linalg.eigvals(np.linalg.solve(*metrics)).real)) - 1.0
