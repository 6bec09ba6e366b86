"""Both sides of a comparison are read as they would be compiled, and what they share once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from studies import fluorite

from saggar.compiler.diff.sides import read_sides

Write = Callable[..., Path]


def test_a_structure_that_both_campaigns_name_is_read_once(write: Write) -> None:
    campaign = write("one")
    a, b = read_sides(campaign, campaign, ("seed=3",))
    assert a.campaign.seed != b.campaign.seed
    assert a.structures.keys() == {"c-ZrO2"}
    assert a.structures["c-ZrO2"] is b.structures["c-ZrO2"]


def test_a_structure_of_another_content_is_another(write: Write) -> None:
    crystal = fluorite()
    stretched = replace(crystal, lattice=1.01 * crystal.lattice, positions=1.01 * crystal.positions)
    a, b = read_sides(write("one"), write("other", cell=stretched))
    ratio = b.structures["c-ZrO2"].volume_A3 / a.structures["c-ZrO2"].volume_A3
    assert ratio == pytest.approx(1.01**3)
