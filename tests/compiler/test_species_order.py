"""One order of species in nep.in, in every cell file and in the campaign."""

import pytest
import studies

from saggar.compiler.compile import compile_study
from saggar.compiler.study import study_of
from saggar.schemas.machine import LAPTOP

ORDERS = ({"Zr": 4, "O": -2}, {"O": -2, "Zr": 4})


def species_of(xyz: str) -> list[str]:
    """Give the species of a file in the order in which they first stand."""
    atoms = xyz.splitlines()[2:]
    return list(dict.fromkeys(line.split()[0] for line in atoms))


@pytest.mark.parametrize("charges", ORDERS, ids="-".join)
def test_every_rendered_file_has_the_order_of_the_charges(charges: dict[str, int]) -> None:
    campaign = studies.campaign(studies.changed(charges=charges))
    study = study_of(campaign, LAPTOP, {"c-ZrO2": studies.fluorite()})
    files = compile_study(study, origins={}, written=studies.WRITTEN).files
    cells = {path: text for path, text in files.items() if path.startswith("inputs/cells/")}
    decks = {path: text for path, text in files.items() if path.endswith("nep.in")}
    assert cells
    assert decks
    for path, text in cells.items():
        assert species_of(text) == list(charges), path
    for path, text in decks.items():
        (types,) = [line.split() for line in text.splitlines() if line.startswith("type ")]
        assert types == ["type", str(len(charges)), *charges], path
