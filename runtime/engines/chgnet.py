"""CHGNet 0.3.0, the foundation model and stand-in reference that runs on a laptop.

References
----------
B. Deng et al., Nat. Mach. Intell. 5, 1031 (2023): CHGNet, trained on PBE and PBE+U.
S. Grimme et al., J. Comput. Chem. 32, 1456 (2011): D3 with Becke-Johnson damping.
"""

import hashlib
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

from saggar.runtime.content_store import canonical_json
from saggar.runtime.engines.reference import read_label
from saggar.runtime.labels import Label, Provenance
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import EngineError

PACKAGED_WEIGHTS = "chgnet/pretrained/0.3.0/chgnet_0.3.0_e29f68s314m37.pth.tar"
"""Checkpoint of CHGNet 0.3.0 inside the installed package."""


@dataclass(frozen=True)
class DispersionD3:
    """D3 correction with Becke-Johnson damping, two-body, the one of VASP's IVDW = 12.

    The cutoffs are those of s-dftd3 (60 and 40 bohr); VASP's own (50.2 and 20 A) change the
    energy of a ZrO2/Li2ZrCl6 interface by 0.2 meV/atom and double the time.

    Parameters
    ----------
    s6, s8 : float
        Scaling of the C6 and C8 terms; defaults for PBE (Grimme et al. 2011, table 2).
    a1 : float
        Scaling of the damping radius, PBE.
    a2_bohr : float
        Offset of the damping radius, PBE, bohr.
    cutoff_A : float
        Pairs up to this distance count, A.
    coordination_cutoff_A : float
        Neighbours up to this distance enter the coordination number, A.
    """

    s6: float = 1.0
    s8: float = 0.7875
    a1: float = 0.4289
    a2_bohr: float = 4.4407
    cutoff_A: float = 31.75
    coordination_cutoff_A: float = 21.17

    def calculator(self) -> Any:
        """Return an ASE calculator of the correction alone (energy, forces, stress)."""
        from ase.units import Bohr
        from dftd3.ase import DFTD3

        return DFTD3(
            damping="d3bj",
            params_tweaks={
                "s6": self.s6,
                "s8": self.s8,
                "s9": 0.0,
                "a1": self.a1,
                "a2": self.a2_bohr,
            },
            realspace_cutoff={
                "disp2": self.cutoff_A,
                "disp3": Bohr,
                "cn": self.coordination_cutoff_A,
            },
        )


class ChgnetModel:
    """CHGNet, alone or with a dispersion correction, as a reference model.

    Loading sets torch to one thread in this process: parallel work is done by processes.

    Parameters
    ----------
    weights : Path or None
        Checkpoint to use; None takes CHGNet 0.3.0 from the installed package.
    dispersion : DispersionD3 or None
        Correction that is added.

    Raises
    ------
    EngineError
        If the weights are missing.
    """

    def __init__(self, weights: Path | None = None, dispersion: DispersionD3 | None = None) -> None:
        self.weights = _packaged_weights() if weights is None else weights
        self.dispersion = dispersion
        if not self.weights.is_file():
            raise EngineError(f"{self.weights}: the weights of CHGNet are missing; check the path")

    @cached_property
    def physics(self) -> str:
        """Canonical JSON of the sha256 of the weights and the dispersion's parameters."""
        dispersion = None if self.dispersion is None else asdict(self.dispersion)
        weights = hashlib.sha256(self.weights.read_bytes()).hexdigest()
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

        correction = None if self.dispersion is None else self.dispersion.calculator()
        return ChgnetCalculator(self._network, correction)

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


def _packaged_weights() -> Path:
    return Path(str(distribution("chgnet").locate_file(PACKAGED_WEIGHTS)))
