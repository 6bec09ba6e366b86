"""Differences of rendered files, as text."""

import difflib
from collections.abc import Mapping
from typing import Literal

from saggar.schemas.base import Frozen


class FileDifference(Frozen):
    """A rendered file that differs."""

    path: str
    kind: Literal["added", "removed", "changed"]
    lines_added: int
    lines_removed: int
    text: tuple[str, ...] = ()
    """Unified difference, line by line; filled on demand."""


def compare_files(
    a: Mapping[str, str], b: Mapping[str, str], *, with_text: bool
) -> tuple[FileDifference, ...]:
    """Compare two sets of files.

    Parameters
    ----------
    a, b : mapping of str to str
        Path to content.
    with_text : bool
        Whether the unified difference is given too.

    Returns
    -------
    tuple of FileDifference
        By path; equal files are left out.
    """
    return tuple(
        _compared(path, a.get(path), b.get(path), with_text=with_text)
        for path in sorted({*a, *b})
        if a.get(path) != b.get(path)
    )


def _compared(path: str, a: str | None, b: str | None, *, with_text: bool) -> FileDifference:
    before, after = (a or "").splitlines(), (b or "").splitlines()
    lines = list(
        difflib.unified_diff(
            before,
            after,
            fromfile=f"a/{path}" if a is not None else "/dev/null",
            tofile=f"b/{path}" if b is not None else "/dev/null",
            lineterm="",
        )
    )
    return FileDifference(
        path=path,
        kind="added" if a is None else "removed" if b is None else "changed",
        lines_added=sum(line[0] == "+" for line in lines[2:]),
        lines_removed=sum(line[0] == "-" for line in lines[2:]),
        text=tuple(lines) if with_text else (),
    )
