"""run.in as a whole: order, company and the cell."""

import pytest

from saggar.compiler.grammar import CellFacts, Problem, lint_run_in

CUBE = CellFacts((20.0, 20.0, 20.0), tilted=False)


def lint(*lines: str, release: str = "5.6", cell: CellFacts | None = None) -> list[Problem]:
    return lint_run_in("\n".join(lines), release, cell=cell)


def severities(problems: list[Problem]) -> list[tuple[int, str]]:
    return [(each.line, each.severity) for each in problems]


def test_replicate_must_precede_the_potential() -> None:
    good = lint("replicate 2 2 2", "potential a", "ensemble nve", "run 1")
    bad = lint("potential a", "replicate 2 2 2", "ensemble nve", "run 1")

    assert good == []
    assert severities(bad) == [(2, "error")]


@pytest.mark.parametrize("action", ["run 1", "minimize sd 1e-6 10", "compute_phonon 0.01"])
def test_what_evaluates_forces_needs_a_potential(action: str) -> None:
    problems = lint("ensemble nve", action, "potential a")

    assert (2, "error") in severities(problems)
    assert "no potential so far" in problems[0].message


def test_deck_that_only_minimizes_is_complete() -> None:
    assert lint("potential a", "minimize sd 1e-6 10") == []


def test_second_run_without_ensemble_is_a_warning() -> None:
    problems = lint("potential a", "ensemble nve", "run 1", "run 1")

    assert severities(problems) == [(4, "warning")]


def test_active_with_one_potential_is_a_warning() -> None:
    alone = lint("potential a", "ensemble nve", "active 1 1 1 1 0.1", "run 1")
    pair = lint("potential a", "potential b", "ensemble nve", "active 1 1 1 1 0.1", "run 1")

    assert severities(alone) == [(3, "warning")]
    assert pair == []


def test_dipoles_need_two_potentials() -> None:
    assert severities(lint("potential a", "ensemble nve", "dump_dipole 1", "run 1")) == [
        (3, "error")
    ]


def test_beads_need_path_integrals() -> None:
    head = ("potential a", "dump_beads 1 0 0", "run 1")

    assert severities(lint(head[0], "ensemble nve", *head[1:])) == [(3, "error")]
    assert lint(head[0], "ensemble rpmd 8", *head[1:]) == []


def test_moving_group_needs_a_fixed_one_and_a_thermostat() -> None:
    nvt = "ensemble nvt_nhc 300 300 100"

    assert lint("potential a", nvt, "fix 0", "move 1 0 0 1", "run 1") == []
    assert severities(lint("potential a", nvt, "move 1 0 0 1", "run 1")) == [(3, "error")]
    still = lint("potential a", "ensemble nve", "fix 0", "move 1 0 0 1", "run 1")
    assert severities(still) == [(4, "error")]


def test_fix_does_not_last_beyond_its_run() -> None:
    nvt = "ensemble nvt_nhc 300 300 100"

    problems = lint("potential a", nvt, "fix 0", "run 1", nvt, "move 1 0 0 1", "run 1")

    assert severities(problems) == [(6, "error")]


@pytest.mark.parametrize(
    ("release", "correlation", "expected"),
    [
        ("5.0", 10, []),
        ("5.0", 11, [(3, "error")]),
        ("4.2", 11, [(3, "warning")]),
        ("4.2", 101, [(3, "error")]),
        ("4.1", 101, [(3, "warning")]),
    ],
)
def test_correlation_must_fit_the_run(
    release: str, correlation: int, expected: list[tuple[int, str]]
) -> None:
    line = f"compute_msd 10 {correlation}"

    problems = lint("potential a", "ensemble nve", line, "run 100", release=release)

    assert severities(problems) == expected


def test_interval_longer_than_the_run_is_a_warning() -> None:
    within = lint("potential a", "ensemble nve", "dump_thermo 100", "run 100")
    beyond = lint("potential a", "ensemble nve", "dump_thermo 101", "run 100")

    assert within == []
    assert severities(beyond) == [(3, "warning")]


def test_forces_may_be_added_ten_times_a_run() -> None:
    force = ["add_force 0 1 0 0 1"]
    tail = ["ensemble nve", "run 1"]

    assert lint("potential a", *force * 10, *tail) == []
    assert severities(lint("potential a", *force * 11, *tail)) == [(12, "error")]
    assert lint("potential a", *force * 10, *tail, *force * 10, *tail) == []


def test_two_outputs_in_one_file_are_a_warning() -> None:
    dumps = ("dump_xyz -1 0 1 a.xyz", "dump_xyz -1 0 5 a.xyz")

    assert severities(lint("potential a", "ensemble nve", *dumps, "run 5")) == [(4, "warning")]


@pytest.mark.parametrize("components", [1, 3, 6])
def test_tilted_cell_takes_six_pressures_only(components: int) -> None:
    values = " 0" * components + " 50" * components
    ensemble = f"ensemble npt_scr 300 300 100{values} 1000"
    tilted = CellFacts((20.0, 20.0, 20.0), tilted=True)

    assert lint("potential a", ensemble, "run 1", cell=CUBE) == []
    problems = lint("potential a", ensemble, "run 1", cell=tilted)
    assert bool(problems) == (components != 6)
    if problems:
        assert "six pressures" in problems[0].message


@pytest.mark.parametrize(("components", "refused"), [(1, True), (3, False), (6, True)])
def test_open_boundaries_take_three_pressures_only(components: int, refused: bool) -> None:
    values = " 0" * components + " 50" * components
    ensemble = f"ensemble npt_ber 300 300 100{values} 1000"
    slab = CellFacts((20.0, 20.0, 20.0), tilted=False, periodic=(True, True, False))

    assert bool(lint("potential a", ensemble, "run 1", cell=slab)) == refused


@pytest.mark.parametrize(("cutoff", "refused"), [("8", False), ("8.01", True)])
def test_thickness_must_be_two_and_a_half_cutoffs(cutoff: str, refused: bool) -> None:
    line = f"compute_rdf {cutoff} 100 1"

    problems = lint("potential a", "ensemble nve", line, "run 1", cell=CUBE)

    assert bool(problems) == refused


def test_groups_and_types_are_counted_from_zero() -> None:
    cell = CellFacts((20.0, 20.0, 20.0), tilted=False, grouping_methods=1, types=2)
    lines = ("compute_msd 1 1 group {} 0", "compute_adf 1 60 {} 0 0 0 1 0 1")

    for line, known in zip(lines, (1, 2), strict=True):
        inside = lint("potential a", "ensemble nve", line.format(known - 1), "run 1", cell=cell)
        outside = lint("potential a", "ensemble nve", line.format(known), "run 1", cell=cell)
        assert inside == []
        assert f"there are {known}" in outside[0].message


def test_atoms_at_rest_are_a_warning() -> None:
    cold = CellFacts((20.0, 20.0, 20.0), tilted=False, has_velocities=False)

    assert severities(lint("potential a", "ensemble nve", "run 1", cell=cold)) == [(3, "warning")]
    assert lint("potential a", "velocity 300", "ensemble nve", "run 1", cell=cold) == []


def test_all_mistakes_are_found_at_once_in_order() -> None:
    problems = lint("potential a", "dump_thermo x", "ensemble nve", "run 1.5", "dump_exyz", "run 1")

    assert [each.line for each in problems] == [2, 4, 5, 6]
