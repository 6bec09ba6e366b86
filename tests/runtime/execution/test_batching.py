"""Batches are even, keep families together and leave no core idle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saggar.runtime.execution.batching import LONGEST_BATCH_S, batches
from saggar.schemas.plan import Resources, Task
from saggar.schemas.steps import Compare


def task(name: str, seconds: float = 10.0, family: str = "a") -> Task:
    return Task(
        id=name, stage="analysis", settings=Compare(),
        resources=Resources(seconds=seconds, family=family),
    )  # fmt: skip


def names(divided: list[tuple[Task, ...]]) -> list[list[str]]:
    return [[item.id for item in batch] for batch in divided]


def test_equal_tasks_are_dealt_evenly() -> None:
    assert names(batches([task("1"), task("2"), task("3"), task("4")], cores=2)) == [
        ["1", "3"],
        ["2", "4"],
    ]


def test_long_task_stands_against_several_short_ones() -> None:
    tasks = [task("short1", 10), task("long", 30), task("short2", 10), task("short3", 10)]
    assert names(batches(tasks, cores=2)) == [["long"], ["short1", "short2", "short3"]]


def test_families_are_not_mixed_and_stand_in_the_order_of_the_plan() -> None:
    tasks = [task("b1", family="b"), task("a1"), task("b2", family="b")]
    assert names(batches(tasks, cores=1)) == [["b1", "b2"], ["a1"]]


def test_one_task_is_one_batch_however_many_cores() -> None:
    assert names(batches([task("1")], cores=8)) == [["1"]]


def test_long_work_is_split_further_than_cores() -> None:
    divided = batches([task(str(i), 200) for i in range(12)], cores=2)
    assert len(divided) == 4
    assert {sum(item.resources.seconds for item in batch) for batch in divided} == {600.0}


def test_nothing_ready_is_no_batch() -> None:
    assert batches([], cores=2) == []


@given(
    st.lists(st.tuples(st.floats(0.1, 2000), st.sampled_from("abc")), max_size=30),
    st.integers(1, 8),
)
def test_every_task_is_in_one_batch(work: list[tuple[float, str]], cores: int) -> None:
    tasks = [task(str(i), seconds, family) for i, (seconds, family) in enumerate(work)]
    divided = batches(tasks, cores)
    assert sorted(item.id for batch in divided for item in batch) == sorted(t.id for t in tasks)
    assert all(len({item.resources.family for item in batch}) == 1 for batch in divided)
    for batch in divided:
        longest = max(item.resources.seconds for item in batch)
        total = sum(item.resources.seconds for item in batch)
        family = sum(
            t.resources.seconds for t in tasks if t.resources.family == batch[0].resources.family
        )
        bound = min(family / cores, LONGEST_BATCH_S) if len(batch) > 1 else longest
        assert total <= bound + longest + 1e-6, "no batch is longer than its even share and a task"


def test_order_of_a_batch_is_the_order_of_the_plan() -> None:
    tasks = [task("1", 5), task("2", 50), task("3", 20)]
    assert names(batches(tasks, cores=1)) == [["1", "2", "3"]]


@pytest.mark.parametrize("cores", [1, 2, 3])
def test_all_cores_get_work_when_there_is_enough(cores: int) -> None:
    assert len(batches([task(str(i)) for i in range(7)], cores)) == cores
