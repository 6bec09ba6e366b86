"""The training set grows by what passes the filters; what does not is counted."""

from pathlib import Path

import pytest
from surroundings import context, finished, labelled, shifted

from saggar.runtime.dataset import read_train_xyz, write_train_xyz
from saggar.runtime.steps.collect import execute
from saggar.schemas.active_learning import Reject
from saggar.schemas.errors import EngineError
from saggar.schemas.steps import Collect

SETTINGS = Collect(reject=Reject(label_force_above_eV_per_A=30.0), origin="active_learning")


def test_outliers_and_repeated_frames_are_left_out_and_counted(tmp_path: Path) -> None:
    known = labelled(shifted(0.1, "known"))
    write_train_xyz(finished(tmp_path, "before") / "train.xyz", [known])
    fresh = [
        labelled(shifted(0.1, "again")),
        labelled(shifted(0.2, "new"), 29.9),
        labelled(shifted(0.3, "torn"), -30.1),
    ]
    write_train_xyz(finished(tmp_path, "share") / "labels.xyz", fresh)
    where = context(tmp_path, SETTINGS, [("previous", "before"), ("labels", "share")])
    outcome = execute(SETTINGS, where)
    assert [frame.origin for frame in read_train_xyz(where.folder / "train.xyz")] == [
        "known",
        "new",
    ]
    assert (outcome.frames, outcome.added) == (2, 1)
    assert (outcome.force_outliers, outcome.duplicates) == (1, 1)
    assert outcome.largest_force_eV_per_A == pytest.approx(30.1)


def test_nothing_left_to_train_on_is_an_error_that_says_why(tmp_path: Path) -> None:
    torn = [labelled(shifted(0.3, "torn"), 50.0)]
    write_train_xyz(finished(tmp_path, "share") / "labels.xyz", torn)
    with pytest.raises(EngineError, match="1 of 1 labels have a force above 30"):
        execute(SETTINGS, context(tmp_path, SETTINGS, [("labels", "share")]))


def test_an_iteration_without_new_labels_keeps_the_set(tmp_path: Path) -> None:
    write_train_xyz(finished(tmp_path, "before") / "train.xyz", [labelled(shifted(0.1, "known"))])
    write_train_xyz(finished(tmp_path, "share") / "labels.xyz", [])
    outcome = execute(
        SETTINGS, context(tmp_path, SETTINGS, [("previous", "before"), ("labels", "share")])
    )
    assert (outcome.frames, outcome.added) == (1, 0)
