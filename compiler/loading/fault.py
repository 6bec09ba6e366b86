"""What is wrong with one value: what pydantic says of it, located, and what a user is told."""

from typing import Any, NamedTuple

from saggar.compiler.loading.slots import Slot
from saggar.compiler.positions import KeyPath, dotted


class Fault(NamedTuple):
    """One thing wrong in the tree of values.

    Attributes
    ----------
    path : KeyPath
        Where.
    at_key : bool
        Whether the key is to be pointed at rather than its value.
    code, message, hint : str
        As in a diagnostic.
    beside : tuple of KeyPath
        Keys that it is about as well: each may stand in another file.
    """

    path: KeyPath
    at_key: bool
    code: str
    message: str
    hint: str = ""
    beside: tuple[KeyPath, ...] = ()


class Located(NamedTuple):
    """An error of pydantic, located; `around` is what its place stands in."""

    path: KeyPath
    slot: Slot
    section: Slot
    branch: str
    kind: str
    value: Any
    around: Any
    context: dict[str, Any]
    text: str
    is_key: bool
    whole: str

    @property
    def name(self) -> str:
        """The path as a person reads it."""
        return self.named(self.path)

    def named(self, path: KeyPath) -> str:
        """Name a path as a person reads it."""
        return dotted(path) or self.whole


def shown(value: Any) -> str:
    """Write a value as a person wrote it, shortened to one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        entries = ", ".join(f"{key}: {shown(each)}" for key, each in value.items())
        return f"{{{shortened(entries)}}}"
    if isinstance(value, list):
        return f"[{shortened(', '.join(shown(each) for each in value))}]"
    if isinstance(value, str):
        return shortened(value) if value.strip() else "an empty text"
    return shortened(str(value))


def shortened(text: str, width: int = 60) -> str:
    """Write text in one line of at most so many characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else f"{flat[: width - 3]}..."


def kind_of(value: Any) -> str:
    """Name a value together with what it is."""
    if isinstance(value, dict):
        return f"a section, {shown(value)}"
    if isinstance(value, str) and value.strip():
        return f"the text {shown(value)!r}"
    return shown(value)
