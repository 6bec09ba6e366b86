"""Models are called by their published name, or by the file that takes its place."""

import pytest

from saggar.schemas.engines import Chgnet, Mace, Vasp


@pytest.mark.parametrize(
    ("model", "title"),
    [
        (Chgnet(engine="chgnet"), "CHGNet 0.3.0"),
        (Chgnet(engine="chgnet", weights="tuned.pth.tar"), "CHGNet of tuned.pth.tar"),
        (Mace(engine="mace", model="small"), "MACE small"),
        (Mace(engine="mace", weights="mine.model"), "MACE of mine.model"),
        (Vasp(engine="vasp", energy_cutoff_eV=500.0, k_spacing_per_A=0.3), "VASP PBE"),
    ],
)
def test_title_tells_which_model_it_is(model: Chgnet | Mace | Vasp, title: str) -> None:
    assert model.title == title
