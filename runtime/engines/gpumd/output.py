"""Readers of what GPUMD, or the interpreter in its place, has written."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.engines.gpumd.extxyz import (
    AtomTable,
    Comment,
    XyzError,
    read_atom_table,
    read_comment,
    read_count,
)
from saggar.runtime.engines.gpumd.model import Model
from saggar.schemas.errors import EngineError

Array = NDArray[np.float64]

_log = logging.getLogger(__name__)

_THERMO_COLUMNS = 18


@dataclass(frozen=True, slots=True, eq=False)
class Thermo:
    """thermo.out, one entry a record.

    Attributes
    ----------
    temperature_K : (n,) float
    kinetic_eV, potential_eV : (n,) float
    pressure_GPa : (n, 6) float
        xx yy zz yz xz xy, kinetic part included, positive under compression.
    cell_A : (n, 3, 3) float
        Lattice vectors as rows.
    """

    temperature_K: Array
    kinetic_eV: Array
    potential_eV: Array
    pressure_GPa: Array
    cell_A: Array

    @property
    def volume_A3(self) -> Array:
        """Volume of the cell, (n,) A^3."""
        volume: Array = np.abs(np.linalg.det(self.cell_A))
        return volume


def read_thermo(path: Path) -> Thermo:
    """Read thermo.out of GPUMD 4.0 or newer.

    Lines that start with ``#`` are skipped, and so is a last line that was cut short.

    Raises
    ------
    EngineError
        If the file is missing or a line has not 18 numbers (older releases wrote 12).

    References
    ----------
    https://gpumd.org/gpumd/output_files/thermo_out.html
    """
    table = _read_table(path, _THERMO_COLUMNS)
    return Thermo(
        temperature_K=table[:, 0],
        kinetic_eV=table[:, 1],
        potential_eV=table[:, 2],
        pressure_GPa=table[:, 3:9],
        cell_A=table[:, 9:].reshape(-1, 3, 3),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Deviations:
    """active.out, one entry a check.

    Attributes
    ----------
    time_fs : (n,) float
    force_deviation_eV_A : (n,) float
        The largest of all atoms.
    """

    time_fs: Array
    force_deviation_eV_A: Array


def read_active(path: Path) -> Deviations:
    """Read active.out.

    Raises
    ------
    EngineError
        If the file is missing or a line has not two numbers.

    References
    ----------
    https://gpumd.org/gpumd/output_files/active_out.html
    """
    table = _read_table(path, 2)
    return Deviations(time_fs=table[:, 0], force_deviation_eV_A=table[:, 1])


def _read_table(path: Path, columns: int) -> Array:
    try:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        raise EngineError(f"{path} does not exist") from None
    if lines and not lines[-1].endswith("\n"):
        _log.warning("%s:%d: the last line was cut short; it is left out", path, len(lines))
        lines.pop()
    rows = [
        _numbers(path, number, line, columns)
        for number, line in enumerate(lines, start=1)
        if not line.startswith("#") and line.strip()
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, columns)


def _numbers(path: Path, number: int, line: str, columns: int) -> list[float]:
    try:
        values = [float(word) for word in line.split()]
    except ValueError:
        values = []
    if len(values) != columns:
        raise EngineError(f"{path}:{number}: {line.strip()!r} are not {columns} numbers")
    return values


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One frame of dump.xyz or active.xyz; None stands for what the deck did not ask for.

    Attributes
    ----------
    time_fs : float
    cell : (3, 3) float, A
        Lattice vectors as rows.
    species : tuple of str, (n_atoms,)
    positions : (n_atoms, 3) float, A
        Wrapped into the cell.
    velocities : (n_atoms, 3) float, A/fs, or None
    forces : (n_atoms, 3) float, eV/A, or None
    energy_eV : float or None
        Potential energy. Under a barostat it belongs to the cell before its last rescaling.
    virial_eV : (3, 3) float, eV, or None
        Total and without kinetic part; -virial / V is ASE's stress.
    stress_eV_A3 : (3, 3) float, eV/A^3, or None
        GPUMD's: (virial + sum of m v v) / V, the opposite sign of ASE's, kinetic part included.
    atom_energies_eV : (n_atoms,) float, eV, or None
    atom_virials_eV : (n_atoms, 3, 3) float, eV, or None
    force_deviation_eV_A : float or None
        The committee's largest deviation.
    atom_deviations_eV_A : (n_atoms,) float, eV/A, or None
    """

    time_fs: float
    cell: Array
    species: tuple[str, ...]
    positions: Array
    velocities: Array | None
    forces: Array | None
    energy_eV: float | None
    virial_eV: Array | None
    stress_eV_A3: Array | None
    atom_energies_eV: Array | None
    atom_virials_eV: Array | None
    force_deviation_eV_A: float | None
    atom_deviations_eV_A: Array | None

    def model(self) -> Model:
        """Give the cell from which a next run can go on (model.xyz)."""
        return Model(self.species, self.positions, self.cell, self.velocities)


