"""Settings of a reference calculation that spoil labels."""

import math

import numpy as np
import pytest
import studies

from saggar.compiler.checks import Finding, run_checks
from saggar.compiler.checks.paw import RECOMMENDED, ENMAX_eV
from saggar.compiler.checks.reference import RULES, mesh, strained_meshes
from saggar.compiler.codes import CODES
from saggar.compiler.structures.summary import summarize
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.perturbation import strained
from saggar.schemas.base import ELEMENTS
from saggar.schemas.machine import LAPTOP

VASP = {"engine": "vasp", "energy_cutoff": "550 eV", "k_spacing": "0.3 1/Å"}


def box(a_A: float, b_A: float, c_A: float) -> Cell:
    return Cell(("Zr", "O"), np.array([[0, 0, 0], [2, 0, 0]]), np.diag([a_A, b_A, c_A]))


def findings(
    code: str, cell: Cell | None = None, charges: dict[str, float] | None = None, **changes: object
) -> list[Finding]:
    tree = studies.changed(models__reference={**VASP, **changes})
    tree["charges"] = charges or tree["charges"]
    cells = {"c-ZrO2": cell or studies.fluorite()}
    found = run_checks(studies.campaign(tree), studies.known(cells), LAPTOP)
    return [each for each in found if each.code == code]


def test_the_mesh_of_the_fluorite_is_that_of_the_wiki_formula() -> None:
    assert mesh(studies.fluorite().thicknesses_A, 0.3) == (5, 5, 5)
    assert mesh((5.235, 5.236, 10.0), 0.3) == (5, 4, 3)


def test_the_mesh_counts_planes_rather_than_edges() -> None:
    tilted = Cell(("O",), np.zeros((1, 3)), np.array([[5.0, 0, 0], [5.0, 5.0, 0], [0, 0, 5.0]]))
    narrow = 5.0 / math.sqrt(2)
    expected = [math.ceil(2 * math.pi / (d * 0.3)) for d in (narrow, 5.0, 5.0)]
    assert list(mesh(tilted.thicknesses_A, 0.3)) == expected


@pytest.mark.parametrize(
    ("cutoff", "code"),
    [("498 eV", "SG450"), ("499 eV", "SG451"), ("550 eV", "SG451"), ("648 eV", "SG451")],
)
def test_lithium_needs_its_cutoff_and_more_for_stresses(cutoff: str, code: str) -> None:
    (found,) = findings(code, charges={"Li": 1, "Zr": 4, "O": -2}, energy_cutoff=cutoff)
    assert "Li_sv (499 eV)" in found.message
    assert '"650 eV"' in found.hint


def test_enough_for_stresses_is_not_warned_of() -> None:
    assert not findings("SG451", charges={"Li": 1, "O": -2}, energy_cutoff="650 eV")


def test_the_hardest_data_set_decides() -> None:
    (found,) = findings("SG450", energy_cutoff="390 eV")
    assert "ENMAX of O (400 eV)" in found.message


def test_a_data_set_of_unknown_cutoff_is_passed_over() -> None:
    assert not findings("SG450", energy_cutoff="390 eV", potentials={"O": "O_s"})


def test_a_data_set_of_another_element_is_found() -> None:
    (found,) = findings("SG459", potentials={"Zr": "Hf_pv"})
    assert "a data set of Hf" in found.message
    assert "Zr_sv" in found.hint


@pytest.mark.parametrize("name", ["Zr_sv_GW", "Zr", "Zr_sv"])
def test_every_data_set_of_the_element_may_be_chosen(name: str) -> None:
    assert not findings("SG459", potentials={"Zr": name})


@pytest.mark.parametrize(
    ("spacing", "sides_A", "warned"),
    [
        ("0.3 1/Å", (5.12, 5.12, 5.12), False),
        ("1.3 1/Å", (5.12, 5.12, 5.12), True),
        ("0.3 1/Å", (5.12, 5.12, 40.0), False),
        ("0.5 1/Å", (5.12, 5.12, 14.9), True),
        ("0.5 1/Å", (5.12, 5.12, 15.1), False),
    ],
)
def test_one_point_is_enough_only_across_a_long_cell(
    spacing: str, sides_A: tuple[float, float, float], warned: bool
) -> None:
    assert bool(findings("SG452", box(*sides_A), k_spacing=spacing)) is warned


def test_the_spacing_that_is_advised_gives_two_points() -> None:
    cell = box(5.0, 5.0, 5.0)
    (found,) = findings("SG452", cell, k_spacing="1.3 1/Å")
    advised = float(found.hint.split('"')[1].split()[0])
    assert min(mesh(cell.thicknesses_A, advised)) == 2
    assert not findings("SG452", cell, k_spacing=f"{advised} 1/Å")


def test_a_spacing_without_two_pi_is_found_and_converted() -> None:
    (found,) = findings("SG453", k_spacing="0.05 1/Å")
    assert "25 x 25 x 25" in found.message
    assert '"0.31 1/Å"' in found.hint


@pytest.mark.parametrize("method", ["gaussian", "tetrahedron", "fermi"])
def test_other_occupations_suit_an_insulator(method: str) -> None:
    assert not findings("SG454", smearing={"method": method})


def test_methfessel_and_paxton_do_not_suit_an_insulator() -> None:
    assert findings("SG454", smearing={"method": "methfessel-paxton"})


@pytest.mark.parametrize(("spacing", "refused"), [("0.3 1/Å", False), ("1.3 1/Å", True)])
def test_tetrahedra_need_four_points(spacing: str, refused: bool) -> None:
    found = findings("SG455", k_spacing=spacing, smearing={"method": "tetrahedron"})
    assert bool(found) is refused


