"""Phases are settled from what was given, ordered and relaxed, and nothing is dropped unsaid."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from surroundings import context, finished

from saggar.runtime.steps import settle_phase
from saggar.runtime.steps.frames import read_frames, write_frames, write_relaxations
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.perturbation import rattled
from saggar.schemas.engines import Chgnet
from saggar.schemas.errors import RunStateError, StructureError
from saggar.schemas.frozen_structures import Relaxations, Relaxed, SettledPhase, SettledPhases
from saggar.schemas.phases import Relaxation
from saggar.schemas.results import OrderOutcome, SettlePhaseOutcome
from saggar.schemas.steps import SettlePhase

STRUCTURES = Path(__file__).parents[2] / "data" / "structures"


def settings(keep: int = 1, file: str = "c-ZrO2.cif", phase: str = "zirconia") -> SettlePhase:
    return SettlePhase(phase=phase, file=file, source="a book", keep=keep)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("c-ZrO2.cif", "alpha-LZC-disordered.cif"):
        (tmp_path / name).write_text((STRUCTURES / name).read_text())
    return tmp_path


def record(energy_eV_per_atom: float, *, converged: bool = True) -> Relaxed:
    return Relaxed(
        model=Chgnet(engine="chgnet"),
        relaxation=Relaxation(),
        steps=12,
        converged=converged,
        largest_force_eV_per_A=0.008,
        energy_eV_per_atom=energy_eV_per_atom,
    )


def rock_salt(name: str, edge_A: float = 5.64) -> Cell:
    corners = np.array([[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]])
    sites = np.vstack([corners, corners + 0.5])
    return Cell.from_fractional(["Na"] * 4 + ["Cl"] * 4, sites, edge_A * np.eye(3), name=name)


def relaxed_task(
    root: Path, name: str, cells: dict[str, tuple[Cell, Relaxed]], failed: dict[str, str]
) -> tuple[str, str]:
    folder = finished(root, name)
    write_frames(folder, [replace(cell, name=key) for key, (cell, _) in cells.items()])
    records = {key: each for key, (_, each) in cells.items()}
    write_relaxations(folder, Relaxations(finished=records, failed=failed))
    return ("relaxed", name)


def settle(
    root: Path, wanted: SettlePhase, *needs: tuple[str, str]
) -> tuple[SettlePhaseOutcome, dict[str, SettledPhase], Path]:
    where = context(root, wanted, needs)
    outcome = settle_phase.execute(wanted, where)
    text = (where.folder / "phases.json").read_text()
    return outcome, SettledPhases.model_validate_json(text).phases, where.folder


def test_a_given_cell_is_recorded_as_primitive_and_conventional(root: Path) -> None:
    outcome, records, folder = settle(root, settings())
    (primitive,) = read_frames(folder / "phases.xyz")
    (conventional,) = read_frames(folder / "conventional.xyz")
    (only,) = records.values()
    assert outcome == SettlePhaseOutcome(kept=("zirconia",), relaxed=0)
    assert (primitive.name, len(primitive), len(conventional)) == ("zirconia", 3, 12)
    assert (only.symmetry.symbol, only.symmetry.number) == ("Fm-3m", 225)
    assert (only.phase, only.source, only.atoms) == ("zirconia", "a book", 3)
    assert only.conventional == only.as_given
    assert only.relaxed is None
    assert only.ordered is None
    assert only.density_g_per_cm3 == pytest.approx(conventional.density_g_cm3)


def test_a_relaxed_cell_takes_the_place_of_the_given_one(root: Path) -> None:
    given = rock_salt("given", 5.0)
    need = relaxed_task(root, "given", {"zirconia": (given, record(-3.0))}, {})
    outcome, records, _ = settle(root, settings(), need)
    only = records["zirconia"]
    assert outcome.relaxed == 1
    assert only.conventional.lengths_A == pytest.approx((5.0, 5.0, 5.0))
    assert only.as_given.lengths_A == pytest.approx((5.122143,) * 3)
    assert only.relaxed == record(-3.0)


def test_planes_keep_their_names_where_a_relaxation_ends_in_another_symmetry(root: Path) -> None:
    """Tetragonal zirconia that becomes cubic keeps the axes of its file, with six atoms."""
    (root / "t-ZrO2.cif").write_text((STRUCTURES / "t-ZrO2.cif").read_text())
    edges = np.array([3.6, 3.6, 3.6 * 2**0.5])
    fractional = [[0, 0, 0], [0.5, 0.5, 0.5], *(
        [x, 0.5 - x, z] for x in (0, 0.5) for z in (0.25, 0.75)
    )]  # fmt: skip
    cubic = Cell.from_fractional(["Zr"] * 2 + ["O"] * 4, fractional, np.diag(edges))
    need = relaxed_task(root, "given", {"zirconia": (cubic, record(-9.0))}, {})
    _, records, folder = settle(root, settings(file="t-ZrO2.cif"), need)
    (conventional,) = read_frames(folder / "conventional.xyz")
    assert records["zirconia"].symmetry.symbol == "Fm-3m"
    assert records["zirconia"].atoms == 3
    assert records["zirconia"].conventional.lengths_A == pytest.approx(edges, abs=1e-5)
    assert len(conventional) == 6


@pytest.fixture
def ordered(root: Path) -> tuple[tuple[str, str], ...]:
    """Four orderings in two shares; the second and the fourth relax to one crystal."""
    names = [f"alpha/{rank:03d}" for rank in (1, 2, 3, 4)]
    outcome = OrderOutcome(
        orderings=924,
        distinct=96,
        not_chosen=91,
        ewald_energies_eV=dict(zip([*names, "alpha/005"], [-9.0, -8.0, -7.0, -6.0, -5.0],
                                   strict=True)),
        mirror_images_merged=True,
    )  # fmt: skip
    finished(root, "order", outcome)
    one, two, three = (rock_salt("", edge) for edge in (5.6, 5.7, 5.8))
    moved = rattled(two, 0.004, np.random.default_rng(3))
    first = {names[0]: (one, record(-3.10)), names[1]: (two, record(-3.30))}
    second = {names[2]: (three, record(-3.20, converged=False)), names[3]: (moved, record(-3.2995))}
    return (
        ("orderings", "order"),
        relaxed_task(root, "share/0", first, {"alpha/005": "no force"}),
        relaxed_task(root, "share/1", second, {}),
    )


def alpha(keep: int) -> SettlePhase:
    return settings(keep, "alpha-LZC-disordered.cif", "alpha")


def test_the_lowest_relaxed_ordering_has_the_name_of_the_phase(
    root: Path, ordered: tuple[tuple[str, str], ...]
) -> None:
    outcome, records, _ = settle(root, alpha(1), *ordered)
    only = records["alpha"].ordered
    assert outcome.kept == ("alpha",)
    assert (outcome.relaxed, outcome.failed, outcome.same, outcome.not_kept) == (4, 1, 0, 3)
    assert only is not None
    assert (only.ewald_rank, only.place, only.relaxed) == (2, 1, 4)
    assert (only.ewald_energy_eV, only.above_lowest_eV_per_atom) == (-8.0, 0.0)
    assert (only.orderings, only.distinct) == (924, 96)


def test_further_orderings_are_numbered_and_one_crystal_is_kept_once(
    root: Path, ordered: tuple[tuple[str, str], ...]
) -> None:
    outcome, records, folder = settle(root, alpha(3), *ordered)
    ranks = {name: each.ordered.ewald_rank for name, each in records.items() if each.ordered}
    assert ranks == {"alpha": 2, "alpha.2": 3, "alpha.3": 1}
    assert (outcome.same, outcome.not_kept) == (1, 0)
    assert outcome.not_converged == ("alpha.2",)
    assert [cell.name for cell in read_frames(folder / "phases.xyz")] == list(ranks)
    third = records["alpha.3"].ordered
    assert third is not None
    assert third.place == 4
    assert third.above_lowest_eV_per_atom == pytest.approx(0.2)


def test_the_lattice_as_given_is_that_of_the_average_structure(
    root: Path, ordered: tuple[tuple[str, str], ...]
) -> None:
    _, records, _ = settle(root, alpha(1), *ordered)
    assert records["alpha"].as_given.lengths_A == pytest.approx((10.97, 10.97, 5.93))


def test_energies_of_all_relaxed_orderings_stand_in_the_table(
    root: Path, ordered: tuple[tuple[str, str], ...]
) -> None:
    _, _, folder = settle(root, alpha(1), *ordered)
    header, *rows = (folder / "relaxed.csv").read_text().splitlines()
    assert header == "name,energy_eV_per_atom,converged,ewald_energy_eV"
    assert rows[0] == "alpha/002,-3.3,1,-8"
    assert rows[2] == "alpha/003,-3.2,0,-7"
    assert len(rows) == 4


def test_a_chiral_phase_is_named(root: Path) -> None:
    fractional = [[0.1, 0.2, 0.3], [0.6, 0.1, 0.8], [0.3, 0.7, 0.55]]
    lattice = np.array([[4.0, 0, 0], [0.7, 4.5, 0], [0.3, -0.4, 5.0]])
    cell = Cell.from_fractional(["Na", "Cl", "Li"], fractional, lattice)
    need = relaxed_task(root, "given", {"zirconia": (cell, record(-3.0))}, {})
    outcome, records, _ = settle(root, settings(), need)
    assert outcome.chiral == ("zirconia",)
    assert records["zirconia"].symmetry.symbol == "P1"


def test_a_cell_that_flew_apart_is_refused(root: Path) -> None:
    need = relaxed_task(root, "given", {"zirconia": (rock_salt("", 12.0), record(-3.0))}, {})
    with pytest.raises(StructureError, match=r"zirconia: density 0\.225 g/cm\^3"):
        settle(root, settings(), need)


def test_a_cell_that_collapsed_is_refused(root: Path) -> None:
    need = relaxed_task(root, "given", {"zirconia": (rock_salt("", 3.6), record(-3.0))}, {})
    with pytest.raises(StructureError, match=r"zirconia: .*1\.800 A apart"):
        settle(root, settings(), need)


def test_records_without_cells_are_refused(root: Path) -> None:
    need = relaxed_task(root, "given", {"zirconia": (rock_salt(""), record(-3.0))}, {})
    write_relaxations(
        root / "work" / "given", Relaxations(finished={"a": record(-3.0), "zirconia": record(-3.0)})
    )
    with pytest.raises(RunStateError, match="disagree about a"):
        settle(root, settings(), need)
