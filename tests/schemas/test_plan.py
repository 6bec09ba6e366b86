"""Loops whose settings were changed between iterations."""

import hashlib
from typing import Any

from saggar.schemas.plan import Declaration, Loop, Need, Past, Resources, Task, declared_digests
from saggar.schemas.steps import PickFrames, TrainPotential

BODY = "active_learning/{iteration}"


def task(name: str, *needs: Need, **settings: Any) -> Task:
    return Task(
        id=f"{BODY}/{name}",
        stage="active_learning",
        settings=PickFrames(per_run=settings.get("value", 1)),
        needs=needs,
        resources=Resources(seconds=1, family="light"),
    )


def previous(name: str, first: str | None = None) -> Need:
    return Need(role=name, task=f"active_learning/{{previous}}/{name}", first=first)


def body(value: int, members: int) -> tuple[Task, ...]:
    data = previous("collect", "initial_data/collect")
    trains = [task(f"train/{i}", data, previous(f"train/{i}"), value=value) for i in range(members)]
    return (*trains, task("assess", previous("assess"), value=value), task("collect", data))


LOOP = Loop(
    name="active_learning",
    body=body(value=2, members=3),
    at_most=5,
    decision=f"{BODY}/assess",
    past=(Past(body=body(value=1, members=2), until=2, lock_file="history/lock-1.json"),),
)


def needs(iteration: int, name: str) -> set[str]:
    tasks = {each.id: each for each in LOOP.tasks(iteration)}
    return set(tasks[f"active_learning/{iteration:03d}/{name}"].needed())


def test_finished_iterations_have_the_body_of_their_time() -> None:
    values = [
        [each.settings.per_run for each in LOOP.tasks(i) if "train" in each.id] for i in range(4)
    ]
    assert values == [[1, 1], [1, 1], [2, 2, 2], [2, 2, 2]]


def test_a_member_that_is_new_starts_cold_and_the_others_warm() -> None:
    assert needs(2, "train/1") == {"active_learning/001/collect", "active_learning/001/train/1"}
    assert needs(2, "train/2") == {"active_learning/001/collect"}
    assert needs(3, "train/2") == {"active_learning/002/collect", "active_learning/002/train/2"}


def test_verdicts_by_other_settings_are_not_consecutive() -> None:
    assert needs(1, "assess") == {"active_learning/000/assess"}
    assert needs(2, "assess") == set()
    assert needs(3, "assess") == {"active_learning/002/assess"}


def test_only_a_verdict_by_the_present_settings_may_end_the_loop() -> None:
    assert [LOOP.may_end(i) for i in range(4)] == [False, False, True, True]
    unchanged = LOOP.model_copy(update={"past": ()})
    assert unchanged.may_end(0)


def test_digests_of_finished_iterations_do_not_depend_on_later_settings() -> None:
    before = Loop(**{**dict(LOOP), "body": LOOP.past[0].body, "past": ()})
    known = {"initial_data/collect": "0"}
    then = declared_digests([*before.tasks(0), *before.tasks(1)], known)
    assert declared_digests([*LOOP.tasks(0), *LOOP.tasks(1)], known) == then


def test_a_loop_with_a_past_reads_back_as_it_was_written() -> None:
    assert Loop.model_validate_json(LOOP.model_dump_json()) == LOOP


def test_a_declared_digest_is_the_sha256_of_settings_files_and_needs_as_sorted_json() -> None:
    trained = task("train", previous("collect")).model_copy(
        update={
            "settings": TrainPotential(deck="decks/\u00e9", gradient=None, seed=3),
            "files": {"b": "2", "a": "1"},
        }
    )
    loop = Loop(name="active_learning", body=(trained,), at_most=2, decision=trained.id)
    known = {"active_learning/000/collect": "c0"}
    (found,) = declared_digests(loop.tasks(1), known).values()
    written = (
        '{"files":{"a":"1","b":"2"},"needs":[["collect","c0"]],"settings":{"deck":'
        '"decks/\\u00e9","gradient":null,"iteration":1,"seed":3,"step":"train"}}'
    )
    assert found == hashlib.sha256(written.encode()).hexdigest()
    assert Declaration.of(trained).digest([("collect", "c0")], 1) == found
