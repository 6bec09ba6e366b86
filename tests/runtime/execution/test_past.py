"""A run goes on after the settings of its loop were changed: finished iterations stay."""

from pathlib import Path

import pytest
from fake_runs import build, executions, loop, plan, ticks, with_settings

from saggar.schemas.plan import Past, Plan

pytestmark = pytest.mark.usefixtures("fake_steps")


def edited(*, until: int, converges_at: int | None, at_most: int = 5) -> Plan:
    """Give the plan whose loop trains with other settings after some iterations."""
    before = loop(converges_at=2)
    after = loop(at_most=at_most, converges_at=converges_at)
    body = tuple(
        with_settings(task, {"value": 7}) if "/train/" in task.id else task for task in after.body
    )
    past = Past(body=before.body, until=until, lock_file="history/lock-1.json")
    return plan(loops=(after.model_copy(update={"body": body, "past": (past,)}),))


def counted(root: Path) -> dict[str, int]:
    return {name: n for name, n in executions(build(root)).items() if "train/0" in name}


def test_finished_iterations_are_not_executed_again(tmp_path: Path) -> None:
    ticks(build(tmp_path))
    seen = ticks(build(tmp_path, edited(until=3, converges_at=4)))
    assert seen.expansion.loops["active_learning"].converged
    assert counted(tmp_path) == {f"active_learning/{i:03d}/train/0": 1 for i in range(5)}


def test_verdict_of_the_past_does_not_end_the_loop(tmp_path: Path) -> None:
    assert ticks(build(tmp_path)).expansion.loops["active_learning"].iteration == 2
    seen = ticks(build(tmp_path, edited(until=3, converges_at=3)))
    state = seen.expansion.loops["active_learning"]
    assert (state.iteration, state.ended, state.converged) == (3, True, True)


def test_loop_that_is_at_its_cap_ends_without_having_converged(tmp_path: Path) -> None:
    ticks(build(tmp_path))
    seen = ticks(build(tmp_path, edited(until=3, converges_at=2, at_most=3)))
    state = seen.expansion.loops["active_learning"]
    assert (state.iteration, state.ended, state.converged) == (2, True, False)


def test_what_follows_the_loop_is_made_again_from_its_new_end(tmp_path: Path) -> None:
    ticks(build(tmp_path))
    rundir = build(tmp_path, edited(until=3, converges_at=3))
    seen = ticks(rundir)
    assert seen.expansion.tasks["final_training/train"].needed() == ("active_learning/003/collect",)
    assert executions(rundir)["final_training/train"] == 2
