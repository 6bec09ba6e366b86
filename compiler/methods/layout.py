"""A Methods section as plain text or Markdown."""

from collections.abc import Iterable, Mapping
from textwrap import fill

from saggar.compiler.methods.document import MethodsSection

_WIDTH = 100


def as_markdown(methods: MethodsSection) -> str:
    """Lay out a Methods section in Markdown."""
    parts = [f"# Methods: {methods.name}", *(f"> {remark}" for remark in methods.remarks)]
    parts += [f"## {heading}\n\n{text}" for heading, text in methods.paragraphs]
    parts.append("## References\n\n" + _numbered(methods.references))
    parts += [
        f"## {heading}\n\n" + "\n".join(f"- **{key}**: {text}" for key, text in entries.items())
        for heading, entries in _lists(methods)
    ]
    rows = [("value", "is", "from"), ("---", "---", "---")]
    rows += [(f"`{each.path}`", each.text, each.origin) for each in methods.values]
    parts.append("## Values\n\n" + "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in rows))
    return "\n\n".join(parts) + "\n"


def as_text(methods: MethodsSection) -> str:
    """Lay out a Methods section as plain text of 100 columns; the table is wider where it must."""
    parts = [f"METHODS: {methods.name}", *map(_filled, methods.remarks)]
    parts += [f"{heading}\n{_filled(text)}" for heading, text in methods.paragraphs]
    parts.append("References\n" + _numbered(methods.references))
    parts += [
        f"{heading}\n" + "\n".join(_filled(f"- {key}: {text}") for key, text in entries.items())
        for heading, entries in _lists(methods)
    ]
    parts.append("Values\n" + _columns((each.path, each.text, each.origin)
                                       for each in methods.values))  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _filled(text: str) -> str:
    return fill(
        text, _WIDTH, subsequent_indent="  " * text.startswith("- "), break_on_hyphens=False
    )


def _numbered(references: Iterable[str]) -> str:
    return "\n".join(f"{number}. {text}" for number, text in enumerate(references, start=1))


def _lists(methods: MethodsSection) -> list[tuple[str, Mapping[str, str]]]:
    lists = (
        ("Described, and not executed", methods.waiting),
        ("Assumptions", methods.assumptions),
        ("Checks that were overruled", methods.ignored),
        ("Versions", methods.packages),
    )
    return [(heading, entries) for heading, entries in lists if entries]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _columns(rows: Iterable[tuple[str, str, str]]) -> str:
    table = list(rows)
    first, second = (max(len(row[i]) for row in table) for i in (0, 1))
    second = min(second, 40)
    return "\n".join(f"{a:<{first}}  {b:<{second}}  {c}" for a, b, c in table)
