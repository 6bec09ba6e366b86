"""Campaigns on disk, runs with finished tasks, and the commands on them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from studies import changed, fluorite

from saggar.__main__ import main
from saggar.compiler.diff.tasks import unroll
from saggar.runtime.rundir import RunDirectory
from saggar.runtime.structures.extxyz import format_extxyz
from saggar.schemas.state import ExitRecord

Write = Callable[..., Path]


@dataclass(frozen=True)
class Ran:
    """What a command said."""

    code: int
    text: str
    errors: str


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Give a function that writes the small campaign with changes over the one before."""

    def written(**changes: Any) -> Path:
        content = changed(**changes)
        content["phases"]["c-ZrO2"]["file"] = "cell.xyz"
        (tmp_path / "cell.xyz").write_text(format_extxyz([fluorite()]), encoding="utf-8")
        path = tmp_path / "campaign.yaml"
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return path

    return written


@pytest.fixture
def saggar(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Give a function that executes a command."""

    def ran(*words: str | Path) -> Ran:
        capsys.readouterr()
        code = main([*map(str, words)])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return ran


@pytest.fixture
def finish() -> Callable[..., list[str]]:
    """Give a function that puts results of a run's tasks in place, in the order of the plan."""

    def finished(
        root: Path, *beginnings: str, converged: str = "", cpu_s: float = 10.0
    ) -> list[str]:
        run = RunDirectory(root)
        unrolled = unroll(run.plan, frozenset())
        names = [name for name in unrolled.tasks if name.startswith(beginnings)]
        for name in names:
            record = ExitRecord(
                task=name,
                digest=unrolled.digests[name],
                status="finished",
                attempt=1,
                outcome={"converged": name == converged},
                wall_s=cpu_s,
                cpu_s=cpu_s,
                host="here",
            )
            run.result(name).mkdir(parents=True, exist_ok=True)
            (run.result(name) / "exit.json").write_text(record.model_dump_json())
        return names

    return finished
