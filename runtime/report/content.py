"""What a page is made of: sections of paragraphs, tables, pictures and logs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from saggar.runtime.report.figures.embedding import Picture

Mark = Literal["", "met", "not met"]
"""How a value stands to a limit that the campaign declares; empty where it declares none."""


@dataclass(frozen=True)
class Paragraph:
    """Running text; `tone` sets notes and warnings apart."""

    text: str
    tone: Literal["plain", "note", "warning"] = "plain"
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Grid:
    """A table under a caption; `numeric` columns are set right-aligned."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    kind: Literal["grid"] = "grid"

    @property
    def words_only(self) -> bool:
        """Whether no column holds numbers."""
        return not any(self.numeric)


@dataclass(frozen=True)
class Pictures:
    """Pictures side by side, all of one width."""

    pictures: tuple[Picture, ...]
    width: Literal["full", "half", "third"]
    kind: Literal["pictures"] = "pictures"


@dataclass(frozen=True)
class Log:
    """The end of a log, folded."""

    title: str
    text: str
    kind: Literal["log"] = "log"


@dataclass(frozen=True)
class Columns:
    """Small tables side by side."""

    grids: tuple[Grid, ...]
    kind: Literal["columns"] = "columns"


Block = Paragraph | Grid | Columns | Pictures | Log


@dataclass(frozen=True)
class Section:
    """A section of the page."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Statement:
    """One of the three verdicts of the first screen."""

    title: str
    headline: str
    """The verdict in a few words or numbers."""
    sentences: tuple[str, ...]
    mark: Mark = ""
    criterion: str = ""
    """What the mark says, in a few words."""


@dataclass(frozen=True)
class Page:
    """The whole report."""

    name: str
    description: str
    subtitle: str
    statements: tuple[Statement, ...]
    key_picture: Picture | None
    missing: tuple[str, ...]
    state: Literal["whole", "open", "failed"]
    """Whether nothing is missing, work is open, or something has failed."""
    sections: tuple[Section, ...]


def grid(
    caption: str,
    header: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    *,
    words: int = 1,
) -> Grid:
    """Make a table whose first `words` columns hold text and whose others hold numbers."""
    numeric = tuple(column >= words for column in range(len(header)))
    return Grid(caption, header, tuple(rows), numeric)
