"""The campaign file as text."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from saggar.compiler.diagnostics import CampaignErrors, diagnostic
from saggar.compiler.positions import Lines, Mark

LARGEST_BYTES = 256 * 1024
"""A campaign is prose; the largest known has some 20 kB."""

_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Text:
    """The content of a file and the name under which messages speak of it."""

    file: str
    content: str

    @cached_property
    def lines(self) -> Lines:
        """The lines, for marks."""
        return Lines(self.content)

    def refuse(self, mark: Mark, code: str, message: str, hint: str = "") -> NoReturn:
        """Raise one diagnostic about this file.

        Raises
        ------
        CampaignErrors
            Always.
        """
        found = diagnostic(self.file, mark, code, message, hint=hint)
        raise CampaignErrors([found], self.content)


def read_bytes(path: Path) -> bytes:
    """Read a campaign file.

    Raises
    ------
    CampaignErrors
        SG001 if it cannot be read, SG003 if it is larger than `LARGEST_BYTES`.
    """
    nowhere = Text(str(path), "")
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        nowhere.refuse(Mark(1, 1), "SG001", f"the file cannot be read: {reason}", _instead_of(path))
    if len(content) > LARGEST_BYTES:
        nowhere.refuse(
            Mark(1, 1),
            "SG003",
            f"the file has more than {LARGEST_BYTES // 1024} kB, the most that is read",
            "a campaign holds settings only; structures stand in files of their own",
        )
    return content


def _instead_of(path: Path) -> str:
    """Say what to give instead of a path that cannot be read."""
    if (path / "lock.json").is_file():
        return (
            f"this is a run directory: `saggar status {path}` says how it stands, "
            f"`saggar plan CAMPAIGN --against {path}` what a campaign would redo in it"
        )
    inside = path / "campaign.yaml"
    return f"give {inside}" if inside.is_file() else (
        "give the path of a readable .yaml or .toml file"
    )  # fmt: skip


def decode(file: str, content: bytes) -> Text:
    """Decode a file as UTF-8; a byte order mark is dropped.

    Raises
    ------
    CampaignErrors
        SG002 at the first byte that is not UTF-8.
    """
    try:
        return Text(file, content.decode("utf-8").removeprefix(_BYTE_ORDER_MARK))
    except UnicodeDecodeError as error:
        good = Text(file, content[: error.start].decode("utf-8").removeprefix(_BYTE_ORDER_MARK))
        good.refuse(
            good.lines.mark(len(good.content)),
            "SG002",
            f"byte 0x{content[error.start]:02x} at offset {error.start} is not UTF-8",
            "save the file as UTF-8 (not as UTF-16 or Latin-1)",
        )
