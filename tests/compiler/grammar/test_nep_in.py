"""nep.in by release, as read from GPUMD's source at each tag."""

import pytest

from saggar.compiler.checks.engines import NEP_LIMITS, Limit, version_of
from saggar.compiler.grammar import RELEASES, Problem, lint_nep_in


def lint(*lines: str, release: str = "5.6") -> list[Problem]:
    return lint_nep_in("\n".join(("type 2 Zr O", *lines)), release)


def errors(*lines: str, release: str = "5.6") -> list[str]:
    return [each.message for each in lint(*lines, release=release) if each.severity == "error"]


CHANGES = (
    ("version 3", "4.0", "5.3"),
    ("version 4", "4.0", ""),
    ("cutoff 12 4", "4.7", ""),
    ("cutoff 6 2.6", "4.0", "4.9"),
    ("cutoff 6 4 8 5", "4.7", ""),
    ("n_max 19 19", "4.0", "4.1"),
    ("n_max 12 8", "4.0", ""),
    ("basis_size 16 12", "4.0", "5.3"),
    ("basis_size 8 8", "4.0", ""),
    ("l_max 4 2 1", "4.0", ""),
    ("l_max 4 1", "5.3", ""),
    ("l_max 4 1 1 1 1 1 1", "5.4", ""),
    ("l_max 1", "4.0", "5.3"),
    ("neuron 200", "4.0", "4.1"),
    ("neuron 50 50", "5.1", ""),
    ("zbl 3", "4.9", ""),
    ("use_typewise_cutoff", "4.0", "4.7"),
    ("use_typewise_cutoff_zbl 0.7", "4.0", ""),
    ("has_charge 1", "4.0", "4.1"),
    ("charge_mode 1", "4.1", ""),
    ("charge_mode 3", "4.1", "5.4"),
    ("charge_mode 5", "4.4", "4.7"),
    ("charge_mode 2 1", "4.4", ""),
    ("fine_tune a b", "4.0", ""),
    ("cutoff 6 5", "4.0", ""),
    ("neuron 120", "4.0", ""),
    ("zbl 2.5", "4.0", ""),
    ("import_q_scaler 1", "5.6", ""),
    ("charge_vdw 1", "main", ""),
    ("lambda_q 0.1", "4.2", ""),
    ("lambda_z 0.1", "4.8", ""),
    ("fine_tune a b 1", "4.8", ""),
    ("save_potential 1000 0", "4.1", "4.4"),
    ("save_potential 1000 0 1", "4.4", ""),
    ("q_scaler 0.05", "5.4", "5.6"),
    ("output_interval 10", "5.6", ""),
    ("vdw 1", "main", ""),
    ("output_descriptor 2", "4.0", ""),
    ("batch 1000 1", "4.0", ""),
)
"""A line, the first release that takes it, and the first one after it that does not."""


@pytest.mark.parametrize(("line", "first", "after"), CHANGES)
def test_line_is_taken_by_exactly_its_releases(line: str, first: str, after: str) -> None:
    start = RELEASES.index(first)
    stop = RELEASES.index(after) if after else len(RELEASES)

    taken = [release for release in RELEASES if not errors(line, release=release)]

    if line == "basis_size 16 12":
        assert taken == [release for release in RELEASES if release != "5.3"]
    else:
        assert taken == list(RELEASES[start:stop])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("cutoff 4 5", "angular (5) must not exceed radial (4)"),
        ("population 9", "from 10 to 200"),
        ("generation 10000001", "from 0 to 1e+07"),
        ("lambda_1 -1", "at least 0"),
        ("sigma0 0.2", "from 0.01 to 0.1"),
        ("type_weight 1", "1 argument"),
        ("prediction 2", "allowed: 0, 1"),
        ("lamda_e 1", "did you mean 'lambda_e'"),
        ("use_typewise_cutoff 2.5 2", "two radii for each type"),
        ("has_charge 1", "charge_mode"),
    ],
)
def test_wrong_line_is_refused_with_what_is_allowed(line: str, says: str) -> None:
    assert says in " ".join(errors(line))


def test_four_body_term_is_a_switch_since_5_3() -> None:
    assert "allowed: 0, 2" in errors("l_max 4 1 1", release="5.2")[0]
    assert errors("l_max 4 0 1", release="5.2")
    assert errors("l_max 4 0 1", release="5.3") == []


@pytest.mark.parametrize("key", ["cutoff 6 4", "type_weight 1"])
def test_type_must_stand_above(key: str) -> None:
    assert "`type` must stand above" in lint_nep_in(f"{key}\ntype 1 Li", "4.7")[0].message


def test_cutoff_may_precede_the_type_before_4_7() -> None:
    assert lint_nep_in("cutoff 6 4\ntype 1 Li", "4.6") == []


def test_species_are_elements_listed_once() -> None:
    assert "no `type`" in lint_nep_in("version 4", "5.6")[0].message
    assert "did you mean 'Zr'" in lint_nep_in("type 2 zr O", "5.6")[0].message
    assert "twice" in lint_nep_in("type 2 O O", "5.6")[0].message
    assert "3 arguments" in lint_nep_in("type 3 Zr O", "5.6")[0].message
    assert "H to Pu" in lint_nep_in("type 1 Am", "5.6")[0].message


def test_angular_descriptors_are_bounded_since_5_4() -> None:
    lines = ("n_max 8 8", "l_max 8 2 1")

    assert errors(*lines, release="5.4") == []
    assert "99 angular descriptors" in errors("n_max 8 8", "l_max 8 1 1 1", release="5.4")[0]
    assert errors("n_max 8 8", "l_max 8 1 1 1", release="5.3") == []


def test_charges_exclude_a_second_layer_and_cutoffs_by_type() -> None:
    assert errors("charge_mode 1", "neuron 30 0", "cutoff 6 5") == []
    assert "one hidden layer" in errors("charge_mode 1", "neuron 30 30")[0]
    assert "one pair" in errors("charge_mode 1", "cutoff 6 5 6 5")[0]


def test_training_shorter_than_an_output_is_a_warning() -> None:
    (problem,) = lint("generation 99")

    assert problem.severity == "warning"
    assert lint("generation 100") == []
    assert lint("generation 99", "prediction 1") == []
    assert lint("generation 99", "output_interval 10") == []


def test_repeated_key_is_a_warning() -> None:
    assert [(p.line, p.severity) for p in lint("n_max 4 4", "n_max 6 6")] == [(3, "warning")]


def test_line_has_room_for_all_elements_since_4_9_only() -> None:
    cutoffs = "cutoff" + " 6 5" * 60
    elements = (
        "type 60 H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn "
        "Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd"
    )
    text = f"{elements}\n{cutoffs}"

    assert "room for 105" in lint_nep_in(text, "4.8")[0].message
    assert lint_nep_in(text, "4.9") == []


KEYS = {"n_max": 2, "basis_size": 2, "zbl": 1}


LIMITS = [
    (limit, release)
    for limit in NEP_LIMITS
    for release in RELEASES
    if limit.keys[0] in KEYS and limit.since <= version_of(release) < limit.until
]


@pytest.mark.parametrize(("limit", "release"), LIMITS)
def test_limits_of_the_campaign_agree_with_the_grammar(limit: Limit, release: str) -> None:
    key, index = str(limit.keys[0]), int(limit.keys[-1]) if len(limit.keys) > 1 else 0

    def line(value: float) -> str:
        values = ["1"] * KEYS[key]
        values[index] = f"{value:g}"
        return " ".join([key, *values])

    assert errors(line(limit.least), line(limit.most), release=release) == []
    assert errors(line(limit.most + 1), release=release)
