"""Where in the file each key and each value of a campaign stands."""

from collections.abc import Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from saggar.compiler.diagnostics import Diagnostic

KeyPath = tuple[str | int, ...]
"""Keys and list indices from the top of the file."""


ON_COMMAND_LINE = "--set "
"""How the name of a place on the command line begins; the setting itself follows."""


class Mark(NamedTuple):
    """A character of a file; both numbers count from 1.

    A reader of one file leaves the file's name empty; it is filled in when the file has its place
    among those that make up a campaign.
    """

    line: int
    column: int
    file: str = ""

    @property
    def place(self) -> str:
        """The place as a person reads it."""
        return place(self.file, self.line, self.column)


def place(file: str, line: int, column: int) -> str:
    """Write a place: ``file:line:column``, or the setting where it stands on the command line."""
    return file if file.startswith(ON_COMMAND_LINE) else f"{file}:{line}:{column}"


class Positions(NamedTuple):
    """Marks of keys and values.

    Attributes
    ----------
    keys : mapping of KeyPath to Mark
        First character of each key; an item of a list stands under its index with its own mark.
    values : mapping of KeyPath to Mark
        First character of each value.
    overridden : mapping of KeyPath to Mark
        For each value that an overlay gave anew, the mark of the one that it replaces.
    removed : mapping of KeyPath to Mark
        For each key that an overlay removed and none gave anew, the mark of the entry that did so.
    """

    keys: Mapping[KeyPath, Mark]
    values: Mapping[KeyPath, Mark]
    overridden: Mapping[KeyPath, Mark] = {}
    removed: Mapping[KeyPath, Mark] = {}

    def of_key(self, path: KeyPath) -> Mark:
        """Give the mark of a key, or of the nearest key above it that is written."""
        return self._nearest(self.keys, path)

    def of_value(self, path: KeyPath) -> Mark:
        """Give the mark of a value, or of the nearest key above it that is written."""
        if path in self.values:
            return self.values[path]
        return self.of_key(path)

    def overridden_by(self, path: KeyPath) -> Mark | None:
        """Give the mark of the value that this one, or the one that it is part of, replaces."""
        above = (path[:length] for length in range(len(path), 0, -1))
        return next((self.overridden[each] for each in above if each in self.overridden), None)

    def removed_by(self, path: KeyPath) -> Mark | None:
        """Give the mark of what removed a key, or a section that it was part of."""
        above = (path[:length] for length in range(len(path), 0, -1))
        return next((self.removed[each] for each in above if each in self.removed), None)

    def in_file(self, file: str) -> "Positions":
        """Give the same positions with the name of their file."""
        keys, values = (
            {path: mark._replace(file=file) for path, mark in marks.items()}
            for marks in (self.keys, self.values)
        )
        return Positions(keys, values)

    def _nearest(self, marks: Mapping[KeyPath, Mark], path: KeyPath) -> Mark:
        for length in range(len(path), 0, -1):
            if path[:length] in marks:
                return marks[path[:length]]
        return self.values.get((), Mark(1, 1))


class Document(NamedTuple):
    """Plain values (dict, list, str, bool, int, float) of one or several files with positions."""

    tree: dict[str, Any]
    positions: Positions
    diagnostics: "tuple[Diagnostic, ...]" = ()
    """What is wrong although the values can be read."""


class Lines:
    """Converts offsets into a text to marks; a line ends with LF, CR LF or CR."""

    def __init__(self, text: str) -> None:
        self.lines = text.replace("\r\n", " \n").replace("\r", "\n").split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in self.lines), initial=0))

    def mark(self, offset: int) -> Mark:
        """Give the mark of the character at an offset, counted from 0."""
        from bisect import bisect_right

        line = min(bisect_right(self._starts, offset), len(self.lines))
        return Mark(line, offset - self._starts[line - 1] + 1)

    def __getitem__(self, line: int) -> str:
        """Give a line by its number from 1, or an empty text beyond the end."""
        return self.lines[line - 1].rstrip() if 1 <= line <= len(self.lines) else ""


def value_at(tree: Any, path: KeyPath) -> Any:
    """Give the value at a path of a tree, or None where there is none."""
    for step in path:
        if isinstance(tree, dict):
            tree = tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            return None
    return tree


def dotted(path: KeyPath) -> str:
    """Write a path as a person reads it: ``production.bulk.temperatures[1]``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")
