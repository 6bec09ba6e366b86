"""Signals that ask a driver to end, noted so that no write is cut in two."""

import os
import signal
from typing import Any, Self

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Asked by a person, by the system, or by a terminal that went away."""

_OUTPUTS = (1, 2)


class Signals:
    """Notes the signals of `ENDING` while it is entered, instead of dying of them.

    A signal that is ignored stays ignored: who starts a run with ``nohup`` wants it to outlive the
    terminal.
    """

    def __init__(self) -> None:
        self.came = False
        """Whether one of them came."""
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, number: int, _: object) -> None:
        self.came = True
        if number == signal.SIGHUP:
            _leave_terminal()


def _leave_terminal() -> None:
    """Send to nowhere what was to be shown on a terminal: writing to one that is gone fails."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in _OUTPUTS:
        if os.isatty(descriptor) or _is_gone(descriptor):
            os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _is_gone(descriptor: int) -> bool:
    """Say whether a write fails, as to a terminal after it hung up."""
    try:
        os.write(descriptor, b"")
    except OSError:
        return True
    return False
