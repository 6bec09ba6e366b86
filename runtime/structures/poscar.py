"""POSCAR text: what VASP reads, and what labels are hashed by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.structures.canonical import species_permutation, wrap
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.elements import require_element
from saggar.schemas.errors import StructureError

_FIGURES = 12


@dataclass(frozen=True)
class Poscar:
    """A POSCAR and the order of its atoms.

    Attributes
    ----------
    text : str
        Content of the file.
    permutation : (n,) int
        Index in the cell of each atom of the file.
    """

    text: str
    permutation: NDArray[np.intp]

    def to_cell_order(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Bring values per atom, such as forces, from the file's order into the cell's.

        Parameters
        ----------
        values : (n, ...) float
            One row for each atom of the file.

        Returns
        -------
        (n, ...) float
            One row for each atom of the cell.
        """
        ordered = np.empty_like(values)
        ordered[self.permutation] = values
        return ordered


def format_poscar(cell: Cell, species_order: Sequence[str]) -> Poscar:
    """Write a cell as POSCAR with 12 figures, atoms grouped by element.

    The text depends on the geometry alone: no name, coordinates wrapped into [0, 1), the cell not
    turned (forces keep their frame). Coordinates are fractional and rounded to 1e-12.

    Parameters
    ----------
    cell : Cell
        Structure.
    species_order : sequence of str
        Order of the elements; within an element the atoms keep their order.

    Returns
    -------
    Poscar

    Raises
    ------
    StructureError
        If an element of the structure is missing in `species_order`.
    """
    permutation = species_permutation(cell, species_order)
    grouped = cell.take(permutation)
    lattice = np.where(np.abs(cell.lattice) < 10.0**-_FIGURES, 0.0, cell.lattice)
    lines = [
        grouped.formula,
        "1.0",
        *(_row(vector) for vector in lattice),
        " ".join(grouped.counts),
        " ".join(str(count) for count in grouped.counts.values()),
        "Direct",
        *(_row(site) for site in wrap(grouped.fractional, _FIGURES)),
    ]
    return Poscar("\n".join(lines) + "\n", permutation)


def _row(values: NDArray[np.float64]) -> str:
    return "".join(f" {value:>18.{_FIGURES}g}" for value in values)


def read_poscar(text: str, *, name: str = "") -> Cell:
    """Read a POSCAR or CONTCAR of VASP 5 or later.

    Parameters
    ----------
    text : str
        Content of the file. Selective dynamics and velocities are passed over.
    name : str
        What messages call the file.

    Returns
    -------
    Cell

    Raises
    ------
    StructureError
        If a line is missing or cannot be read, naming the line.

    References
    ----------
    VASP manual, POSCAR.
    """
    where = name or "POSCAR"
    lines = text.splitlines()
    scale = _numbers(lines, 1, where)
    lattice = np.array([_numbers(lines, row, where, 3) for row in (2, 3, 4)])
    factor = _scale(scale, lattice, where)
    symbols = [_symbol(token) for token in _line(lines, 5, where).split()]
    for symbol in symbols:
        require_element(symbol, f"{where}:6")
    counts = _counts(lines, where, len(symbols))
    first = 8 if _line(lines, 7, where).strip()[:1].lower() == "s" else 7
    cartesian = _line(lines, first, where).strip()[:1].lower() in ("c", "k")
    n_atoms = sum(counts)
    rows = range(first + 1, first + 1 + n_atoms)
    sites = np.array([_numbers(lines, row, where, 3) for row in rows])
    species = tuple(
        symbol for symbol, count in zip(symbols, counts, strict=True) for _ in range(count)
    )
    if cartesian:
        return Cell(species, sites * factor, lattice * factor, name=name)
    return Cell.from_fractional(species, sites, lattice * factor, name=name)


def _line(lines: Sequence[str], index: int, where: str) -> str:
    if index >= len(lines):
        raise StructureError(f"{where}: line {index + 1} is missing; the file ends before it")
    return lines[index]


def _numbers(
    lines: Sequence[str], index: int, where: str, count: int | None = None
) -> NDArray[np.float64]:
    tokens = _line(lines, index, where).split()
    try:
        numbers = [float(token) for token in (tokens[:count] if count else tokens)]
    except ValueError as error:
        raise StructureError(f"{where}:{index + 1}: {error}; numbers stand here") from error
    if count is not None and len(numbers) < count:
        raise StructureError(f"{where}:{index + 1}: {len(numbers)} number(s); {count} are needed")
    return np.array(numbers)


def _scale(scale: NDArray[np.float64], lattice: NDArray[np.float64], where: str) -> float:
    """Return the factor of line 2, which is a volume where it is negative."""
    if len(scale) != 1 or scale[0] == 0.0:
        raise StructureError(f"{where}:2: one scaling factor other than 0 is needed")
    factor = float(scale[0])
    if factor > 0.0:
        return factor
    return float(np.cbrt(-factor / abs(np.linalg.det(lattice))))


def _symbol(token: str) -> str:
    """Strip what VASP appends to an element, as in ``Zr_sv/0a1b2c``."""
    return token.partition("/")[0].partition("_")[0]


def _counts(lines: Sequence[str], where: str, n_symbols: int) -> list[int]:
    tokens = _line(lines, 6, where).split()
    if not all(token.isdigit() for token in tokens) or len(tokens) != n_symbols:
        raise StructureError(
            f"{where}:7: {' '.join(tokens)!r} where {n_symbols} atom count(s) are needed, one for "
            "each element of line 6"
        )
    return [int(token) for token in tokens]
