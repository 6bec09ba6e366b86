"""What every reference model offers: labels for frames and a calculator for dynamics."""

import hashlib
from typing import Any, Protocol

import numpy as np

from saggar.runtime.labels import Label, Provenance, check_label
from saggar.runtime.structures.cell import Cell


class ReferenceModel(Protocol):
    """A model that labels frames in this process (foundation models, stand-in references).

    Attributes
    ----------
    physics : str
        Canonical JSON of everything that changes a number: sha256 of the weights, parameters of
        the dispersion correction. It enters the key of a label.
    provenance : Provenance
        Engine and releases: stored beside a label.
    """

    @property
    def physics(self) -> str:
        """Canonical JSON of everything that changes a number."""
        ...

    @property
    def provenance(self) -> Provenance:
        """Engine and releases."""
        ...

    def calculator(self) -> Any:
        """Return an ASE calculator with energy, forces and stress."""
        ...

    def evaluate(self, cell: Cell) -> Label:
        """Return the checked label of one frame.

        Raises
        ------
        EngineError
            If the model cannot evaluate the frame or answers with something unusable.
        """
        ...


def fingerprint(model: ReferenceModel) -> str:
    """Return the sha256 of the physics of `model`, 64 hexadecimal digits."""
    return hashlib.sha256(model.physics.encode()).hexdigest()


def read_label(atoms: Any, cell: Cell) -> Label:
    """Return the checked label of `atoms` from the calculator attached to it.

    The virial is ``-V * stress``, symmetric, with ASE's stress (positive under tension).

    Parameters
    ----------
    atoms : ase.Atoms
        `cell` with a calculator; nothing is computed again if its results are current.
    cell : Cell
        The frame, for shapes and for the name in messages.

    Raises
    ------
    EngineError
        If the label is not usable.
    """
    stress = np.asarray(atoms.get_stress(voigt=False), dtype=np.float64)
    label = Label(
        energy_eV=float(atoms.get_potential_energy()),
        forces_eV_A=np.array(atoms.get_forces(apply_constraint=False), dtype=np.float64),
        virial_eV=-float(atoms.get_volume()) * stress,
    )
    return check_label(label, cell)
