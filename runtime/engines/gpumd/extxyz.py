"""Extended XYZ as GPUMD reads and writes it: a count, a comment of key=value, one line an atom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_ENTRY = re.compile(r'([^\s=]+)\s*=\s*(?:"([^"]*)"|(\S+))')


class XyzError(ValueError):
    """A count, comment or atom line cannot be understood; the text says why."""


@dataclass(frozen=True, slots=True)
class Comment:
    """The second line of a frame.

    Attributes
    ----------
    entries : dict of str
        Values by their key in lower case (GPUMD ignores the case of keys).
    columns : dict of slice
        Where each property stands among the columns of an atom line, in the file's order.
    """

    entries: dict[str, str]
    columns: dict[str, slice]

    @property
    def width(self) -> int:
        """Number of columns of an atom line."""
        return max(int(column.stop) for column in self.columns.values())

    def numbers(self, key: str, shape: tuple[int, ...]) -> NDArray[np.float64] | None:
        """Give the numbers of an entry in a shape, or None where it is absent."""
        text = self.entries.get(key)
        if text is None:
            return None
        try:
            return np.array(text.split(), dtype=np.float64).reshape(shape)
        except ValueError:
            raise XyzError(f"{key} is {text!r}, not {int(np.prod(shape))} numbers") from None

    def cell(self) -> NDArray[np.float64]:
        """Give the lattice vectors as the rows of a matrix, (3, 3), A."""
        cell = self.numbers("lattice", (3, 3))
        if cell is None:
            raise XyzError('there is no Lattice="ax ay az bx by bz cx cy cz"')
        return cell


def read_count(line: str) -> int:
    """Read the first line of a frame."""
    try:
        count = int(line)
    except ValueError:
        count = 0
    if count < 1:
        raise XyzError(f"{line.strip()!r} is not a number of atoms")
    return count


def read_comment(line: str) -> Comment:
    """Read the second line of a frame."""
    entries = {key.lower(): quoted or bare for key, quoted, bare in _ENTRY.findall(line)}
    if "properties" not in entries:
        raise XyzError("there is no Properties=species:S:1:pos:R:3...")
    return Comment(entries, _columns(entries["properties"]))


def _columns(properties: str) -> dict[str, slice]:
    parts = properties.split(":")
    columns: dict[str, slice] = {}
    start = 0
    try:
        for name, width in zip(parts[::3], parts[2::3], strict=True):
            columns[name.lower()] = slice(start, start + int(width))
            start += int(width)
    except ValueError:
        raise XyzError(f"Properties={properties} is not a list of name:type:width") from None
    species = columns.get("species", slice(0, 0))
    if species.stop - species.start != 1:
        raise XyzError(f"Properties={properties} lacks species:S:1")
    return columns


@dataclass(frozen=True, slots=True)
class AtomTable:
    """The atom lines of a frame: the species apart, all other columns as numbers."""

    comment: Comment
    species: tuple[str, ...]
    numbers: NDArray[np.float64]

    def column(self, name: str, width: int | None = None) -> NDArray[np.float64] | None:
        """Give a property, (n_atoms, width), or None where the frame has none of that name.

        Raises
        ------
        XyzError
            If the property has another width than the one asked for.
        """
        place = self.comment.columns.get(name)
        if place is None:
            return None
        if width is not None and place.stop - place.start != width:
            raise XyzError(f"{name} has {place.stop - place.start} columns; it must have {width}")
        offset = int(place.start > self.comment.columns["species"].start)
        return self.numbers[:, place.start - offset : place.stop - offset]

    def positions(self) -> NDArray[np.float64]:
        """Give the positions, (n_atoms, 3) A."""
        positions = self.column("pos", width=3)
        if positions is None:
            raise XyzError("there are no positions (pos:R:3)")
        return positions


def read_atom_table(lines: Sequence[str], comment: Comment) -> AtomTable:
    """Read the atom lines of a frame.

    Raises
    ------
    XyzError
        If a line has another number of columns than the comment says, or a word where a number
        is due.
    """
    place = comment.columns["species"].start
    rows = [line.split() for line in lines]
    for number, row in enumerate(rows, start=1):
        if len(row) != comment.width:
            raise XyzError(f"atom {number} has {len(row)} columns, not {comment.width}")
    species = tuple(row.pop(place) for row in rows)
    try:
        numbers = np.array(rows, dtype=np.float64)
    except ValueError as problem:
        raise XyzError(f"an atom line has a word where a number is due: {problem}") from None
    return AtomTable(comment, species, numbers)
