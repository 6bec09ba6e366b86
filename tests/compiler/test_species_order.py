"""One order of species in nep.in, in every cell file and in the campaign."""

import pytest
import studies

ORDERS = ({"Zr": 4, "O": -2}, {"O": -2, "Zr": 4})


def species_of(xyz: str) -> list[str]:
    """Give the species of a file in the order in which they first stand."""
    atoms = xyz.splitlines()[2:]
    return list(dict.fromkeys(line.split()[0] for line in atoms))


@pytest.mark.parametrize("charges", ORDERS, ids="-".join)
def test_every_rendered_file_has_the_order_of_the_charges(charges: dict[str, int]) -> None:
    files = studies.compiled(studies.changed(charges=charges)).files
    cells = {path: text for path, text in files.items() if path.startswith("inputs/cells/")}
    decks = {path: text for path, text in files.items() if path.endswith("nep.in")}
    assert cells
    assert decks
    for path, text in cells.items():
        assert species_of(text) == list(charges), path
    for path, text in decks.items():
        (types,) = [line.split() for line in text.splitlines() if line.startswith("type ")]
        assert types == ["type", str(len(charges)), *charges], path
