"""Tables: columns that steps wrote, and the CSV behind each picture."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from saggar.schemas.errors import RunStateError

Cell = float | int | str


@dataclass(frozen=True)
class Table:
    """Rows under a header whose names carry units.

    Parameters
    ----------
    columns : tuple of str
        Names with their units, for instance ``time_ps``.
    rows : tuple of tuple
        One value a column.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @classmethod
    def from_columns(cls, **columns: Sequence[Cell] | NDArray[Any]) -> "Table":
        """Make a table of columns of one length, in the order given."""
        values = [
            column.tolist() if isinstance(column, np.ndarray) else list(column)
            for column in columns.values()
        ]
        return cls(tuple(columns), tuple(zip(*values, strict=True)))

    def csv(self) -> str:
        """Give the comma-separated text; numbers with eight significant figures."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_printed(value) for value in row] for row in self.rows)
        return text.getvalue()


def _printed(value: Cell) -> str:
    return f"{value:.8g}" if isinstance(value, float) else str(value)


def read_numbers(path: Path, *names: str) -> tuple[NDArray[np.float64], ...]:
    """Read numeric columns of a CSV file by name.

    Parameters
    ----------
    path : Path
        A comma-separated file with a header line.
    *names : str
        Columns wanted; any others may hold text.

    Returns
    -------
    tuple of (n,) float arrays
        In the order of the names; a last line cut short by a kill is left out.

    Raises
    ------
    RunStateError
        If the file is missing, lacks a column, or holds what is no number.
    """
    with _opened(path) as lines:
        header = _header(path, lines, names)
        rows = list(islice(_whole_lines(lines, len(header)), 1))
        if not rows:
            return tuple(np.empty(0) for _ in names)
        try:
            table = np.loadtxt(
                chain(rows, _whole_lines(lines, len(header))),
                delimiter=",",
                comments=None,
                usecols=[header.index(name) for name in names],
                ndmin=2,
            )
        except ValueError as error:
            raise RunStateError(f"{path}, {', '.join(names)}: not a number: {error}") from error
    return tuple(table.T)


def read_words(path: Path, name: str) -> tuple[str, ...]:
    """Read one column of text of a CSV file.

    Raises
    ------
    RunStateError
        If the file is missing or lacks the column.
    """
    with _opened(path) as lines:
        header = _header(path, lines, (name,))
        at = header.index(name)
        return tuple(line.split(",")[at].strip() for line in _whole_lines(lines, len(header)))


def _opened(path: Path) -> TextIO:
    if not path.is_file():
        raise RunStateError(f"{path} is missing although its task is finished")
    return path.open(encoding="utf-8")


def _header(path: Path, lines: TextIO, names: Sequence[str]) -> list[str]:
    header = [name.strip() for name in lines.readline().split(",")]
    absent = [name for name in names if name not in header]
    if absent:
        raise RunStateError(f"{path} has no column {', '.join(absent)}; it has {header}")
    return header


def _whole_lines(lines: TextIO, columns: int) -> Iterator[str]:
    return (line for line in lines if line.count(",") == columns - 1)


def read_matrix(path: Path, columns: int) -> NDArray[np.float64]:
    """Read a whitespace-separated file of numbers, as GPUMD writes it.

    Parameters
    ----------
    path : Path
        The file; ``#`` begins a comment.
    columns : int
        Numbers a line.

    Returns
    -------
    (n, columns) float array
        The file's numbers.

    Raises
    ------
    RunStateError
        If the file is missing, is no table of numbers, or has another number of columns.
    """
    if not path.is_file():
        raise RunStateError(f"{path} is missing although its task is finished")
    rows = [line.split("#", 1)[0].split() for line in path.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row]
    if any(len(row) != columns for row in rows):
        raise RunStateError(f"{path}: every line must hold {columns} numbers")
    try:
        return np.array(rows, dtype=np.float64).reshape(-1, columns)
    except ValueError as error:
        raise RunStateError(f"{path} holds what is no number: {error}") from error
