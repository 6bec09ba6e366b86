"""Loops unroll as far as finished work says, and digests follow."""

from collections.abc import Callable

import pytest
from fake_runs import UNDISTURBED, loop, plan

from saggar.runtime.execution.expansion import Expansion, Outcomes, expand
from saggar.schemas.plan import Plan, declared_digests


def expanded(
    a_plan: Plan, finished: Callable[[str], bool], converged: Callable[[str], bool] | None = None
) -> Expansion:
    verdict = converged or (lambda task: task.startswith("active_learning/002"))
    return expand(a_plan, Outcomes(lambda task, digest: finished(task), verdict))


def test_first_iteration_is_known_before_anything_has_finished() -> None:
    seen = expanded(plan(), lambda task: False)
    assert set(seen.tasks) == {name for name in UNDISTURBED if name < "active_learning/001"} | {
        name for name in UNDISTURBED if name.startswith("initial_data")
    }
    assert [task.id for task in seen.later] == ["final_training/train"]


def test_next_iteration_waits_for_every_task_not_only_the_decision() -> None:
    seen = expanded(plan(), lambda task: not task.endswith("000/collect"))
    assert seen.loops["active_learning"].iteration == 0


def test_all_is_known_when_all_has_finished() -> None:
    seen = expanded(plan(), lambda task: True)
    assert set(seen.tasks) == set(UNDISTURBED)
    assert not seen.later
    state = seen.loops["active_learning"]
    assert (state.iteration, state.ended, state.converged) == (2, True, True)
    assert seen.tasks["final_training/train"].needed() == ("active_learning/002/collect",)


@pytest.mark.parametrize("at_most", [1, 2, 5])
def test_cap_is_a_number_of_iterations(at_most: int) -> None:
    seen = expanded(plan(loops=(loop(at_most=at_most),)), lambda task: True, lambda task: False)
    assert seen.loops["active_learning"].iteration == at_most - 1
    assert f"active_learning/{at_most - 1:03d}/collect" in seen.tasks
    assert f"active_learning/{at_most:03d}/collect" not in seen.tasks


def test_needs_come_first() -> None:
    seen = expanded(plan(), lambda task: True)
    order = list(seen.tasks)
    assert all(
        order.index(need) < order.index(task.id)
        for task in seen.tasks.values()
        for need in task.needed()
    )


def test_order_of_tasks_in_the_plan_does_not_change_a_digest() -> None:
    one = plan()
    other = one.model_copy(update={"tasks": one.tasks[::-1]})
    assert expanded(one, lambda task: True).digests == expanded(other, lambda task: True).digests


def test_digests_are_those_of_the_whole_sequence() -> None:
    seen = expanded(plan(), lambda task: True)
    assert seen.digests == declared_digests(seen.tasks.values(), {})
    assert len(set(seen.digests.values())) == len(UNDISTURBED), "no two tasks are the same"


def test_result_under_another_digest_is_not_finished() -> None:
    seen = expand(plan(), Outcomes(lambda task, digest: digest == "of old", lambda task: True))
    assert seen.loops["active_learning"].iteration == 0
