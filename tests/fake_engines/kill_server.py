"""Forks drivers and kills them on request: a process that has imported everything already.

Reads one JSON object a line on standard input (see `KillOrder`) and answers with the exit status.
Jobs are forked from the driver, so that a whole run takes a fraction of a second.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import fake_steps

from saggar.runtime.execution import accounts, attempt, job, journal, run
from saggar.runtime.execution.local import MARK, LocalSubmitter
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.state import Job

WRITES = (
    (journal, "append"),
    (journal, "write_atomically"),
    (accounts, "write_atomically"),
    (accounts, "move"),
    (attempt, "move"),
    (job, "write_atomically"),
)
"""Every operation by which a driver or a job changes the state on disk."""


@dataclass(frozen=True)
class KillOrder:
    """When a process is killed: at its n-th write, or some time after it began."""

    root: str
    who: Literal["driver", "job", "nobody"] = "nobody"
    write: int = 0
    when: Literal["before", "during", "after"] = "before"
    after_s: float | None = None


class ForkedChild:
    """What `LocalSubmitter` needs of a child."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._status: int | None = None

    def poll(self) -> int | None:
        if self._status is None and os.waitpid(self._pid, os.WNOHANG)[0]:
            self._status = 0
        return self._status


class ForkSubmitter(LocalSubmitter):
    """Jobs as forks of the driver, in sessions of their own, without its open files.

    A fork shows no mark of its own; the programs that it starts bear the mark of its job.
    """

    def __init__(self, rundir: RunDirectory, order: KillOrder) -> None:
        super().__init__(rundir)
        self._order = order

    def submit(self, a_job: Job) -> None:
        pid = os.fork()
        if pid == 0:
            os.setsid()
            os.closerange(3, 64)
            os.environ["SAGGAR_TEST_ROLE"] = "job"
            os.environ[MARK] = self._mark(a_job.id)
            os._exit(job.main([self._order.root, a_job.id]))
        self._started[a_job.id] = ForkedChild(pid)  # type: ignore[assignment]


def deadly(write: Callable[..., None], order: KillOrder) -> Callable[..., None]:
    """Give a write that kills its process when its turn has come."""

    def wrapped(*arguments: Any) -> None:
        if os.environ["SAGGAR_TEST_ROLE"] != order.who or next_write(order) != order.write:
            write(*arguments)
            return
        if order.when == "during" and isinstance(arguments[1], bytes):
            os.write(arguments[0], arguments[1][: len(arguments[1]) // 2])
        if order.when == "after":
            write(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    return wrapped


def next_write(order: KillOrder) -> int:
    """Count writes over all processes of one kind, from 0."""
    with Path(order.root, f"writes-of-{order.who}").open("ab") as stream:
        stream.write(b".")
        return stream.tell() - 1


def drive(order: KillOrder) -> None:
    """Be the driver."""
    for module, name in WRITES:
        setattr(module, name, deadly(getattr(module, name), order))
    os.environ["SAGGAR_TEST_ROLE"] = "driver"
    os.fsync = lambda descriptor: None
    run.POLL_S = 0.005
    rundir = RunDirectory(Path(order.root))
    os._exit(run.run(rundir, submitter=ForkSubmitter(rundir, order)))


def main() -> None:
    """Serve orders."""
    fake_steps.register()
    for line in sys.stdin:
        order = KillOrder(**json.loads(line))
        pid = os.fork()
        if pid == 0:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(os.open(Path(order.root, "driver.log"), os.O_CREAT | os.O_RDWR), 1)
            try:
                drive(order)
            finally:
                os._exit(99)
        if order.after_s is not None:
            time.sleep(order.after_s)
            os.kill(pid, signal.SIGKILL)
        status = os.waitpid(pid, 0)[1]
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
