"""Diagnostics: what is wrong with a campaign, at which character, and what to do about it."""

from collections.abc import Iterable
from typing import Literal

from saggar.compiler.positions import KeyPath, Lines, Mark
from saggar.schemas.base import Frozen
from saggar.schemas.errors import CampaignError

Severity = Literal["error", "warning", "unsupported"]
"""``unsupported`` marks what is valid but cannot be executed yet: checked, not compiled."""


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


class CampaignErrors(CampaignError):  # noqa: N818 - several errors
    """Everything that is wrong with a campaign, in the order of the file.

    Parameters
    ----------
    diagnostics : iterable of Diagnostic
        At least one.
    text : str
        The file, for rendering; empty where it could not be read.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic], text: str = "") -> None:
        self.diagnostics = tuple(sorted(diagnostics, key=lambda each: each.order))
        self.text = text
        super().__init__("\n".join(headline(each) for each in self.diagnostics))


def headline(diagnostic: Diagnostic) -> str:
    """Write a diagnostic on one line: ``file:line:col: CODE message``."""
    place = f"{diagnostic.file}:{diagnostic.line}:{diagnostic.column}"
    word = "" if diagnostic.severity == "error" else f"{diagnostic.severity}: "
    return f"{place}: {diagnostic.code} {word}{diagnostic.message}"


def render(diagnostic: Diagnostic, source_text: str) -> str:
    """Write a diagnostic with the offending line, a caret under the place, and the hint.

    Parameters
    ----------
    diagnostic : Diagnostic
        What to write.
    source_text : str
        The file that it is about; empty where there is none to show.

    Returns
    -------
    str
        Lines without a line break at the end.
    """
    return "\n".join(_lines(diagnostic, Lines(source_text)))


def render_all(diagnostics: Iterable[Diagnostic], source_text: str) -> str:
    """Write diagnostics one after the other, in the order given, with an empty line between."""
    source = Lines(source_text)
    return "\n\n".join("\n".join(_lines(each, source)) for each in diagnostics)


def _lines(diagnostic: Diagnostic, source: Lines) -> list[str]:
    lines = [headline(diagnostic)]
    shown = source[diagnostic.line]
    if shown:
        before = shown[: diagnostic.column - 1]
        padding = "".join("\t" if character == "\t" else " " for character in before)
        lines += [f"    {shown}", f"    {padding}^"]
    if diagnostic.hint:
        lines.append(f"  {diagnostic.hint}")
    if diagnostic.ignored:
        lines.append(f"  ignored: {diagnostic.ignored}")
    return lines
