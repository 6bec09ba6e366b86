"""Alpha Li2ZrCl6 before its lithium is ordered."""

import sys
from pathlib import Path

import pytest

from saggar.runtime.structures.cif import Sites, read_cif_sites

sys.path.insert(0, str(Path(__file__).parent))  # the builders stand beside the tests

DATA = Path(__file__).parents[2] / "data" / "structures"


@pytest.fixture(scope="session")
def alpha_lzc() -> Sites:
    """P-3m1 with twelve places for lithium on two orbits, each half filled."""
    text = (DATA / "alpha-LZC-disordered.cif").read_text()
    return read_cif_sites(text, name="alpha-LZC")
