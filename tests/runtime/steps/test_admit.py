"""What exists enters a study under names that say so."""

from pathlib import Path

import pytest
from surroundings import context, labelled, shifted

from saggar.runtime.dataset import read_train_xyz, write_train_xyz
from saggar.runtime.steps import admit_frames, admit_potential
from saggar.schemas.errors import EngineError
from saggar.schemas.steps import AdmitFrames, AdmitPotential

HEAD = "nep4 2 O Zr\ncutoff 5 4 50 30\nn_max 4 4\nbasis_size 8 8\nl_max 4 2 0\nANN 20 0\n0.1\n"


def test_existing_frames_become_labels_with_their_origin(tmp_path: Path) -> None:
    frames = [labelled(shifted(0.1, "iter-02/hot")), labelled(shifted(0.2, "iter-03/hot"))]
    write_train_xyz(tmp_path / "existing.xyz", frames)
    settings = AdmitFrames(file="existing.xyz")
    where = context(tmp_path, settings)
    outcome = admit_frames.execute(settings, where)
    admitted = read_train_xyz(where.folder / "labels.xyz")
    assert [frame.origin for frame in admitted] == ["existing/iter-02/hot", "existing/iter-03/hot"]
    assert [f.label.energy_eV for f in admitted] == [f.label.energy_eV for f in frames]
    assert (outcome.frames, outcome.atoms) == (2, 24)


def test_an_existing_potential_is_published_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text(HEAD)
    settings = AdmitPotential(file="mine.txt")
    where = context(tmp_path, settings)
    outcome = admit_potential.execute(settings, where)
    assert (where.folder / "nep.txt").read_text() == HEAD
    assert outcome.species == ("O", "Zr")


def test_what_is_no_potential_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("potential nep.txt\n")
    settings = AdmitPotential(file="mine.txt")
    with pytest.raises(EngineError, match="NEP4"):
        admit_potential.execute(settings, context(tmp_path, settings))
