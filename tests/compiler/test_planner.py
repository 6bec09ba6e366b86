"""What the planner makes of a campaign."""

import re
from itertools import pairwise

import numpy as np
import pytest
from studies import barostat_study, changed, compiled, study

from saggar.compiler.grammar import CellFacts, lint_run_in
from saggar.compiler.planner import plan_study
from saggar.schemas.errors import CompileError, StructureError
from saggar.schemas.plan import Task, after_loop, declared_digests
from saggar.schemas.steps import RunDynamics


def all_tasks(tree: dict | None = None) -> dict[str, Task]:
    plan = plan_study(study(tree) if tree else study()).plan
    (loop,) = plan.loops
    tasks = [task for task in plan.tasks if task.stage == "initial_data"]
    for iteration in range(loop.at_most):
        tasks += loop.tasks(iteration)
    last = loop.at_most - 1
    tasks += [after_loop(task, loop, last) for task in plan.tasks if task.stage != "initial_data"]
    return {task.id: task for task in tasks}


def test_every_need_names_a_task_that_comes_before() -> None:
    seen: set[str] = set()
    for task in all_tasks().values():
        assert set(task.needed()) <= seen, task.id
        seen.add(task.id)


def test_committee_members_have_their_own_seeds() -> None:
    members = [
        task for name, task in all_tasks().items() if name.startswith("active_learning/000/train")
    ]
    assert len({task.settings.seed for task in members}) == len(members) == 4


def test_first_iteration_trains_cold_on_the_initial_data() -> None:
    task = all_tasks()["active_learning/000/train/2"]
    assert {need.role: need.task for need in task.needs} == {"data_set": "initial_data/collect"}


def test_second_iteration_starts_from_the_same_member() -> None:
    task = all_tasks()["active_learning/001/train/2"]
    assert {need.role: need.task for need in task.needs} == {
        "data_set": "active_learning/000/collect",
        "warm_start": "active_learning/000/train/2",
    }


def test_exploration_joins_at_its_iteration() -> None:
    names = [name for name in all_tasks() if "/hot-" in name]
    assert names == ["active_learning/001/explore/c-ZrO2/hot-c-ZrO2-900K-1000bar"]
    first = all_tasks()["active_learning/000/assess"]
    assert not any("/hot-" in need for need in first.needed())


def test_assessment_knows_what_begins_later_and_where_it_is_held() -> None:
    (start,) = all_tasks()["active_learning/000/assess"].settings.later
    assert (start.exploration, start.from_iteration) == ("hot-c-ZrO2-900K-1000bar", 1)
    assert (start.temperature_K, start.pressure_GPa) == (900.0, pytest.approx(0.1))


def test_segments_form_a_chain_with_a_shorter_end() -> None:
    tasks = all_tasks()
    chain = ["equilibrate", "segment-000", "segment-001", "segment-002"]
    ids = [f"production/c-ZrO2-96/600K/{name}" for name in chain]
    for before, after in pairwise(ids):
        assert before in tasks[after].needed()
    decks = [tasks[name].settings.deck for name in ids]
    assert [deck.split("-")[-2] for deck in decks] == [
        "1000steps",
        "2000steps",
        "2000steps",
        "1000steps",
    ]


def test_digest_changes_with_the_deck_and_with_nothing_else() -> None:
    base = declared_digests(all_tasks().values(), {})
    longer = declared_digests(
        all_tasks(
            changed(active_learning__train={"generations": 20000, "gradient": {"steps": 50}})
        ).values(),
        {},
    )
    stale = {name for name, digest in base.items() if longer[name] != digest}
    assert "initial_data/collect" not in stale
    assert "active_learning/000/train/0" in stale
    assert "analysis/c-ZrO2-96/600K" in stale


def labelled_with(**tags: object) -> dict[str, str]:
    """Give the digests of a study with INCAR tags."""
    reference = {"engine": "vasp", "energy_cutoff": "500 eV", "k_spacing": "0.3 1/Å"}
    tree = changed(models__reference={**reference, "tags": tags})
    return declared_digests(all_tasks(tree).values(), {})


def test_the_end_of_relaxations_declares_no_other_labels() -> None:
    vasp = {"engine": "vasp", "energy_cutoff": "500 eV", "k_spacing": "0.3 1/Å"}
    trees = (changed(models__reference=vasp | more) for more in ({}, {"force_tolerance": "1 eV/Å"}))
    one, other = (declared_digests(all_tasks(tree).values(), {}) for tree in trees)
    assert one == other


