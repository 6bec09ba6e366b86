"""Ticks: what is executed, how often, in which batches, and what is not done again."""

import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path

import fake_runs
import pytest
from fake_runs import (
    UNDISTURBED,
    InlineSubmitter,
    build,
    events,
    executions,
    flat_plan,
    loop,
    plan,
    task,
    ticks,
)

from saggar.runtime.execution.attempt import Attempt
from saggar.runtime.execution.driver import Driver
from saggar.runtime.execution.job import execute_job
from saggar.runtime.execution.journal import Journal
from saggar.runtime.rundir import RunDirectory, sha256_of_file
from saggar.schemas.plan import Plan


def once(*names: str) -> Counter[str]:
    return Counter(names)


def loop_endings(rundir: RunDirectory) -> list[tuple[int, str]]:
    return [(e.attempt, e.detail) for e in events(rundir) if e.event == "loop_ended"]


def recompile(rundir: RunDirectory, a_plan: Plan) -> RunDirectory:
    return build(rundir.root, a_plan)


def needs(rundir: RunDirectory, name: str) -> list[str]:
    record = rundir.record(name)
    assert record
    return [path.split("/", 1)[1].removesuffix("/exit.json") for path in record.inputs]


class TestLoop:
    def test_ends_after_the_iteration_that_converged(self, tmp_path: Path) -> None:
        rundir = build(tmp_path)
        ticks(rundir)
        assert executions(rundir) == once(*UNDISTURBED)
        assert loop_endings(rundir) == [(2, "converged")]

    def test_ends_at_the_cap_without_having_converged(self, tmp_path: Path) -> None:
        rundir = build(tmp_path, plan(loops=(loop(at_most=2, converges_at=None),)))
        where = ticks(rundir)
        assert loop_endings(rundir) == [(1, "at the cap")]
        assert not where.expansion.loops["active_learning"].converged
        assert where.complete("final_training")

    def test_needs_no_second_iteration_when_the_first_converged(self, tmp_path: Path) -> None:
        rundir = build(tmp_path, plan(loops=(loop(converges_at=0),)))
        ticks(rundir)
        assert not rundir.result("active_learning/001").exists()
        assert needs(rundir, "final_training/train") == ["active_learning/000/collect"]

    def test_task_begins_at_its_iteration_and_is_no_need_before(self, tmp_path: Path) -> None:
        rundir = build(tmp_path)
        ticks(rundir)
        assert "active_learning/000/hot" not in executions(rundir)
        assert "active_learning/000/hot" not in needs(rundir, "active_learning/000/assess")
        assert "active_learning/001/hot" in needs(rundir, "active_learning/001/assess")

    def test_previous_is_the_initial_data_at_first(self, tmp_path: Path) -> None:
        rundir = build(tmp_path)
        ticks(rundir)
        assert needs(rundir, "active_learning/000/train/0") == ["initial_data/collect"]
        assert needs(rundir, "active_learning/002/train/0") == ["active_learning/001/collect"]

    def test_journal_names_each_iteration(self, tmp_path: Path) -> None:
        rundir = build(tmp_path)
        ticks(rundir)
        assert [e.attempt for e in events(rundir) if e.event == "iteration"] == [1, 2]


