"""The store of relaxations, so that no structure is relaxed twice."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.content_store import ContentStore, canonical_json
from saggar.runtime.engines.relaxation import RelaxedStructure
from saggar.runtime.labels import Provenance
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.poscar import format_poscar
from saggar.schemas.phases import Relaxation

FORMAT = 1
"""Version of the entry files and of the key; raised whenever the optimiser changes too."""


@dataclass(frozen=True)
class RelaxationKey:
    """Address of a relaxation, and the start that it is for.

    Parameters
    ----------
    digest : str
        64 hexadecimal digits.
    order : (n_atoms,) int
        The start's atom ``order[i]`` is atom ``i`` of the canonical POSCAR.
    start : Cell
        The structure before relaxation.
    """

    digest: str
    order: NDArray[np.intp]
    start: Cell


def relaxation_key(
    start: Cell, species_order: Sequence[str], physics: str, relaxation: Relaxation
) -> RelaxationKey:
    r"""Return the key under which the relaxation of a structure is stored.

    The digest is ``sha256("saggar relaxation 1\n" + physics + "\n" + settings + "\n" + poscar)``,
    `poscar` being the exact text of the canonical POSCAR.

    Parameters
    ----------
    start : Cell
        The structure before relaxation.
    species_order : sequence of str
        Canonical order of the species.
    physics : str
        The model as canonical JSON (`ReferenceModel.physics`).
    relaxation : Relaxation
        Its tolerance, freedom and length count; what the model is called does not.
    """
    poscar = format_poscar(start, species_order)
    settings = canonical_json(relaxation.model_dump(mode="json", exclude={"model"}))
    text = f"saggar relaxation {FORMAT}\n{physics}\n{settings}\n{poscar.text}"
    return RelaxationKey(hashlib.sha256(text.encode()).hexdigest(), poscar.permutation, start)


class RelaxationStore:
    """Relaxed structures on disk, atoms in canonical order.

    Parameters
    ----------
    root : Path
        Folder of the store; made on the first `put`.
    """

    def __init__(self, root: Path) -> None:
        self._entries = ContentStore(root, content="relaxation", version=FORMAT)

    @property
    def damaged(self) -> list[Path]:
        """Entries that this object found unreadable."""
        return self._entries.damaged

    def path(self, key: RelaxationKey) -> Path:
        """Return the file of the entry of `key`, whether or not it exists."""
        return self._entries.path(key.digest)

    def get(self, key: RelaxationKey) -> RelaxedStructure | None:
        """Return the relaxed structure with name, groups and order of the start, None if none."""
        return self._entries.get(key.digest, lambda fields: _parse(fields, key))

    def put(self, key: RelaxationKey, relaxed: RelaxedStructure, provenance: Provenance) -> None:
        """Store where a relaxation of the start of `key` ended."""
        fields = {
            "lattice_A": relaxed.cell.lattice.tolist(),
            "positions_A": relaxed.cell.positions[key.order].tolist(),
            "energy_eV": relaxed.energy_eV,
            "steps": relaxed.steps,
            "converged": relaxed.converged,
            "largest_force_eV_A": relaxed.largest_force_eV_A,
            "provenance": asdict(provenance),
        }
        self._entries.put(key.digest, fields)


def _parse(fields: dict[str, Any], key: RelaxationKey) -> RelaxedStructure:
    canonical = np.array(fields["positions_A"], dtype=np.float64)
    if canonical.shape != (len(key.start), 3):
        raise ValueError(f"positions of shape {canonical.shape}")
    positions = np.empty_like(canonical)
    positions[key.order] = canonical
    lattice = np.array(fields["lattice_A"], dtype=np.float64)
    return RelaxedStructure(
        cell=replace(key.start, positions=positions, lattice=lattice),
        energy_eV=float(fields["energy_eV"]),
        steps=int(fields["steps"]),
        converged=bool(fields["converged"]),
        largest_force_eV_A=float(fields["largest_force_eV_A"]),
    )
