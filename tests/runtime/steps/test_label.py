"""Labels: each frame once, failures counted, whatever the model."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from surroundings import context, finished, shifted

from saggar.runtime.dataset import read_train_xyz
from saggar.runtime.labels import Label as LabelValue
from saggar.runtime.labels import Provenance, check_label
from saggar.runtime.steps import label
from saggar.runtime.steps.frames import write_frames
from saggar.runtime.structures.cell import Cell
from saggar.schemas.engines import Chgnet
from saggar.schemas.errors import EngineError
from saggar.schemas.steps import Label


class CountingModel:
    """A model that gives nan where the first atom was moved beyond 0.5 A."""

    physics = '{"model":"counting"}'
    provenance = Provenance("counting", "1")

    def __init__(self) -> None:
        self.evaluated: list[str] = []

    def calculator(self) -> Any:
        raise NotImplementedError

    def evaluate(self, cell: Cell) -> LabelValue:
        self.evaluated.append(cell.name)
        energy = np.nan if cell.positions[0, 0] > 0.5 else -1.0
        return check_label(LabelValue(energy, np.zeros((len(cell), 3)), np.eye(3)), cell)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> CountingModel:
    made = CountingModel()
    monkeypatch.setattr(label, "load_model", lambda settings, root: made)
    return made


def settings(share: int, shares: int) -> Label:
    return Label(model=Chgnet(engine="chgnet"), share=share, shares=shares)


def give_frames(root: Path, *distances_A: float) -> None:
    cells = [shifted(distance, f"f{index}") for index, distance in enumerate(distances_A)]
    write_frames(finished(root, "pool"), cells)


def test_a_frame_on_which_the_model_gives_nan_is_counted_and_left_out(
    tmp_path: Path, model: CountingModel
) -> None:
    give_frames(tmp_path, 0.1, 0.9)
    where = context(tmp_path, settings(0, 1), [("frames", "pool")])
    outcome = label.execute(settings(0, 1), where)
    assert (outcome.frames, outcome.labelled, outcome.failed) == (2, 1, 1)
    assert outcome.failures[0].startswith("f1: ")
    assert [frame.origin for frame in read_train_xyz(where.folder / "labels.xyz")] == ["f0"]


def test_a_share_in_which_every_frame_fails_is_an_error(
    tmp_path: Path, model: CountingModel
) -> None:
    give_frames(tmp_path, 0.8, 0.9)
    with pytest.raises(EngineError, match="none of 2 frames got a label"):
        label.execute(settings(0, 1), context(tmp_path, settings(0, 1), [("frames", "pool")]))


def test_shares_together_label_each_frame_once(tmp_path: Path, model: CountingModel) -> None:
    give_frames(tmp_path, 0.0, 0.1, 0.2, 0.3, 0.4)
    for share in range(2):
        label.execute(
            settings(share, 2), context(tmp_path, settings(share, 2), [("frames", "pool")])
        )
    assert sorted(model.evaluated) == ["f0", "f1", "f2", "f3", "f4"]


def test_a_label_in_the_store_is_not_computed_again(tmp_path: Path, model: CountingModel) -> None:
    give_frames(tmp_path, 0.0, 0.1)
    where = context(tmp_path, settings(0, 1), [("frames", "pool")])
    label.execute(settings(0, 1), where)
    again = label.execute(settings(0, 1), where)
    assert (again.reused, len(model.evaluated)) == (2, 2)
