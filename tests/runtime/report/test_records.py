"""What is read from a run directory in any state."""

import pytest

from saggar.runtime.report.records import read_records
from saggar.schemas.errors import RunStateError
from saggar.schemas.results import CompareOutcome, FramesOutcome


def record_of(run, id):
    return next(record for record in read_records(run.root).tasks if record.task.id == id)


def test_fresh_run_has_its_tasks_and_no_result(fresh_run):
    records = read_records(fresh_run.root)
    assert len(records.tasks) == len(fresh_run.plan.tasks)
    assert not any(record.finished for record in records.tasks)


def test_iterations_that_have_begun_are_unrolled(half_way_run):
    records = read_records(half_way_run.root)
    assert records.iterations(records.plan.loops[0]) == 2
    assert record_of(half_way_run, "active_learning/001/train/0").iteration == 1


def test_failed_attempts_are_kept_with_error_and_log(failed_run):
    record = record_of(failed_run, "final_training/train")
    assert [attempt.number for attempt in record.failures] == [1, 2]
    assert record.failures[-1].error == "loss is not finite"
    assert record.failures[-1].log.endswith("loss nan <&>")


def test_task_is_given_up_after_the_allowed_attempts(failed_run):
    assert record_of(failed_run, "final_training/train").given_up


def test_task_with_an_attempt_left_is_not_given_up(half_way_run):
    half_way_run.fail("active_learning/001/train/1", 1, "killed")
    assert not record_of(half_way_run, "active_learning/001/train/1").given_up


def test_task_that_a_person_retries_is_not_given_up(failed_run):
    failed_run.event("retried", "final_training/train")
    assert not record_of(failed_run, "final_training/train").given_up


def test_attempt_without_a_record_counts_as_failed(half_way_run):
    half_way_run.folder("active_learning/001/train/1.lost-1").mkdir(parents=True)
    (failure,) = record_of(half_way_run, "active_learning/001/train/1").failures
    assert failure.error == "its process ended without a record"


def test_folder_of_another_task_is_no_attempt(half_way_run):
    half_way_run.folder("active_learning/001/train/10.failed-1").mkdir(parents=True)
    assert not record_of(half_way_run, "active_learning/001/train/1").failures


def test_result_of_another_declaration_is_outdated(fresh_run):
    folder = fresh_run.finish("initial_data/perturb", FramesOutcome(frames=1))
    assert not record_of(fresh_run, "initial_data/perturb").outdated
    record = (folder / "exit.json").read_text()
    digest = fresh_run.digest("initial_data/perturb")
    (folder / "exit.json").write_text(record.replace(digest, "0" * 64))
    assert record_of(fresh_run, "initial_data/perturb").outdated


def test_damaged_exit_record_is_named_and_its_task_open(fresh_run):
    folder = fresh_run.finish("initial_data/perturb", FramesOutcome(frames=1))
    (folder / "exit.json").write_text('{"task": ')
    records = read_records(fresh_run.root)
    assert not record_of(fresh_run, "initial_data/perturb").finished
    assert "initial_data/perturb" in records.damaged[0]


def test_outcome_of_another_step_is_refused(complete_run):
    record = record_of(complete_run, "initial_data/perturb")
    with pytest.raises(RunStateError, match="not a CompareOutcome"):
        record.outcome(CompareOutcome)


def test_journal_line_cut_short_is_left_out(half_way_run):
    before = len(read_records(half_way_run.root).events)
    with (half_way_run.root / "state" / "journal.jsonl").open("a") as lines:
        lines.write('{"time": "2026')
    assert len(read_records(half_way_run.root).events) == before


def test_needs_are_followed_through_all_tasks(complete_run):
    records = read_records(complete_run.root)
    (compare,) = records.finished("compare")
    steps = {record.task.settings.step for record in records.behind(compare)}
    assert {"pick_frames", "dynamics", "train"} <= steps


def test_results_moved_aside_are_counted(half_way_run):
    folder = half_way_run.root / "work" / ".stale" / "final_training" / "train-d0d0d0d0"
    folder.mkdir(parents=True)
    (folder / "exit.json").write_text("{}")
    assert read_records(half_way_run.root).stale == 1
