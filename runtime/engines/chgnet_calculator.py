"""CHGNet as an ASE calculator, on one CPU thread."""

import contextlib
import io
import pickle
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes
from numpy.typing import NDArray

from saggar.schemas.errors import EngineError


class ChgnetCalculator(Calculator):  # type: ignore[misc]
    """ASE calculator of CHGNet with forces and stress.

    Parameters
    ----------
    network : chgnet.model.CHGNet
        The loaded network, on the CPU.
    """

    implemented_properties = ("energy", "free_energy", "forces", "stress")

    def __init__(self, network: Any) -> None:
        super().__init__()
        self._network = network

    def calculate(
        self,
        atoms: Atoms | None = None,
        properties: list[str] | None = None,
        system_changes: list[str] = all_changes,
    ) -> None:
        """Compute energy (eV), forces (eV/A) and stress (Voigt, eV/A^3, positive in tension)."""
        super().calculate(atoms, properties, system_changes)
        energy_eV, forces, stress = self._evaluate_network()
        self.results = {
            "energy": energy_eV,
            "free_energy": energy_eV,
            "forces": forces,
            "stress": stress,
        }

    def _evaluate_network(self) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
        from pymatgen.io.ase import AseAtomsAdaptor

        if not np.isfinite(self.atoms.positions).all():
            raise EngineError(f"CHGNet: a position of {self.atoms.symbols} is not finite")
        structure = AseAtomsAdaptor.get_structure(self.atoms)
        try:
            graph = self._network.graph_converter(structure)
        except ValueError as error:
            raise EngineError(
                f"CHGNet cannot evaluate {self.atoms.symbols}: {error}; "
                "an atom has left the rest by more than the network's cutoff"
            ) from error
        energy_eV, slopes, strain_slopes = differentiate(self._network, graph)
        stress = 0.5 * (strain_slopes + strain_slopes.T) / float(self.atoms.get_volume())
        return energy_eV, -slopes, stress[[0, 1, 2, 1, 0, 0], [0, 1, 2, 2, 2, 1]]


def differentiate(
    network: Any, graph: Any
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Return the energy and its derivatives by one backward pass.

    The network's own prediction makes one pass for the forces and another for the stress, both
    prepared for second derivatives; this takes half of its time and gives the same numbers.

    Parameters
    ----------
    network : chgnet.model.CHGNet
        The network.
    graph : chgnet.graph.CrystalGraph
        A frame of n_atoms atoms.

    Returns
    -------
    energy_eV : float
        Total energy, eV.
    slopes : (n_atoms, 3) float, eV/A
        Derivatives by the positions.
    strain_slopes : (3, 3) float, eV
        Derivatives by the strain.
    """
    import torch
    from chgnet.model.model import BatchedGraph

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Converting a tensor with requires_grad=True")
        batch = BatchedGraph.from_graphs(
            [graph],
            bond_basis_expansion=network.bond_basis_expansion,
            angle_basis_expansion=network.angle_basis_expansion,
            compute_stress=True,
        )
    scale = len(graph.atomic_number) if network.is_intensive else 1
    energy = network._compute(batch)["e"]
    slopes, strain_slopes = torch.autograd.grad(
        scale * energy.sum(), [batch.atom_positions[0], batch.strains[0]]
    )
    if network.composition_model is not None:
        energy = energy + network.composition_model([graph])
    return (
        scale * float(energy.detach()),
        slopes.double().numpy(),
        strain_slopes.double().numpy(),
    )


def load_network(weights: Path) -> Any:
    """Return the CHGNet network of a checkpoint file, on the CPU and one thread, silently.

    Raises
    ------
    EngineError
        If the file is no checkpoint of a CHGNet; it is read without executing code in it.
    """
    import torch
    from chgnet.model.model import CHGNet

    torch.set_num_threads(1)
    try:
        state = torch.load(weights, map_location="cpu", weights_only=True)
        with contextlib.redirect_stdout(io.StringIO()):
            network = CHGNet.from_dict(state["model"])
    except (pickle.UnpicklingError, RuntimeError, EOFError, KeyError, TypeError) as error:
        raise EngineError(
            f"{weights}: not a checkpoint of CHGNet ({error}); give the .pth.tar file that "
            "CHGNet's trainer wrote"
        ) from error
    network.graph_converter.set_isolated_atom_response("error")
    network.eval()
    network.requires_grad_(False)
    return network
