"""How long commands take on a campaign of a published study's size.

Machines differ and are shared, so what is held is a ratio: the CPU time of the whole process over
that of importing the modules of other projects that it loads, both measured here in turns. The
limits are what was measured and a quarter; the seconds are logged. Where importing pydantic, a
YAML reader, numpy and gemmi takes 0.24 s, ``diff`` takes 0.48 s, ``plan`` 0.5 s, ``compile`` over
a run that stands 0.6 s, and ``plan`` against that run 0.9 s; ``check``, which needs neither numpy
nor gemmi once it has seen the structures, takes 0.23 s.
"""

import logging
import os
import shutil
from pathlib import Path

import pytest
from command_time import best_of_turns, cpu_seconds

import saggar.campaigns

pytestmark = pytest.mark.bench

LOG = logging.getLogger(__name__)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the campaign beside the structures of the demo."""
    folder = tmp_path_factory.mktemp("study")
    (shipped,) = saggar.campaigns.__path__
    shutil.copytree(Path(shipped) / "demo" / "structures", folder / "structures")
    return Path(shutil.copy(Path(__file__).with_name("campaign.yaml"), folder))


@pytest.fixture(scope="module")
def other(study: Path) -> Path:
    """Write the same campaign with two other values."""
    text = study.read_text(encoding="utf-8")
    changed = study.with_name("other.yaml")
    changed.write_text(
        text.replace("neurons: 50", "neurons: 60")
        .replace("duration: 20 ns", "duration: 10 ns"),
        encoding="utf-8",
    )  # fmt: skip
    return changed


@pytest.fixture(scope="module")
def run(study: Path, caches: Path) -> Path:
    """Compile the campaign into a run directory."""
    directory = study.with_name("run")
    cpu_seconds(["-m", "saggar", "compile", str(study), "--out", str(directory)], caches)
    return directory


@pytest.fixture(scope="module")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for compiled modules."""
    return tmp_path_factory.mktemp("caches")


LIMITS = [
    pytest.param("check {study}", (0,), 1.9, id="check"),
    pytest.param("diff {study} {other}", (2,), 2.7, id="diff"),
    pytest.param("diff {run} {other}", (2,), 2.9, id="diff-of-a-run"),
    pytest.param("plan {study}", (0, 2), 2.6, id="plan"),
    pytest.param("plan {other} --against {run}", (2,), 4.8, id="plan-against-a-run"),
    pytest.param("compile {study} --out {out}", (0,), 3.1, id="compile-over-a-run"),
    pytest.param("schema", (0,), 2.1, id="schema"),
]
"""Words, exit codes, and the most CPU time in times of the bare import."""


@pytest.mark.parametrize(("command", "accepted", "most"), LIMITS)
def test_a_command_takes_at_most_some_times_the_bare_import(
    command: str,
    accepted: tuple[int, ...],
    most: float,
    study: Path,
    other: Path,
    run: Path,
    caches: Path,
    tmp_path: Path,
) -> None:
    words = command.format(study=study, other=other, run=run, out=tmp_path / "run").split()
    found = best_of_turns(words, caches, accepted=accepted)
    LOG.info(
        "%s: %.2f s of CPU, %.2f imports of %.2f s",
        command,
        found.command_s,
        found.ratio,
        found.bare_s,
    )
    assert found.ratio <= most


def test_a_first_check_takes_at_most_some_times_the_bare_import(
    study: Path, caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAGGAR_CACHE_DIR", os.devnull)
    found = best_of_turns(["check", str(study)], caches)
    LOG.info("first check: %.2f s of CPU, %.2f imports", found.command_s, found.ratio)
    assert found.ratio <= 1.85
