"""Jobs of this driver and of those before it are accounted for once, whatever became of them."""

from collections import Counter
from contextlib import closing
from pathlib import Path

from fake_runs import InlineSubmitter, build, events, executions, flat_plan, task, ticks

from saggar.runtime.execution.attempt import Attempt
from saggar.runtime.execution.driver import Driver
from saggar.runtime.execution.job import execute_job, job_file, job_lock, job_log
from saggar.runtime.execution.journal import Journal
from saggar.runtime.rundir import RunDirectory


def once(*names: str) -> Counter[str]:
    return Counter(names)


class TestJobsOfDriversBefore:
    def one_task(self, tmp_path: Path) -> RunDirectory:
        return build(tmp_path, flat_plan(task("initial_data/a")))

    def submitted_by_a_driver_that_died(self, rundir: RunDirectory) -> InlineSubmitter:
        waiting = InlineSubmitter(rundir, begins=False)
        with closing(Journal(rundir)) as journal:
            Driver(rundir, waiting, journal, rundir.plan.stages).tick()
        return waiting

    def test_live_job_is_not_submitted_again(self, tmp_path: Path) -> None:
        rundir = self.one_task(tmp_path)
        self.submitted_by_a_driver_that_died(rundir)
        still = InlineSubmitter(rundir, begins=False)
        with closing(Journal(rundir)) as journal:
            assert Driver(rundir, still, journal, rundir.plan.stages).tick().jobs == 1
        assert not still.jobs

    def test_live_job_is_known_again_when_the_journal_was_lost(self, tmp_path: Path) -> None:
        rundir = self.one_task(tmp_path)
        self.submitted_by_a_driver_that_died(rundir)
        rundir.journal.unlink()
        still = InlineSubmitter(rundir, begins=False)
        with closing(Journal(rundir)) as journal:
            assert Driver(rundir, still, journal, rundir.plan.stages).tick().jobs == 1
        assert not still.jobs
        assert [e.event for e in events(rundir)] == ["submitted"]

    def test_job_that_starts_after_it_was_given_up_does_nothing(self, tmp_path: Path) -> None:
        rundir = self.one_task(tmp_path)
        late = self.submitted_by_a_driver_that_died(rundir).jobs[0]
        ticks(rundir)
        execute_job(rundir, late.id)
        assert executions(rundir) == once("initial_data/a")
        assert [e.event for e in events(rundir)] == [
            "submitted",
            "withdrawn",
            "submitted",
            "finished",
        ]

    def test_job_that_is_started_twice_does_its_tasks_once(self, tmp_path: Path) -> None:
        rundir = self.one_task(tmp_path)
        job = self.submitted_by_a_driver_that_died(rundir).jobs[0]
        for _ in range(2):
            execute_job(rundir, job.id)
        assert executions(rundir) == once("initial_data/a")

    def test_attempt_that_never_began_does_not_count(self, tmp_path: Path) -> None:
        rundir = build(tmp_path, flat_plan(task("initial_data/a", failing_attempts=2)), attempts=2)
        self.submitted_by_a_driver_that_died(rundir)
        assert ticks(rundir).finished("initial_data/a"), "attempts 2 and 3 are two attempts"

    def test_complete_attempt_is_published_though_its_job_died_before(self, tmp_path: Path) -> None:
        rundir = self.one_task(tmp_path)
        job = self.submitted_by_a_driver_that_died(rundir).jobs[0]
        execute_job(rundir, job.id)
        rundir.result("initial_data/a").rename(Attempt(rundir, "initial_data/a", 1).folder)
        ticks(rundir)
        assert executions(rundir) == once("initial_data/a")
        assert rundir.record("initial_data/a")

    def test_attempt_without_a_record_counts_and_its_remains_are_kept(self, tmp_path: Path) -> None:
        rundir = self.one_task(tmp_path)
        self.submitted_by_a_driver_that_died(rundir)
        folder = Attempt(rundir, "initial_data/a", 1).folder
        folder.mkdir(parents=True)
        (folder / "half").touch()
        where = ticks(rundir)
        assert [e.event for e in events(rundir)][1] == "lost"
        assert (Attempt(rundir, "initial_data/a", 1).lost / "half").is_file()
        assert where.finished("initial_data/a")


class TestStop:
    def test_withdraws_attempts_and_leaves_no_job(self, tmp_path: Path) -> None:
        rundir = build(tmp_path, flat_plan(task("initial_data/a"), task("initial_data/b")))
        with closing(Journal(rundir)) as journal:
            driver = Driver(
                rundir, InlineSubmitter(rundir, begins=False), journal, ("initial_data",)
            )
            driver.tick()
            driver.stop()
        assert Counter(e.event for e in events(rundir)) == {"submitted": 2, "withdrawn": 2}
        assert not list(rundir.jobs.glob("*/*.json"))


class TestFolders:
    def test_ten_thousand_jobs_make_no_large_folder(self, tmp_path: Path) -> None:
        rundir = RunDirectory(tmp_path)
        jobs = [f"{number:05d}-light" for number in range(1, 10_001)]
        files = {of(rundir, job) for job in jobs for of in (job_file, job_log, job_lock)}
        folders = Counter(file.parent for file in files)
        assert len(files) == 30_000
        assert len(folders) <= 101
        assert max(folders.values()) <= 300