@pytest.mark.parametrize(
    ("code", "key", "bad", "good"),
    [
        ("SG456", "energy_tolerance", "2e-5 eV", "0.01 meV"),
        ("SG457", "electronic_steps", 99, 100),
        ("SG458", "real_space_projection", True, False),
    ],
)
def test_a_setting_is_warned_of_beyond_its_bound(
    code: str, key: str, bad: object, good: object
) -> None:
    (found,) = findings(code, **{key: bad})
    assert found.path == ("models", "reference", key)
    assert found.severity == "warning"
    assert not findings(code, **{key: good})


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("O", None),
        ("O_h", "SG464"),
        ("O_GW", "SG464"),
        ("O_svv", "SG459"),
        ("S", "SG459"),
    ],
)
def test_a_data_set_is_one_that_vasp_has_and_best_one_whose_cutoff_is_known(
    name: str, code: str | None
) -> None:
    for each in ("SG459", "SG464"):
        found = findings(each, potentials={"O": name})
        assert [one.path[-1] for one in found] == ["O"] * (each == code)


def test_an_element_without_a_recommended_set_is_named() -> None:
    (found,) = findings("SG464", charges={"Zr": 4, "O": -2, "Eu": 3})
    assert found.path == ("models", "reference", "potentials")
    assert "ENMAX of Eu" in found.message


@pytest.mark.parametrize(
    ("smearing", "warned"),
    [
        ({"width": "0.2 eV"}, False),
        ({"width": "0.3 eV"}, True),
        ({"width": "0.3 eV", "method": "tetrahedron"}, False),
    ],
)
def test_a_width_that_fills_states_beyond_the_gap_is_warned_of(
    smearing: dict[str, str], warned: bool
) -> None:
    assert bool(findings("SG454", smearing=smearing)) is warned


def test_one_spacing_is_advised_that_suits_every_cell() -> None:
    tree = studies.changed(models__reference={**VASP, "k_spacing": "1.3 1/Å"})
    cells = studies.known({"c-ZrO2": box(4.0, 4.0, 4.0), "film": box(14.0, 30.0, 30.0)})
    found = run_checks(studies.campaign(tree), cells, LAPTOP)
    (one,) = [each for each in found if each.code == "SG452"]
    assert "gives film the mesh 1 x 1 x 1: one point across 14.0 Å" in one.message
    assert '"0.4 1/Å"' in one.hint


def test_a_model_as_reference_has_no_such_settings() -> None:
    campaign = studies.campaign(studies.SMALL)
    found = run_checks(campaign, studies.known({"c-ZrO2": studies.fluorite()}), LAPTOP)
    assert not [each for each in found if each.code.startswith("SG45")]


def test_recommended_sets_are_those_of_elements_with_sound_cutoffs() -> None:
    assert set(RECOMMENDED) <= set(ELEMENTS)
    assert len(RECOMMENDED) == len(ENMAX_eV)
    assert all(150 < cutoff < 500 for cutoff in ENMAX_eV.values())


def test_every_code_of_the_reference_has_a_rule() -> None:
    said = " ".join(rule.__doc__ or "" for rule in RULES)
    assert all(code in said for code in CODES if code.startswith("SG45"))


def family(cell: Cell, strain: str, spacing: str) -> list[Finding]:
    tree = studies.changed(
        models__reference={**VASP, "k_spacing": spacing},
        initial_data__perturb={"strain": ["0.1 %", strain], "per_structure": 2},
    )
    found = run_checks(studies.campaign(tree), studies.known({"c-ZrO2": cell}), LAPTOP)
    return [each for each in found if each.code == "SG465"]


def test_a_mesh_that_jumps_between_strained_copies_is_named_with_its_range() -> None:
    jump_A = 2 * math.pi / (4 * 0.3)  # 5.236 Å: 4 points at this thickness, 5 below it
    (found,) = family(box(jump_A * 1.005, 30.0, 30.0), "1 %", "0.3 1/Å")
    assert "c-ZrO2 4 x 1 x 1 (4-5 x 1 x 1)" in found.message
    assert "up to 1 %" in found.message
    assert "mesh of the unstrained cell is written for all" in found.hint
    assert found.severity == "warning"


@pytest.mark.parametrize(("over_the_jump", "warned"), [(1.0102, False), (1.0099, True)])
def test_the_reach_of_the_strain_is_exact(over_the_jump: float, warned: bool) -> None:
    jump_A = 2 * math.pi / (4 * 0.3)
    assert bool(family(box(jump_A * over_the_jump, 30.0, 30.0), "1 %", "0.3 1/Å")) is warned


def test_every_drawn_strain_lies_within_the_bounds_of_the_meshes() -> None:
    rng = np.random.default_rng(5)
    lattice = np.array([[5.1, 0.0, 0.0], [1.3, 4.9, 0.0], [0.4, -0.9, 6.2]])
    cell = Cell(("Zr",), np.zeros((1, 3)), lattice)
    least, most = strained_meshes(summarize(cell), 0.05, 0.1)
    assert all(np.less(least, most))
    for _ in range(200):
        points = mesh(strained(cell, 0.05, rng).thicknesses_A, 0.1)
        assert all(np.less_equal(least, points))
        assert all(np.less_equal(points, most))


def test_other_references_have_no_mesh() -> None:
    found = run_checks(
        studies.campaign(studies.changed()), studies.known({"c-ZrO2": studies.fluorite()}), LAPTOP
    )
    assert "SG465" not in {each.code for each in found}
