"""The walltime of a task: what takes longer than the machine profile allows is ended."""

import contextlib
import faulthandler
import signal
from collections.abc import Iterator
from typing import NoReturn

import psutil

HANGING_S = 60.0
"""How long after its walltime a step that does not come back from a library may go on, s."""

_LONGEST_S = 4e6
"""Timers of C libraries count microseconds in 32 bits; beyond 46 days none is set."""


class OutOfTime(BaseException):
    """A task took longer than its walltime; no step may take it for its own failure."""


@contextlib.contextmanager
def limited(walltime_s: float | None) -> Iterator[None]:
    """End what is executed within the context when its time is over.

    Programs that it has started are killed, and `OutOfTime` is raised in it. Where that has no
    effect, because a library does not return, the whole process ends `HANGING_S` later.

    Parameters
    ----------
    walltime_s : float or None
        Time that it may take, s; None sets no limit.

    Raises
    ------
    OutOfTime
        If it takes longer.
    """
    if walltime_s is None or walltime_s > _LONGEST_S:
        yield
        return
    before = signal.signal(signal.SIGALRM, _end)
    signal.setitimer(signal.ITIMER_REAL, walltime_s)
    faulthandler.dump_traceback_later(walltime_s + HANGING_S, exit=True, file=2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        faulthandler.cancel_dump_traceback_later()
        signal.signal(signal.SIGALRM, before)


def _end(*_: object) -> NoReturn:
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    raise OutOfTime
