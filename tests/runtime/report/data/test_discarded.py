"""Counts of what was left out, against the outcomes that the run was built with."""

from saggar.runtime.report.data.discarded import read_losses
from saggar.runtime.report.data.problems import Problems
from saggar.runtime.report.records import read_records
from saggar.schemas.results import FramesOutcome


def losses(run):
    return read_losses(read_records(run.root), Problems())


def number(run, beginning):
    (discard,) = [d for d in losses(run).discards if d.rule.startswith(beginning)]
    return discard.number, discard.of


def test_pool_frames_that_were_not_chosen(complete_run):
    assert number(complete_run, "Initial pool") == (80, 120)


def test_fates_of_checked_frames_add_up(complete_run):
    below, checked = number(complete_run, "Exploration: committee deviation below")
    above, _ = number(complete_run, "Exploration: committee deviation above")
    too_close, _ = number(complete_run, "Exploration: two atoms closer")
    passed_over, candidates = number(complete_run, "Candidates")
    assert checked == 2 * 240
    assert below + above + too_close + candidates == checked
    assert candidates - passed_over == 2 * 12


def test_labels_that_failed_with_their_reason(complete_run):
    assert number(complete_run, "Labels: failed") == (1, 40 + 12 + 12 + 20)
    assert losses(complete_run).label_failures == (("did not converge", 1),)


def test_labels_that_were_left_out_of_training(complete_run):
    assert number(complete_run, "Labels: a force above 30 eV/Å")[0] == 1
    assert number(complete_run, "Labels: frame already")[0] == 2


def test_damaged_entries_of_the_store(complete_run):
    assert number(complete_run, "Label store") == (1, None)


def test_trajectories_that_stopped_with_their_reason(complete_run):
    assert number(complete_run, "Dynamics: stopped") == (2, 18)
    assert losses(complete_run).stopped[0] == (
        "active_learning/000/explore/hot-c-ZrO2-2000K (explore)",
        "deviation above 3 eV/Å at 0.4 ps",
    )


def test_tasks_that_needed_another_attempt(complete_run):
    assert number(complete_run, "Tasks: finished after")[0] == 1
    assert losses(complete_run).retried == (("initial_data/label/000", 1, "CUDA out of memory"),)


def test_tasks_that_were_given_up_with_the_end_of_their_log(failed_run):
    (failure,) = losses(failed_run).given_up
    assert (failure.task, failure.attempts) == ("final_training/train", 2)
    assert failure.log.endswith("loss nan <&>")


def test_fresh_run_has_every_rule_with_zero(fresh_run):
    assert len(losses(fresh_run).discards) == 16
    assert {discard.number for discard in losses(fresh_run).discards} == {0}


def test_frames_that_a_run_did_not_have(failed_run):
    failed_run.train("final_training/train", error=0.1)
    failed_run.production()
    line = "c-ZrO2-300K: asked 20, the run had 12"
    outcome = FramesOutcome(frames=72, pool=900, asked=80, fewer=(line,))
    failed_run.finish("validation/production_frames/pick", outcome)
    assert number(failed_run, "Validation") == (8, 80)
    assert losses(failed_run).fewer == (line,)
