"""What becomes stale, what stays valid, and what redoing costs."""

from typing import Any

import pytest
from studies import campaign, changed, compiled

from saggar.compiler.diff.consequences import (
    Cost,
    Course,
    StageConsequence,
    cost_of,
    label_validity,
    stage_consequences,
)
from saggar.compiler.diff.differences import find_differences
from saggar.compiler.diff.leaves import leaves_of
from saggar.compiler.diff.tasks import Unrolled, unroll
from saggar.schemas.machine import LAPTOP, Machine
from saggar.schemas.state import ExitRecord

DECISION = "active_learning/000/assess"


def tasks(converged: frozenset[tuple[str, str]] = frozenset(), **changes: Any) -> Unrolled:
    return unroll(compiled(changed(**changes)).plan, converged)


def course(
    unrolled: Unrolled, *finished: str, cpu_s: float = 10.0, machine: Machine = LAPTOP
) -> Course:
    records = {
        name: ExitRecord(
            task=name,
            digest=unrolled.digests[name],
            status="finished",
            attempt=1,
            wall_s=cpu_s,
            cpu_s=cpu_s,
            host="somewhere",
        )
        for name in finished
    }
    return Course(unrolled, records, machine)


def by_stage(a: Course, b: Course) -> dict[str, StageConsequence]:
    return {stage.stage: stage for stage in stage_consequences(a, b)}


def test_loops_are_unrolled_to_their_cap() -> None:
    unrolled = tasks()
    assert "active_learning/001/collect" in unrolled.tasks
    assert "active_learning/002/collect" not in unrolled.tasks
    needed = unrolled.needed("final_training/train")
    assert "active_learning/001/collect" in needed


def test_a_loop_ends_where_its_decision_is_known_to_have_converged() -> None:
    decided = frozenset({(DECISION, tasks().digest(DECISION))})
    unrolled = tasks(decided)
    assert "active_learning/001/collect" not in unrolled.tasks
    assert "active_learning/000/collect" in unrolled.needed("final_training/train")


def test_equal_studies_have_nothing_to_redo() -> None:
    stages = by_stage(course(tasks()), course(tasks()))
    assert sum(stage.valid for stage in stages.values()) == len(tasks().tasks)
    assert not any(stage.stale or stage.new or stage.dropped for stage in stages.values())


def test_a_change_makes_stale_what_comes_after_it_and_nothing_before() -> None:
    stages = by_stage(course(tasks()), course(tasks(final_training__generations=200000)))
    assert stages["initial_data"].stale == ()
    assert stages["active_learning"].stale == ()
    assert stages["final_training"].stale == ("final_training/train",)
    assert stages["analysis"].valid == 0


def test_a_longer_run_keeps_its_segments_and_adds_some() -> None:
    longer = tasks(production__bulk__duration="8 ps")
    production = by_stage(course(tasks()), course(longer))["production"]
    assert production.valid == 3
    assert "production/c-ZrO2-96/600K/segment-003" in production.new


def test_a_lower_cap_drops_iterations() -> None:
    fewer = tasks(active_learning__stop__at_most=1)
    dropped = by_stage(course(tasks()), course(fewer))["active_learning"].dropped
    assert "active_learning/001/assess" in dropped


def cost(a: Course, b: Course) -> Cost:
    return cost_of(stage_consequences(a, b))


def test_without_measurements_the_cost_is_the_sum_of_estimates() -> None:
    a, b = tasks(), tasks(analysis={"mobile": "Zr"})
    redone = b.tasks["analysis/c-ZrO2-96/600K"]
    found = cost(course(a), course(b))
    assert found.core_seconds == redone.resources.seconds
    assert (found.measured_tasks, found.estimated_tasks) == (0, 1)


def test_a_measured_time_is_scaled_by_the_estimates_and_counts_as_lost() -> None:
    name = "final_training/train"
    a, b = tasks(), tasks(final_training__gradient={"steps": 200})
    ratio = b.tasks[name].resources.seconds / a.tasks[name].resources.seconds
    assert ratio > 1
    found = cost(course(a, name, cpu_s=40.0), course(b))
    others = sum(
        task.resources.seconds
        for each, task in b.tasks.items()
        if a.digests.get(each) != b.digests[each] and each != name
    )
    assert found.core_seconds == pytest.approx(40.0 * ratio + others)
    assert found.measured_tasks == 1
    assert found.lost_cpu_seconds == 40.0


GPU = LAPTOP.model_copy(
    update={
        "name": "gpu",
        "gpumd": LAPTOP.gpumd.model_copy(update={"executor": "gpumd"}),
        "nep": LAPTOP.nep.model_copy(update={"executor": "nep"}),
    }
)


def test_a_time_that_another_machine_took_is_not_scaled() -> None:
    name = "final_training/train"
    a, b = tasks(), tasks(final_training__gradient={"steps": 200})
    other = LAPTOP.model_copy(update={"name": "other"})
    found = cost(course(a, name, cpu_s=1e6, machine=other), course(b))
    assert found.measured_tasks == 0
    assert found.core_seconds < 1e4


def test_gpu_time_stands_apart_and_unknown_time_in_no_sum() -> None:
    edited = changed(production__bulk__duration="8 ps", final_training__generations=200000)
    a, b = course(tasks()), course(unroll(compiled(edited, GPU).plan, frozenset()), machine=GPU)
    stages = by_stage(a, b)
    produced, training = stages["production"], stages["final_training"]
    again = (*produced.stale, *produced.new)
    assert produced.redo_core_seconds == 0
    assert produced.redo_gpu_seconds == pytest.approx(
        sum(b.unrolled.tasks[name].resources.seconds for name in again)
    )
    assert training.redo_core_seconds == training.redo_gpu_seconds == 0
    assert training.redo_unknown == 1
    assert cost(a, b).unknown_tasks >= 1


def test_a_time_measured_in_b_holds_there() -> None:
    a, b = tasks(), tasks(analysis={"mobile": "Zr"})
    found = cost(course(a), course(b, "analysis/c-ZrO2-96/600K", cpu_s=3.5))
    assert found.core_seconds == 3.5


def test_finished_results_that_stay_are_counted() -> None:
    a = course(tasks(), "initial_data/perturb", "initial_data/select")
    stages = by_stage(a, course(tasks(final_training__generations=200000)))
    assert stages["initial_data"].finished == 2


@pytest.mark.parametrize(
    ("changes", "valid"),
    [
        ({"seed": 8}, True),
        ({"models__potential__neurons": 40}, True),
        ({"models__foundation": {"engine": "chgnet", "dispersion": "d3bj"}}, True),
        ({"models__reference": {"engine": "chgnet", "dispersion": "none"}}, False),
        ({"charges": {"Li": 1, "Zr": 4, "O": -2}}, True),
        ({"charges": {"O": -2, "Zr": 4}}, False),
    ],
)
def test_labels_stay_valid_where_reference_and_order_of_species_stay(
    changes: dict[str, Any], valid: bool
) -> None:
    a, b = campaign(), campaign(changed(**changes))
    differences = find_differences(
        leaves_of(a.lock(), {}), leaves_of(b.lock(), {}), lambda old, new: False
    )
    assert label_validity(a, b, differences).valid is valid
