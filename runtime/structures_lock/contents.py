"""Contents of the files of a structures lock: cells in one form, pictures, records with digests."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from saggar.runtime.structures.canonical import canonical
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.extxyz import format_extxyz
from saggar.runtime.structures_lock.pictures import picture
from saggar.runtime.structures_lock.readme import readme
from saggar.schemas.frozen_structures import (
    FrozenInterface,
    FrozenPhase,
    RankedInterface,
    SettledPhase,
    StructuresLock,
)

LOCK, README = "lock.json", "README.md"

_DECIMALS = 8  # of coordinates in A


@dataclass(frozen=True)
class PhaseCells:
    """A settled phase and its cells: primitive, and the one that Miller indices refer to."""

    record: SettledPhase
    primitive: Cell
    conventional: Cell


@dataclass(frozen=True)
class InterfaceCell:
    """A kept interface and its cell."""

    record: RankedInterface
    cell: Cell


def phase_files(name: str, phase: PhaseCells) -> tuple[FrozenPhase, dict[str, str]]:
    """Give the record of a frozen phase and its files.

    Parameters
    ----------
    name : str
        Name of the cell.
    phase : PhaseCells
        What is frozen.

    Returns
    -------
    FrozenPhase, dict of str to str
        The record; contents by path in the lock.
    """
    file, conventional = f"phases/{name}.xyz", f"phases/{name}.conventional.xyz"
    contents = {
        file: _text(phase.primitive, name),
        conventional: _text(phase.conventional, f"{name}.conventional"),
    }
    fields = dict(phase.record)
    record = FrozenPhase(
        **fields,
        file=file,
        conventional_file=conventional,
        sha256=_sha256(contents[file]),
        conventional_sha256=_sha256(contents[conventional]),
    )
    return record, contents


def interface_files(
    name: str, interface: InterfaceCell, charges: Mapping[str, float]
) -> tuple[FrozenInterface, dict[str, str]]:
    """Give the record of a frozen interface, its cell and its picture.

    Parameters
    ----------
    name : str
        Name of the interface.
    interface : InterfaceCell
        What is frozen.
    charges : mapping of str to float, e
        Formal charge of each element, in the order of the species.

    Returns
    -------
    FrozenInterface, dict of str to str
        The record; contents by path in the lock.
    """
    file = f"interfaces/{name}.xyz"
    cell = canonical(interface.cell, species_order=tuple(charges))
    contents = {
        file: _text(cell, name),
        f"pictures/{name}.svg": picture(name, interface.record, cell, charges),
    }
    record = FrozenInterface(**dict(interface.record), file=file, sha256=_sha256(contents[file]))
    return record, contents


def lock_files(lock: StructuresLock) -> dict[str, str]:
    """Give the record of everything, and the table that people read."""
    return {
        LOCK: lock.model_dump_json(indent=1, by_alias=False) + "\n",
        README: readme(lock),
    }


def _text(cell: Cell, name: str) -> str:
    turned = canonical(cell)
    rounded = replace(
        turned,
        name=name,
        positions=np.round(turned.positions, _DECIMALS) + 0.0,
        lattice=np.round(turned.lattice, _DECIMALS) + 0.0,
    )
    return format_extxyz([rounded], decimals=_DECIMALS)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
