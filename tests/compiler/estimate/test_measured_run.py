"""Estimates hold what a real run has left: files, bytes, labels and CPU time, task by task."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from studies import REPOSITORY

from saggar.compiler.cli import compile_file
from saggar.compiler.compile import Compiled
from saggar.compiler.estimate.amounts import Range, total
from saggar.compiler.estimate.flow import flow_of
from saggar.compiler.estimate.stages import (
    StageEstimate,
    add_up,
    estimate_stages,
    facts_of,
    of_directory,
)
from saggar.compiler.estimate.usage import STORED_LABEL_BYTES_PER_ATOM, usage_of
from saggar.schemas.machine import LAPTOP
from saggar.schemas.plan import Task

FOLDER = REPOSITORY / "tests" / "data" / "measured-run"
MEASURED: dict[str, Any] = json.loads((FOLDER / "measured.json").read_text())

STORED_BYTES = MEASURED["label_bytes"] / MEASURED["label_files"]


@pytest.fixture(scope="module")
def campaign() -> Compiled:
    return compile_file(Path(FOLDER / "campaign.yaml"), LAPTOP)


@pytest.fixture(scope="module")
def stages(campaign: Compiled) -> tuple[StageEstimate, ...]:
    return estimate_stages(campaign.plan, facts_of(campaign.lock, campaign.files))


def executed(campaign: Compiled) -> Iterator[tuple[Task, int]]:
    yield from ((task, 0) for task in campaign.plan.tasks)
    (loop,) = campaign.plan.loops
    for iteration in range(MEASURED["iterations"]):
        yield from ((task, iteration) for task in loop.tasks(iteration))


def test_the_plan_has_the_tasks_that_were_measured(campaign: Compiled) -> None:
    assert {task.id for task, _ in executed(campaign)} == set(MEASURED["tasks"])


def test_every_task_left_files_and_bytes_in_its_range(campaign: Compiled) -> None:
    facts = facts_of(campaign.lock, campaign.files)
    flow = flow_of(campaign.plan, facts)
    for task, iteration in executed(campaign):
        left = MEASURED["tasks"][task.id]
        usage = usage_of(task, flow.of(task, iteration), facts)
        stored = 20 if task.settings.step == "sample" else left["new_labels"]
        assert usage.files.holds(left["files"] + stored), task.id
        assert usage.bytes.holds(left["bytes"] + stored * STORED_BYTES), task.id
        assert usage.references.low <= left["new_labels"] <= usage.references.high, task.id


def test_cpu_time_of_every_stage_is_in_its_range(stages: tuple[StageEstimate, ...]) -> None:
    for stage in stages:
        tasks = MEASURED["tasks"].items()
        cpu_s = sum(left["cpu_s"] for name, left in tasks if name.startswith(stage.stage))
        hours = stage.takes.core_hours
        assert hours.range.holds(cpu_s / 3600), stage.stage
        assert hours.range.holds(cpu_s / 1.6 / 3600), stage.stage


def test_totals_hold_what_the_whole_run_directory_holds(
    campaign: Compiled, stages: tuple[StageEstimate, ...]
) -> None:
    takes = add_up([*(stage.takes for stage in stages), of_directory(campaign.files, stages)])
    assert takes.files.range.holds(MEASURED["files"])
    assert takes.disk_MB.range.holds(MEASURED["bytes"] / 1e6)
    assert takes.jobs.range.holds(MEASURED["jobs"])
    new = sum(left["new_labels"] for left in MEASURED["tasks"].values())
    assert takes.reference_calculations.range.holds(new)


def test_stored_labels_have_the_length_that_was_measured() -> None:
    per_atom = STORED_BYTES / 135
    assert per_atom == pytest.approx(STORED_LABEL_BYTES_PER_ATOM, rel=0.2)


def test_potential_has_the_length_that_was_measured(campaign: Compiled) -> None:
    facts = facts_of(campaign.lock, campaign.files)
    assert facts.potential_bytes == pytest.approx(64593, rel=0.01)


def test_measured_ratios_replace_the_spread_of_rates(campaign: Compiled) -> None:
    ratios = {"train": Range(2.0, 2.0)}
    plain = estimate_stages(campaign.plan, facts_of(campaign.lock, campaign.files))
    known = estimate_stages(campaign.plan, facts_of(campaign.lock, campaign.files, ratios))
    final = next(each for each in known if each.stage == "final_training").takes.core_hours
    rated = next(each for each in plain if each.stage == "final_training").takes.core_hours
    assert final.high == pytest.approx(rated.high / LAPTOP.rates.spread * 2.0)
    assert "train: by times measured in the run" in final.reasons


def test_each_stage_names_the_causes_of_its_own_range(stages: tuple[StageEstimate, ...]) -> None:
    why = {stage.stage: stage.takes.core_hours.reasons for stage in stages}
    spread = "rates of the machine profile: off by a factor of 1.8 either way, 3.24 from end to end"
    sizes = "training and labels: from the smallest to the largest frames that can be chosen"
    assert why["production"] == (spread, "no task fails")
    assert why["final_training"] == (spread, sizes, "no task fails")
    assert why["active_learning"][0] == "active_learning: from 1 to 2 iterations"


def test_numbers_of_things_are_whole(stages: tuple[StageEstimate, ...]) -> None:
    for stage in stages:
        for name in ("reference_calculations", "files", "jobs"):
            amount = getattr(stage.takes, name)
            assert amount.low == int(amount.low)
            assert amount.high == int(amount.high)


def test_gpu_executors_move_time_from_cores_to_gpus(campaign: Compiled) -> None:
    gpumd = LAPTOP.gpumd.model_copy(update={"executor": "gpumd"})
    machine = LAPTOP.model_copy(update={"gpumd": gpumd})
    lock = campaign.lock.model_copy(update={"machine": machine})
    there = estimate_stages(campaign.plan, facts_of(lock, campaign.files))
    here = estimate_stages(campaign.plan, facts_of(campaign.lock, campaign.files))
    (production,) = [each.takes for each in there if each.stage == "production"]
    (before,) = [each.takes for each in here if each.stage == "production"]
    assert production.gpu_hours.range == before.core_hours.range
    assert production.core_hours.high == 0


def test_loop_ends_at_the_earliest_after_its_consecutive_iterations(campaign: Compiled) -> None:
    section = campaign.lock.campaign.active_learning
    stop = section.stop.model_copy(update={"for_iterations": 2})
    section = section.model_copy(update={"stop": stop})
    update = {"active_learning": section}
    lock = campaign.lock.model_copy(
        update={"campaign": campaign.lock.campaign.model_copy(update=update)}
    )
    stages = estimate_stages(campaign.plan, facts_of(lock, campaign.files))
    (loop,) = [stage for stage in stages if not stage.once]
    assert (loop.iterations.low, loop.iterations.high) == (2, 2)
    assert total([loop.takes.jobs.range]).low == 2 * 4
