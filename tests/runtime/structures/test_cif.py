import numpy as np
import pytest

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.cif import read_cif, read_cif_sites
from saggar.runtime.structures.neighbors import pairs_within
from saggar.schemas.errors import StructureError

ORDERED = [
    "c-ZrO2",
    "t-ZrO2",
    "m-ZrO2",
    "o-ZrO2-Pca21",
    "o-ZrO2-Pbca",
    "ideal-LZC",
    "beta-LZC",
    "alpha-LZC",
]


def cif(cell, symmetry, sites):
    tags = ("length_a", "length_b", "length_c", "angle_alpha", "angle_beta", "angle_gamma")
    lines = [f"_cell_{tag} {value}" for tag, value in zip(tags, cell, strict=True)]
    columns = ("label", "type_symbol", "fract_x", "fract_y", "fract_z", "occupancy")
    loop = ["loop_", *(f"_atom_site_{column}" for column in columns), *sites]
    return "\n".join(["data_test", *lines, *symmetry, *loop]) + "\n"


def operations(*triplets):
    return ["loop_", "_symmetry_equiv_pos_as_xyz", *(f"'{triplet}'" for triplet in triplets)]


# P2_1/c, and zirconia in it (Howard, Hill, Reichert 1988)
P21C = operations("x,y,z", "-x,y+1/2,-z+1/2", "-x,-y,-z", "x,-y+1/2,z+1/2")
MONOCLINIC = cif(
    ("5.1505(1)", "5.2116(1)", "5.3173(1)", 90, "99.230(1)", 90),
    P21C,
    [
        "Zr1 Zr4+ 0.2754 0.0395 0.2083 1.0",
        "O1 O2- 0.0700 0.3317 0.3447 1.0",
        "O2 O2- 0.4496 0.7569 0.4792 1.0",
    ],
)
TRIVIAL = operations("x,y,z")
CUBE = (4, 4, 4, 90, 90, 90)


def assert_same_crystal(one, other, tolerance_A=1e-4):
    """Equal metric, and every atom of one on an atom of the other of the same element."""
    assert len(one) == len(other)
    np.testing.assert_allclose(
        one.lattice @ one.lattice.T, other.lattice @ other.lattice.T, atol=tolerance_A
    )
    for species, site in zip(one.species, one.fractional, strict=True):
        offsets = other.fractional[[s == species for s in other.species]] - site
        offsets -= np.rint(offsets)
        assert np.linalg.norm(offsets @ one.lattice, axis=1).min() < tolerance_A


@pytest.mark.parametrize("name", ORDERED)
def test_cells_are_those_that_ase_reads(data, name):
    from ase.io import read

    cell = read_cif((data / f"{name}.cif").read_text(), name=name)
    assert_same_crystal(cell, Cell.from_ase(read(data / f"{name}.cif")))


@pytest.mark.parametrize("name", ["t-ZrO2", "ideal-LZC", "alpha-LZC"])
def test_cells_are_those_that_pymatgen_reads(data, name):
    from pymatgen.io.cif import CifParser

    (structure,) = CifParser(data / f"{name}.cif", frac_tolerance=0).parse_structures(
        primitive=False
    )
    assert_same_crystal(
        read_cif((data / f"{name}.cif").read_text(), name=name), from_pymatgen(structure)
    )


def from_pymatgen(structure):
    symbols = [site.specie.symbol for site in structure]
    return Cell.from_fractional(symbols, structure.frac_coords, structure.lattice.matrix)


