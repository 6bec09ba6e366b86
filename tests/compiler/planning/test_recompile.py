"""Compiling an edited campaign into its run: what stays, what is redone, what is asked."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from saggar.compiler.diff.tasks import unroll
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.resolved import Lock

Finish = Callable[..., list[str]]
RUN = Path("run")
STRICTER = {"above": "0.2 eV/Å", "below": "3 eV/Å"}
BEGINNING = ("initial_data", "active_learning/000")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def digests() -> dict[str, str]:
    return unroll(RunDirectory(RUN).plan, frozenset()).digests


def compile_(saggar: Any, file: Path, *more: str) -> Any:
    return saggar("compile", file, "--out", "run", *more)


def past() -> list[tuple[int, float]]:
    """Give the ends of the past and the lower threshold that held in each."""
    (loop,) = RunDirectory(RUN).plan.loops
    found = []
    for each in loop.past:
        lock = Lock.model_validate_json((RUN / each.lock_file).read_text(encoding="utf-8"))
        window = lock.campaign.active_learning.candidate.force_deviation
        found.append((each.until, window.above_eV_per_A))
    return found


@pytest.mark.parametrize(
    "changes",
    [
        {"active_learning__candidate": {"force_deviation": STRICTER}},
        {"active_learning__committee": 5},
        {"active_learning__select": {"at_most": 7}},
        {"active_learning__train": {"generations": 10000, "gradient": {"steps": 60}}},
        {"active_learning__stop__candidate_fraction_below": "2 %"},
        {"active_learning__explore__solid__temperatures": "300, 700 K"},
    ],
)
def test_settings_of_the_loop_apply_from_the_next_iteration(
    saggar: Any, write: Any, finish: Finish, changes: dict[str, Any]
) -> None:
    compile_(saggar, write())
    finish(RUN, *BEGINNING)
    before = digests()
    ran = compile_(saggar, write(**changes))
    assert ran.code == 0
    assert "what was changed applies from iteration 1" in ran.errors
    after = digests()
    for name in before:
        if name.startswith(BEGINNING):
            assert after[name] == before[name], name
    assert after["active_learning/001/assess"] != before["active_learning/001/assess"]
    assert saggar("plan", write(**changes), "--against", "run").code == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"models__potential": {"engine": "nep", "cutoff": {"radial": "5 Å", "angular": "3 Å"}}},
        {"dynamics": {"thermostat": {"coupling": "50 fs"}}},
        {"seed": 8},
        {"initial_data__select__frames": 1},
    ],
)
def test_physics_and_sampling_of_the_start_invalidate_finished_iterations(
    saggar: Any, write: Any, finish: Finish, changes: dict[str, Any]
) -> None:
    compile_(saggar, write())
    finish(RUN, *BEGINNING)
    before = digests()
    ran = compile_(saggar, write(**changes))
    assert past() == []
    assert "redone" in ran.errors
    assert digests()["active_learning/000/assess"] != before["active_learning/000/assess"]


def test_physics_together_with_a_threshold_invalidates_too(
    saggar: Any, write: Any, finish: Finish
) -> None:
    compile_(saggar, write())
    finish(RUN, *BEGINNING)
    window = {"force_deviation": STRICTER}
    both = write(active_learning__candidate=window, dynamics={"thermo_every": 10})
    ran = compile_(saggar, both)
    assert "will not stay: more than the settings of the loop was changed" in ran.errors
    assert past() == []


def test_production_may_change_together_with_the_loop(
    saggar: Any, write: Any, finish: Finish
) -> None:
    compile_(saggar, write())
    finish(RUN, *BEGINNING)
    window = {"force_deviation": STRICTER}
    compile_(saggar, write(active_learning__candidate=window, production__ensemble="npt"))
    assert past() == [(1, 0.3)]


def test_each_edit_leaves_the_lock_under_which_iterations_were_executed(
    saggar: Any, write: Any, finish: Finish
) -> None:
    stop = {"within": {"temperature": ["300 K", "600 K"]}, "at_most": 6}
    compile_(saggar, write(active_learning__stop=stop))
    finish(RUN, *BEGINNING)
    for above, last in (("0.2 eV/Å", "active_learning/001"), ("0.1 eV/Å", "active_learning/002")):
        window = {"force_deviation": {"above": above, "below": "3 eV/Å"}}
        file = write(active_learning__stop=stop, active_learning__candidate=window)
        assert compile_(saggar, file).code == 0
        finish(RUN, last)
    assert past() == [(1, 0.3), (2, 0.2)]
    RunDirectory(RUN).verify()


def test_compiling_again_without_an_edit_keeps_the_past_and_touches_no_file(
    saggar: Any, write: Any, finish: Finish
) -> None:
    compile_(saggar, write())
    finish(RUN, *BEGINNING)
    edited = write(active_learning__candidate={"force_deviation": STRICTER})
    compile_(saggar, edited)
    ran = compile_(saggar, edited)
    assert "0 files new, 0 changed, 0 removed" in ran.text
    assert past() == [(1, 0.3)]


def test_taking_an_edit_back_forgets_it(saggar: Any, write: Any, finish: Finish) -> None:
    compile_(saggar, write())
    plan = (RUN / "plan.json").read_bytes()
    finish(RUN, *BEGINNING)
    compile_(saggar, write(active_learning__candidate={"force_deviation": STRICTER}))
    compile_(saggar, write())
    assert (RUN / "plan.json").read_bytes() == plan
    assert not (RUN / "history").exists() or not any((RUN / "history").iterdir())


def test_redo_from_gives_up_finished_iterations(saggar: Any, write: Any, finish: Finish) -> None:
    stop = {"within": {"temperature": ["300 K", "600 K"]}, "at_most": 6}
    compile_(saggar, write(active_learning__stop=stop))
    finish(RUN, *BEGINNING, "active_learning/001", "active_learning/002")
    edited = write(
        active_learning__stop=stop, active_learning__candidate={"force_deviation": STRICTER}
    )
    ran = compile_(saggar, edited, "--redo-from", "1")
    assert past() == [(1, 0.3)]
    assert "redone" in ran.errors


@pytest.mark.parametrize("redo_from", ["-1", "1", "9"])
def test_redo_from_refuses_an_iteration_that_is_not_finished(
    saggar: Any, write: Any, finish: Finish, redo_from: str
) -> None:
    compile_(saggar, write())
    finish(RUN, *BEGINNING)
    ran = compile_(saggar, write(), "--redo-from", redo_from)
    assert ran.code == 1
    assert "1 iteration finished, numbered from 0; give 0 to 0, or leave it out" in ran.errors


def test_redo_from_refuses_a_directory_that_is_no_run(saggar: Any, write: Any) -> None:
    for words in (("compile", write(), "--out", "run"), ("plan", write())):
        ran = saggar(*words, "--redo-from", "0")
        assert ran.code == 1
        assert "is no run directory" in ran.errors
    assert not RUN.exists()


def test_filters_of_labels_apply_from_the_next_iteration(
    saggar: Any, write: Any, finish: Finish
) -> None:
    compile_(saggar, write())
    finish(RUN, *BEGINNING)
    before = digests()
    edited = write(active_learning__reject={"label_force_above": "20 eV/Å"})
    assert "17 kept, 7 waiting, 16 added" in compile_(saggar, edited).errors
    after = digests()
    assert all(after[name] == before[name] for name in before if name.startswith(BEGINNING))
    assert after["active_learning/001/collect"] != before["active_learning/001/collect"]
    assert compile_(saggar, edited).text.startswith("run: 0 files new, 0 changed")


def test_filters_of_labels_hold_for_the_initial_data_where_no_iteration_stays(
    saggar: Any, write: Any, finish: Finish
) -> None:
    compile_(saggar, write())
    finish(RUN, *BEGINNING)
    edited = write(active_learning__reject={"label_force_above": "20 eV/Å"})
    ran = compile_(saggar, edited, "--redo-from", "0")
    assert "other settings: reject.label_force_above_eV_per_A" in ran.errors


def test_reasons_name_what_a_task_reads_as_people_know_it(
    saggar: Any, write: Any, finish: Finish
) -> None:
    compile_(saggar, write())
    finish(RUN, "")
    ran = compile_(saggar, write(seed=8))
    assert "reads what is made again: label (2 tasks)\n" in ran.errors
    assert "explore (2 tasks), train, collect of initial_data" in ran.errors


def test_a_result_of_an_earlier_compilation_is_said_to_be_one(
    saggar: Any, write: Any, finish: Finish
) -> None:
    stop = {"within": {"temperature": ["300 K", "600 K"]}, "at_most": 3}
    compile_(saggar, write())
    finish(RUN, "")
    longer = write(active_learning__stop=stop)
    compile_(saggar, longer)
    ran = saggar("plan", longer, "--against", "run")
    assert "final_training   redone       1  its result is of an earlier compilation\n" in ran.text


def test_taking_an_edit_back_loses_nothing_and_says_nothing_of_it(
    saggar: Any, write: Any, finish: Finish
) -> None:
    compile_(saggar, write())
    finish(RUN, *BEGINNING)
    compile_(saggar, write(active_learning__candidate={"force_deviation": STRICTER}))
    assert "stay" not in saggar("plan", write(), "--against", "run").text


def test_iteration_in_progress_takes_the_new_settings(
    saggar: Any, write: Any, finish: Finish
) -> None:
    compile_(saggar, write())
    finish(RUN, "initial_data", "active_learning/000/train", "active_learning/000/explore")
    before = digests()
    compile_(saggar, write(active_learning__select={"at_most": 7}))
    assert past() == []
    after = digests()
    assert after["active_learning/000/train/0"] == before["active_learning/000/train/0"]
    assert after["active_learning/000/assess"] != before["active_learning/000/assess"]


def test_loop_that_had_converged_goes_on_under_the_new_threshold(
    saggar: Any, write: Any, finish: Finish
) -> None:
    compile_(saggar, write())
    finish(RUN, *BEGINNING, "final_training", converged="active_learning/000/assess")
    edited = write(active_learning__candidate={"force_deviation": STRICTER})
    changes = json.loads(saggar("plan", edited, "--against", "run", "--json").text)["against"]
    fates = {each["task"]: each["fate"] for each in changes["tasks"]}
    assert fates["active_learning/000/assess"] == "kept"
    assert fates["active_learning/001/assess"] == "added"


def test_cap_that_is_reached_is_said(saggar: Any, write: Any, finish: Finish) -> None:
    compile_(saggar, write())
    finish(RUN, *BEGINNING, "active_learning/001")
    ran = compile_(saggar, write(active_learning__candidate={"force_deviation": STRICTER}))
    assert "raise stop.at_most above 2, or give --redo-from N" in ran.errors


def test_cap_below_what_is_finished_keeps_it(saggar: Any, write: Any, finish: Finish) -> None:
    compile_(saggar, write(active_learning__stop__at_most=3))
    finish(RUN, *BEGINNING, "active_learning/001", "active_learning/002")
    ran = compile_(saggar, write(active_learning__stop__at_most=2))
    assert "at_most 2 is less than what is finished, which stays" in ran.errors
    (loop,) = RunDirectory(RUN).plan.loops
    assert loop.at_most == 3


def test_higher_cap_adds_iterations_and_touches_none(
    saggar: Any, write: Any, finish: Finish
) -> None:
    compile_(saggar, write())
    finish(RUN, *BEGINNING, "active_learning/001")
    before = digests()
    ran = compile_(saggar, write(active_learning__stop__at_most=4))
    assert ran.errors == ""
    after = digests()
    for name in before:
        if name.startswith(("initial_data", "active_learning")):
            assert after[name] == before[name], name
    assert "active_learning/003/assess" in after


def test_run_of_another_version_is_compiled_over(saggar: Any, write: Any) -> None:
    compile_(saggar, write())
    plan = json.loads((RUN / "plan.json").read_text())
    plan["version"] = 999
    (RUN / "plan.json").write_text(json.dumps(plan))
    ran = compile_(saggar, write())
    assert ran.code == 0
    assert "format version 999" in ran.errors


def test_missing_lock_of_the_past_is_named(saggar: Any, write: Any, finish: Finish) -> None:
    compile_(saggar, write())
    finish(RUN, *BEGINNING)
    compile_(saggar, write(active_learning__candidate={"force_deviation": STRICTER}))
    (lock,) = (RUN / "history").iterdir()
    lock.unlink()
    ran = compile_(saggar, write(active_learning__committee=5))
    assert ran.code == 1
    assert lock.name in ran.errors
    assert "--redo-from 0" in ran.errors


class Terminal:
    """Standard input of a person who answers."""

    def __init__(self, answer: str) -> None:
        self._answer = answer

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return self._answer


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("", 1)])
def test_a_person_is_asked_before_results_are_replaced(
    saggar: Any,
    write: Any,
    finish: Finish,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    code: int,
) -> None:
    compile_(saggar, write())
    finish(RUN, "")
    before = (RUN / "plan.json").read_bytes()
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    ran = compile_(saggar, write(seed=8))
    assert ran.code == code
    assert ((RUN / "plan.json").read_bytes() == before) == (code == 1)


def test_yes_and_no_terminal_ask_nothing(saggar: Any, write: Any, finish: Finish) -> None:
    compile_(saggar, write())
    finish(RUN, "")
    assert compile_(saggar, write(seed=8)).code == 0
    assert compile_(saggar, write(), "--yes").code == 0
