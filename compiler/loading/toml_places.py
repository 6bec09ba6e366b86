"""Where each key and value of a TOML document begins, and which are given for the second time.

References
----------
TOML 1.0.0, sections Keys, Table, Inline Table and Array of Tables.
"""

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from saggar.compiler.loading.text import Text
from saggar.compiler.positions import KeyPath, Mark

if TYPE_CHECKING:
    from tree_sitter import Node


class Repeated(NamedTuple):
    """A key or table that is given for the second time, and the bytes that say it."""

    path: KeyPath
    mark: Mark
    first: Mark
    extent: tuple[int, int]


@dataclass
class Positioner:
    """Walks the syntax tree and notes where each key and value begins, and what is repeated."""

    text: Text
    keys: dict[KeyPath, Mark] = field(default_factory=dict)
    values: dict[KeyPath, Mark] = field(default_factory=dict)
    items: Counter[KeyPath] = field(default_factory=Counter)
    """How many items of each array of tables have begun."""
    closed: set[KeyPath] = field(default_factory=set)
    """Keys whose value stands at them: nothing may be added to it elsewhere."""
    headed: set[KeyPath] = field(default_factory=set)
    """Tables with a header of their own."""
    dotted: set[KeyPath] = field(default_factory=set)
    """Tables that dotted keys open; they can have no header."""
    repeated: list[Repeated] = field(default_factory=list)

    def read(self, root: "Node") -> None:
        """Note all keys and values of a document."""
        first = next((child for child in root.children if child.type != "comment"), None)
        self.values[()] = self.mark(first) if first is not None else Mark(1, 1)
        for child in root.children:
            if child.type == "pair":
                self._pair(child, ())
            elif child.type in ("table", "table_array_element"):
                self._table(child)

    def mark(self, node: "Node") -> Mark:
        """Give the mark of a node's first character."""
        row, byte = node.start_point
        line = self.text.lines.lines[row]
        return Mark(row + 1, len(line.encode()[:byte].decode("utf-8", "ignore")) + 1)

    def _table(self, node: "Node") -> None:
        name = next(child for child in node.children if child.is_named)
        steps = self._steps(name)
        above = self._entered(steps[:-1], (), self.closed, node)
        if above is None:
            return
        path, mark = (*above, steps[-1][0]), steps[-1][1]
        several = node.type == "table_array_element"
        taken = self.keys if several else self.closed | self.headed | self.dotted
        if path in taken and not (several and self.items[path]):
            self._repeat(path, mark, node)
            return
        self.keys.setdefault(path, mark)
        self.values.setdefault(path, self.mark(node))
        self.headed.add(path)
        if several:
            path = (*path, self.items[path])
            self.items[path[:-1]] += 1
            self.keys[path] = self.values[path] = self.mark(node)
        for child in node.children:
            if child.type == "pair":
                self._pair(child, path)

    def _entered(
        self, steps: list[tuple[str, Mark]], path: KeyPath, shut: set[KeyPath], node: "Node"
    ) -> KeyPath | None:
        """Follow the leading parts of a dotted key; an array of tables is entered at its end.

        None if one of them takes no more keys there.
        """
        for step, mark in steps:
            path = (*path, step)
            if path in shut:
                self._repeat(path, mark, node)
                return None
            self.keys.setdefault(path, mark)
            self.values.setdefault(path, mark)
            if self.items[path]:
                path = (*path, self.items[path] - 1)
        return path

    def _pair(self, node: "Node", path: KeyPath) -> None:
        named = [child for child in node.children if child.is_named and child.type != "comment"]
        steps = self._steps(named[0])
        above = self._entered(steps[:-1], path, self.closed | self.headed, node)
        if above is None:
            return
        self.dotted |= {above[:length] for length in range(len(path) + 1, len(above) + 1)}
        path, mark = (*above, steps[-1][0]), steps[-1][1]
        if path in self.keys:
            self._repeat(path, mark, node)
            return
        self.keys[path] = mark
        self.closed.add(path)
        self._value(named[-1], path)

    def _repeat(self, path: KeyPath, mark: Mark, node: "Node") -> None:
        before = node.prev_sibling
        start = before if before is not None and before.type == "," else node
        extent = (start.start_byte, node.end_byte)
        self.repeated.append(Repeated(path, mark, self.keys[path], extent))

    def _value(self, node: "Node", path: KeyPath) -> None:
        self.values[path] = self.mark(node)
        if node.type == "inline_table":
            for child in node.children:
                if child.type == "pair":
                    self._pair(child, path)
        elif node.type == "array":
            items = [child for child in node.children if child.is_named and child.type != "comment"]
            for index, item in enumerate(items):
                self.keys[(*path, index)] = self.mark(item)
                self._value(item, (*path, index))

    def _steps(self, node: "Node") -> list[tuple[str, Mark]]:
        """Give the parts of a key with their marks."""
        if node.type == "dotted_key":
            parts = [child for child in node.children if child.is_named]
            return [step for part in parts for step in self._steps(part)]
        written = (node.text or b"").decode()
        name = next(iter(tomllib.loads(f"{written} = 0")))
        return [(name, self.mark(node))]