SYMMETRIC = {
    "Fm-3m": ((5.09, 5.09, 5.09, 90, 90, 90), "Zr 0 0 0; O 0.25 0.25 0.25"),
    "P2_1/c": (
        (5.1505, 5.2116, 5.3173, 90, 99.23, 90),
        "Zr 0.2754 0.0395 0.2083; O 0.07 0.3317 0.3447; O 0.4496 0.7569 0.4792",
    ),
    "Pca2_1": (
        (5.26, 5.068, 5.077, 90, 90, 90),
        "Zr 0.03 0.267 0.25; O 0.361 0.068 0.106; O 0.229 0.537 0",
    ),
    "Pbca": (
        (10.0861, 5.2615, 5.091, 90, 90, 90),
        "Zr 0.8843 0.0332 0.2558; O 0.7911 0.3713 0.131; O 0.9779 0.7477 0.4948",
    ),
    "P3_1": ((5.0, 5.0, 7.0, 90, 90, 120), "Zr 0.1 0.25 0.05; O 0.4 0.05 0.2"),
    "P-31c": (
        (6.327, 6.327, 11.787, 90, 90, 120),
        "Zr 0.333333 0.666667 0.25; Li 0 0 0.25; Li 0.666667 0.333333 0.25; "
        "Cl 0.3404 0.0076 0.3678",
    ),
}


@pytest.mark.parametrize("group", SYMMETRIC)
def test_symmetry_is_applied_as_pymatgen_applies_its_own_tables(group):
    import gemmi
    from pymatgen.core import Lattice, Structure

    parameters, listed = SYMMETRIC[group]
    sites = [site.split() for site in listed.split(";")]
    triplets = [
        operation.triplet() for operation in gemmi.SpaceGroup(group.replace("_", "")).operations()
    ]
    text = cif(
        parameters,
        operations(*triplets),
        [f"{symbol}{k} {symbol} {x} {y} {z} 1" for k, (symbol, x, y, z) in enumerate(sites)],
    )
    expected = Structure.from_spacegroup(
        group,
        Lattice.from_parameters(*parameters),
        [symbol for symbol, *_ in sites],
        [[float(x) for x in place] for _, *place in sites],
        tol=1e-3,
    )
    assert_same_crystal(read_cif(text, name=group), from_pymatgen(expected))


def test_monoclinic_zirconia_has_seven_bonds_around_zirconium():
    cell = read_cif(MONOCLINIC, name="m-ZrO2")
    pairs = pairs_within(cell, 2.6)
    species = np.array(cell.species)
    bonds = pairs.distance_A[species[pairs.first] != species[pairs.second]]
    assert len(bonds) == 4 * 7
    assert 2.04 < bonds.min() < bonds.max() < 2.30


def test_a_space_group_without_choice_of_origin_stands_for_its_operations():
    named = MONOCLINIC.replace("\n".join(P21C), "_symmetry_space_group_name_H-M 'P 1 21/c 1'")
    assert_same_crystal(read_cif(named, name="named"), read_cif(MONOCLINIC, name="listed"))


def test_a_space_group_with_two_origins_is_refused_without_operations():
    text = cif(
        (3.64, 3.64, 5.27, 90, 90, 90),
        ["_symmetry_space_group_name_H-M 'P 42/n m c'"],
        ["Zr1 Zr 0 0 0 1", "O1 O 0 0.5 0.185 1"],
    )
    with pytest.raises(StructureError, match="several origins"):
        read_cif(text, name="t-ZrO2")


def test_a_space_group_with_its_origin_named_is_accepted():
    text = cif(
        (3.64, 3.64, 5.27, 90, 90, 90),
        ["_symmetry_space_group_name_H-M 'P 42/n m c:1'"],
        ["Zr1 Zr 0 0 0 1", "O1 O 0 0.5 0.185 1"],
    )
    cell = read_cif(text, name="t-ZrO2")
    assert cell.formula == "Zr2 O4"
    short, long = np.hypot(1.82, 0.185 * 5.27), np.hypot(1.82, 0.315 * 5.27)
    bonds = np.sort(pairs_within(cell, 2.5).distance_A)
    assert bonds == pytest.approx([short] * 8 + [long] * 8)


