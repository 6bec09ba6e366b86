"""Nothing is executed by another program than the one that the machine profile names."""

from pathlib import Path

import pytest
from fake_runs import InlineSubmitter, build

from saggar.runtime.execution.by_hand import execute_by_hand
from saggar.runtime.execution.run import run
from saggar.schemas.errors import RunStateError
from saggar.schemas.machine import GpumdExecutor, NepExecutor

GPUMD = GpumdExecutor(executor="gpumd", release="5.6", command="/opt/gpumd")
NEP = NepExecutor(executor="nep", release="5.6")


@pytest.mark.parametrize(
    ("profile", "named", "possible"),
    [
        ({"gpumd": GPUMD}, "with gpumd.executor: gpumd;", "gpumd.executor: embedded only"),
        ({"nep": NEP}, "with nep.executor: nep;", "nep.executor: neppo only"),
    ],
    ids=["gpumd", "nep"],
)
def test_run_refuses_an_executor_that_it_does_not_call(
    tmp_path: Path, profile: dict[str, object], named: str, possible: str
) -> None:
    rundir = build(tmp_path, **profile)
    with pytest.raises(RunStateError) as error:
        run(rundir, submitter=InlineSubmitter(rundir))
    assert named in str(error.value)
    assert possible in str(error.value)
    assert "README.md" in str(error.value)
    assert not (tmp_path / "executions").exists()


def test_both_executors_are_named_at_once(tmp_path: Path) -> None:
    rundir = build(tmp_path, gpumd=GPUMD, nep=NEP)
    with pytest.raises(RunStateError, match=r"gpumd\.executor: gpumd and nep\.executor: nep"):
        run(rundir, submitter=InlineSubmitter(rundir))


def test_task_by_hand_refuses_it_too(tmp_path: Path) -> None:
    rundir = build(tmp_path / "run", nep=NEP)
    with pytest.raises(RunStateError, match=r"nep\.executor: nep"):
        execute_by_hand(rundir, "initial_data/sample/0", tmp_path / "by-hand")
    assert not (tmp_path / "by-hand").exists()
