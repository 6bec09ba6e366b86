import numpy as np
import pytest

from saggar.runtime.interfaces.assembling import (
    FILM,
    SUBSTRATE,
    Spaces,
    assemble,
    atoms_of,
    check_charges,
    common_basis,
)
from saggar.runtime.interfaces.limits import MatchLimits
from saggar.runtime.interfaces.matching import match_lattices
from saggar.runtime.interfaces.planes import lattice_plane
from saggar.runtime.interfaces.slabs import cut_slab
from saggar.runtime.interfaces.strain import carried_strains, principal_stretches
from saggar.runtime.interfaces.sublattices import metrics_of
from saggar.runtime.interfaces.terminations import find_terminations
from saggar.schemas.errors import StructureError


@pytest.fixture
def salts(rock_salt):
    """A slab of (100) NaCl of two layers and one of LiF of three, over one cell each."""
    slabs = []
    for cation, anion, a, layers in (("Na", "Cl", 5.64, 2), ("Li", "F", 5.5, 3)):
        crystal = rock_salt(cation, anion, a)
        plane = lattice_plane(crystal, (1, 0, 0))
        (cut,) = find_terminations(crystal, plane)
        slabs.append(cut_slab(crystal, plane, cut, layers))
    return slabs


@pytest.mark.parametrize("strained", ["film", "substrate", "both"])
def test_the_strains_of_the_assembled_cell_are_those_that_the_match_reports(strained):
    rng = np.random.default_rng(3)
    film, substrate = (
        np.array([[3.0 + a, 0.0], [b, 3.0 + c]]) for a, b, c in rng.uniform(0, 2, size=(2, 3))
    )
    matches = match_lattices(film, substrate, MatchLimits(120.0, 0.1, strained=strained))
    assert len(matches) > 5
    for match in matches:
        mirror = np.diag([-1.0, 1.0]) if match.turned_over else np.eye(2)
        lower = np.array(match.film_matrix) @ mirror @ film @ mirror
        upper = np.array(match.substrate_matrix) @ substrate
        common = common_basis(lower, upper, strained)
        applied = [
            principal_stretches(metrics_of(c), metrics_of(common)) - 1 for c in (lower, upper)
        ]
        expected = [np.sort(s) for s in carried_strains(np.array(match.stretches), strained)]
        assert applied[0] == pytest.approx(expected[0], abs=1e-9)
        assert applied[1] == pytest.approx(expected[1], abs=1e-9)
        assert np.linalg.det(common) == pytest.approx(match.area_A2)
        if strained != "both":
            one = applied[0] if strained == "film" else applied[1]
            assert one == pytest.approx(match.strains, abs=1e-9)


def test_shared_strain_keeps_the_principal_axes():
    """Without the polar decomposition the mean of two turned cells would shrink."""
    film = np.array([[4.0, 0.0], [0.0, 5.0]])
    c, s = np.cos(0.7), np.sin(0.7)
    turned = film @ np.array([[c, s], [-s, c]])
    assert common_basis(film, turned, "both") == pytest.approx(film)


def test_cells_of_different_hands_are_refused():
    film = np.array([[4.0, 0.0], [0.0, 5.0]])
    with pytest.raises(StructureError, match="mirrored"):
        common_basis(film, film[::-1], "film")


def test_a_sandwich_has_the_gap_at_both_interfaces(salts):
    cell = assemble(*salts, Spaces(2.2))
    film, substrate = (cell.positions[atoms_of(cell, label), 2] for label in (FILM, SUBSTRATE))
    assert film.min() - substrate.max() == pytest.approx(2.2)
    assert substrate.min() + cell.lattice[2, 2] - film.max() == pytest.approx(2.2)
    assert cell.lattice[2, 2] == pytest.approx(5.64 / 2 + 5.5 + 4.4)


def test_the_upper_gap_of_a_sandwich_may_be_another(salts):
    cell = assemble(*salts, Spaces(2.2, upper_gap_A=3.1))
    film, substrate = (cell.positions[atoms_of(cell, label), 2] for label in (FILM, SUBSTRATE))
    assert film.min() - substrate.max() == pytest.approx(2.2)
    assert substrate.min() + cell.lattice[2, 2] - film.max() == pytest.approx(3.1)
    assert substrate.min() == pytest.approx(0.5 * 3.1)


def test_vacuum_is_between_the_film_and_the_next_substrate(salts):
    cell = assemble(*salts, Spaces(2.0, "vacuum", 17.0))
    film, substrate = (cell.positions[atoms_of(cell, label), 2] for label in (FILM, SUBSTRATE))
    assert film.min() - substrate.max() == pytest.approx(2.0)
    assert substrate.min() + cell.lattice[2, 2] - film.max() == pytest.approx(17.0)


def test_no_atom_is_at_the_faces_of_the_cell_across_the_normal(salts):
    for spaces in (Spaces(2.2), Spaces(2.2, "vacuum", 10.0)):
        cell = assemble(*salts, spaces, shift=(0.9, 0.3))
        third = cell.fractional[:, 2]
        assert third.min() * cell.lattice[2, 2] == pytest.approx(0.5 * spaces.above_A)
        assert third.max() < 1.0


def test_c_is_the_normal_and_film_atoms_come_first(salts):
    cell = assemble(*salts, Spaces(2.2))
    assert cell.lattice[2, :2] == pytest.approx([0, 0])
    assert cell.lattice[:2, 2] == pytest.approx([0, 0])
    assert np.linalg.det(cell.lattice) > 0
    assert cell.group.tolist() == [FILM] * 4 + [SUBSTRATE] * 6
    assert set(cell.species[:4]) == {"Na", "Cl"}


def test_only_the_strained_slab_changes_in_the_plane_and_none_along_the_normal(salts):
    film, substrate = salts
    on_film = assemble(film, substrate, Spaces(2.2), strained="film")
    on_substrate = assemble(film, substrate, Spaces(2.2), strained="substrate")
    assert on_film.lattice[0, 0] == pytest.approx(5.5 / 2**0.5)
    assert on_substrate.lattice[0, 0] == pytest.approx(5.64 / 2**0.5)
    heights = on_film.positions[atoms_of(on_film, FILM), 2]
    assert np.ptp(heights) == pytest.approx(5.64 / 2)


def test_a_shift_moves_the_film_alone(salts):
    still, moved = (assemble(*salts, Spaces(2.2), shift=shift) for shift in ((0, 0), (0.25, 0.5)))
    steps = (moved.positions - still.positions) @ np.linalg.inv(still.lattice)
    of_film = steps[atoms_of(still, FILM)] % 1.0
    assert of_film == pytest.approx(np.tile([0.25, 0.5, 0.0], (4, 1)))
    assert steps[atoms_of(still, SUBSTRATE)] == pytest.approx(0)


def test_a_charged_interface_is_refused_with_the_formulas_of_its_slabs(salts):
    cell = assemble(*salts, Spaces(2.2))
    check_charges(cell, {"Na": 1, "Cl": -1, "Li": 1, "F": -1})
    with pytest.raises(StructureError, match=r"net charge \+2 e.*film: (Na2 Cl2|Cl2 Na2)"):
        check_charges(cell, {"Na": 2, "Cl": -1, "Li": 1, "F": -1})


@pytest.mark.parametrize(
    "spaces", [(0.0, "sandwich", 15.0), (2.0, "vacuum", -1.0), (2.0, "sandwich", 15.0, -0.1)]
)
def test_slabs_that_touch_are_refused(spaces):
    with pytest.raises(StructureError, match="must be above 0"):
        Spaces(*spaces)
