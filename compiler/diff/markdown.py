"""The comparison as Markdown for a lab notebook."""

from collections.abc import Iterable, Iterator

from saggar.compiler.diff.classes import ORDER
from saggar.compiler.diff.notation import (
    difference_text,
    key_text,
    origins_text,
    structure_text,
)
from saggar.compiler.diff.study import StudyDifference
from saggar.compiler.diff.text import cost_text, redo_text


def as_markdown(found: StudyDifference) -> str:
    """Write a comparison in Markdown.

    Parameters
    ----------
    found : StudyDifference
        The comparison.

    Returns
    -------
    str
        Headings, tables and lists; the last line without a line break.
    """
    return "\n".join(_lines(found))


def _lines(found: StudyDifference) -> Iterator[str]:
    yield f"# {found.a.name} against {found.b.name}"
    yield ""
    for letter, side in (("A", found.a), ("B", found.b)):
        yield f"- {letter}: `{side.path}` ({side.kind})"
    yield ""
    yield "Something of meaning differs." if found.differs else "Nothing of meaning differs."
    yield from _differences(found)
    for side in (found.a, found.b):
        yield from _list(
            f"Edited after compiling, in `{side.path}`", (f"`{path}`" for path in side.edited)
        )
    if found.differs:
        yield from _consequences(found)
    yield from _list(
        "Rendered files",
        (f"{f.kind} `{f.path}` (+{f.lines_added} -{f.lines_removed})" for f in found.files),
    )
    for file in found.files:
        if file.text:
            yield from ("", "```diff", *file.text, "```")
    yield from _list("Notes", found.notes)


def _differences(found: StudyDifference) -> Iterator[str]:
    rows = [
        (each.category, f"`{key_text(each.path)}`", difference_text(each), origins_text(each))
        for each in found.differences
    ]
    rows += [
        (each.category, f"structure of `{each.name}`", structure_text(each), "")
        for each in found.structures
    ]
    if rows:
        rows.sort(key=lambda row: ORDER.index(row[0]))
        yield from _table(("class", "what", "difference", "written at"), rows)


def _consequences(found: StudyDifference) -> Iterator[str]:
    if found.stages:
        yield from _table(
            ("stage", "valid", "stale", "new", "dropped", "to redo"),
            [
                (
                    stage.stage,
                    str(stage.valid),
                    str(len(stage.stale)),
                    str(len(stage.new)),
                    str(len(stage.dropped)),
                    redo_text(stage),
                )
                for stage in found.stages
            ],
        )
    yield ""
    yield f"Labels {'stay valid' if found.labels.valid else 'are lost'}: {found.labels.reason}."
    if found.cost is not None:
        yield f"Cost of redoing: {cost_text(found)}."


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield ""
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        cells = [cell.replace("|", r"\|") for cell in row]
        yield f"| {' | '.join(cells)} |"


def _list(title: str, entries: Iterable[str]) -> Iterator[str]:
    items = [f"- {entry}" for entry in entries]
    if items:
        yield from ("", f"**{title}**", "", *items)
