"""How long commands take on a campaign of a published study's size.

Ratios to the bare import of the libraries are compared, since machines differ and are shared.
"""

import logging
import shutil
from pathlib import Path

import pytest
from command_time import least_ratio

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
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for compiled modules."""
    return tmp_path_factory.mktemp("caches")


LIMITS = [
    pytest.param("check {study}", (0,), 2.5, id="check"),
    pytest.param(
        "diff {study} {other}",
        (2,),
        4.2,
        id="diff",
        marks=pytest.mark.xfail(reason="unrolls all iterations of both loops: 8 to 11 times"),
    ),
    pytest.param("plan {study}", (0, 2), 12.5, id="plan"),
    pytest.param("compile {study} --out {out}", (0,), 12.5, id="compile"),
    pytest.param("schema", (0,), 2.5, id="schema"),
]
"""Words, exit codes, and the most CPU time in times of the bare import."""


@pytest.mark.parametrize(("command", "accepted", "most"), LIMITS)
def test_a_command_takes_at_most_some_times_the_bare_import(
    command: str,
    accepted: tuple[int, ...],
    most: float,
    study: Path,
    other: Path,
    caches: Path,
    tmp_path: Path,
) -> None:
    words = command.format(study=study, other=other, out=tmp_path / "run").split()
    ratio, seconds = least_ratio(["-m", "saggar", *words], caches, accepted=accepted)
    LOG.info("%s: %.2f s of CPU, %.2f times the bare import", words[0], seconds, ratio)
    assert ratio <= most
