"""From settings to models: every setting reaches the model."""

from pathlib import Path

import pytest

from saggar.runtime.engines.loading import load_model
from saggar.runtime.weights import digest
from saggar.schemas.engines import Mace, Vasp
from saggar.schemas.errors import EngineError


def test_settings_reach_the_model(tmp_path: Path, mace_file: Path) -> None:
    sha256 = digest(mace_file)
    link = tmp_path / "work" / "weights" / sha256
    link.parent.mkdir(parents=True)
    link.symlink_to(mace_file)
    settings = Mace(
        engine="mace", weights="tiny.model", sha256=sha256, dtype="float32", dispersion="d3bj"
    )
    physics = load_model(settings, tmp_path).physics
    assert f'"weights":"{sha256}"' in physics
    assert '"dtype":"float32"' in physics
    assert '"a1":0.4289' in physics


def test_an_engine_that_does_not_label_here_is_refused(tmp_path: Path) -> None:
    vasp = Vasp(engine="vasp", energy_cutoff_eV=500.0, k_spacing_per_A=0.3)
    with pytest.raises(EngineError, match="engine vasp cannot label"):
        load_model(vasp, tmp_path)
