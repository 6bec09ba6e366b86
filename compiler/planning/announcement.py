"""What a person reads, and is asked, before a run directory is changed."""

import sys

from saggar.compiler.planning.recompile import Recompiled
from saggar.compiler.planning.text import changes_text
from saggar.schemas.errors import CompileError


def announce(there: Recompiled, *, ask: bool) -> None:
    """Say on standard error what will be redone; ask where a person is there to answer.

    Parameters
    ----------
    there : Recompiled
        What is about to be written, and what it does.
    ask : bool
        Whether to ask before finished results are replaced; never done without a terminal.

    Raises
    ------
    CompileError
        If the person does not agree; nothing has been changed.
    """
    if there.changes is None or not there.to_be_said:
        return
    sys.stderr.write(changes_text(there.changes) + "\n")
    if there.replaces and ask and sys.stdin.isatty() and sys.stderr.isatty():
        sys.stderr.write("replaced results are kept in work/.stale; go on? [y/N] ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise CompileError("not compiled; nothing was changed")
