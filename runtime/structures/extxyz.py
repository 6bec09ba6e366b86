"""Extended XYZ: frames of a trajectory or a set of given structures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.elements import require_element
from saggar.schemas.errors import StructureError

_PAIR = re.compile(r"""([A-Za-z_][\w.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""")


@dataclass(frozen=True)
class _Column:
    """Where a property stands in an atom's line."""

    start: int
    width: int


def read_extxyz(text: str, *, name: str) -> list[Cell]:
    """Read every frame of an extended XYZ text as a Cell.

    Of the properties, ``species``, ``pos`` and ``group`` (GPUMD's first grouping method where it
    holds several) are kept; energies, forces and velocities are passed over.

    Parameters
    ----------
    text : str
        Content of the file.
    name : str
        What messages call the file; a frame is called ``name#k``, k from 1, where there are
        several.

    Returns
    -------
    list of Cell
        At least one.

    Raises
    ------
    StructureError
        If a frame is cut short, is not periodic in three directions, or lacks its lattice,
        species or positions; the message names frame and line.

    References
    ----------
    GPUMD manual, model.xyz; the extended XYZ specification of libAtoms.
    """
    lines = text.splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    starts = list(_frame_starts(lines, name))
    if not starts:
        raise StructureError(f"{name}: no frames; an extended XYZ file starts with an atom count")
    labels = [name] if len(starts) == 1 else [f"{name}#{k + 1}" for k in range(len(starts))]
    return [_frame(lines, start, label) for start, label in zip(starts, labels, strict=True)]


def _frame_starts(lines: Sequence[str], name: str) -> Iterator[int]:
    start = 0
    while start < len(lines):
        token = lines[start].strip()
        if not token.isdigit() or int(token) == 0:
            raise StructureError(
                f"{name}:{start + 1}: {token!r} where the number of atoms of a frame is needed"
            )
        if start + 2 + int(token) > len(lines):
            raise StructureError(
                f"{name}:{start + 1}: a frame of {token} atoms, but the file ends after "
                f"{max(len(lines) - start - 2, 0)} of them"
            )
        yield start
        start += 2 + int(token)


def _frame(lines: Sequence[str], start: int, label: str) -> Cell:
    where = f"{label}, line {start + 2}"
    values = {
        match[1].lower(): next(group for group in match.groups()[1:] if group is not None)
        for match in _PAIR.finditer(lines[start + 1])
    }
    _require_periodic(values.get("pbc", "T T T"), where)
    lattice = _lattice(values.get("lattice"), where)
    columns = _columns(values.get("properties", "species:S:1:pos:R:3"), where)
    rows = [line.split() for line in lines[start + 2 : start + 2 + int(lines[start])]]
    needed = max(column.start + column.width for column in columns.values())
    for offset, row in enumerate(rows):
        if len(row) < needed:
            raise StructureError(
                f"{label}, line {start + 3 + offset}: {len(row)} columns; "
                f"Properties promises at least {needed}"
            )
    species = tuple(row[columns["species"].start] for row in rows)
    for symbol in dict.fromkeys(species):
        require_element(symbol, where)
    first = columns["pos"].start
    try:
        positions = np.array([row[first : first + 3] for row in rows], dtype=np.float64)
        group = _group(rows, columns.get("group"))
    except ValueError as error:
        raise StructureError(f"{label}: {error}; numbers stand in pos and group") from error
    return Cell(species, positions, lattice, group, values.get("name", label))


def _group(rows: Sequence[Sequence[str]], column: _Column | None) -> NDArray[np.int64] | None:
    if column is None:
        return None
    return np.array([int(row[column.start]) for row in rows], dtype=np.int64)


def _require_periodic(flags: str, where: str) -> None:
    if [flag.lower() in ("t", "true", "1") for flag in flags.split()] != [True] * 3:
        raise StructureError(
            f'{where}: pbc="{flags}"; the structure must be periodic in three directions ("T T T")'
        )


def _lattice(text: str | None, where: str) -> NDArray[np.float64]:
    try:
        numbers = [float(token) for token in (text or "").split()]
    except ValueError as error:
        raise StructureError(f"{where}: Lattice: {error}") from error
    if len(numbers) != 9:
        raise StructureError(
            f"{where}: Lattice has {len(numbers)} numbers; nine are needed, vectors a, b, c"
        )
    return np.array(numbers).reshape(3, 3)


def _columns(text: str, where: str) -> dict[str, _Column]:
    tokens = text.split(":")
    if len(tokens) % 3 or not all(token.isdigit() for token in tokens[2::3]):
        raise StructureError(f"{where}: Properties={text}; triples name:type:columns are needed")
    columns: dict[str, _Column] = {}
    start = 0
    for key, width in zip(tokens[::3], map(int, tokens[2::3]), strict=True):
        columns[key.lower()] = _Column(start, width)
        start += width
    if (
        columns.get("species", _Column(0, 0)).width != 1
        or columns.get("pos", _Column(0, 0)).width != 3
    ):
        raise StructureError(f"{where}: Properties={text}; species:S:1 and pos:R:3 are needed")
    return columns


def format_extxyz(cells: Sequence[Cell], *, decimals: int | None = None) -> str:
    """Write cells as extended XYZ, the form of GPUMD's model.xyz.

    Parameters
    ----------
    cells : sequence of Cell
        Frames; a frame's name stands under the key ``name``, its groups in the column ``group``.
    decimals : int, optional
        Decimals of lattice and positions in A. Without it both have 17 significant digits, so
        that reading gives the same numbers.

    Returns
    -------
    str
    """
    number = ".17g" if decimals is None else f".{decimals}f"
    return "".join(_frame_text(cell, number) for cell in cells)


def _frame_text(cell: Cell, number: str) -> str:
    lattice = " ".join(f"{x:{number}}" for x in (cell.lattice.ravel() + 0.0).tolist())
    name = f' name="{cell.name}"' if cell.name else ""
    columns: list[Sequence[object]] = [cell.species, *cell.positions.T.tolist()]
    properties, row = "species:S:1:pos:R:3", f"%s %{number} %{number} %{number}"
    if cell.group is not None:
        columns.append(cell.group.tolist())
        properties, row = f"{properties}:group:I:1", f"{row} %d"
    header = f'pbc="T T T" Lattice="{lattice}" Properties={properties}{name}'
    rows = map(row.__mod__, zip(*columns, strict=True))
    return "\n".join([str(len(cell)), header, *rows]) + "\n"
