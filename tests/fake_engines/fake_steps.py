"""Cheap steps that stand in for physics: what they write follows from what they read."""

import hashlib
import os
import sys
import time
from pathlib import Path
from typing import Literal

from saggar.runtime.steps import STEPS
from saggar.runtime.steps.context import StepContext
from saggar.schemas.errors import EngineError
from saggar.schemas.results import Outcome
from saggar.schemas.steps import StepSettings


class FakeWork(StepSettings):
    """Hashes the results that it needs; may fail, sleep, hang or decide."""

    step: Literal["fake_work"] = "fake_work"
    value: int = 0
    sleep_s: float = 0.0
    failing_attempts: int = 0
    error: Literal["saggar", "silent", "python", "exit"] = "saggar"
    converges_at: int | None = None
    child_sleeps_s: float = 0.0
    iteration: int = 0


class FakeOutcome(Outcome):
    """What it found."""

    text: str
    converged: bool = False


def execute(settings: FakeWork, context: StepContext) -> FakeOutcome:
    """Do the work."""
    note_execution(context)
    sys.stdout.write("a line on stdout\n")
    os.write(2, b"a line from C\n")
    time.sleep(settings.sleep_s)
    if settings.child_sleeps_s:
        child_that_sleeps(context.folder, settings.child_sleeps_s)
    attempt = int(context.folder.name.rsplit("-", 1)[1])
    if attempt <= settings.failing_attempts:
        fail(settings.error)
    needed = [
        (context.root / "work" / need.task / "text").read_text() for need in context.task.needs
    ]
    text = hashlib.sha256(f"{settings.value} {settings.iteration} {needed}".encode()).hexdigest()
    (context.folder / "text").write_text(text)
    return FakeOutcome(text=text, converged=settings.iteration == settings.converges_at)


def note_execution(context: StepContext) -> None:
    """Append one line to the record of executions, which tests count."""
    with (context.root / "executions").open("a") as stream:
        stream.write(f"{context.task.id} {os.getpid()}\n")


def child_that_sleeps(folder: Path, seconds: float) -> None:
    """Start a program and wait for it, as an external engine."""
    import subprocess

    command = [sys.executable, "-S", "-c", f"import time; time.sleep({seconds})"]
    with subprocess.Popen(command) as child:
        (folder / "child").write_text(str(child.pid))
        (folder.parent.parent / "child").write_text(str(child.pid))


def fail(how: str) -> None:
    """End in one of the ways in which steps end."""
    match how:
        case "python":
            raise ZeroDivisionError("a defect")
        case "exit":
            sys.exit("a library gave up")
        case "silent":
            raise EngineError
        case _:
            raise EngineError("the fake engine failed; it was told to")


def register() -> None:
    """Enter the fake step in the tables."""
    STEPS["fake_work"] = "fake_steps"
    StepSettings.table["fake_work"] = FakeWork


def unregister() -> None:
    """Take it out again."""
    STEPS.pop("fake_work", None)
    StepSettings.table.pop("fake_work", None)


unregister()  # the class entered itself; nothing is registered unasked
