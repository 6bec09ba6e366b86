"""Relaxation of shares: nothing twice, failures left out, single points through the labels."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from surroundings import context, finished

from saggar.runtime.labels import Label, LabelStore, Provenance, label_key
from saggar.runtime.steps import relax
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import read_frames, read_relaxations, write_frames
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.extxyz import format_extxyz
from saggar.schemas.engines import Chgnet
from saggar.schemas.errors import EngineError, StructureError
from saggar.schemas.phases import Relaxation
from saggar.schemas.steps import Relax

CHGNET = Chgnet(engine="chgnet")
BOX_A = 4.0


class Springs:
    """A model whose first atom is drawn to the origin, 1 eV/A^2; it refuses x above 1 A."""

    physics = '{"model":"springs"}'
    provenance = Provenance("springs", "1")

    def __init__(self) -> None:
        self.evaluations = 0

    def calculator(self) -> Any:
        from ase.calculators.calculator import Calculator

        model = self

        class Drawn(Calculator):  # type: ignore[misc]
            implemented_properties = ("energy", "forces", "stress")

            def calculate(self, atoms: Any, properties: Any, changes: Any) -> None:
                super().calculate(atoms, properties, changes)
                label = model.answer(atoms.positions)
                self.results = {
                    "energy": label.energy_eV,
                    "forces": label.forces_eV_A,
                    "stress": np.zeros(6),
                }

        return Drawn()

    def answer(self, positions: Any) -> Label:
        self.evaluations += 1
        if positions[0, 0] > 1.0:
            raise EngineError("too far")
        forces = np.zeros_like(positions)
        forces[0] = -positions[0]
        return Label(0.5 * float(positions[0] @ positions[0]), forces, np.zeros((3, 3)))

    def evaluate(self, cell: Cell) -> Label:
        return self.answer(cell.positions)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Springs:
    made = Springs()
    monkeypatch.setattr(relax, "load_model", lambda settings, root: made)
    return made


def displaced(distance_A: float, name: str) -> Cell:
    positions = np.array([[distance_A, 0.0, 0.0], [2.0, 2.0, 2.0]])
    return Cell(("Zr", "O"), positions, BOX_A * np.eye(3), np.array([1, 0]), name)


def prepared(
    root: Path, *distances_A: float, relaxation: Relaxation | None, share: int = 0, shares: int = 1
) -> tuple[Relax, StepContext]:
    cells = [displaced(distance, f"s{place}") for place, distance in enumerate(distances_A)]
    write_frames(finished(root, "candidates"), cells)
    settings = Relax(model=CHGNET, relaxation=relaxation, share=share, shares=shares)
    return settings, context(root, settings, [("structures", "candidates")])


def test_final_cells_keep_their_names_groups_and_order(tmp_path: Path, model: Springs) -> None:
    settings, where = prepared(tmp_path, 0.3, 0.6, relaxation=Relaxation())
    outcome = relax.execute(settings, where)
    cells = read_frames(where.folder / "frames.xyz")
    assert [cell.name for cell in cells] == ["s0", "s1"]
    assert all(np.array_equal(cell.group, [1, 0]) for cell in cells)
    assert all(np.linalg.norm(cell.positions[0]) <= 0.01 for cell in cells)
    assert (outcome.structures, outcome.relaxed, outcome.failed) == (2, 2, 0)
    assert outcome.not_converged == ()


def test_records_tell_energy_per_atom_steps_and_settings(tmp_path: Path, model: Springs) -> None:
    relaxation = Relaxation(force_tolerance_eV_per_A=1e-4, max_steps=3)
    settings, where = prepared(tmp_path, 0.9, relaxation=relaxation)
    outcome = relax.execute(settings, where)
    record = read_relaxations(where.folder).finished["s0"]
    cell = read_frames(where.folder / "frames.xyz")[0]
    assert record.energy_eV_per_atom == pytest.approx(0.25 * cell.positions[0] @ cell.positions[0])
    assert record.largest_force_eV_per_A == pytest.approx(np.linalg.norm(cell.positions[0]))
    assert (record.steps, record.converged, record.relaxation) == (3, False, relaxation)
    assert record.model == CHGNET
    assert (outcome.not_converged, outcome.steps) == (("s0",), 3)


def test_a_structure_that_fails_is_counted_and_left_out(tmp_path: Path, model: Springs) -> None:
    settings, where = prepared(tmp_path, 0.3, 1.4, relaxation=Relaxation())
    outcome = relax.execute(settings, where)
    assert (outcome.relaxed, outcome.failed) == (1, 1)
    assert outcome.failures[0].startswith("s1: relaxation of s1, step 0: too far")
    assert set(read_relaxations(where.folder).failed) == {"s1"}
    assert [cell.name for cell in read_frames(where.folder / "frames.xyz")] == ["s0"]


def test_a_share_in_which_every_structure_fails_is_an_error(tmp_path: Path, model: Springs) -> None:
    settings, where = prepared(tmp_path, 1.4, 1.5, relaxation=Relaxation())
    with pytest.raises(EngineError, match="none of 2 structures could be relaxed; relaxation of"):
        relax.execute(settings, where)


def test_a_repeated_run_relaxes_nothing_and_gives_the_same_files(
    tmp_path: Path, model: Springs
) -> None:
    settings, where = prepared(tmp_path, 0.3, 0.6, relaxation=Relaxation())
    relax.execute(settings, where)
    before = {path.name: path.read_bytes() for path in where.folder.iterdir()}
    evaluations = model.evaluations
    again = relax.execute(settings, where)
    assert model.evaluations == evaluations
    assert (again.reused, again.steps) == (2, 0)
    assert {path.name: path.read_bytes() for path in where.folder.iterdir()} == before


def test_what_a_killed_run_has_relaxed_is_not_relaxed_again(tmp_path: Path, model: Springs) -> None:
    settings, where = prepared(tmp_path, 0.3, relaxation=Relaxation())
    relax.execute(settings, where)
    settings, where = prepared(tmp_path, 0.3, 0.6, relaxation=Relaxation())
    assert relax.execute(settings, where).reused == 1


def test_shares_together_relax_each_structure_once(tmp_path: Path, model: Springs) -> None:
    names = []
    for share in range(2):
        settings, where = prepared(
            tmp_path, 0.1, 0.2, 0.3, relaxation=Relaxation(), share=share, shares=2
        )
        assert relax.execute(settings, where).reused == 0
        names += [cell.name for cell in read_frames(where.folder / "frames.xyz")]
    assert sorted(names) == ["s0", "s1", "s2"]


def test_without_relaxation_structures_stand_and_are_evaluated_once(
    tmp_path: Path, model: Springs
) -> None:
    settings, where = prepared(tmp_path, 0.4, 0.8, relaxation=None)
    first, again = relax.execute(settings, where), relax.execute(settings, where)
    assert model.evaluations == 2
    assert (first.reused, again.reused) == (0, 2)
    records = read_relaxations(where.folder).finished
    assert records["s1"].energy_eV_per_atom == pytest.approx(0.25 * 0.8**2)
    assert (records["s1"].relaxation, records["s1"].steps) == (None, 0)
    cells = read_frames(where.folder / "frames.xyz")
    assert cells[1].positions[0, 0] == pytest.approx(0.8)


def test_labels_of_the_store_serve_single_points(tmp_path: Path, model: Springs) -> None:
    settings, where = prepared(tmp_path, 0.4, relaxation=None)
    (cell,) = read_frames(tmp_path / "work" / "candidates" / "frames.xyz")
    key = label_key(cell, where.lock.campaign.species, model.physics)
    label = Label(-7.0, np.zeros((2, 3)), np.zeros((3, 3)))
    LabelStore(where.label_store).put(key, label, model.provenance)
    relax.execute(settings, where)
    assert read_relaxations(where.folder).finished["s0"].energy_eV_per_atom == -3.5
    assert model.evaluations == 0


def test_an_empty_share_gives_empty_files(tmp_path: Path, model: Springs) -> None:
    settings, where = prepared(tmp_path, 0.4, relaxation=None, share=1, shares=2)
    assert relax.execute(settings, where).structures == 0
    assert read_frames(where.folder / "frames.xyz") == []


def test_two_structures_of_one_name_are_refused(tmp_path: Path, model: Springs) -> None:
    settings, where = prepared(tmp_path, 0.3, relaxation=Relaxation())
    twins = [displaced(0.3, "twin"), replace(displaced(0.4, "twin"))]
    write_frames(tmp_path / "work" / "candidates", twins)
    with pytest.raises(StructureError, match="twin"):
        relax.execute(settings, where)


def test_a_file_of_the_run_directory_stands_for_a_task(tmp_path: Path, model: Springs) -> None:
    settings, surroundings = prepared(tmp_path, 0.1, 0.2, relaxation=None)
    (tmp_path / "given.xyz").write_text(format_extxyz([displaced(0.3, "c-ZrO2")]))
    relax.execute(settings.model_copy(update={"file": "given.xyz"}), surroundings)
    (found,) = read_frames(surroundings.folder / "frames.xyz")
    assert found.name == "c-ZrO2"
    assert found.positions[0, 0] == pytest.approx(0.3)
