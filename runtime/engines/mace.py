"""MACE, the foundation model of the paper, or a stand-in reference.

References
----------
I. Batatia et al., NeurIPS 2022: MACE.
I. Batatia et al., arXiv:2401.00096 (2023): the foundation models.
"""

from dataclasses import asdict
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from saggar.runtime.content_store import canonical_json
from saggar.runtime.engines.dispersion import DispersionD3
from saggar.runtime.engines.reference import read_label
from saggar.runtime.labels import Label, Provenance
from saggar.runtime.structures.cell import Cell
from saggar.runtime.weights import digest


class MaceModel:
    """MACE, alone or with a dispersion correction, as a reference model.

    A file of weights is a pickled torch module and executes code when it is loaded; callers hold
    its digest against a pinned one first. Loading sets torch to one thread in this process.

    Parameters
    ----------
    weights : Path
        The model file.
    dtype : {"float32", "float64"}
        Precision of the arithmetic; it changes numbers and is part of the physics.
    dispersion : DispersionD3 or None
        Correction that is added, on the CPU.
    device : {"auto", "cpu", "cuda"}
        Where the network is evaluated; ``auto`` takes a GPU where there is one. It changes no
        number beyond rounding and is part of the provenance alone.
    """

    def __init__(
        self,
        weights: Path,
        *,
        dtype: Literal["float32", "float64"] = "float64",
        dispersion: DispersionD3 | None = None,
        device: Literal["auto", "cpu", "cuda"] = "auto",
    ) -> None:
        self.weights = weights
        self.dtype = dtype
        self.dispersion = dispersion
        self._device = device

    @cached_property
    def physics(self) -> str:
        """Canonical JSON of the sha256 of the weights, the precision and the dispersion."""
        return canonical_json(
            {
                "model": "mace",
                "weights": digest(self.weights),
                "dtype": self.dtype,
                "d3bj": None if self.dispersion is None else asdict(self.dispersion),
            }
        )

    @cached_property
    def device(self) -> str:
        """Where the network is evaluated: ``cpu`` or ``cuda``."""
        if self._device != "auto":
            return self._device
        import torch

        return "cuda" if torch.cuda.is_available() else "cpu"

    @cached_property
    def provenance(self) -> Provenance:
        """Engine, the releases of the packages that compute the label, and the device."""
        packages = ["mace-torch", "torch"] + (["dftd3"] if self.dispersion else [])
        release = " ".join(f"{package} {version(package)}" for package in packages)
        return Provenance(engine="mace", release=f"{release} on {self.device}")

    @cached_property
    def _network(self) -> Any:
        from saggar.runtime.engines.mace_calculator import load_network

        return load_network(self.weights, dtype=self.dtype, device=self.device)

    def calculator(self) -> Any:
        """Return an ASE calculator (energy, forces, stress); the network is loaded once.

        Raises
        ------
        EngineError
            If the file holds no MACE, or there is no GPU where one is asked for.
        """
        from saggar.runtime.engines.mace_calculator import MaceCalculator

        bare = MaceCalculator(self._network, dtype=self.dtype, device=self.device)
        return bare if self.dispersion is None else self.dispersion.added_to(bare)

    def evaluate(self, cell: Cell) -> Label:
        """Return the checked label of one frame.

        Raises
        ------
        EngineError
            If the model does not know an element, or a number is not usable.
        """
        atoms = cell.to_ase()
        atoms.calc = self.calculator()
        return read_label(atoms, cell)
