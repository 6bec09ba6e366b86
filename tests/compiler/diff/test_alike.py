"""What is found from bodies of loops is what unrolling every iteration gives."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from studies import changed, compiled

from saggar.compiler.diff.alike import declared_alike
from saggar.compiler.diff.tasks import unroll
from saggar.schemas.phases import Ordering
from saggar.schemas.plan import (
    Loop,
    Need,
    Past,
    Plan,
    Resources,
    Task,
    after_loop,
    declared_digests,
)
from saggar.schemas.steps import Order, Perturb, PickFrames, StepSettings, TrainPotential

BODY = "active_learning/{iteration}"
MEMBERS = ("train/0", "train/1", "explore", "assess", "collect")


def unrolled_digests(plan: Plan) -> dict[str, str]:
    """Digest every task of every iteration, one after the other."""
    digests: dict[str, str] = {}
    for stage in plan.stages:
        for loop in plan.loops:
            if loop.name == stage:
                for iteration in range(loop.at_most):
                    digests |= declared_digests(loop.tasks(iteration), digests)
        for each in plan.tasks:
            if each.stage == stage:
                digests |= declared_digests([once(each, plan.loops)], digests)
    return digests


def once(each: Task, loops: tuple[Loop, ...]) -> Task:
    return reduce(lambda found, loop: after_loop(found, loop, loop.at_most - 1), loops, each)


def equal_in_both(a: Mapping[str, str], b: Mapping[str, str]) -> set[str]:
    return {name for name, digest in b.items() if a.get(name) == digest}


def task(name: str, value: int, *needs: Need, start: int = 0, iterates: bool = False) -> Task:
    own: StepSettings = PickFrames(per_run=value)
    if iterates:
        own = TrainPotential(deck=f"decks/{name}", gradient=None, seed=value)
    return Task(
        id=name,
        stage="initial_data" if name.startswith("initial_data") else "active_learning",
        settings=own,
        needs=needs,
        files={f"decks/{name}": f"{value}"},
        resources=Resources(seconds=1, family="light"),
        from_iteration=start,
    )


def previous(name: str, first: str | None = None) -> Need:
    return Need(role="previous", task=f"active_learning/{{previous}}/{name}", first=first)


def present(name: str) -> Need:
    return Need(role=name, task=f"{BODY}/{name}")


@st.composite
def bodies(draw: st.DrawFn) -> tuple[Task, ...]:
    """A body whose tasks have one of two settings; an exploration that begins at some time."""
    values = {name: draw(st.integers(1, 2)) for name in MEMBERS}
    trains = [name for name in MEMBERS[:2] if name == "train/0" or draw(st.booleans())]
    data = previous("collect", "initial_data/collect" if draw(st.booleans()) else None)
    chained = draw(st.booleans())
    start = draw(st.integers(0, 4))
    return (
        *(
            task(
                f"{BODY}/{name}",
                values[name],
                data,
                *((previous(name),) if draw(st.booleans()) else ()),
                iterates=draw(st.booleans()),
            )
            for name in trains
        ),
        task(f"{BODY}/explore", values["explore"], *map(present, trains), start=start),
        task(
            f"{BODY}/assess",
            values["assess"],
            present("explore"),
            *((previous("assess"),) if chained else ()),
        ),
        task(f"{BODY}/collect", values["collect"], data, present("assess"), iterates=True),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A first stage, a loop with up to one past body, and a stage that reads its end."""
    untils = draw(st.lists(st.integers(1, 4), max_size=2, unique=True))
    past = tuple(Past(body=draw(bodies()), until=u, lock_file="x") for u in sorted(untils))
    loop = Loop(
        name="active_learning",
        body=draw(bodies()),
        at_most=draw(st.integers(5, 9)),
        decision=f"{BODY}/assess",
        past=past,
    )
    last = Task(
        id="final_training/train",
        stage="final_training",
        settings=PickFrames(per_run=draw(st.integers(1, 2))),
        needs=(Need(role="data", task="active_learning/{last}/collect"),),
        resources=Resources(seconds=1, family="light"),
    )
    return Plan(
        campaign="any",
        stages=("initial_data", "active_learning", "final_training"),
        tasks=(task("initial_data/collect", draw(st.integers(1, 2))), last),
        loops=(loop,),
    )


