"""What the guide to campaigns shows is what the program does."""

import io
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from studies import DEMO, REPOSITORY

from saggar.__main__ import main
from saggar.compiler.diff.tasks import unroll
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.state import ExitRecord

GUIDE = REPOSITORY / "docs" / "campaigns.md"
TEXT = GUIDE.read_text(encoding="utf-8")
RESULTS = REPOSITORY / "tests" / "data" / "guide-runs"
"""Of each run of the guide, times and outcome of every task, from its exit record when the run was
really executed on the built-in profile."""
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"# ([\w-]+\.(?:yaml|toml))")
"""First line of a block that begins a file."""
LEFT_OUT = "..."


@dataclass(frozen=True)
class Block:
    """A fenced block of the guide and the line of the guide on which it begins."""

    language: str
    text: str
    line: int

    def commands(self) -> Iterator[tuple[int, str, str]]:
        """Give line, words and shown output of each command."""
        for match in re.finditer(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", self.text, re.MULTILINE):
            yield self.line + self.text[: match.start()].count("\n"), match[1], match[2]


def blocks() -> list[Block]:
    """Give all fenced blocks in their order."""
    return [
        Block(each[1], each[2], TEXT[: each.start(2)].count("\n") + 1)
        for each in BLOCK.finditer(TEXT)
    ]


def shows(shown: str, printed: str) -> bool:
    """Say whether an excerpt is of a text: ``...`` is any lines, or any part of one line."""
    pattern = ""
    for line in shown.splitlines():
        if line == LEFT_OUT:
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*?".join(re.escape(part) for part in line.split(LEFT_OUT)) + r"\n"
    return re.fullmatch(pattern, printed) is not None


def put_results(root: Path) -> None:
    """Put the recorded outcomes of a run's tasks in place, as if they had been executed."""
    recorded: dict[str, Any] = json.loads((RESULTS / f"{root.name}.json").read_text("utf-8"))
    run = RunDirectory(root)
    digests = unroll(run.plan, frozenset()).digests
    assert set(recorded) == set(digests)
    for task, left in recorded.items():
        record = ExitRecord(
            task=task, digest=digests[task], status="finished", attempt=1, host="here", **left
        )
        run.result(task).mkdir(parents=True)
        (run.result(task) / "exit.json").write_text(record.model_dump_json(), encoding="utf-8")


@dataclass
class Reader:
    """A person who does what the guide says, in the working directory.

    Attributes
    ----------
    file : Path
        The campaign or profile that is being written.
    code : int
        Exit code of the last command.
    """

    file: Path = field(default_factory=Path)
    code: int = 0

    def writes(self, text: str) -> None:
        """Write a file, or go on with the last: a file begins with its name."""
        heading = HEADING.match(text)
        if heading:
            self.file = Path(heading[1])
            self.file.write_text(text, encoding="utf-8")
        else:
            self.file.write_text(self.file.read_text("utf-8") + "\n" + text, encoding="utf-8")

    def types(self, command: str) -> str:
        """Execute a command and give what a terminal shows of it."""
        if command == "echo $?":
            return f"{self.code}\n"
        program, *words = shlex.split(command)
        assert program == "saggar", command
        screen = io.StringIO()
        with redirect_stdout(screen), redirect_stderr(screen):
            self.code = self._executes(words)
        return screen.getvalue()

    def _executes(self, words: list[str]) -> int:
        """Execute a command in this process; of a run, put the recorded results in place."""
        if words[0] == "run":
            put_results(Path(words[1]))
            return 0
        return main(words)


def test_every_command_prints_what_the_guide_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(DEMO.parent / "structures" / "alpha-LZC.cif", tmp_path)
    monkeypatch.chdir(tmp_path)
    reader = Reader()
    for block in blocks():
        if block.language != "console":
            reader.writes(block.text)
            continue
        for line, command, shown in block.commands():
            printed = reader.types(command)
            assert shows(shown, printed), f"docs/campaigns.md:{line}: {command}\n{printed}"


@pytest.mark.parametrize(
    ("shown", "fits"),
    [
        ("a 1 b\nc\nd\n", True),
        ("a ... b\n...\nd\n", True),
        ("...\nd\n", True),
        ("a 2 b\n...\n", False),
        ("a 1 b\nd\n", False),
        ("a 1 b\nc\n", False),
        ("...\na 1 b\n", False),
    ],
)
def test_an_excerpt_leaves_out_only_what_it_marks(shown: str, fits: bool) -> None:
    assert shows(shown, "a 1 b\nc\nd\n") is fits


def test_links_of_the_guide_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", TEXT):
        assert (GUIDE.parent / target).exists(), target
