"""Tasks that do the same are told as one, with all that decides when they take part."""

from typing import Any

import pytest
from studies import SMALL, changed, compiled

from saggar.compiler.planning.families import condition_of, families_of

HOT = {"ensemble": "nvt", "temperatures": "900 K", "duration": "1 ps", "from_iteration": 1}


def explored(**others: Any) -> str:
    explore = {**SMALL["active_learning"]["explore"], **others}
    plan = compiled(changed(active_learning__explore=explore)).plan
    return next(each.title for each in families_of(plan) if each.kind == "explore")


def test_those_that_join_later_are_counted() -> None:
    count = int(explored().split()[0])
    title = explored(later=HOT)
    assert title == f"{count + 1} x explore ({_later(explored()) + 1} of them from iteration 1)"


def _later(title: str) -> int:
    return int(title.partition("(")[2].split()[0]) if "(" in title else 0


@pytest.mark.parametrize(
    ("at_most", "said"), [(1, "at most 1 iteration"), (3, "at most 3 iterations")]
)
def test_the_condition_of_a_loop_ends_with_its_cap(at_most: int, said: str) -> None:
    made = compiled(changed(active_learning__stop__at_most=at_most))
    assert condition_of(made.plan.loops[0], made.lock).endswith(said)


def test_the_condition_names_temperatures_and_pressures() -> None:
    within = {"temperature": ["300 K", "600 K"], "pressure_up_to": "1000 bar"}
    made = compiled(changed(active_learning__stop__within=within))
    said = condition_of(made.plan.loops[0], made.lock)
    assert "candidates between 300 and 600 K up to 0.1 GPa" in said
