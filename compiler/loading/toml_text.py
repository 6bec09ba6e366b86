"""TOML to plain values with positions: values by tomllib, positions by tree-sitter.

References
----------
TOML 1.0.0.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from saggar.compiler.diagnostics import diagnostic
from saggar.compiler.loading.limits import DEEPEST, number_fits
from saggar.compiler.loading.text import Text
from saggar.compiler.positions import Document, KeyPath, Mark, Positions, dotted

if TYPE_CHECKING:
    from tree_sitter import Node

_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_REPEATED = re.compile(r"Cannot (overwrite|declare|mutate|redefine)|Duplicate inline table key")
_HINT = (
    'text stands in quotes, a quantity too (duration = "1 ps"); a section\'s name stands in '
    "square brackets"
)


def read_toml(text: Text) -> Document:
    """Read a TOML document.

    Parameters
    ----------
    text : Text
        The file.

    Returns
    -------
    Document
        The values, and the marks of all keys and values.

    Raises
    ------
    CampaignErrors
        SG005, SG007 and SG010: syntax, repeated keys, depth. Dates and unusable numbers are noted
        in the document instead, to be reported with whatever else is wrong.
    """
    root = _syntax_tree(text)
    tree = _values(text)
    reader = _Positioner(text)
    reader.read(root)
    positions = Positions(reader.keys, reader.values)
    diagnostics = [
        diagnostic(text.file, positions.of_value(path), code, message, hint=hint, path=path)
        for path, code, message, hint in _unusable(tree, ())
    ]
    return Document(tree, positions, tuple(diagnostics))


def _values(text: Text) -> dict[str, Any]:
    try:
        return tomllib.loads(text.content)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _PLACE.search(message)
        mark = Mark(int(place[1]), int(place[2])) if place else _end(text)
        problem = _PLACE.sub("", message).removesuffix(" (at end of document)")
        if _REPEATED.match(problem):
            text.refuse(mark, "SG007", f"a key is given twice ({problem})", "delete one of them")
        text.refuse(mark, "SG005", f"this is not TOML: {problem}", _HINT)
    except ValueError as error:
        text.refuse(Mark(1, 1), "SG005", f"this is not TOML: {error}", _HINT)
    except RecursionError:
        _refuse_depth(text, Mark(1, 1))


def _end(text: Text) -> Mark:
    return text.lines.mark(len(text.content.rstrip()))


def _refuse_depth(text: Text, mark: Mark) -> NoReturn:
    text.refuse(
        mark,
        "SG010",
        f"more than {DEEPEST} levels stand inside each other",
        "check for brackets that are not closed",
    )


def _syntax_tree(text: Text) -> "Node":
    import tree_sitter
    import tree_sitter_toml

    language = tree_sitter.Language(tree_sitter_toml.language())
    root = tree_sitter.Parser(language).parse(text.content.encode()).root_node
    # a dotted key nests by one level a dot, so the syntax tree may be deeper than the values
    cursor, depth = root.walk(), 0
    while True:
        if depth > 4 * DEEPEST:
            row, column = cursor.node.start_point if cursor.node else (0, 0)
            _refuse_depth(text, Mark(row + 1, column + 1))
        if cursor.goto_first_child():
            depth += 1
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return root
            depth -= 1


@dataclass
class _Positioner:
    """Walks the syntax tree and notes where each key and value begins."""

    text: Text
    keys: dict[KeyPath, Mark] = field(default_factory=dict)
    values: dict[KeyPath, Mark] = field(default_factory=dict)
    items: Counter[KeyPath] = field(default_factory=Counter)
    """How many items of each array of tables have begun."""

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
        path = self._enter(steps[:-1], ())
        last, mark = steps[-1]
        path = (*path, last)
        self.keys.setdefault(path, mark)
        self.values.setdefault(path, self.mark(node))
        if node.type == "table_array_element":
            path = (*path, self.items[path])
            self.items[path[:-1]] += 1
            self.keys[path] = self.values[path] = self.mark(node)
        elif self.items[path]:
            path = (*path, self.items[path] - 1)
        for child in node.children:
            if child.type == "pair":
                self._pair(child, path)

    def _enter(self, steps: list[tuple[str, Mark]], path: KeyPath) -> KeyPath:
        """Follow the leading parts of a dotted key; an array of tables is entered at its end."""
        for step, mark in steps:
            path = (*path, step)
            self.keys.setdefault(path, mark)
            self.values.setdefault(path, mark)
            if self.items[path]:
                path = (*path, self.items[path] - 1)
        return path

    def _pair(self, node: "Node", path: KeyPath) -> None:
        named = [child for child in node.children if child.is_named and child.type != "comment"]
        steps = self._steps(named[0])
        path = (*self._enter(steps[:-1], path), steps[-1][0])
        self.keys.setdefault(path, steps[-1][1])
        self._value(named[-1], path)

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


def _unusable(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str, str, str]]:
    """Find values that the campaign language has no use for: path, code, message and hint."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _unusable(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _unusable(each, (*path, index))
    elif isinstance(value, int) and not number_fits(value):
        yield path, "SG012", f"{dotted(path)} is too long a number", "write fewer digits"
    elif not isinstance(value, str | int | float):
        yield path, "SG103", f"{dotted(path)} is {value}, a date or time", "write text in quotes"
