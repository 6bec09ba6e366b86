"""Campaigns on disk, their runs, and the Methods of both."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from studies import changed, fluorite

from saggar.__main__ import main
from saggar.compiler.diff.tasks import unroll
from saggar.runtime.rundir import RunDirectory
from saggar.runtime.structures.extxyz import format_extxyz
from saggar.schemas.state import ExitRecord


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Give a function that writes the Methods of a study in one line."""

    def told(study: Path, *more: str) -> str:
        capsys.readouterr()
        assert main(["methods", str(study), *more]) == 0
        return " ".join(capsys.readouterr().out.split())

    return told


@pytest.fixture
def compiled(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that compiles the small campaign with changes into one run directory.

    A section that is changed to None is left out.
    """

    def run(*options: str, **changes: Any) -> Path:
        content = {key: each for key, each in changed(**changes).items() if each is not None}
        content["phases"]["c-ZrO2"]["file"] = "cell.xyz"
        (tmp_path / "cell.xyz").write_text(format_extxyz([fluorite()]), encoding="utf-8")
        path = tmp_path / "campaign.yaml"
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        words = ["compile", str(path), "--out", str(tmp_path / "run"), *options]
        assert main(words) == 0
        return tmp_path / "run"

    return run


@pytest.fixture
def finish() -> Callable[..., None]:
    """Give a function that puts results in place of a run's tasks, as its plan declares them."""

    def finished(root: Path, *beginnings: str, **outcome: Any) -> None:
        run = RunDirectory(root)
        unrolled = unroll(run.plan, frozenset())
        for name in unrolled.tasks:
            if not name.startswith(beginnings):
                continue
            record = ExitRecord(
                task=name, digest=unrolled.digest(name), status="finished", attempt=1,
                outcome=outcome, wall_s=1.0, cpu_s=1.0, host="here",
            )  # fmt: skip
            run.result(name).mkdir(parents=True, exist_ok=True)
            (run.result(name) / "exit.json").write_text(record.model_dump_json())

    return finished