class Frames(Iterator[Frame]):
    """The frames of a file, read as they are asked for.

    Attributes
    ----------
    truncated : bool
        The last frame was cut short and left out; known when the iteration has ended.
    repeated : int
        Frames left out so far because their time had been seen.
    """

    def __init__(self, path: Path) -> None:
        self.truncated = False
        self.repeated = 0
        self._path = path
        self._line = 1
        self._times: set[float] = set()
        self._frames = self._read()

    def __next__(self) -> Frame:
        return next(self._frames)

    def _read(self) -> Iterator[Frame]:
        with self._path.open(encoding="utf-8") as file:
            while lines := self._next_lines(file):
                try:
                    frame = _frame(lines)
                except XyzError as problem:
                    place = f"{self._path}:{self._line}"
                    raise EngineError(
                        f"{place}: the frame that starts here: {problem}"
                    ) from problem
                self._line += len(lines)
                if frame.time_fs in self._times:
                    self.repeated += 1
                    continue
                self._times.add(frame.time_fs)
                yield frame

    def _next_lines(self, file: TextIO) -> list[str]:
        """Give the lines of the next frame; none at the end, and where the last is not whole."""
        first = file.readline()
        if not first:
            return []
        try:
            count = read_count(first)
        except XyzError as problem:
            if first.endswith("\n"):
                raise EngineError(f"{self._path}:{self._line}: {problem}") from problem
            count = 0
        lines = [first, *islice(file, count + 1)]
        if len(lines) < count + 2 or not lines[-1].endswith("\n"):
            self.truncated = True
            _log.warning("%s:%d: the last frame was cut short", self._path, self._line)
            return []
        return lines


def iter_frames(path: Path) -> Frames:
    """Read the frames of dump.xyz or active.xyz one by one.

    A last frame that was cut short is left out and reported (``truncated``); a frame whose time
    occurred before is left out and counted (``repeated``).

    Parameters
    ----------
    path : Path

    Returns
    -------
    Frames
        An iterator of :class:`Frame`.

    Raises
    ------
    EngineError
        If the file is missing, or (on iteration) malformed elsewhere than at its end.

    References
    ----------
    https://gpumd.org/gpumd/input_parameters/dump_xyz.html
    """
    if not path.is_file():
        raise EngineError(f"{path} does not exist")
    return Frames(path)


def _frame(lines: list[str]) -> Frame:
    comment = read_comment(lines[1])
    table = read_atom_table(lines[2:], comment)
    virials = table.column("virial", width=9)
    time_fs = _number(comment, "time")
    if time_fs is None:
        raise XyzError("there is no Time=...")
    return Frame(
        time_fs=time_fs,
        cell=comment.cell(),
        species=table.species,
        positions=table.positions(),
        velocities=table.column("vel", width=3),
        forces=table.column("forces", width=3),
        energy_eV=_number(comment, "energy"),
        virial_eV=comment.numbers("virial", (3, 3)),
        stress_eV_A3=comment.numbers("stress", (3, 3)),
        atom_energies_eV=_scalars(table, "energy_atom"),
        atom_virials_eV=None if virials is None else virials.reshape(-1, 3, 3),
        force_deviation_eV_A=_number(comment, "uncertainty"),
        atom_deviations_eV_A=_scalars(table, "uncertainty"),
    )


def _number(comment: Comment, key: str) -> float | None:
    value = comment.numbers(key, ())
    return None if value is None else float(value)


def _scalars(table: AtomTable, name: str) -> Array | None:
    column = table.column(name, width=1)
    return None if column is None else column[:, 0]
