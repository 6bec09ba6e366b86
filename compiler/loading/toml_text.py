"""TOML to plain values with positions: values by tomllib, positions by tree-sitter.

References
----------
TOML 1.0.0.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, time
from typing import TYPE_CHECKING, Any, NoReturn

from saggar.compiler.diagnostics import Diagnostic, diagnostic
from saggar.compiler.loading.limits import DEEPEST, number_fits
from saggar.compiler.loading.text import Text
from saggar.compiler.loading.toml_places import Positioner, Repeated
from saggar.compiler.positions import Document, KeyPath, Mark, Positions, dotted

if TYPE_CHECKING:
    from tree_sitter import Node

_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_REPEATED = re.compile(r"Cannot (overwrite|declare|mutate|redefine)|Duplicate inline table key")
_HINT = (
    'text stands in quotes, a quantity too (duration = "1 ps"); a section\'s name stands in '
    "square brackets"
)


_DELETE = "delete one of the two"


def read_toml(text: Text) -> Document:
    """Read a TOML document; dates are text, as in YAML 1.2.

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
        SG005 and SG010: syntax, depth. Repeated keys and unusable numbers are noted in the document
        instead, to be reported with whatever else is wrong.
    """
    root = _syntax_tree(text)
    reader = Positioner(text)
    try:
        tree = _values(text, text.content)
        reader.read(root)
    except _RepeatedKeyError as error:
        if root.has_error:
            text.refuse(_first_error(text, root), "SG005", "this is not TOML", _HINT)
        reader.read(root)
        tree = _values_once(text, reader.repeated, error)
    positions = Positions(reader.keys, reader.values)
    repeated = [_given_twice(text, each) for each in reader.repeated]
    too_long = [
        diagnostic(
            text.file,
            positions.of_value(path),
            "SG012",
            f"{dotted(path)} is too long a number",
            hint="write fewer digits",
            path=path,
        )
        for path in _too_long(tree, ())
    ]
    return Document(_with_dates_as_text(tree), positions, (*repeated, *too_long))


class _RepeatedKeyError(Exception):
    """What tomllib says of a key that is given twice, and where it notices."""

    def __init__(self, mark: Mark, problem: str) -> None:
        self.mark = mark
        self.problem = problem
        super().__init__(problem)


def _values(text: Text, content: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _PLACE.search(message)
        mark = Mark(int(place[1]), int(place[2])) if place else _end(text)
        problem = _PLACE.sub("", message).removesuffix(" (at end of document)")
        if _REPEATED.match(problem):
            raise _RepeatedKeyError(mark, problem) from None
        text.refuse(mark, "SG005", f"this is not TOML: {problem}", _HINT)
    except ValueError as error:
        text.refuse(Mark(1, 1), "SG005", f"this is not TOML: {error}", _HINT)
    except RecursionError:
        _refuse_depth(text, Mark(1, 1))


def _values_once(text: Text, repeated: list[Repeated], error: _RepeatedKeyError) -> dict[str, Any]:
    """Give the values of a text without what it says for the second time."""
    content = bytearray(text.content.encode())
    for each in repeated:
        start, end = each.extent
        content[start:end] = bytes(byte if byte in b"\r\n" else ord(" ") for byte in
                                   content[start:end])  # fmt: skip
    try:
        return _values(text, content.decode())
    except _RepeatedKeyError:
        text.refuse(error.mark, "SG007", f"a key is given twice ({error.problem})", _DELETE)


def _given_twice(text: Text, each: Repeated) -> Diagnostic:
    message = f"{dotted(each.path)} is given twice; first in line {each.first.line}"
    return diagnostic(text.file, each.mark, "SG007", message, hint=_DELETE)


def _first_error(text: Text, root: "Node") -> Mark:
    """Give the mark of the first place that the syntax does not allow."""
    node = root
    while node.type != "ERROR" and not node.is_missing:
        node = next(child for child in node.children if child.has_error or child.is_missing)
    return Positioner(text).mark(node)


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


def _too_long(value: Any, path: KeyPath) -> Iterator[KeyPath]:
    """Give the paths of numbers that are longer than any that is meant."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _too_long(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _too_long(each, (*path, index))
    elif not number_fits(value):
        yield path


def _with_dates_as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_dates_as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_dates_as_text(each) for each in value]
    return value.isoformat() if isinstance(value, date | time) else value
