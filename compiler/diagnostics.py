"""Diagnostics: what is wrong with a campaign, at which character, and what to do about it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from saggar.compiler.positions import KeyPath, Lines, Mark, Positions, dotted, place
from saggar.schemas.base import Frozen
from saggar.schemas.errors import CampaignError

Severity = Literal["error", "warning", "unsupported", "pending"]
"""``unsupported`` marks what is valid but cannot be executed yet, ``pending`` what waits for
structures to be frozen: both are checked, and not compiled."""


Sources = str | Mapping[str, str]
"""The text that diagnostics are about, or several by the names of their files."""


class Place(Frozen):
    """A character of a file."""

    file: str
    line: int
    column: int


class Related(Place):
    """A place that has a part in what is found at another one."""

    key: str
    """The key that is given or removed there, as a person reads it."""
    does: Literal["gives", "removes"]
    """What is done there with the key."""


class Diagnostic(Frozen):
    """One message about one place of the user's file; its JSON form is the model's dump."""

    file: str
    line: int
    column: int
    """Both count from 1, in characters."""
    code: str
    severity: Severity
    message: str
    """What is wrong, with the value and what is allowed."""
    hint: str = ""
    """What to do."""
    path: tuple[str | int, ...] = ()
    """Keys that lead to the place."""
    ignored: str = ""
    """The reason that the campaign gives for ignoring a warning."""
    overrides: Place | None = None
    """Where the value stands that this one replaces, if it does."""
    related: tuple[Related, ...] = ()
    """Places in other files that have a part in it."""

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Order of diagnostics: by place, then by code."""
        return (self.file, self.line, self.column, self.code, self.message)


def diagnostic(
    file: str, mark: Mark, code: str, message: str, *, hint: str = "", path: KeyPath = ()
) -> Diagnostic:
    """Build a diagnostic with the severity that the table of codes gives."""
    from saggar.compiler.codes import CODES

    return Diagnostic(
        file=file,
        line=mark.line,
        column=mark.column,
        code=code,
        severity=CODES[code].severity,
        message=message,
        hint=hint,
        path=path,
    )


def diagnostic_at(
    positions: Positions,
    path: KeyPath,
    code: str,
    message: str,
    *,
    hint: str = "",
    at_key: bool = False,
) -> Diagnostic:
    """Build a diagnostic about a key or value of a campaign; a value that overrides says what.

    Parameters
    ----------
    positions : Positions
        Of the campaign, with the names of files.
    path : KeyPath
        The key; where it is not written, the nearest one above it that is stands for it.
    code, message, hint : str
        As in a diagnostic.
    at_key : bool
        Whether the key rather than its value is pointed at.
    """
    mark = positions.of_key(path) if at_key else positions.of_value(path)
    found = diagnostic(mark.file, mark, code, message, hint=hint, path=path)
    before = positions.overridden_by(path)
    if before is None:
        return found
    overrides = Place(file=before.file, line=before.line, column=before.column)
    return found.model_copy(update={"overrides": overrides})


def related_to(found: Diagnostic, positions: Positions, beside: Iterable[KeyPath]) -> Diagnostic:
    """Name the places in other files that have a part in a diagnostic.

    Parameters
    ----------
    found : Diagnostic
        What is found.
    positions : Positions
        Of the campaign, with the names of files.
    beside : iterable of KeyPath
        Keys that it is about as well, written or not.
    """
    related = [each for path in beside for each in _part_of(path, positions)]
    elsewhere = tuple(each for each in related if each.file != found.file or each.does == "removes")
    return found.model_copy(update={"related": elsewhere}) if elsewhere else found


def _part_of(path: KeyPath, positions: Positions) -> Iterator[Related]:
    if path in positions.values:
        yield _related(positions.values[path], path, "gives")
    elif (mark := positions.removed_by(path)) is not None:
        yield _related(mark, path, "removes")


def _related(mark: Mark, path: KeyPath, does: Literal["gives", "removes"]) -> Related:
    return Related(file=mark.file, line=mark.line, column=mark.column, key=dotted(path), does=does)