def test_tags_of_the_machine_declare_no_other_labels() -> None:
    assert labelled_with(NCORE=4, KPAR=2, PRECFOCK="fast") == labelled_with(PRECFOCK="Fast")


def test_tags_of_physics_declare_other_labels() -> None:
    base, other = labelled_with(ADDGRID=False), labelled_with(ADDGRID=True)
    stale = {name for name, digest in base.items() if other[name] != digest}
    assert "initial_data/label/0" in stale
    assert "initial_data/perturb" not in stale


def test_seed_changes_what_is_random_only() -> None:
    base = declared_digests(all_tasks().values(), {})
    other = declared_digests(all_tasks(changed(seed=8)).values(), {})
    assert base["initial_data/perturb"] != other["initial_data/perturb"]


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        (changed(production__segment="0.25 ps"), "segment or dump_every"),
        (
            changed(production__equilibrate={"from": "300 K", "duration": "0.0015 ps"}),
            "multiple of the time step",
        ),
        (changed(dynamics={"thermostat": {"coupling": "0.5 fs"}}), "at least one step"),
    ],
)
def test_times_that_do_not_fit_are_refused(tree: dict, words: str) -> None:
    with pytest.raises(CompileError, match=words):
        plan_study(study(tree))


def test_supercell_of_impossible_size_names_the_nearest() -> None:
    tree = changed(production__bulk__phases={"c-ZrO2": 100})
    with pytest.raises(StructureError, match="96 or 108"):
        plan_study(study(tree))


def test_bulk_supercell_is_compact() -> None:
    lock = compiled().lock
    assert lock.cells["c-ZrO2-96"].atoms == 96
    assert lock.cells["c-ZrO2-96"].thicknesses_A == (10.24, 10.24, 10.24)


def test_order_in_the_file_has_no_meaning() -> None:
    explore = changed()["active_learning"]["explore"]
    explore["solid"]["temperatures"] = "600, 300 K"
    other = changed(active_learning__explore=dict(reversed(explore.items())))
    assert plan_study(study(other)).plan == plan_study(study()).plan


def test_each_run_has_the_deck_for_the_shape_of_its_cell() -> None:
    planned = plan_study(barostat_study())
    (loop,) = planned.plan.loops
    shapes = set()
    for task in (*loop.body, *planned.plan.tasks):
        if not isinstance(task.settings, RunDynamics):
            continue
        deck, cell = (planned.files[path] for path in (task.settings.deck, task.settings.cell))
        tilted = CellFacts((20.0, 20.0, 20.0), tilted="sheared" in task.settings.cell)
        assert lint_run_in(deck, "5.6", cell=tilted) == []
        (lattice,) = re.findall(r'Lattice="(.*?)"', cell)
        a, b, c = np.array(lattice.split(), dtype=float).reshape(3, 3)
        assert any((a[1], a[2], b[0], b[2], c[0], c[1])) is tilted.tilted
        if "npt_scr" in deck:
            shapes.add((task.settings.purpose, tilted.tilted))
            pressures = 6 if tilted.tilted else 3
            assert len(next(each for each in deck.split("\n") if "npt_scr" in each).split()) == (
                6 + 2 * pressures
            )
    assert len(shapes) == 6


def test_a_tilted_cell_changes_no_run_of_an_orthogonal_one() -> None:
    alone = changed(production__ensemble="npt", production__pressure="1 bar")
    potential = {**alone["models"]["potential"], "zbl": "2 Å"}
    alone["models"] = {**alone["models"], "potential": potential}
    both, one = plan_study(barostat_study()), plan_study(study(alone))
    decks = {path: text for path, text in one.files.items() if path.startswith("decks/gpumd")}
    assert any(path.endswith("-orthogonal/run.in") for path in decks)
    assert decks.items() <= both.files.items()


@pytest.mark.parametrize(
    ("ensemble", "ramp", "held"),
    [
        ("nve", "nvt_bdp 300 600 100", "nve"),
        ("nvt", "nvt_bdp 300 600 100", "nvt_bdp 600 600 100"),
        ("npt", "npt_scr 300 600 100 0.0001", "npt_scr 600 600 100 0.0001"),
    ],
)
def test_the_ramp_heats_whatever_the_runs_are_held_at(ensemble: str, ramp: str, held: str) -> None:
    files = plan_study(study(changed(production__ensemble=ensemble))).files
    decks = {name.split("/")[2]: text for name, text in files.items() if "decks/gpumd" in name}
    first = {name.split("-")[0]: text for name, text in decks.items()}
    assert f"ensemble {ramp}" in " ".join(first["equilibrate"].split())
    assert f"ensemble {held}" in " ".join(first["produce"].split())
