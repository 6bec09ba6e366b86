"""The journal survives kills and power cuts; its snapshot never decides anything."""

import logging
from pathlib import Path

import fake_runs
import pytest
from fake_runs import events

from saggar.runtime.execution.journal import Journal, fold, read_state
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.errors import RunStateError
from saggar.schemas.state import Event, EventName, LoopState, Snapshot, TaskState


@pytest.fixture
def rundir(tmp_path: Path) -> RunDirectory:
    return fake_runs.build(tmp_path)


def event(name: EventName, attempt: int = 1, *, digest: str = "d", detail: str = "") -> Event:
    return Event(
        time="2026-01-01T00:00:00.000+00:00", event=name, task="t", job="j", digest=digest,
        attempt=attempt, wall_s=2.0, detail=detail,
    )  # fmt: skip


def state_after(*events: Event) -> TaskState:
    return fold(Snapshot(), events).tasks["t"]


class TestFold:
    def test_submission_says_job_and_attempt(self) -> None:
        state = state_after(event("submitted", 3))
        assert (state.status, state.attempts, state.job) == ("running", 3, "j")

    def test_failed_and_lost_attempts_count_and_withdrawn_ones_do_not(self) -> None:
        state = state_after(
            event("submitted", 1), event("failed", 1, detail="no memory"),
            event("submitted", 2), event("withdrawn", 2),
            event("submitted", 3), event("lost", 3, detail="killed"),
        )  # fmt: skip
        assert (state.failures, state.attempts, state.error) == (2, 3, "killed")

    def test_finish_keeps_the_time_and_forgets_the_error(self) -> None:
        state = state_after(event("submitted"), event("failed", detail="x"), event("finished", 2))
        assert (state.status, state.error, state.wall_s) == ("finished", "", 2.0)

    def test_other_digest_begins_anew_but_attempt_numbers_go_on(self) -> None:
        state = state_after(
            event("submitted", 4), event("failed", 4), event("withdrawn", digest="e")
        )
        assert (state.digest, state.failures, state.attempts) == ("e", 0, 4)

    def test_retry_lets_attempts_count_anew(self) -> None:
        assert state_after(event("submitted"), event("failed"), event("retried")).failures == 0

    def test_loop_ends_converged_or_at_its_cap(self) -> None:
        capped = fold(
            Snapshot(), [event("iteration", 1), event("loop_ended", 1, detail="at the cap")]
        )
        assert capped.loops["t"] == LoopState(iteration=1, ended=True, converged=False)
        converged = fold(capped, [event("loop_ended", 2, detail="converged")])
        assert converged.loops["t"] == LoopState(iteration=2, ended=True, converged=True)


def write(rundir: RunDirectory, number: int) -> Snapshot:
    journal = Journal(rundir)
    for attempt in range(1, number + 1):
        journal.write(event("submitted", attempt), event("failed", attempt))
    journal.close()
    return journal.state


class TestSnapshot:
    @pytest.mark.parametrize("number", [3, 9, 10, 11, 25])
    def test_equals_the_fold_of_all_events(self, rundir: RunDirectory, number: int) -> None:
        state = write(rundir, number)
        assert fold(Snapshot(), events(rundir)).tasks == read_state(rundir).tasks == state.tasks
        assert Snapshot.model_validate_json(rundir.snapshot.read_text()) == state

    def test_of_an_earlier_time_is_completed_from_the_journal(self, rundir: RunDirectory) -> None:
        write(rundir, 2)
        earlier = rundir.snapshot.read_text()
        write(rundir, 5)
        expected = read_state(rundir)
        rundir.snapshot.write_text(earlier)
        assert read_state(rundir) == expected

    @pytest.mark.parametrize(
        "damage",
        [
            "",
            "{",
            '{"version": 2}',
            '{"events": 1, "offset": 7}',
            '{"events": 900, "offset": 99999}',
        ],
    )
    def test_damaged_or_foreign_one_is_passed_over(
        self, rundir: RunDirectory, damage: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        expected = write(rundir, 4)
        rundir.snapshot.write_text(damage)
        with caplog.at_level(logging.WARNING):
            assert read_state(rundir).tasks == expected.tasks
        assert "the whole journal is read instead" in caplog.text


class TestUnfinishedLine:
    @pytest.mark.parametrize("kept", [1, 40, -1])
    def test_is_cut_off_and_noted(self, rundir: RunDirectory, kept: int) -> None:
        write(rundir, 2)
        before = read_state(rundir)
        line = event("submitted", 9).model_dump_json().encode() + b"\n"
        with rundir.journal.open("ab") as stream:
            stream.write(line[:kept])
        journal = Journal(rundir)
        journal.close()
        assert journal.state.tasks == before.tasks
        last = events(rundir)[-1]
        assert (last.event, last.detail) == ("repaired", f"{len(line[:kept])} bytes")

    def test_is_left_alone_by_one_who_only_reads(self, rundir: RunDirectory) -> None:
        write(rundir, 1)
        with rundir.journal.open("ab") as stream:
            stream.write(b'{"time"')
        data = rundir.journal.read_bytes()
        assert read_state(rundir).events == 2
        assert rundir.journal.read_bytes() == data


def test_damaged_line_within_is_named(rundir: RunDirectory) -> None:
    write(rundir, 2)
    lines = rundir.journal.read_text().splitlines(keepends=True)
    rundir.journal.write_text("".join([lines[0], "{}\n", *lines[2:]]))
    rundir.snapshot.unlink()
    with pytest.raises(RunStateError, match=r"journal\.jsonl:2 is damaged.*(?s:.*)move the"):
        Journal(rundir)


def test_no_journal_is_an_empty_state(rundir: RunDirectory) -> None:
    assert read_state(rundir) == Snapshot()
