"""Limits and known faults by release."""

import numpy as np
import pytest
from faulty import Edit, put, spoiled
from studies import known

from saggar.compiler.checks import Finding, run_checks
from saggar.compiler.checks.engines import MAIN, NEP_LIMITS, version_of
from saggar.runtime.structures.cell import Cell
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import GpumdExecutor, GpumdRelease, Machine, NepExecutor

POTENTIAL = "models.potential"


def machine(release: GpumdRelease, *, embedded: bool = False) -> Machine:
    return Machine(
        name="cluster",
        scheduler="local",
        cores=4,
        gpumd=GpumdExecutor(executor="embedded" if embedded else "gpumd", release=release),
        nep=NepExecutor(executor="neppo" if embedded else "nep", release=release),
    )


def findings(
    code: str,
    host: Machine,
    *edits: Edit,
    cells: dict[str, Cell] | None = None,
) -> list[Finding]:
    campaign = Campaign.model_validate(spoiled(*edits))
    return [each for each in run_checks(campaign, known(cells), host) if each.code == code]


def test_releases_compare_as_numbers() -> None:
    names = ["4.0", "4.9", "4.9.1", "5.0", "5.6", "main"]
    assert sorted(names, key=version_of) == names
    assert version_of("main") == MAIN


@pytest.mark.parametrize("key", sorted({limit.keys for limit in NEP_LIMITS}, key=str))
def test_each_release_has_exactly_one_limit_for_each_key(key: tuple[str | int, ...]) -> None:
    releases = GpumdRelease.__args__  # type: ignore[attr-defined]
    for release in releases:
        version = version_of(release)
        held = [one for one in NEP_LIMITS if one.keys == key and one.since <= version < one.until]
        assert len(held) == 1, release


@pytest.mark.parametrize(
    ("release", "key", "value", "refused"),
    [
        ("4.8", "cutoff", {"radial": "5 Å", "angular": "2.5 Å"}, False),
        ("4.9", "cutoff", {"radial": "5 Å", "angular": "2.5 Å"}, True),
        ("4.6", "cutoff", {"radial": "12 Å", "angular": "5 Å"}, True),
        ("4.7", "cutoff", {"radial": "12 Å", "angular": "5 Å"}, False),
        ("4.0", "n_max", [19, 19], False),
        ("4.1", "n_max", [13, 8], True),
        ("4.1", "n_max", [12, 8], False),
        ("4.1", "n_max", [12, 9], True),
        ("5.2", "basis_size", [12, 12], False),
        ("5.3", "basis_size", [12, 12], True),
        ("5.3", "basis_size", [8, 8], False),
        ("5.4", "basis_size", [12, 12], False),
        ("main", "basis_size", [16, 12], False),
        ("main", "basis_size", [17, 12], True),
        ("4.8", "zbl", "2.5 Å", False),
        ("4.8", "zbl", "3 Å", True),
        ("4.9", "zbl", "3 Å", False),
        ("5.6", "zbl", "0.9 Å", True),
        ("5.2", "l_max", [0, 0, 0], False),
        ("5.3", "l_max", [0, 0, 0], True),
    ],
)
def test_limits_of_nep_follow_the_release(
    release: GpumdRelease, key: str, value: object, refused: bool
) -> None:
    found = findings("SG430", machine(release), put(f"{POTENTIAL}.{key}", value))
    assert bool(found) is refused
    assert all(f"GPUMD {release}" in each.message for each in found)


def test_release_4_9_is_known_to_be_wrong_and_4_9_1_is_not() -> None:
    assert {each.path for each in findings("SG434", machine("4.9"))} == {
        ("machine", "gpumd", "release"),
        ("machine", "nep", "release"),
    }
    assert not findings("SG434", machine("4.9.1"))
    assert not findings("SG434", machine("4.9", embedded=True))


def cubic(width_A: float, tilt_A: float = 0.0) -> Cell:
    lattice = np.diag([width_A] * 3)
    lattice[2, 0] = tilt_A
    species = ("Zr",) * 4 + ("O",) * 8
    fcc = np.array([[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]])
    sites = np.concatenate([fcc, (fcc + 0.25) % 1, (fcc + 0.75) % 1])
    return Cell.from_fractional(species, sites, lattice, name="c-ZrO2")


NPT = (
    put("active_learning.explore.solid.ensemble", "npt"),
    put("active_learning.explore.solid.pressures", "1 bar"),
)


@pytest.mark.parametrize(("tilt_A", "warned"), [(0.0, False), (0.4, True)])
def test_npt_of_tilted_cells_is_doubted(tilt_A: float, warned: bool) -> None:
    cells = {"c-ZrO2": cubic(5.12, tilt_A)}
    assert bool(findings("SG435", machine("5.6"), *NPT, cells=cells)) is warned
    assert not findings("SG435", machine("5.6", embedded=True), *NPT, cells=cells)


def test_nvt_of_tilted_cells_is_sound() -> None:
    assert not findings("SG435", machine("5.6"), cells={"c-ZrO2": cubic(5.12, 0.4)})


@pytest.mark.parametrize(("atoms", "refused"), [(96, False), (12 * 11, True), (324, False)])
def test_supercells_that_are_thin_and_long_are_refused(atoms: int, refused: bool) -> None:
    edit = put("production.bulk.phases", {"c-ZrO2": atoms})
    found = findings("SG432", machine("5.6"), edit, cells={"c-ZrO2": cubic(5.12)})
    assert bool(found) is refused


@pytest.mark.parametrize(("atoms", "refused"), [(97, True), (99, False)])
def test_a_phase_whose_cell_is_still_to_be_made_has_whole_formula_units(
    atoms: int, refused: bool
) -> None:
    edits = (
        put("phases.c-ZrO2.relax", {}),
        put("production.bulk.phases", {"c-ZrO2": atoms}),
    )
    found = findings("SG436", machine("5.6"), *edits, cells={"c-ZrO2": cubic(5.12)})
    assert bool(found) is refused
    assert all("write for instance 96 or 99" in each.hint for each in found)


def test_a_trainer_without_gradients_needs_no_gradient_settings() -> None:
    edit = put("final_training", {"generations": 1000})
    assert findings("SG437", machine("5.6", embedded=True), edit)
    assert not findings("SG437", machine("5.6"), edit)
