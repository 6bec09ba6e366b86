"""A campaign of 10,000 tasks is planned in seconds and makes no folder of thousands of entries."""

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from ten_thousand import write_campaign

from saggar.compiler.cli import compile_file
from saggar.compiler.compile import Compiled
from saggar.compiler.diff.tasks import unroll
from saggar.compiler.estimate.stages import estimate_stages, facts_of
from saggar.schemas.machine import LAPTOP

PLAN = """
import resource, sys
from saggar.__main__ import main
code = main(["plan", sys.argv[1]])
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_campaign(tmp_path_factory.mktemp("ten-thousand"))


def entries(paths: set[str]) -> dict[str, int]:
    """Count the entries of each folder that these files and folders make."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        parts = path.split("/")
        for depth, part in enumerate(parts):
            found["/".join(parts[:depth])].add(part)
    return {folder: len(names) for folder, names in found.items()}


@pytest.fixture(scope="module")
def compiled(campaign: Path) -> Compiled:
    return compile_file(campaign, LAPTOP)


def test_few_files_are_compiled_and_folders_stay_small(compiled: Compiled) -> None:
    tasks = unroll(compiled.plan, frozenset()).tasks
    assert len(tasks) >= 10_000
    assert len(compiled.files) < 500
    assert max(entries({*compiled.files, *(f"work/{name}" for name in tasks)}).values()) <= 1000


def test_an_executed_task_leaves_a_folder_of_files_and_the_plan_says_so(compiled: Compiled) -> None:
    """GPUMD reads and writes files of given names, some nine with the records of a task."""
    stages = estimate_stages(compiled.plan, facts_of(compiled.lock, compiled.files))
    (production,) = (stage for stage in stages if stage.stage == "production")
    assert production.takes.files.low >= 9 * production.tasks.low
    assert production.takes.files.high <= 12 * production.tasks.high


@pytest.mark.slow
def test_plan_takes_seconds_and_little_memory(campaign: Path) -> None:
    command = [sys.executable, "-c", PLAN, str(campaign)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=campaign.parent)
    cpu_s, memory_MB = map(float, done.stderr.splitlines()[-1].split())
    assert "2000 x equilibrate" in done.stdout
    assert cpu_s < 5.0
    assert memory_MB < 500
