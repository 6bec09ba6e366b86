"""model.xyz: the cell, positions and velocities that a deck starts from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.engines.gpumd.extxyz import (
    AtomTable,
    XyzError,
    read_atom_table,
    read_comment,
    read_count,
)
from saggar.runtime.structures.elements import atomic_mass
from saggar.schemas.errors import EngineError

_NEGLIGIBLE = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A periodic cell of atoms.

    Attributes
    ----------
    species : tuple of str, (n_atoms,)
    positions : (n_atoms, 3) float, A
    cell : (3, 3) float, A
        Lattice vectors as rows.
    velocities : (n_atoms, 3) float, A/fs, or None
    masses : (n_atoms,) float, amu, or None
        None stands for the standard atomic weights.
    group : (n_atoms, n_methods) int, or None
        GPUMD's grouping methods.
    """

    species: tuple[str, ...]
    positions: NDArray[np.float64]
    cell: NDArray[np.float64]
    velocities: NDArray[np.float64] | None = None
    masses: NDArray[np.float64] | None = None
    group: NDArray[np.int64] | None = None

    def atomic_masses(self) -> NDArray[np.float64]:
        """Give the masses, (n_atoms,) amu: those of the file, or the standard atomic weights."""
        if self.masses is not None:
            return self.masses
        return np.array([atomic_mass(symbol) for symbol in self.species], dtype=np.float64)


def read_model(path: Path) -> Model:
    """Read model.xyz.

    Parameters
    ----------
    path : Path
        Extended XYZ with ``Lattice``, ``pbc="T T T"`` (or none), ``species:S:1:pos:R:3`` and
        optionally ``mass:R:1``, ``vel:R:3`` (A/fs) and ``group:I:k``.

    Raises
    ------
    EngineError
        If the file is missing, malformed, not periodic in all directions, or holds values that
        are not finite.

    References
    ----------
    https://gpumd.org/gpumd/input_files/model_xyz.html
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return _model(lines)
    except FileNotFoundError:
        raise EngineError(f"{path.name} does not exist in {path.parent}") from None
    except XyzError as problem:
        raise EngineError(f"{path.name}: {problem}") from problem


def _model(lines: list[str]) -> Model:
    if len(lines) < 3:
        raise XyzError(f"{len(lines)} lines are too few for a cell and its atoms")
    count = read_count(lines[0])
    atoms = [line for line in lines[2:] if line.strip()]
    if len(atoms) != count:
        raise XyzError(f"line 1 announces {count} atoms, {len(atoms)} follow")
    comment = read_comment(lines[1])
    if comment.entries.get("pbc", "T T T").upper().split() != ["T", "T", "T"]:
        raise XyzError(f'pbc is "{comment.entries["pbc"]}"; accepted is "T T T"')
    table = read_atom_table(atoms, comment)
    _require_finite(table)
    return _from_table(table)


def _require_finite(table: AtomTable) -> None:
    if not np.isfinite(table.comment.cell()).all():
        raise XyzError("Lattice holds a value that is not finite")
    wrong = np.flatnonzero(~np.isfinite(table.numbers).all(axis=1))
    if wrong.size:
        raise XyzError(f"atom {wrong[0] + 1} (line {wrong[0] + 3}) has a value that is not finite")


def _from_table(table: AtomTable) -> Model:
    masses, group = table.column("mass", width=1), table.column("group")
    return Model(
        species=table.species,
        positions=table.positions().copy(),
        cell=table.comment.cell(),
        velocities=table.column("vel", width=3),
        masses=None if masses is None else masses[:, 0],
        group=None if group is None else group.astype(np.int64),
    )


def write_model(path: Path, model: Model) -> None:
    """Write model.xyz so that reading it gives the same numbers.

    A component of a lattice vector below 1e-10 A is written as 0, because GPUMD takes a cell
    with any other off-diagonal component for triclinic and refuses orthogonal barostats.

    Parameters
    ----------
    path : Path
    model : Model
    """
    cell = np.where(np.abs(model.cell) < _NEGLIGIBLE, 0.0, model.cell)
    lattice = " ".join(map(repr, cell.ravel().tolist()))
    columns = [("pos:R:3", model.positions)]
    if model.masses is not None:
        columns.append(("mass:R:1", model.masses[:, None]))
    if model.velocities is not None:
        columns.append(("vel:R:3", model.velocities))
    properties = ":".join(["species:S:1", *(name for name, _ in columns)])
    rows = np.hstack([values for _, values in columns]).tolist()
    atoms = [
        " ".join([symbol, *map(repr, row)]) for symbol, row in zip(model.species, rows, strict=True)
    ]
    if model.group is not None:
        properties += f":group:I:{model.group.shape[1]}"
        labels = model.group.tolist()
        atoms = [" ".join([line, *map(str, row)]) for line, row in zip(atoms, labels, strict=True)]
    header = f'pbc="T T T" Lattice="{lattice}" Properties={properties}'
    path.write_text("\n".join([str(len(atoms)), header, *atoms, ""]), encoding="utf-8")