@given(plans(), plans())
@settings(max_examples=300, deadline=None)
def test_alike_is_what_has_equal_digests(a: Plan, b: Plan) -> None:
    one, other = unrolled_digests(a), unrolled_digests(b)
    found = declared_alike(unroll(a, frozenset()), unroll(b, frozenset()))
    assert found == equal_in_both(one, other)


@given(plans(), st.data())
@settings(max_examples=100, deadline=None)
def test_one_edited_task_of_the_body_reaches_what_reads_it(a: Plan, data: st.DataObject) -> None:
    (loop,) = a.loops
    index = data.draw(st.integers(0, len(loop.body) - 1))
    edited = list(loop.body)
    edited[index] = edited[index].model_copy(update={"files": {"decks/other": "0"}})
    b = a.model_copy(update={"loops": (loop.model_copy(update={"body": tuple(edited)}),)})
    one, other = unrolled_digests(a), unrolled_digests(b)
    found = declared_alike(unroll(a, frozenset()), unroll(b, frozenset()))
    assert found == equal_in_both(one, other)
    assert len(found) < len(other)


@given(plans())
@settings(max_examples=100, deadline=None)
def test_digests_on_demand_are_those_of_unrolling(plan: Plan) -> None:
    expected = unrolled_digests(plan)
    unrolled = unroll(plan, frozenset())
    assert list(unrolled.tasks) == list(expected)
    last = "final_training/train"
    assert unrolled.digest(last) == expected[last]
    assert unrolled.digests == expected


def perturbed(rattle_A: float) -> Perturb:
    return Perturb(cells=(), strain=(0.0, 0.1), rattle_A=rattle_A, per_structure=1, seed=1)


def ordered(*charges: tuple[str, int]) -> Order:
    return Order(file="x.cif", phase="x", ordering=Ordering(), charges=dict(charges))


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        (perturbed(0.1), perturbed(0.1), True),
        (perturbed(0.0), perturbed(-0.0), False),
        (ordered(("Li", 1), ("Cl", -1)), ordered(("Cl", -1), ("Li", 1)), True),
        (ordered(("Li", 1)), ordered(("Li", 2)), False),
    ],
)
def test_settings_are_alike_where_their_digests_are(
    a: StepSettings, b: StepSettings, alike: bool
) -> None:
    one, other = (
        Plan(
            campaign="any",
            stages=("initial_data",),
            tasks=(task("initial_data/any", 1).model_copy(update={"settings": each}),),
        )
        for each in (a, b)
    )
    found = declared_alike(unroll(one, frozenset()), unroll(other, frozenset()))
    assert found == equal_in_both(unrolled_digests(one), unrolled_digests(other))
    assert bool(found) is alike


@given(plans())
@settings(max_examples=50, deadline=None)
def test_needs_on_demand_are_those_of_unrolling(plan: Plan) -> None:
    (loop,) = plan.loops
    expected = {
        each.id: each.needed()
        for each in (
            *(task for number in range(loop.at_most) for task in loop.tasks(number)),
            *(once(each, plan.loops) for each in plan.tasks),
        )
    }
    unrolled = unroll(plan, frozenset())
    assert {name: unrolled.needed(name) for name in unrolled.tasks} == expected


EDITS: tuple[dict[str, Any], ...] = (
    {},
    {"models__potential__neurons": 40},
    {"seed": 8},
    {"active_learning__stop__at_most": 7},
    {"active_learning__select": {"at_most": 3}},
    {"active_learning__train__warm_start": False},
    {"active_learning__committee": 3},
    {"active_learning__explore__hot": {"temperatures": "900 K", "duration": "2 ps"}},
    {"models__reference": {"engine": "chgnet", "dispersion": "none"}},
    {"production__bulk__duration": "8 ps"},
    {"final_training__generations": 200000},
)


@given(st.sampled_from(EDITS), st.sampled_from(EDITS))
@settings(max_examples=40, deadline=None)
def test_alike_is_what_has_equal_digests_in_compiled_studies(
    a: dict[str, Any], b: dict[str, Any]
) -> None:
    cap = {"active_learning__stop__at_most": 5}
    plans = [compiled(changed(**(cap | each))).plan for each in (a, b)]
    one, other = (unrolled_digests(plan) for plan in plans)
    found = declared_alike(*(unroll(plan, frozenset()) for plan in plans))
    assert found == equal_in_both(one, other)
