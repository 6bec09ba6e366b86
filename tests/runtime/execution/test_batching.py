"""Batches are even, keep families together and leave no core idle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saggar.runtime.execution.batching import LONGEST_BATCH_S, batches
from saggar.schemas.plan import Resources, Task
from saggar.schemas.steps import Compare


def task(name: str, seconds: float = 10.0, family: str = "a", unrated: str = "") -> Task:
    return Task(
        id=name, stage="analysis", settings=Compare(),
        resources=Resources(seconds=seconds, family=family, unrated=unrated),
    )  # fmt: skip


def names(divided: list[tuple[Task, ...]]) -> list[list[str]]:
    return [[item.id for item in batch] for batch in divided]


def test_equal_tasks_are_dealt_evenly() -> None:
    tasks = [task("1"), task("2"), task("3"), task("4")]
    assert names(batches(tasks, 2, [])) == [["1", "3"], ["2", "4"]]


def test_long_task_stands_against_several_short_ones() -> None:
    tasks = [task("short1", 10), task("long", 30), task("short2", 10), task("short3", 10)]
    assert names(batches(tasks, 2, [])) == [["long"], ["short1", "short2", "short3"]]


def test_families_are_not_mixed_and_the_first_of_the_plan_comes_first() -> None:
    tasks = [task("b1", family="b"), task("a1"), task("b2", family="b")]
    assert names(batches(tasks, 1, [])) == [["b1", "b2"]]
    assert names(batches(tasks, 3, [])) == [["b1"], ["b2"], ["a1"]]


def test_free_core_takes_all_when_the_busy_one_has_as_much_to_do() -> None:
    assert names(batches([task("2"), task("4")], 1, [20.0])) == [["2", "4"]]


def test_free_core_leaves_a_share_to_one_that_is_soon_free() -> None:
    tasks = [task("1"), task("2"), task("3"), task("4")]
    assert names(batches(tasks, 1, [5.0])) == [["1", "3"]]


def test_batch_is_full_after_ten_minutes() -> None:
    tasks = [task(str(i), 200) for i in range(12)]
    assert [len(batch) for batch in batches(tasks, 2, [])] == [3, 3]


def test_task_longer_than_a_full_batch_stands_alone() -> None:
    tasks = [task("1", 5000), task("2", 5000), task("3", 5000)]
    assert names(batches(tasks, 2, [])) == [["1"], ["2"]]


def test_task_of_unknown_length_stands_alone() -> None:
    tasks = [task("1", 0, unrated="rates.x"), task("2", 0, unrated="rates.x"), task("3", 10)]
    assert names(batches(tasks, 2, [])) == [["1"], ["2"]]


def test_order_of_a_batch_is_the_order_of_the_plan() -> None:
    tasks = [task("1", 5), task("2", 50), task("3", 20)]
    assert names(batches(tasks, 1, [])) == [["1", "2", "3"]]


@pytest.mark.parametrize(("ready", "free"), [(0, 2), (3, 0), (0, 0)])
def test_nothing_ready_or_no_core_is_no_batch(ready: int, free: int) -> None:
    assert batches([task(str(i)) for i in range(ready)], free, [10.0]) == []


@given(
    st.lists(st.tuples(st.floats(0, 2000), st.sampled_from("abc")), max_size=30),
    st.integers(0, 8),
    st.lists(st.floats(0, 2000), min_size=1, max_size=4),
)
def test_no_free_core_idles_and_no_task_is_dealt_twice(
    work: list[tuple[float, str]], free: int, busy_s: list[float]
) -> None:
    tasks = [task(str(i), seconds, family) for i, (seconds, family) in enumerate(work)]
    divided = batches(tasks, free, busy_s)
    assert len(divided) == min(free, len(tasks))
    dealt = [item.id for batch in divided for item in batch]
    assert len(set(dealt)) == len(dealt)
    for batch in divided:
        assert len({item.resources.family for item in batch}) == 1
        length_s = sum(item.resources.seconds for item in batch)
        assert len(batch) == 1 or length_s <= LONGEST_BATCH_S
