"""Pairs of predicted and reference values."""

import numpy as np
import pytest

from saggar.runtime.report.data.comparisons import read_comparisons, read_training_fit
from saggar.runtime.report.data.problems import Problems
from saggar.runtime.report.records import read_records


@pytest.fixture
def records(complete_run):
    return read_records(complete_run.root)


def test_frames_of_production_are_known_by_the_plan(records):
    (comparison,) = read_comparisons(records, Problems())
    assert comparison.of_production


def test_pairs_give_the_error_of_the_outcome(records):
    (comparison,) = read_comparisons(records, Problems())
    assert comparison.force.rmse == pytest.approx(comparison.accuracy.force_rmse_eV_per_A, rel=1e-6)
    assert len(comparison.energy.origins) == 20


def test_training_set_is_read_with_predictions_before_targets(complete_run, records):
    fit = read_training_fit(records, Problems())
    table = np.loadtxt(complete_run.folder("final_training/train") / "force_train.out")
    assert np.array_equal(fit.force.predicted, table[:, :3].ravel())
    assert np.array_equal(fit.force.reference, table[:, 3:].ravel())


def test_frames_without_a_virial_are_left_out(records):
    fit = read_training_fit(records, Problems())
    assert fit.virial.reference.size == 59 * 6
    assert fit.virial.reference.min() > -10


def test_table_that_is_missing_is_noted_and_the_others_are_read(half_way_run):
    half_way_run.iteration(1, scale=0.1)
    half_way_run.train("final_training/train", error=0.1)
    (half_way_run.folder("final_training/train") / "virial_train.out").unlink()
    problems = Problems()
    fit = read_training_fit(read_records(half_way_run.root), problems)
    assert fit.virial is None
    assert fit.energy is not None
    assert "virial_train.out is missing" in problems.messages[0]
