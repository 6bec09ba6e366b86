"""Frames and tiny models that tests of engines share."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from saggar.runtime.structures.cell import Cell


@pytest.fixture(scope="session")
def zro2() -> Cell:
    """Primitive cubic zirconia, distorted so that no force and no stress vanishes."""
    lattice = np.array([[0.2, 2.7, 2.55], [2.6, -0.1, 2.4], [2.4, 2.7, 0.05]])
    fractional = np.array([[0.0, 0.0, 0.0], [0.27, 0.24, 0.25], [0.75, 0.77, 0.74]])
    return Cell(("Zr", "O", "O"), fractional @ lattice, lattice, None, "zro2")


def tiny_mace(seed: int) -> Any:
    """Build a MACE of random weights for Li, O, Cl and Zr: small, and a real one."""
    import torch
    from mace import modules  # isort: skip - e3nn is imported by it, and not without it
    from e3nn.o3 import Irreps

    block = modules.interaction_classes["RealAgnosticResidualInteractionBlock"]
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(seed)
    try:
        return modules.ScaleShiftMACE(
            r_max=4.0,
            num_bessel=4,
            num_polynomial_cutoff=5,
            max_ell=1,
            interaction_cls=block,
            interaction_cls_first=block,
            num_interactions=1,
            num_elements=4,
            hidden_irreps=Irreps("8x0e"),
            MLP_irreps=Irreps("4x0e"),
            gate=torch.nn.functional.silu,
            atomic_energies=np.array([-1.0, -2.0, -3.0, -4.0]),
            avg_num_neighbors=12.0,
            atomic_numbers=[3, 8, 17, 40],
            correlation=1,
            radial_type="bessel",
            radial_MLP=[8],
            atomic_inter_scale=3.0,
            atomic_inter_shift=0.0,
        )
    finally:
        torch.set_default_dtype(before)


@pytest.fixture(scope="session")
def mace_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights of a tiny MACE, as its trainer writes them."""
    import torch

    path = tmp_path_factory.mktemp("mace") / "tiny.model"
    torch.save(tiny_mace(1), path)
    return path
