"""YAML 1.2 to plain values with positions: the subset that TOML can say as well.

The file is read event by event, so that depth, repeated keys, aliases and tags are judged before
any value is built. Plain scalars follow the core schema of YAML 1.2: ``yes``, ``1_000`` and dates
are text.

References
----------
YAML 1.2.2, chapter 10.3 (core schema).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from saggar.compiler.diagnostics import CampaignErrors, Diagnostic, diagnostic
from saggar.compiler.loading.limits import DEEPEST, check_text, number_fits
from saggar.compiler.loading.text import Text
from saggar.compiler.loading.yaml_events import ordinary_events, pure_events
from saggar.compiler.positions import Document, KeyPath, Mark, Positions, dotted


def read_yaml(text: Text) -> Document:
    """Read a YAML document.

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
        SG005 to SG012: syntax, tabs, aliases, several documents, depth, a document that is not a
        mapping of names, unusable characters. Repeated keys, empty values and unusable numbers are
        noted in the document instead, to be reported with whatever else is wrong.
    """
    builder = _Builder(text)
    for event in _events(text):
        builder.take(event)
    if not isinstance(builder.root, dict):
        builder.complain(
            builder.values.get((), Mark(1, 1)),
            "SG011",
            f"the file holds {'a list' if isinstance(builder.root, list) else 'no key'}",
            "a campaign is a mapping of keys to values; its first line is 'saggar: 1'",
        )
        raise CampaignErrors(builder.diagnostics, text.content)
    positions = Positions(builder.keys, builder.values)
    return Document(builder.root, positions, tuple(builder.diagnostics))


def _events(text: Text) -> Iterator[Any]:
    ordinary = ordinary_events(text.content)
    return iter(ordinary) if ordinary is not None else _events_or_refusal(text)


def _events_or_refusal(text: Text) -> Iterator[Any]:
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        yield from pure_events(text.content)
    except MarkedYAMLError as error:
        found = error.problem_mark or error.context_mark
        mark = text.lines.mark(found.index) if found else Mark(1, 1)
        _refuse_syntax(text, mark, error.problem or error.context or "unreadable")
    except ReaderError as error:
        text.refuse(
            text.lines.mark(error.position),
            "SG012",
            f"the character U+{error.character:04X} is not allowed in YAML",
            "delete it; it is invisible in most editors",
        )
    except (YAMLError, ValueError, OverflowError, AssertionError) as error:
        # ruamel asserts that the version after %YAML is one that it knows
        text.refuse(Mark(1, 1), "SG005", f"this is not YAML: {error}", "check indentation")


def _refuse_syntax(text: Text, mark: Mark, problem: str) -> None:
    if "\\t" in problem:
        text.refuse(
            mark, "SG006", "a tab stands where YAML wants spaces", "indent with spaces only"
        )
    text.refuse(
        mark,
        "SG005",
        f"this is not YAML: {problem}",
        "check the indentation, that each colon has a space after it, and that brackets and quotes "
        "are closed",
    )


@dataclass
class _Frame:
    """A mapping or list that is being read."""

    path: KeyPath
    node: dict[str, Any] | list[Any]
    key: str | None = None
    repeated: bool = False


@dataclass
class _Builder:
    """Builds values from events."""

    text: Text
    root: Any = None
    keys: dict[KeyPath, Mark] = field(default_factory=dict)
    values: dict[KeyPath, Mark] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    stack: list[_Frame] = field(default_factory=list)
    documents: int = 0

    def take(self, event: Any) -> None:
        """Take the next event of the parser."""
        kind = type(event).__name__
        mark = self.text.lines.mark(event.start_mark.index)
        self._refuse_references(event, mark)
        if kind == "DocumentStartEvent":
            self._begin_document(event, mark)
        elif kind == "ScalarEvent":
            self._scalar(event, mark)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._open({} if kind == "MappingStartEvent" else [], mark)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.stack.pop()
            self._value_is_complete()

    def complain(self, mark: Mark, code: str, message: str, hint: str, path: KeyPath = ()) -> None:
        """Note a diagnostic and go on."""
        found = diagnostic(self.text.file, mark, code, message, hint=hint, path=path)
        self.diagnostics.append(found)

    def _begin_document(self, event: Any, mark: Mark) -> None:
        self.documents += 1
        if self.documents > 1:
            self.text.refuse(
                mark,
                "SG009",
                "a second document begins here; a campaign is one document",
                "delete the line '---' or move the second document to a file of its own",
            )
        if event.version not in (None, (1, 2)):
            self.text.refuse(
                mark, "SG005", f"YAML {event.version} is asked for; 1.2 is read", "delete '%YAML'"
            )

    def _refuse_references(self, event: Any, mark: Mark) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor or tag:
            self.text.refuse(
                mark,
                "SG008",
                f"{f'the tag {tag}' if tag else f'the anchor or alias {anchor!r}'} is not allowed: "
                "every value must stand where it is used",
                "write the value out; a set of interfaces can take another's values with 'like'",
            )

    def _scalar(self, event: Any, mark: Mark) -> None:
        check_text(self.text, mark, event.value)
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.node, dict) and frame.key is None:
            self._key(frame, event, mark)
            return
        self._place(self._resolved(event, mark), mark)
        self._value_is_complete()

    def _key(self, frame: _Frame, event: Any, mark: Mark) -> None:
        name = event.value
        path = (*frame.path, name)
        frame.key, frame.repeated = name, path in self.keys
        if not name:
            self.complain(mark, "SG011", "a key is missing before the colon", "write its name")
        if frame.repeated:
            first = self.keys[path]
            self.complain(
                mark,
                "SG007",
                f"{dotted(path)} is given twice; first in line {first.line}",
                "delete one of the two",
                path,
            )
        self.keys.setdefault(path, mark)

    def _open(self, node: dict[str, Any] | list[Any], mark: Mark) -> None:
        if len(self.stack) >= DEEPEST:
            self.text.refuse(
                mark,
                "SG010",
                f"more than {DEEPEST} levels stand inside each other",
                "check for brackets that are not closed",
            )
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.node, dict) and frame.key is None:
            self.text.refuse(
                mark, "SG011", "a list or mapping stands where a key is due", "write a name there"
            )
        self.stack.append(_Frame(self._place(node, mark), node))

    def _place(self, value: Any, mark: Mark) -> KeyPath:
        """Enter a value in the mapping or list that is open and give its path."""
        if not self.stack:
            self.root = value
            self.values[()] = mark
            return ()
        frame = self.stack[-1]
        step: str | int
        if isinstance(frame.node, dict) and frame.repeated:
            return (*frame.path, f"{frame.key} in line {mark.line}")
        if isinstance(frame.node, dict):
            step = frame.key or ""
            frame.node[step] = value
        else:
            step = len(frame.node)
            frame.node.append(value)
            self.keys[(*frame.path, step)] = mark
        self.values[(*frame.path, step)] = mark
        return (*frame.path, step)

    def _value_is_complete(self) -> None:
        if self.stack:
            self.stack[-1].key = None

    def _resolved(self, event: Any, mark: Mark) -> Any:
        plain = event.implicit[0]
        if not plain:
            return event.value
        value = _core_schema(event.value)
        if value is None:
            self._complain_of_null(mark)
        elif not number_fits(value):
            self.complain(
                mark, "SG012", f"the number {event.value[:20]} is too long", "write fewer digits"
            )
        return value

    def _complain_of_null(self, mark: Mark) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is None:
            return
        step: str | int = len(frame.node) if isinstance(frame.node, list) else frame.key or ""
        path = (*frame.path, step)
        self.complain(
            self.keys.get(path, mark),
            "SG105",
            f"{dotted(path)} is empty",
            f"write its value, '{step}: {{}}' for the defaults of a section, or delete the key",
            path,
        )


def _core_schema(text: str) -> Any:
    """Give the value of a plain scalar in YAML's core schema."""
    return next((read(text) for form, read in _CORE_SCHEMA if form.fullmatch(text)), text)


_CORE_SCHEMA: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"|~|null|Null|NULL"), lambda text: None),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), lambda text: text.lower() == "true"),
    (re.compile(r"[-+]?[0-9]{1,999}"), int),
    (re.compile(r"0o[0-7]{1,999}|0x[0-9a-fA-F]{1,999}"), lambda text: int(text, 0)),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"), float),
    (
        re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"),
        lambda text: float(text.lower().replace(".", "")),
    ),
)
"""Forms of plain scalars with their readers; the first that fits holds, else it is text."""