def test_four_digit_thirds_make_one_atom_exactly_on_the_axis():
    threefold = operations("x,y,z", "-y,x-y,z", "-x+y,-x,z")
    text = cif((11, 11, 6, 90, 90, 120), threefold, ["Zr1 Zr 0.3333 0.6666 0.25 1"])
    cell = read_cif(text, name="third")
    assert len(cell) == 1
    np.testing.assert_allclose(cell.fractional, [[1 / 3, 2 / 3, 0.25]], atol=1e-12)


def test_coordinates_are_wrapped_into_the_cell():
    text = cif(CUBE, TRIVIAL, ["Li1 Li -0.25 1.5 2.0 1"])
    np.testing.assert_allclose(read_cif(text, name="x").positions, [[3.0, 2.0, 0.0]])


def test_partial_occupancy_is_reported_site_by_site(data):
    text = (data / "alpha-LZC-disordered.cif").read_text()
    sites = read_cif_sites(text, name="alpha")
    lithium = np.array(sites.species) == "Li"
    assert lithium.sum() == 12
    np.testing.assert_array_equal(sites.occupancy[lithium], 0.5)
    np.testing.assert_array_equal(sites.occupancy[~lithium], 1.0)
    assert not sites.is_ordered


def test_partial_occupancy_is_refused_where_a_cell_is_wanted(data):
    text = (data / "alpha-LZC-disordered.cif").read_text()
    with pytest.raises(StructureError, match=r"alpha: occupancy below 1 at Li3 \(Li\) 0.5, Li4"):
        read_cif(text, name="alpha")


def test_sites_tell_the_row_of_the_file_they_come_from():
    sites = read_cif_sites(MONOCLINIC, name="m-ZrO2")
    np.testing.assert_array_equal(sites.orbit, np.repeat([0, 1, 2], 4))
    assert sites.labels[4] == "O1"


def test_two_elements_may_share_a_place_up_to_full_occupancy():
    text = cif(CUBE, TRIVIAL, ["Li1 Li 0 0 0 0.6", "Zr1 Zr 0 0 0 0.4"])
    assert len(read_cif_sites(text, name="mixed").species) == 2


@pytest.mark.parametrize(
    ("sites", "message"),
    [
        (["O1 O 0 0 0 1", "O2 O 0 0 0.99 1"], r"O1 \(O\) at .* and O2 \(O\) at .* 0.040 A apart"),
        (["Li1 Li 0 0 0 0.6", "Zr1 Zr 0 0 0 0.5"], "0.000 A apart"),
        (["Qx1 Qx 0 0 0 1"], "site Qx1: 'Qx' is no element"),
        (["Li1 Li 0 ? 0 1"], "site Li1 has coordinates"),
        (["Li1 Li 0 0 0 1.5"], "site Li1 has occupancy 1.5"),
        (["Li1 Li 0 0 0 0"], "site Li1 has occupancy 0"),
    ],
)
def test_faulty_sites_are_named(sites, message):
    with pytest.raises(StructureError, match=message):
        read_cif_sites(cif(CUBE, TRIVIAL, sites), name="x")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("_cell_length_b 5.2116(1)", "", "_cell_length_b is missing"),
        ("5.1505(1)", "?", r"_cell_length_a is \?"),
        ("5.1505(1)", "-5", "must be above 0"),
        ("\n".join(P21C), "", "no symmetry"),
        ("'-x,-y,-z'", "'-x,-y,-q'", "symmetry operation"),
        ("data_test", "test", "not a CIF"),
        ("_atom_site_fract_x", "_atom_site_other", "no sites"),
    ],
)
def test_faulty_files_are_refused_with_what_is_missing(old, new, message):
    with pytest.raises(StructureError, match=message):
        read_cif(MONOCLINIC.replace(old, new, 1), name="m-ZrO2")


def test_two_structures_in_one_file_are_refused():
    two = MONOCLINIC + MONOCLINIC.replace("data_test", "data_other")
    with pytest.raises(StructureError, match=r"2 structures \(test, other\)"):
        read_cif(two, name="both")
