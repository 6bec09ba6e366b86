"""Structures in the report: of the run that makes them, and of the run that uses them."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from frozen_records import CHARGES, CHGNET, counts, kept, phase, relaxed
from synthetic_disk import RunOnDisk
from synthetic_plan import campaign, task
from synthetic_run import fresh

from saggar.runtime.report import write_report
from saggar.runtime.report.data.report import read_report
from saggar.runtime.report.page import compose, pictures
from saggar.runtime.structures_lock.contents import interface_files, lock_files, phase_files
from saggar.schemas.frozen_structures import StructuresLock
from saggar.schemas.plan import Plan
from saggar.schemas.resolved import CellRecord, FrozenSource
from saggar.schemas.results import FreezeOutcome, RelaxOutcome
from saggar.schemas.steps import FreezeStructures, Relax

NAMES = ("training-1", "training-2")


def write_lock(folder: Path, **changes: object) -> StructuresLock:
    """Write two interfaces and a phase as they are frozen."""
    crystal, contents = phase_files("LiCl", phase("LiCl", ("Li", "Cl"), 5.1))
    interfaces = {}
    for name in NAMES:
        interfaces[name], files = interface_files(name, kept(name), CHARGES)
        contents |= files
    fields = {
        "campaign": "small",
        "digest": "d" * 64,
        "models": {"foundation": CHGNET},
        "packages": {},
        "phases": {"LiCl": crystal},
        "interfaces": interfaces,
        "sets": {"training": counts(kept=2, not_drawn=0)},
    }
    lock = StructuresLock.model_validate(fields | changes)
    for path, text in (contents | lock_files(lock)).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return lock


def structures_run(root: Path) -> RunOnDisk:
    """Compile a run that relaxes two structures and freezes."""
    study = campaign()
    relax = Relax(model=study.models.foundation, relaxation=None, share=0, shares=1)
    tasks = (
        task("structures/interfaces/training/relax/0", "structures", relax),
        task("structures/freeze", "structures", FreezeStructures(digest="d" * 64)),
    )
    plan = Plan(campaign=study.name, stages=("structures",), tasks=tasks)
    run = RunOnDisk(root, study, plan, np.random.default_rng(1))
    run.compile()
    return run


def frozen_run(root: Path, **changes: object) -> RunOnDisk:
    run = structures_run(root)
    outcome = RelaxOutcome(
        structures=5,
        relaxed=4,
        reused=0,
        failed=1,
        failures=("training-9: no neighbours",),
        not_converged=("training-2",),
        steps=300,
        engine="chgnet",
        engine_version="0.4",
    )
    run.finish("structures/interfaces/training/relax/0", outcome)
    freeze = FreezeOutcome(phases=1, interfaces={"training": 2}, left_out=8, held_out=0)
    write_lock(run.finish("structures/freeze", freeze), **changes)
    return run


def using_run(root: Path, dropped: dict[str, str]) -> Path:
    """Compile a whole study from a lock, one interface of which a person dropped."""
    run = fresh(root)
    inputs = run.root / "campaign" / "structures.lock"
    lock = write_lock(inputs)
    path = run.root / "lock.json"
    document = json.loads(path.read_text())
    document["source"]["file"] = "campaign/campaign.yaml"
    document["structures"] = FrozenSource(
        file="structures.lock/lock.json",
        sha256="0" * 64,
        digest="d" * 64,
        phases={"LiCl": "LiCl"},
        sets={"training": NAMES},
        dropped=dropped,
        added={"mine": "reported by TEM"},
    ).lock()
    for name, each in lock.interfaces.items():
        if name not in dropped:
            record = CellRecord(
                kind="interface",
                file=f"campaign/structures.lock/{each.file}",
                source="made",
                sha256="0" * 64,
                atoms=12,
                formula="x",
                thicknesses_A=(5.0, 6.0, 13.0),
            )
            document["cells"][name] = record.lock()
    path.write_text(json.dumps(document))
    return run.root


def sections(text: str) -> list[str]:
    return re.findall(r'<section class="part" id="([^"]+)"', text)


def test_a_run_that_makes_structures_speaks_of_nothing_else(tmp_path):
    text = write_report(frozen_run(tmp_path).root).read_text()
    assert sections(text) == ["structures", "discarded", "assumptions", "provenance"]
    assert "trainer" not in text


def test_before_the_freeze_the_report_says_so(tmp_path):
    text = write_report(structures_run(tmp_path).root).read_text()
    assert "Not frozen yet" in text
    assert "No structure is frozen yet." in text


def test_lattices_stand_as_given_and_as_used_with_their_source(tmp_path):
    text = write_report(frozen_run(tmp_path).root).read_text()
    assert "5.1510 × 5.1510 × 5.1510" in text
    assert "5.1000 × 5.1000 × 5.1000" in text
    assert "rock salt, made by hand" in text


def test_failures_and_loose_relaxations_are_counted(tmp_path):
    data = read_report(frozen_run(tmp_path).root)
    numbers = {each.rule: (each.number, each.of) for each in data.losses.discards}
    assert numbers["Relaxations: failed"] == (1, 5)
    assert numbers["Relaxations: steps used up before forces were small"] == (1, 5)


def test_candidates_left_out_are_counted_by_reason(tmp_path):
    data = read_report(frozen_run(tmp_path).root)
    (section,) = (each for each in compose(data).sections if each.anchor == "structures")
    (table,) = (b for b in section.blocks if getattr(b, "caption", "").startswith("What became"))
    assert ("film and substrate nearer than allowed", "2") in table.rows
    assert ("in the set", "2") in table.rows


@pytest.mark.parametrize(("converged", "mark"), [(True, "met"), (False, "not met")])
def test_the_verdict_follows_the_relaxations_of_what_is_kept(tmp_path, converged, mark):
    crystal, _ = phase_files("LiCl", phase("LiCl", ("Li", "Cl"), 5.1))
    changed = crystal.model_copy(update={"relaxed": relaxed(converged=converged)})
    page = compose(read_report(frozen_run(tmp_path, phases={"LiCl": changed}).root))
    assert page.statements[2].mark == mark


def test_every_interface_is_drawn_with_its_numbers(tmp_path):
    page = compose(read_report(frozen_run(tmp_path).root))
    assert [each.name for each in pictures(page)] == [f"interface-{name}" for name in NAMES]
    table = pictures(page)[0].table
    assert table.columns == ("element", "film_1_substrate_0", "right_A", "up_A", "depth_A")
    assert len(table.rows) > 12


def test_the_nearest_atoms_and_the_gaps_of_an_interface_are_tabulated(tmp_path):
    text = write_report(frozen_run(tmp_path).root).read_text()
    assert re.search(r"<td[^>]*>2\.20 O–Li</td>", text)
    assert re.search(r"<td[^>]*>2\.20 / 2\.31</td>", text)


def test_of_large_sets_the_first_are_tabulated_and_the_rest_counted(tmp_path, monkeypatch):
    monkeypatch.setattr("saggar.runtime.report.sections.structures.MOST_ROWS", 1)
    text = write_report(frozen_run(tmp_path).root).read_text()
    assert text.count("<td>training-1</td>") == 2
    assert "<td>training-2</td>" not in text
    assert "1 further interface of set training" in text


def test_a_study_shows_the_cells_that_it_was_compiled_with(tmp_path):
    root = using_run(tmp_path, dropped={"training-2": "the film slipped"})
    text = write_report(root).read_text()
    assert sections(text)[2] == "structures"
    assert "<td>training-1</td>" in text
    assert text.count("<td>training-2</td>") == 1
    assert "<td>training-2</td><td>left out</td><td>the film slipped</td>" in text
    assert "<td>mine</td><td>added</td><td>reported by TEM</td>" in text
    names = [each.name for each in pictures(compose(read_report(root)))]
    assert names == ["interface-training-1"]


def test_a_study_without_frozen_cells_has_no_such_section(tmp_path):
    text = write_report(fresh(tmp_path).root).read_text()
    assert "structures" not in sections(text)


def test_a_lock_that_cannot_be_read_is_named(tmp_path):
    run = frozen_run(tmp_path)
    (run.folder("structures/freeze") / "lock.json").write_text("{")
    assert any("lock.json cannot be read" in line for line in read_report(run.root).unreadable)
