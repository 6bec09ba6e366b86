"""Locks on files: held by a living process, freed by the kernel when it dies, however it dies."""

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from saggar.runtime.execution.journal import now
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.errors import RunStateError
from saggar.schemas.state import Holder

_HEARTBEAT_S = 5.0
_GLANCES = 5
_GLANCE_S = 0.02


class DriverLock:
    """The right to write the state of a run: one process at a time has it.

    Parameters
    ----------
    rundir : RunDirectory
        The run.

    Raises
    ------
    RunStateError
        On entering, if another process drives this run; the message says which and since when.
    """

    def __init__(self, rundir: RunDirectory) -> None:
        self._rundir = rundir
        self._started = ""
        self._beaten = 0.0
        self._descriptor = -1

    def __enter__(self) -> Self:
        self._rundir.state.mkdir(parents=True, exist_ok=True)
        descriptor = _open(self._rundir.driver_lock)
        if not _taken(descriptor):
            os.close(descriptor)
            raise RunStateError(_in_use(self._rundir))
        self._descriptor, self._started = descriptor, now()
        self.beat()
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def beat(self) -> None:
        """Give a sign of life, every few seconds at most."""
        if self._beaten and time.monotonic() - self._beaten < _HEARTBEAT_S:
            return
        self._beaten = time.monotonic()
        _sign(self._descriptor, self._started)


@contextmanager
def held_for_life(path: Path) -> Iterator[None]:
    """Hold the lock of a job while it lives; waits for a glance of the driver to pass."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        _sign(descriptor, now())
        yield
    finally:
        os.close(descriptor)


@contextmanager
def held_if_free(path: Path) -> Iterator[bool]:
    """Hold a lock for a moment if nobody has it; gives whether it is held."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = _open(path)
    try:
        yield _taken_now(descriptor)
    finally:
        os.close(descriptor)


def holder(path: Path) -> Holder | None:
    """Give who holds a lock, none if it is free."""
    if not path.is_file() or _is_free(path):
        return None
    try:
        return Holder.model_validate_json(path.read_bytes())
    except ValidationError:
        return Holder(host="", pid=0, started="", heartbeat="")


def _is_free(path: Path) -> bool:
    """Look without the right to write: a shared lock cannot be had while another is held."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)


def _taken(descriptor: int) -> bool:
    """Try for a tenth of a second: a command that looks who holds a lock has it for an instant."""
    for _ in range(_GLANCES):
        if _taken_now(descriptor):
            return True
        time.sleep(_GLANCE_S)
    return False


def _taken_now(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(descriptor: int, started: str) -> None:
    sign = Holder(host=socket.gethostname(), pid=os.getpid(), started=started, heartbeat=now())
    data = sign.model_dump_json().encode() + b"\n"
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, data, 0)


def _in_use(rundir: RunDirectory) -> str:
    there = holder(rundir.driver_lock)
    if there is None or not there.pid:
        return f"{rundir.root} is being driven by another process; try again."
    return (
        f"{rundir.root} is already being driven: process {there.pid} on {there.host}, since "
        f"{there.started} (last sign of life {there.heartbeat}). Watch it with `saggar status "
        f"{rundir.root}`, or end it with `saggar cancel {rundir.root}` and run again."
    )
