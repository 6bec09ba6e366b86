"""Every run.in and nep.in that a GPUMD checkout ships; it must take its own examples.

Set ``SAGGAR_GPUMD_CHECKOUT`` to a local checkout and ``SAGGAR_GPUMD_RELEASE`` to its release
(``main`` if it is not set).
"""

import os
import re
from pathlib import Path

import pytest

from saggar.compiler.grammar import RELEASES, Problem, lint_nep_in, lint_run_in
from saggar.compiler.grammar.arguments import Table
from saggar.compiler.grammar.nep_in import NEP_IN
from saggar.compiler.grammar.run_in import RUN_IN

CHECKOUT = os.environ.get("SAGGAR_GPUMD_CHECKOUT", "")
RELEASE = os.environ.get("SAGGAR_GPUMD_RELEASE", "main")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHECKOUT, reason="SAGGAR_GPUMD_CHECKOUT names no checkout"),
]


def shipped(name: str) -> list[Path]:
    """Files of that name, without templates such as ``type <your types>``."""
    paths = sorted(Path(CHECKOUT).rglob(name))
    return [path for path in paths if "<your" not in path.read_text(encoding="utf-8")]


def stale(problem: Problem) -> bool:
    """Whether it is GPUMD's own tests of `active`, which have lacked an argument since 4.4."""
    four = "active: 4 arguments" in problem.message
    return four and RELEASES.index(RELEASE) >= RELEASES.index("4.4")


def refused(problems: list[Problem]) -> list[Problem]:
    return [each for each in problems if each.severity == "error" and not stale(each)]


def keywords_of(source: str) -> set[str]:
    """Keywords that a source file of GPUMD compares with, less those that it only refuses."""
    text = (Path(CHECKOUT) / "src" / source).read_text(encoding="utf-8")
    compared = re.findall(r'strcmp\(param\[0\], "(\w+)"\)', text)
    return set(compared) - set(re.findall(r'"(\w+) has been removed', text))


@pytest.mark.parametrize(
    ("table", "source"),
    [(RUN_IN, "main_gpumd/run.cu"), (NEP_IN, "main_nep/parameters.cu")],
    ids=["run.in", "nep.in"],
)
def test_table_has_exactly_the_keywords_of_the_source(table: Table, source: str) -> None:
    assert set(table.known_in(RELEASE)) == keywords_of(source)


def test_checkout_has_examples() -> None:
    assert shipped("run.in")
    assert shipped("nep.in")


def test_no_shipped_run_in_is_refused() -> None:
    found = {
        str(path): refused(lint_run_in(path.read_text(encoding="utf-8"), RELEASE))
        for path in shipped("run.in")
    }

    assert {path: problems for path, problems in found.items() if problems} == {}


def test_no_shipped_nep_in_is_refused() -> None:
    found = {
        str(path): refused(lint_nep_in(path.read_text(encoding="utf-8"), RELEASE))
        for path in shipped("nep.in")
    }

    assert {path: problems for path, problems in found.items() if problems} == {}