class CampaignErrors(CampaignError):  # noqa: N818 - several errors
    """Everything that is wrong with a campaign, in the order of the file.

    Parameters
    ----------
    diagnostics : iterable of Diagnostic
        At least one.
    text : str or mapping of str to str
        The file, for rendering, empty where it could not be read; or several by name.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic], text: Sources = "") -> None:
        self.diagnostics = tuple(sorted(diagnostics, key=lambda each: each.order))
        self.text = text
        super().__init__("\n".join(headline(each) for each in self.diagnostics))


_LONGEST_LINE = 200
"""Characters of a line that are shown."""

_CUT = "..."


def headline(diagnostic: Diagnostic) -> str:
    """Write a diagnostic on one line: ``file:line:col: CODE message``."""
    where = place(diagnostic.file, diagnostic.line, diagnostic.column)
    word = "" if diagnostic.severity == "error" else f"{diagnostic.severity}: "
    return f"{where}: {diagnostic.code} {word}{diagnostic.message}"


def render(diagnostic: Diagnostic, source_text: Sources) -> str:
    """Write a diagnostic with the offending line, a caret under the place, and the hint.

    Parameters
    ----------
    diagnostic : Diagnostic
        What to write.
    source_text : str or mapping of str to str
        The file that it is about, empty where there is none to show; or several by name.

    Returns
    -------
    str
        Lines without a line break at the end.
    """
    return render_all([diagnostic], source_text)


def render_all(diagnostics: Iterable[Diagnostic], source_text: Sources) -> str:
    """Write diagnostics one after the other, in the order given, with an empty line between."""
    sources = _SourceLines(source_text)
    return "\n\n".join("\n".join(_lines(each, sources)) for each in diagnostics)


class _SourceLines:
    """Lines of files by name; each file is split once."""

    def __init__(self, texts: Sources) -> None:
        self._only = Lines(texts) if isinstance(texts, str) else None
        self._texts = {} if isinstance(texts, str) else texts
        self._split: dict[str, Lines] = {}

    def of(self, file: str) -> Lines:
        """Give the lines of a file; those of the only one, where there is but one."""
        if self._only is not None:
            return self._only
        if file not in self._split:
            self._split[file] = Lines(self._texts.get(file, ""))
        return self._split[file]


def _lines(diagnostic: Diagnostic, sources: _SourceLines) -> list[str]:
    lines = [headline(diagnostic)]
    shown = sources.of(diagnostic.file)[diagnostic.line]
    if shown:
        shown, column = _around(shown, diagnostic.column)
        before = shown[: column - 1]
        padding = "".join("\t" if character == "\t" else " " for character in before)
        lines += [f"    {shown}", f"    {padding}^"]
    if diagnostic.overrides is not None:
        lines += _other_place("overrides", diagnostic.overrides, sources)
    for each in diagnostic.related:
        said = "stands in" if each.does == "gives" else "is removed by"
        lines += _other_place(f"{each.key} {said}", each, sources)
    if diagnostic.hint:
        lines.append(f"  {diagnostic.hint}")
    if diagnostic.ignored:
        lines.append(f"  ignored: {diagnostic.ignored}")
    return lines


def _around(line: str, column: int) -> tuple[str, int]:
    """Cut a line that is too long to be read down to what stands around a column, from 1."""
    if len(line) <= _LONGEST_LINE:
        return line, column
    start = max(0, min(column - 1 - _LONGEST_LINE // 2, len(line) - _LONGEST_LINE))
    end = start + _LONGEST_LINE
    left, right = _CUT * (start > 0), _CUT * (end < len(line))
    return f"{left}{line[start:end]}{right}", column - start + len(left)


def _other_place(what: str, other: Place, sources: _SourceLines) -> list[str]:
    lines = [f"  {what} {place(other.file, other.line, other.column)}"]
    shown, _ = _around(sources.of(other.file)[other.line], other.column)
    return [*lines, f"    {shown}"] if shown else lines
