"""Campaigns on disk, and the command that compares them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from studies import changed, fluorite

from saggar.__main__ import main
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.extxyz import format_extxyz

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Give a function that writes the small campaign with changes into a folder of its own."""

    def written(
        folder: str, tree: dict[str, Any] | None = None, *, cell: Cell | None = None, **changes: Any
    ) -> Path:
        content = changed(**changes) if tree is None else tree
        for phase in content["phases"].values():
            phase["file"] = "cell.xyz"
        root = tmp_path / folder
        root.mkdir()
        (root / "cell.xyz").write_text(format_extxyz([cell or fluorite()]), encoding="utf-8")
        path = root / "campaign.yaml"
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return path

    return written


@dataclass(frozen=True)
class Ran:
    """What the command said."""

    code: int
    text: str
    errors: str

    @property
    def json(self) -> dict[str, Any]:
        """The text as JSON."""
        content: dict[str, Any] = json.loads(self.text)
        return content


@pytest.fixture
def diff(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Give a function that executes ``saggar diff``."""

    def ran(*words: str | Path) -> Ran:
        capsys.readouterr()
        code = main(["diff", *map(str, words)])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return ran


@pytest.fixture
def compiled(tmp_path: Path) -> Callable[[Path, str], Path]:
    """Give a function that compiles a campaign into a run directory."""

    def made(campaign: Path, folder: str) -> Path:
        root = tmp_path / folder
        assert main(["compile", str(campaign), "--out", str(root)]) == 0
        return root

    return made
