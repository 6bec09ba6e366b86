"""Labels (energy, forces, virial) and the store that makes each of them be paid once."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.content_store import ContentStore
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.poscar import format_poscar
from saggar.schemas.errors import EngineError

FORMAT = 1
"""Version of the entry files and of the key; raised whenever either changes meaning."""

INSANE_FORCE_EV_A = 1.0e3
"""A force above this is no physics of a condensed phase: atoms coincide or the engine failed."""


@dataclass(frozen=True)
class Label:
    """What a reference says about one frame.

    Parameters
    ----------
    energy_eV : float
        Total energy of the cell, eV.
    forces_eV_A : (n_atoms, 3) float, eV/A
        In the frame's own order of atoms.
    virial_eV : (3, 3) float, eV
        ``-V * stress`` with the stress positive under tension (ASE's sign); GPUMD's sign.
    """

    energy_eV: float
    forces_eV_A: NDArray[np.float64]
    virial_eV: NDArray[np.float64]

    @property
    def largest_force_eV_A(self) -> float:
        """Norm of the largest force on an atom, eV/A."""
        return float(np.linalg.norm(self.forces_eV_A, axis=1).max())

    def reordered(self, order: Sequence[int] | NDArray[np.intp]) -> "Label":
        """Return the label of the same frame with its atom ``order[i]`` at place ``i``."""
        return Label(self.energy_eV, self.forces_eV_A[np.asarray(order)], self.virial_eV)


@dataclass(frozen=True)
class Provenance:
    """Who computed a label: kept beside it, never part of its key.

    Parameters
    ----------
    engine : str
        Name of the engine, such as ``chgnet``.
    release : str
        Release of the engine and of whatever else took part, for people to read.
    """

    engine: str
    release: str


def check_label(label: Label, cell: Cell) -> Label:
    """Return `label` if it can be trained on.

    Parameters
    ----------
    label : Label
        What the engine answered.
    cell : Cell
        The frame that was asked about, of ``n_atoms`` atoms.

    Raises
    ------
    EngineError
        If a shape is wrong, a number is not finite or a force is above
        `INSANE_FORCE_EV_A`; the message names the frame.
    """
    n_atoms = len(cell)
    if label.forces_eV_A.shape != (n_atoms, 3) or label.virial_eV.shape != (3, 3):
        raise EngineError(
            f"label of frame {cell.label}: forces have the shape {label.forces_eV_A.shape} and "
            f"the virial {label.virial_eV.shape}; {n_atoms} atoms need ({n_atoms}, 3) and (3, 3)"
        )
    parts = {
        "energy": math.isfinite(label.energy_eV),
        "forces": bool(np.isfinite(label.forces_eV_A).all()),
        "virial": bool(np.isfinite(label.virial_eV).all()),
    }
    if not all(parts.values()):
        broken = ", ".join(name for name, finite in parts.items() if not finite)
        raise EngineError(
            f"label of frame {cell.label}: {broken} not finite; "
            "look at its geometry (coinciding atoms, broken cell) and drop the frame"
        )
    if label.largest_force_eV_A > INSANE_FORCE_EV_A:
        atom = int(np.linalg.norm(label.forces_eV_A, axis=1).argmax())
        raise EngineError(
            f"label of frame {cell.label}: the force on atom {atom} ({cell.species[atom]}) is "
            f"{label.largest_force_eV_A:.3g} eV/A; at most {INSANE_FORCE_EV_A:g} eV/A is "
            "accepted: atoms coincide, drop the frame"
        )
    return label


@dataclass(frozen=True)
class LabelKey:
    """Address of a label, and how the frame's atoms stand in the canonical order.

    Parameters
    ----------
    digest : str
        64 hexadecimal digits.
    order : tuple of int
        The frame's atom ``order[i]`` is atom ``i`` of the canonical POSCAR.
    """

    digest: str
    order: tuple[int, ...]


def label_key(cell: Cell, species_order: Sequence[str], physics: str) -> LabelKey:
    r"""Return the key under which the label of `cell` by a reference is stored.

    The digest is ``sha256("saggar label 1\n" + physics + "\n" + poscar)``, `poscar` being the
    exact text of the canonical POSCAR (species in `species_order`, wrapped, 12 figures).

    Parameters
    ----------
    cell : Cell
        The frame.
    species_order : sequence of str
        Canonical order of the species.
    physics : str
        The reference's settings as canonical JSON (one line): everything that changes a number
        (functional, cutoffs, mesh, sha256 of weights, dispersion), nothing that does not.
    """
    poscar = format_poscar(cell, species_order)
    text = f"saggar label {FORMAT}\n{physics}\n{poscar.text}"
    order = tuple(int(index) for index in poscar.permutation)
    return LabelKey(hashlib.sha256(text.encode()).hexdigest(), order)


class LabelStore:
    """Labels on disk, each with its forces in the canonical order of atoms.

    Parameters
    ----------
    root : Path
        Folder of the store; made on the first `put`.
    """

    def __init__(self, root: Path) -> None:
        self._entries = ContentStore(root, content="label", version=FORMAT)

    @property
    def damaged(self) -> list[Path]:
        """Entries that this object found unreadable."""
        return self._entries.damaged

    def path(self, key: LabelKey) -> Path:
        """Return the file of the entry of `key`, whether or not it exists."""
        return self._entries.path(key.digest)

    def get(self, key: LabelKey) -> Label | None:
        """Return the label in the frame's own order of atoms, None if there is none."""
        entry = self._entry(key)
        if entry is None:
            return None
        return entry[0].reordered(np.argsort(np.array(key.order)))

    def provenance(self, key: LabelKey) -> Provenance | None:
        """Return who computed the label of `key`, None if there is none."""
        entry = self._entry(key)
        return None if entry is None else entry[1]

    def put(self, key: LabelKey, label: Label, provenance: Provenance) -> None:
        """Store `label`, whose forces are in the frame's own order of atoms.

        Raises
        ------
        ValueError
            If a number is not finite: check the label first.
        """
        canonical = label.reordered(key.order)
        fields = {
            "energy_eV": canonical.energy_eV,
            "forces_eV_A": canonical.forces_eV_A.tolist(),
            "virial_eV": canonical.virial_eV.tolist(),
            "provenance": asdict(provenance),
        }
        self._entries.put(key.digest, fields)

    def _entry(self, key: LabelKey) -> tuple[Label, Provenance] | None:
        return self._entries.get(key.digest, lambda fields: _parse(fields, len(key.order)))


def _parse(fields: dict[str, Any], n_atoms: int) -> tuple[Label, Provenance]:
    label = Label(
        float(fields["energy_eV"]), np.array(fields["forces_eV_A"]), np.array(fields["virial_eV"])
    )
    if label.forces_eV_A.shape != (n_atoms, 3) or label.virial_eV.shape != (3, 3):
        raise ValueError(f"forces of shape {label.forces_eV_A.shape}")
    return label, Provenance(**fields["provenance"])
