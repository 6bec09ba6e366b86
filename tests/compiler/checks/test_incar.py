"""Tags that are sound are not found fault with, and each rule ends where it should."""

from typing import Any

import pytest
import studies
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from saggar.compiler.checks.incar_tags import RULES, findings
from saggar.compiler.checks.rules import run_checks
from saggar.compiler.codes import CODES
from saggar.compiler.incar.roles import BY_PROGRAM, KEYS
from saggar.compiler.incar.table import TAGS
from saggar.schemas.engines import Vasp
from saggar.schemas.machine import LAPTOP

SPECIES = ("Li", "Fe", "O")

VASP = {"engine": "vasp", "energy_cutoff": "650 eV", "k_spacing": "0.3 1/Å"}

PLUS_U = {"LDAU": True, "LDAUL": [-1, 2, -1], "LDAUU": [0, 4, 0], "LMAXMIX": 4}


def reference(keys: dict[str, Any], tags: dict[str, Any]) -> Vasp:
    return Vasp.model_validate({**VASP, **keys, "tags": tags}, context={"units": "required"})


def codes(tags: dict[str, Any], **keys: Any) -> list[str]:
    return [each.code for each in findings(reference(keys, tags), SPECIES)]


@pytest.mark.parametrize(
    ("tags", "keys"),
    [
        ({"LMAXMIX": 4, "NCORE": 4, "KPAR": 2, "NSIM": 4, "LPLANE": True}, {}),
        ({"ADDGRID": True, "NELMDL": -6, "SYMPREC": 1e-6, "AMIX": 0.2, "BMIX": 1e-4}, {}),
        ({"MAGMOM": [0, 5, 0]}, {"spin": True}),
        (PLUS_U, {}),
        ({**PLUS_U, "LDAUL": [-1, 3, -1], "LMAXMIX": 6}, {}),
        ({"LHFCALC": True, "AEXX": 0.25, "HFSCREEN": 0.2, "PRECFOCK": "fast"}, {}),
        ({"LHFCALC": True}, {"algorithm": "All"}),
        ({"LUSE_VDW": True, "AGGAC": 0}, {}),
        ({"VDW_S8": 0.8, "VDW_RADIUS": 50.2}, {"dispersion": "d3"}),
        ({"LDIPOL": True, "IDIPOL": 3, "DIPOL": [0.5, 0.5, 0.5]}, {}),
        ({"ISYM": 0}, {}),
        ({"ISYM": -1}, {}),
        ({"PSTRESS": 0}, {}),
        ({"LORBIT": 11, "NEDOS": 2001, "LAECHG": True}, {}),
        ({"LEPSILON": False}, {}),
        ({"NPAR": 4}, {}),
        ({"LSORBIT": False}, {}),
        ({"LASYNC": ".TRUE.", "LPLANE": ".false."}, {}),
        ({"NCORE": 4.0}, {}),
    ],
)
def test_sound_tags_are_taken(tags: dict[str, Any], keys: dict[str, Any]) -> None:
    assert codes(tags, **keys) == []


@pytest.mark.parametrize(("directions", "code"), [(True, "SG489"), (False, "SG481")])
def test_moments_are_vectors_only_where_spins_have_directions(directions: bool, code: str) -> None:
    vectors = [0, 0, 0, 0, 0, 5, 0, 0, 0]
    assert codes({"MAGMOM": vectors, "LNONCOLLINEAR": directions}, spin=True) == [code]


@pytest.mark.parametrize("name", ["NCORE", "LASYNC", "DIPOL", "PRECFOCK", "LDAUU", "MAGMOM"])
@pytest.mark.parametrize(
    "value", [True, -7, 10**17, 1e-300, "x", "4*", "1e5", "9" * 50 + "*1", [True], [10**17, -1]],
    ids=str,
)  # fmt: skip
def test_every_value_is_judged_without_an_error(name: str, value: Any) -> None:
    awkward = dict.fromkeys(("ISIF", "PSTRESS", "ISYM", "NELECT", "LDAUL", "LMAXMIX", name), value)
    seen = list(findings(reference({}, {**PLUS_U, **awkward}), SPECIES))
    assert seen
    assert all(each.hint and each.path[-1] in each.message for each in seen)


NAMES = st.sampled_from([*TAGS, *KEYS, *BY_PROGRAM]) | st.from_regex(r"[A-Za-z0-9._-]{1,8}")
SCALARS = st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
TREES = st.dictionaries(NAMES, SCALARS | st.lists(SCALARS, max_size=4), max_size=6)


