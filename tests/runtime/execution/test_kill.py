"""Whatever is killed whenever: the next run goes on, and nothing is done twice or lost."""

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fake_runs
import pytest
from fake_runs import UNDISTURBED, events, executions

from saggar.runtime.execution.journal import Journal
from saggar.runtime.execution.local import marked_processes
from saggar.runtime.execution.lock import holder
from saggar.runtime.report import write_report
from saggar.runtime.rundir import RunDirectory

KILLED = -9

SERVER = Path(fake_runs.__file__).with_name("kill_server.py")


class Kiln:
    """The server that forks drivers."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(SERVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def drive(self, rundir: RunDirectory, **order: Any) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"root": str(rundir.root), **order}) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


@pytest.fixture(scope="module")
def kiln() -> Iterator[Kiln]:
    kiln = Kiln()
    yield kiln
    kiln.close()


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of which one task starts a program."""
    changed = {"initial_data/sample/0": {"child_sleeps_s": 0.01}}
    return fake_runs.build(
        tmp_path_factory.mktemp("compiled"), fake_runs.plan(changed=changed)
    ).root


@pytest.fixture(scope="module")
def undisturbed(kiln: Kiln, compiled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("undisturbed") / "run"
    shutil.copytree(compiled, root)
    begin = time.monotonic()
    assert kiln.drive(RunDirectory(root)) == 0
    (root / "seconds").write_text(str(time.monotonic() - begin))
    return root


@pytest.fixture
def rundir(compiled: Path, tmp_path: Path) -> RunDirectory:
    root = tmp_path / "run"
    shutil.copytree(compiled, root)
    return RunDirectory(root)


def assert_complete(rundir: RunDirectory, undisturbed: Path) -> None:
    finished = sorted(event.task for event in events(rundir) if event.event == "finished")
    assert finished == sorted(UNDISTURBED), "each task is journaled as finished exactly once"
    for task in UNDISTURBED:
        record, other = rundir.record(task), RunDirectory(undisturbed).record(task)
        assert record
        assert other
        assert (record.digest, record.outcome) == (other.digest, other.outcome)
        text = (rundir.result(task) / "text").read_text()
        assert text == (undisturbed / "work" / task / "text").read_text()
    assert not list(rundir.work.rglob("*.attempt-*")), "no half-made attempt is left"
    assert not list(rundir.jobs.glob("*/*.json")), "every job is accounted for"
    assert not [lock for lock in rundir.jobs.glob("*/*.lock") if holder(lock)], "no job is alive"
    assert not marked_processes(rundir), "no program of a job is left"


def assert_report_is_whole(rundir: RunDirectory) -> None:
    page = write_report(rundir.root).read_text(encoding="utf-8")
    assert f"{len(UNDISTURBED)} of {len(UNDISTURBED)} tasks finished" in page
    assert "Given up:" not in page


def assert_report_is_written(rundir: RunDirectory) -> None:
    """Write the report of whatever the kill left, while jobs may still be at work."""
    assert "tasks finished" in write_report(rundir.root).read_text(encoding="utf-8")


def assert_snapshot_is_the_fold(rundir: RunDirectory) -> None:
    from_snapshot = Journal(rundir)
    rundir.snapshot.unlink()
    from_events = Journal(rundir)
    assert from_snapshot.state == from_events.state
    from_snapshot.close()
    from_events.close()


def kill_driver_at(kiln: Kiln, rundir: RunDirectory, undisturbed: Path, n: int, when: str) -> None:
    code = kiln.drive(rundir, who="driver", write=n, when=when)
    assert code == KILLED or (code == 0 and writes_of_driver(rundir) <= n)
    assert_report_is_written(rundir)
    assert kiln.drive(rundir) == 0
    assert_complete(rundir, undisturbed)
    assert_report_is_whole(rundir)
    assert max(executions(rundir).values()) == 1, "a dead driver costs no work"
    assert not {event.event for event in events(rundir)} & {"failed", "lost", "stale"}
    assert_snapshot_is_the_fold(rundir)


def kill_job_at(kiln: Kiln, rundir: RunDirectory, undisturbed: Path, n: int, when: str) -> None:
    assert kiln.drive(rundir, who="job", write=n, when=when) == 0
    assert_complete(rundir, undisturbed)
    assert_report_is_whole(rundir)
    lost = [event.task for event in events(rundir) if event.event == "lost"]
    assert len(lost) <= 1
    twice = [task for task, times in executions(rundir).items() if times > 1]
    assert twice == lost, "only an attempt without a record is made again"


WRITES_OF_DRIVER = 77
WRITES_OF_JOBS = 36

SLACK = 3
"""By how many the writes of a driver vary: it may see two ends in one tick or in two."""

LAST_WRITES = (WRITES_OF_DRIVER - SLACK - 1, WRITES_OF_DRIVER - 1)


def writes_of_driver(rundir: RunDirectory) -> int:
    return len((rundir.root / "writes-of-driver").read_bytes())


def test_number_of_writes_is_what_the_matrix_covers(
    kiln: Kiln, rundir: RunDirectory, undisturbed: Path
) -> None:
    assert kiln.drive(rundir, who="driver", write=-1) == 0
    assert_complete(rundir, undisturbed)
    assert abs(writes_of_driver(rundir) - WRITES_OF_DRIVER) <= SLACK
    assert_report_is_whole(rundir)


@pytest.mark.parametrize("when", ["before", "during", "after"])
@pytest.mark.parametrize(
    "n", [*sorted(random.Random(9).sample(range(LAST_WRITES[0]), 4)), *LAST_WRITES]
)
def test_driver_killed_at_a_write(
    kiln: Kiln, rundir: RunDirectory, undisturbed: Path, n: int, when: str
) -> None:
    kill_driver_at(kiln, rundir, undisturbed, n, when)


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "during", "after"])
@pytest.mark.parametrize("n", range(WRITES_OF_DRIVER + SLACK))
def test_driver_killed_at_any_write(
    kiln: Kiln, rundir: RunDirectory, undisturbed: Path, n: int, when: str
) -> None:
    kill_driver_at(kiln, rundir, undisturbed, n, when)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("n", [0, 1, 7])
def test_job_killed_at_a_write(
    kiln: Kiln, rundir: RunDirectory, undisturbed: Path, n: int, when: str
) -> None:
    kill_job_at(kiln, rundir, undisturbed, n, when)


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("n", range(WRITES_OF_JOBS))
def test_job_killed_at_any_write(
    kiln: Kiln, rundir: RunDirectory, undisturbed: Path, n: int, when: str
) -> None:
    kill_job_at(kiln, rundir, undisturbed, n, when)


@pytest.mark.parametrize("seed", range(20))
def test_driver_killed_at_a_random_time(
    kiln: Kiln, rundir: RunDirectory, undisturbed: Path, seed: int
) -> None:
    length_s = float((undisturbed / "seconds").read_text())
    kiln.drive(rundir, after_s=random.Random(seed).random() * length_s)
    assert kiln.drive(rundir) == 0
    assert_complete(rundir, undisturbed)
    assert max(executions(rundir).values()) == 1


def test_driver_killed_again_and_again(kiln: Kiln, rundir: RunDirectory, undisturbed: Path) -> None:
    random_delay = random.Random(1)
    for _ in range(10):
        kiln.drive(rundir, after_s=random_delay.uniform(0.0, 0.12))
    assert kiln.drive(rundir) == 0
    assert_complete(rundir, undisturbed)
    assert max(executions(rundir).values()) == 1