class TestFailure:
    def test_task_is_tried_again(self, tmp_path: Path) -> None:
        rundir = build(tmp_path, flat_plan(task("initial_data/a", failing_attempts=1)))
        ticks(rundir)
        record, kept = rundir.record("initial_data/a"), Attempt(rundir, "initial_data/a", 1)
        assert record
        assert (record.status, record.attempt) == ("finished", 2)
        assert (kept.failed / "exit.json").is_file()

    def test_task_is_given_up_after_as_many_attempts_as_the_machine_allows(
        self, tmp_path: Path
    ) -> None:
        tasks = flat_plan(task("initial_data/a", failing_attempts=99))
        rundir = build(tmp_path, tasks, attempts=3)
        where = ticks(rundir)
        assert executions(rundir) == Counter({"initial_data/a": 3})
        assert where.given_up == ("initial_data/a",)
        assert ticks(rundir).given_up == ("initial_data/a",), "and stays so"
        assert executions(rundir) == Counter({"initial_data/a": 3})

    def test_siblings_in_the_same_batch_go_on(self, tmp_path: Path) -> None:
        bad = task("initial_data/a", failing_attempts=99)
        rundir = build(tmp_path, flat_plan(bad, task("initial_data/b")), cores=1)
        submitter = InlineSubmitter(rundir)
        where = ticks(rundir, submitter)
        assert submitter.batches[0] == ["initial_data/a", "initial_data/b"]
        assert where.finished("initial_data/b")

    def test_dependants_are_blocked_through_loops(self, tmp_path: Path) -> None:
        rundir = build(tmp_path, plan(changed={"initial_data/sample/0": {"failing_attempts": 99}}))
        where = ticks(rundir)
        assert where.finished("initial_data/sample/1")
        assert set(where.blocked) == {
            "initial_data/collect",
            "active_learning/000/train/0",
            "active_learning/000/train/1",
            "active_learning/000/assess",
            "active_learning/000/collect",
            "final_training/train",
        }

    def test_dependant_beside_a_failed_need_is_never_executed(self, tmp_path: Path) -> None:
        a, b = task("initial_data/a", failing_attempts=99), task("initial_data/b")
        c = task("initial_data/c", "initial_data/a", "initial_data/b")
        rundir = build(tmp_path, flat_plan(a, b, c))
        assert ticks(rundir).blocked == ("initial_data/c",)
        assert "initial_data/c" not in executions(rundir)


class TestBatches:
    def test_four_trainings_on_two_cores_are_two_jobs_of_two(self, tmp_path: Path) -> None:
        names = [f"initial_data/{i}" for i in range(4)]
        rundir = build(tmp_path, flat_plan(*map(task, names)), cores=2)
        submitter = InlineSubmitter(rundir)
        ticks(rundir, submitter)
        assert sorted(map(len, submitter.batches)) == [2, 2]

    def test_process_on_its_way_out_takes_no_core(self, tmp_path: Path) -> None:
        tasks = task("initial_data/a"), task("initial_data/b", "initial_data/a")
        rundir = build(tmp_path, flat_plan(*tasks), cores=1)
        alive = InlineSubmitter(rundir, begins=False)
        with closing(Journal(rundir)) as journal:
            driver = Driver(rundir, alive, journal, rundir.plan.stages)
            driver.tick()
            execute_job(rundir, alive.jobs[0].id)
            driver.tick()
        assert alive.batches == [["initial_data/a"], ["initial_data/b"]]

    def test_no_more_jobs_are_alive_than_there_are_cores(self, tmp_path: Path) -> None:
        tasks = [task(f"initial_data/{i}", family=f"family{i}") for i in range(5)]
        rundir = build(tmp_path, flat_plan(*tasks), cores=2)
        submitter = InlineSubmitter(rundir, begins=False)
        with closing(Journal(rundir)) as journal:
            driver = Driver(rundir, submitter, journal, rundir.plan.stages)
            assert driver.tick().jobs == 2
            assert driver.tick().jobs == 2
        assert len(submitter.jobs) == 2


