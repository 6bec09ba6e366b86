"""CHGNet 0.3.0, the foundation model and stand-in reference that runs on a laptop.

References
----------
B. Deng et al., Nat. Mach. Intell. 5, 1031 (2023): CHGNet, trained on PBE and PBE+U.
"""

from dataclasses import asdict
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from saggar.runtime.content_store import canonical_json
from saggar.runtime.engines.dispersion import DispersionD3
from saggar.runtime.engines.reference import read_label
from saggar.runtime.labels import Label, Provenance
from saggar.runtime.structures.cell import Cell
from saggar.runtime.weights import digest


class ChgnetModel:
    """CHGNet, alone or with a dispersion correction, as a reference model.

    Loading sets torch to one thread in this process: parallel work is done by processes.

    Parameters
    ----------
    weights : Path
        The checkpoint.
    dispersion : DispersionD3 or None
        Correction that is added.
    """

    def __init__(self, weights: Path, dispersion: DispersionD3 | None = None) -> None:
        self.weights = weights
        self.dispersion = dispersion

    @cached_property
    def physics(self) -> str:
        """Canonical JSON of the sha256 of the weights and the dispersion's parameters."""
        dispersion = None if self.dispersion is None else asdict(self.dispersion)
        weights = digest(self.weights)
        return canonical_json({"model": "chgnet", "weights": weights, "d3bj": dispersion})

    @cached_property
    def provenance(self) -> Provenance:
        """Engine and the releases of the packages that compute the label."""
        packages = ["chgnet", "torch"] + (["dftd3"] if self.dispersion else [])
        release = " ".join(f"{package} {version(package)}" for package in packages)
        return Provenance(engine="chgnet", release=release)

    @cached_property
    def _network(self) -> Any:
        from saggar.runtime.engines.chgnet_calculator import load_network

        return load_network(self.weights)

    def calculator(self) -> Any:
        """Return an ASE calculator (energy, forces, stress); the network is loaded once."""
        from saggar.runtime.engines.chgnet_calculator import ChgnetCalculator

        bare = ChgnetCalculator(self._network)
        return bare if self.dispersion is None else self.dispersion.added_to(bare)

    def evaluate(self, cell: Cell) -> Label:
        """Return the checked label of one frame.

        Raises
        ------
        EngineError
            If an atom has no neighbour within the network's cutoff, or a number is not usable.
        """
        atoms = cell.to_ase()
        atoms.calc = self.calculator()
        return read_label(atoms, cell)
