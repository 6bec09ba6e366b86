"""One writer at a time; a dead one is in nobody's way."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from saggar.runtime.execution.lock import DriverLock, held_for_life, held_if_free, holder
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.errors import RunStateError

HOLD = """
import sys, time
from pathlib import Path
from saggar.runtime.execution.lock import DriverLock
from saggar.runtime.rundir import RunDirectory
with DriverLock(RunDirectory(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


def test_second_driver_is_told_who_holds_the_run(tmp_path: Path) -> None:
    rundir = RunDirectory(tmp_path)
    with DriverLock(rundir), pytest.raises(RunStateError) as error, DriverLock(rundir):
        pass
    text = str(error.value)
    assert f"process {os.getpid()}" in text
    assert "saggar cancel" in text


def test_lock_is_free_after_its_holder(tmp_path: Path) -> None:
    rundir = RunDirectory(tmp_path)
    with DriverLock(rundir):
        assert holder(rundir.driver_lock)
    assert holder(rundir.driver_lock) is None
    with DriverLock(rundir):
        pass


def test_lock_of_a_killed_process_does_not_block(tmp_path: Path) -> None:
    rundir = RunDirectory(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"held\n"
        there = holder(rundir.driver_lock)
        assert there
        assert there.pid == process.pid
        process.send_signal(signal.SIGKILL)
    assert str(process.pid) in rundir.driver_lock.read_text(), "its sign is still there"
    with DriverLock(rundir):
        pass


def test_look_at_a_free_lock_creates_nothing(tmp_path: Path) -> None:
    assert holder(tmp_path / "driver.lock") is None
    assert not list(tmp_path.iterdir())


def test_lock_of_a_living_job_is_not_to_be_had(tmp_path: Path) -> None:
    path = tmp_path / "job.lock"
    with held_for_life(path), held_if_free(path) as free:
        assert not free
    with held_if_free(path) as free:
        assert free


def test_unreadable_sign_is_still_a_holder(tmp_path: Path) -> None:
    path = tmp_path / "job.lock"
    with held_for_life(path):
        path.write_text("{")
        there = holder(path)
    assert there
    assert there.pid == 0