class TestFinishedWork:
    def test_is_recognised_without_a_journal(self, tmp_path: Path) -> None:
        rundir = build(tmp_path)
        ticks(rundir)
        shutil.rmtree(rundir.state)
        submitter = InlineSubmitter(rundir)
        ticks(rundir, submitter)
        assert not submitter.jobs
        assert Counter(e.task for e in events(rundir) if e.event == "finished") == once(
            *UNDISTURBED
        )

    def test_is_done_again_where_its_folder_is_gone_and_so_is_what_read_it(
        self, tmp_path: Path
    ) -> None:
        a, b = task("initial_data/a"), task("initial_data/b")
        c, d = task("initial_data/c", a.id), task("initial_data/d", "initial_data/c")
        rundir = build(tmp_path, flat_plan(a, b, c, d))
        ticks(rundir)
        shutil.rmtree(rundir.result("initial_data/a"))
        ticks(rundir)
        assert executions(rundir) == Counter({a.id: 2, b.id: 1, c.id: 2, d.id: 2})
        assert {e.task for e in events(rundir) if e.event == "stale"} == {a.id, c.id, d.id}

    def test_is_set_aside_when_its_settings_change_and_siblings_stay(self, tmp_path: Path) -> None:
        rundir = build(tmp_path)
        ticks(rundir)
        before = (rundir.result("initial_data/sample/0") / "text").read_text()
        changed = recompile(rundir, plan(changed={"initial_data/sample/0": {"value": 7}}))
        ticks(changed)
        times = executions(rundir)
        assert times["initial_data/sample/0"] == times["final_training/train"] == 2
        assert times["initial_data/sample/1"] == 1
        (stale,) = (rundir.work / ".stale/initial_data/sample").iterdir()
        assert (stale / "text").read_text() == before

    def test_of_a_loop_is_followed_anew_when_its_decision_changes(self, tmp_path: Path) -> None:
        rundir = build(tmp_path)
        ticks(rundir)
        where = ticks(recompile(rundir, plan(loops=(loop(converges_at=1),))))
        assert where.expansion.loops["active_learning"].iteration == 1
        assert executions(rundir)["active_learning/000/train/0"] == 1
        assert executions(rundir)["active_learning/000/assess"] == 2
        assert needs(rundir, "final_training/train") == ["active_learning/001/collect"]

    def test_comes_back_into_use_when_a_change_is_taken_back(self, tmp_path: Path) -> None:
        rundir = build(tmp_path, flat_plan(task("initial_data/a"), task("initial_data/b")))
        ticks(rundir)
        ticks(recompile(rundir, flat_plan(task("initial_data/b"))))
        ticks(recompile(rundir, flat_plan(task("initial_data/a"), task("initial_data/b"))))
        assert executions(rundir) == once("initial_data/a", "initial_data/b")


def test_stages_that_are_not_permitted_are_not_begun(tmp_path: Path) -> None:
    rundir = build(tmp_path)
    where = ticks(rundir, stages=("initial_data",))
    assert where.complete("initial_data")
    assert set(executions(rundir)) == {name for name in UNDISTURBED if "initial" in name}


def test_inputs_are_recorded_by_their_bytes(tmp_path: Path) -> None:
    a = task("initial_data/a")
    b = task("initial_data/b", "initial_data/a").model_copy(
        update={"files": {fake_runs.DECK: sha256_of_bytes(tmp_path)}}
    )
    rundir = build(tmp_path / "run", flat_plan(a, b))
    ticks(rundir)
    record = rundir.record("initial_data/b")
    assert record
    assert record.inputs == {
        fake_runs.DECK: sha256_of_file(rundir.root / fake_runs.DECK),
        "work/initial_data/a/exit.json": sha256_of_file(
            rundir.result("initial_data/a") / "exit.json"
        ),
    }


def sha256_of_bytes(folder: Path) -> str:
    (folder / "deck").write_text(fake_runs.DECK_TEXT)
    return sha256_of_file(folder / "deck")


def test_deck_edited_under_way_fails_the_task_that_reads_it(tmp_path: Path) -> None:
    deck = {"files": {fake_runs.DECK: "0" * 64}}
    rundir = build(tmp_path, flat_plan(task("initial_data/a").model_copy(update=deck)))
    where = ticks(rundir)
    assert where.given_up == ("initial_data/a",)
    with pytest.raises(FileNotFoundError):
        executions(rundir)
    assert "edited after compiling" in where.state.tasks["initial_data/a"].error
