"""What executes a training or a run belongs to what is declared; a release counts by its decks."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from saggar.compiler.diff.tasks import unroll
from saggar.runtime.rundir import RunDirectory

RUN = Path("run")
PROFILE = """\
name: other
scheduler: local
cores: 2
gpumd: {{executor: {gpumd}, release: '{release}'}}
nep: {{executor: {nep}, release: '{release}'}}
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def stale(saggar: Any, write: Any, finish: Any) -> Callable[..., set[str]]:
    """Give a function that names what a machine redoes of a finished run, by plan and by diff."""
    saggar("compile", write(), "--out", RUN)
    finish(RUN, "")

    def of(gpumd: str = "embedded", nep: str = "neppo", release: str = "5.6") -> set[str]:
        Path("m.yaml").write_text(PROFILE.format(gpumd=gpumd, nep=nep, release=release))
        words = (write(), "--machine", "m.yaml", "--json")
        planned = json.loads(saggar("plan", *words, "--against", RUN).text)["against"]["tasks"]
        redone = {each["task"] for each in planned if each["fate"] == "redone"}
        stages = json.loads(saggar("diff", RUN, *words).text)["stages"]
        assert redone == {name for stage in stages for name in stage["stale"]}
        return redone

    return of


def test_another_trainer_gives_another_potential(stale: Callable[..., set[str]]) -> None:
    redone = stale(nep="nep")
    assert {"final_training/train", "production/c-ZrO2-96/600K/segment-000"} <= redone
    assert not any(name.startswith(("initial_data", "active_learning")) for name in redone)


def test_another_program_gives_other_runs_under_the_same_potential(
    stale: Callable[..., set[str]],
) -> None:
    redone = stale(gpumd="gpumd")
    assert "production/c-ZrO2-96/600K/equilibrate" in redone
    assert "final_training/train" not in redone


@pytest.mark.parametrize("release", ["4.0", "5.5"])
def test_the_name_of_a_release_makes_nothing_stale(
    stale: Callable[..., set[str]], release: str
) -> None:
    assert stale(release=release) == set()


def test_a_release_of_other_decks_makes_their_runs_stale(stale: Callable[..., set[str]]) -> None:
    redone = stale(release="main")
    assert redone
    assert all(name.startswith(("production", "validation", "analysis")) for name in redone)


def test_nep_is_not_declared_by_a_schedule_that_it_does_not_read(saggar: Any, write: Any) -> None:
    Path("m.yaml").write_text(PROFILE.format(gpumd="gpumd", nep="nep", release="5.6"))
    digests = []
    for steps in (100, 200):
        training = {"generations": 1000, "gradient": {"steps": steps}}
        saggar("compile", write(final_training=training), "--out", RUN, "--machine", "m.yaml")
        digests.append(unroll(RunDirectory(RUN).plan, frozenset()).digest("final_training/train"))
    assert digests[0] == digests[1]