@given(tags=TREES, spin=st.booleans())
def test_whatever_is_written_is_judged_or_no_value(tags: dict[str, Any], spin: bool) -> None:
    try:
        read = reference({"spin": spin}, tags)
    except ValidationError:
        return
    for each in findings(read, SPECIES):
        assert each.code in CODES
        assert each.hint


@pytest.mark.parametrize("value", [{}, [], ["T"], [[1]], [4, "x"], 1e400, float("nan")], ids=str)
def test_what_no_tag_takes_is_no_value(value: Any) -> None:
    with pytest.raises(ValueError, match="a tag"):
        reference({}, {"NCORE": value})


def test_interactions_of_wrong_lengths_are_found_once() -> None:
    tags = {**PLUS_U, "LDAUU": [0, 4]}
    assert codes(tags) == ["SG481"]


def test_exchange_without_interaction_strength_is_enough() -> None:
    tags = {"LDAU": True, "LDAUL": [-1, 2, -1], "LDAUJ": [0, 1, 0], "LMAXMIX": 4}
    assert codes(tags) == []


@pytest.mark.parametrize("name", ["d3", "d3bj"])
def test_a_functional_with_parameters_of_its_own_needs_none(name: str) -> None:
    assert "SG487" not in found(dispersion=name)
    assert "SG487" not in found(dispersion=name, functional="PBEsol")
    assert "SG487" in found(dispersion=name, functional="r2SCAN")


def test_parameters_that_are_given_are_enough() -> None:
    tags = {"VDW_A1": 0.49484001, "VDW_A2": 5.73083694, "VDW_S8": 0.78981345}
    assert "SG487" not in found(dispersion="d3bj", functional="r2SCAN", tags=tags)
    assert "SG487" in found(dispersion="d3", functional="r2SCAN", tags=tags)


@pytest.mark.parametrize("name", ["PBE", "PBE_52", "PBE_54", "PBE_64"])
def test_releases_of_data_sets_are_known(name: str) -> None:
    assert "SG493" not in found(potential_set=name)


def test_the_meta_gga_with_its_terms_is_sound() -> None:
    assert "SG494" not in found(functional="r2SCAN")
    assert "SG494" not in found(functional="PBE", aspherical=False)


SLABS = {"films": ["c-ZrO2"], "substrates": ["c-ZrO2"], "build": {"boundary": "vacuum"}}
PAIR = {"film": "c-ZrO2", "film_plane": [1, 1, 1], "substrate": "c-ZrO2",
        "substrate_plane": [1, 1, 1], "max_area": "20 Å^2", "max_strain": "1 %"}  # fmt: skip
BUILT = {**SLABS, "sets": {"near": {"pairs": {"cubes": PAIR}}}}


@pytest.mark.parametrize(
    ("interfaces", "tags", "warned"),
    [
        (BUILT, {}, True),
        (BUILT, {"LDIPOL": False}, True),
        (BUILT, {"LDIPOL": True, "IDIPOL": 2}, True),
        (BUILT, {"LDIPOL": True, "IDIPOL": 3}, False),
        ({**BUILT, "build": {"boundary": "sandwich"}}, {}, False),
        (SLABS, {}, False),
    ],
)
def test_only_slabs_in_vacuum_need_their_dipole_corrected(
    interfaces: dict[str, Any], tags: dict[str, Any], warned: bool
) -> None:
    assert ("SG490" in found(interfaces=interfaces, tags=tags)) is warned


def test_another_reference_has_no_tags_to_judge() -> None:
    seen = run_checks(studies.campaign(studies.changed(interfaces=BUILT)), None, LAPTOP)
    assert not {each.code for each in seen if "SG480" <= each.code < "SG500"}


def found(interfaces: dict[str, Any] | None = None, **keys: Any) -> set[str]:
    """Give the codes of a whole check."""
    changed = studies.changed(models__reference={**VASP, **keys})
    changed["interfaces"] = interfaces or {}
    return {each.code for each in run_checks(studies.campaign(changed), None, LAPTOP)}


def test_every_code_of_tags_has_a_rule() -> None:
    said = " ".join(rule.__doc__ or "" for rule in RULES)
    own = {"SG490", "SG493", "SG494"}
    due = {code for code in CODES if "SG480" <= code < "SG500"} - own
    assert all(code in said for code in due)
