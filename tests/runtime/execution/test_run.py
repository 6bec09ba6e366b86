"""What `run` permits, says and returns."""

import io
import re
from pathlib import Path

import fake_runs
import pytest
from fake_runs import UNDISTURBED, InlineSubmitter, build, executions, flat_plan, plan, task
from rich.console import Console

from saggar.runtime.execution.run import ERROR, FINE, run
from saggar.runtime.execution.status import run_status
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.errors import RunStateError


def run_here(rundir: RunDirectory, **arguments: object) -> tuple[int, str]:
    console = Console(file=io.StringIO(), width=200)
    code = run(rundir, submitter=InlineSubmitter(rundir), console=console, **arguments)
    return code, console.file.getvalue()


def stages_begun(rundir: RunDirectory) -> set[str]:
    return {name.split("/")[0] for name in executions(rundir)}


class TestStages:
    def test_until_stops_after_a_stage_and_a_later_run_goes_on(self, tmp_path: Path) -> None:
        rundir = build(tmp_path)
        code, output = run_here(rundir, until="active_learning")
        assert code == FINE
        assert stages_begun(rundir) == {"initial_data", "active_learning"}
        assert "Stopped after active_learning" in output
        run_here(rundir)
        assert set(executions(rundir)) == set(UNDISTURBED)

    def test_unknown_stage_is_refused_with_those_there_are(self, tmp_path: Path) -> None:
        with pytest.raises(RunStateError, match="no stage 'training'; its stages are initial_data"):
            run_here(build(tmp_path), until="training")

    def test_pause_holds_once_and_running_again_passes_it(self, tmp_path: Path) -> None:
        rundir = build(tmp_path, pause_after=("initial_data", "active_learning"))
        begun = []
        for _ in range(3):
            assert run_here(rundir)[0] == FINE
            begun.append(stages_begun(rundir))
        assert list(map(len, begun)) == [1, 2, 3]

    def test_pause_holds_while_its_stage_is_not_complete(self, tmp_path: Path) -> None:
        changed = {"initial_data/sample/0": {"failing_attempts": 3}}
        rundir = build(tmp_path, plan(changed=changed), pause_after=("initial_data",))
        assert run_here(rundir)[0] == ERROR
        assert run_here(rundir, retry_failed=True)[0] == FINE
        assert stages_begun(rundir) == {"initial_data"}


class TestFailure:
    @pytest.fixture
    def output(self, tmp_path: Path) -> str:
        a = task("initial_data/a", failing_attempts=99)
        self.rundir = build(tmp_path, flat_plan(a, task("initial_data/b", "initial_data/a")))
        code, output = run_here(self.rundir)
        assert code == ERROR
        return output

    def test_is_reported_with_the_end_of_its_log_and_what_to_do(self, output: str) -> None:
        log = self.rundir.work / "initial_data/a.failed-2/log.txt"
        assert "FAILED initial_data/a after 2 attempts: the fake engine failed" in output
        assert f"{log} ends:" in output
        assert "| a line from C" in output
        assert "--retry-failed" in output
        assert "1 wait for them (initial_data/b)" in output

    def test_is_tried_anew_on_request_only(self, output: str) -> None:
        run_here(self.rundir)
        assert executions(self.rundir)["initial_data/a"] == 2
        run_here(self.rundir, retry_failed=True)
        assert executions(self.rundir)["initial_data/a"] == 4
        assert (self.rundir.work / "initial_data/a.failed-4").is_dir()

    def test_stands_in_the_status(self, output: str) -> None:
        status = run_status(self.rundir)
        (failure,) = status.given_up
        assert (failure.task, failure.attempts) == ("initial_data/a", 2)
        assert Path(failure.log).is_file()
        (stage,) = status.stages
        assert (stage.failed, stage.blocked, stage.waiting, stage.finished) == (1, 1, 0, 0)
        assert "--retry-failed" in status.waits_for


class TestOutput:
    def test_is_one_plain_line_an_event_with_the_time(self, tmp_path: Path) -> None:
        output = run_here(build(tmp_path, flat_plan(task("initial_data/a"))))[1]
        assert re.search(r"^\[ +\d+\.\d s\] finished  initial_data/a \(\d+\.\d s\)$", output, re.M)

    def test_on_a_terminal_shows_a_bar_for_each_stage(self, tmp_path: Path) -> None:
        rundir = build(tmp_path, flat_plan(task("initial_data/a")))
        console = Console(file=io.StringIO(), width=120, force_terminal=True)
        submitter = InlineSubmitter(rundir)
        assert run(rundir, submitter=submitter, console=console) == FINE
        assert "1/1" in console.file.getvalue()

    def test_sums_time_by_stage(self, tmp_path: Path) -> None:
        tasks = [task(f"initial_data/{i}", sleep_s=0.2) for i in range(2)]
        output = run_here(build(tmp_path, flat_plan(*tasks)))[1]
        line = re.search(r"^initial_data +2 of 2 +(\S+)", output, re.M)
        assert line
        assert 0.4 <= float(line[1]) < 2.0


def test_finish_is_told_under_the_lock_also_after_failures(tmp_path: Path) -> None:
    rundir = build(tmp_path, flat_plan(task("initial_data/a", failing_attempts=9)))
    drivers = []
    run_here(rundir, on_finish=lambda run: drivers.append(run_status(run).driver))
    assert len(drivers) == 1
    assert drivers[0]


def test_edited_deck_is_refused_before_anything_is_executed(tmp_path: Path) -> None:
    rundir = build(tmp_path)
    (rundir.root / fake_runs.DECK).write_text("type 2 Li Cl\n")
    with pytest.raises(RunStateError, match=r"decks/nep\.in: edited after compiling"):
        run_here(rundir)
    assert not (rundir.root / "executions").exists()


def test_plan_that_cannot_go_on_is_named_as_a_defect(tmp_path: Path) -> None:
    rundir = build(tmp_path, flat_plan(task("initial_data/a", "initial_data/nowhere")))
    with pytest.raises(RunStateError, match=r"cannot go on.*initial_data/a"):
        run_here(rundir)
